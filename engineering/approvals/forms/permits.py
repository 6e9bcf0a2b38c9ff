"""Forms of what happens to the time limit, to a permit after its grant, and to its service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from engineering.approvals.acts.permit_endings import ENDINGS
from engineering.approvals.acts.service import PROOFS, Served
from engineering.approvals.forms.applications import ActForm
from engineering.approvals.models.applications import Application
from engineering.approvals.models.service import Delivery
from renfang.documents.models import IssuedDocument
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


class DeliveryForm(forms.Form):
    """制作送达回证: what is filled in before the paper is handed over."""

    paper = forms.ChoiceField(label="送达的文书")
    on = DateFormField(label="制作日期")
    method = forms.ChoiceField(label="送达方式", choices=Delivery.Method.choices)
    recipient = PlainTextField(label="受送达人", max_length=200)
    place = PlainTextField(label="送达地点", max_length=200)
    servers = PlainTextField(label="送达人", max_length=100, help_text="两人以上，以顿号分开。")
    note = PlainTextField(
        label="备注",
        max_length=300,
        multiline=True,
        required=False,
        help_text="留置送达和公告送达的，写明拒收事由或者其他方式无法送达的经过。",
    )

    def __init__(
        self, *args: Any, application: Application, papers: list[IssuedDocument], **kwargs: Any
    ) -> None:
        project = application.project
        initial = {
            "on": timezone.localdate(),
            "method": Delivery.Method.DIRECT,
            "recipient": project.developer.name,
            "place": application.organisation.address or project.address,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["paper"].choices = [(paper.pk, str(paper)) for paper in papers]


class DeliveryRecordForm(forms.Form):
    """登记送达: what the signed receipt says; only the fields that the method needs."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = DateFormField(label="送达日期")
    time = forms.TimeField(
        label="送达时分",
        input_formats=["%H:%M", "%H：%M", "%H%M"],
        widget=forms.TextInput(attrs={"placeholder": "09:30", "autocomplete": "off"}),
        error_messages={
            "required": "填写送达的时和分。",
            "invalid": "时分写作 09:30。",
        },
    )
    signatory = PlainTextField(label="签收人", max_length=50, required=False)
    relation = PlainTextField(label="代收人与受送达人的关系", max_length=100, required=False)
    witness = PlainTextField(label="见证人", max_length=100, required=False)
    proof = PlainTextField(label="送达凭证", max_length=200, required=False)
    note = PlainTextField(label="备注", max_length=200, multiline=True, required=False)

    def __init__(self, *args: Any, delivery: Delivery, **kwargs: Any) -> None:
        initial = {"on": timezone.localdate(), "version": delivery.version}
        super().__init__(*args, initial=initial, **kwargs)
        for name, words in PROOFS[Delivery.Method(delivery.method)].fields.items():
            self.fields[name].required = True
            self.fields[name].help_text = f"填写{words}。"
            self.fields[name].error_messages["required"] = f"填写{words}。"

    def served(self) -> Served:
        """What the act takes; call it on a valid form."""
        cleaned = self.cleaned_data
        at = timezone.make_aware(datetime.combine(cleaned["on"], cleaned["time"]))
        names = ("signatory", "relation", "witness", "proof", "note")
        return Served(at=at, **{name: cleaned[name] for name in names})


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
