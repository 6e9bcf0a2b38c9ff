"""Forms of what happens to the time limit, to a permit after its grant, and to its service."""

from __future__ import annotations

from typing import Any

from django import forms

from engineering.approvals.acts.permit_endings import ENDINGS
from engineering.approvals.forms.applications import ActForm
from engineering.approvals.models.applications import Application
from renfang.pages.fields import PlainTextField
from renfang.quantities.forms import DateFormField


class ExtensionForm(ActForm):
    """延长审批期限."""

    on = DateFormField(label="延长日期")
    reason = PlainTextField(
        label="延长的理由",
        max_length=500,
        multiline=True,
        help_text="印在告知书上，告知申请人。",
        error_messages={"required": "写明延长的理由。"},
    )


class EndingForm(ActForm):
    """撤回, 撤销 or 注销: subclasses say which."""

    way = ""

    on = DateFormField(label="决定日期")
    ground = forms.ChoiceField(label="法定情形", widget=forms.RadioSelect)
    facts = PlainTextField(
        label="事实和理由",
        max_length=800,
        multiline=True,
        help_text="印在决定书上，写明查明的事实和证据。",
        error_messages={"required": "写明事实和理由。"},
    )
    hearing_note = PlainTextField(
        label="陈述、申辩情况",
        max_length=300,
        multiline=True,
        required=False,
        help_text="未提出的写“被许可人未提出陈述、申辩”。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ending = ENDINGS[self.way]
        self.fields["ground"].choices = list(ending.grounds.items())
        if not ending.is_adverse:
            del self.fields["hearing_note"]


class RetractionForm(EndingForm):
    """撤回许可."""

    way = "retract"


class RevocationForm(EndingForm):
    """撤销许可."""

    way = "revoke"


class CancellationForm(EndingForm):
    """注销许可."""

    way = "cancel"


class UploadForm(forms.Form):
    """上传附件."""

    file = forms.FileField(
        label="文件",
        help_text="pdf、ofd、jpg、png、docx、xlsx，每份不超过 20 MB。",
        error_messages={"required": "选择要上传的文件。", "empty": "这是空文件。核对后重新选择。"},
    )
    material = forms.TypedChoiceField(
        label="对应材料", coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = application.materials.all()
        self.fields["material"].choices = [("", "其他"), *((row.pk, row.name) for row in rows)]
