"""Forms of the collection desk and of a case, besides the steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from engineering.forms.fields import PlainTextField
from engineering.models import Delivery
from fees.models import CollectionBlock, CollectionCase, CollectionContact, CollectionTrack
from renfang.documents.models import IssuedDocument
from renfang.quantities.forms import AmountField, DateFormField


class DeskQuery(forms.Form):
    """查询条件 above the desk."""

    name = PlainTextField(label="项目或单位", required=False, max_length=100)
    state = forms.ChoiceField(
        label="催缴状态",
        required=False,
        choices=[
            ("", "全部"),
            ("new", "尚未立卷"),
            ("level0", "尚未催缴"),
            ("level1", "已催缴 1 次"),
            ("level2", "已催缴 2 次"),
            ("level3", "已催缴 3 次"),
            ("promised", "有未到期承诺"),
            ("broken", "承诺已过期"),
            ("blocked", "暂缓催缴"),
            ("lapsing", "申请执行期限临近或已过"),
        ],
    )


class OpenForm(forms.Form):
    """追缴立卷."""

    source = forms.ChoiceField(label="线索来源", choices=CollectionCase.Source.choices)
    on = DateFormField(label="立卷日期")
    facts = PlainTextField(
        label="欠缴事实", max_length=1000, multiline=True, help_text="以后的文书以此为起点。"
    )

    def __init__(self, *args: Any, facts: str, **kwargs: Any) -> None:
        initial = {"on": timezone.localdate(), "facts": facts}
        super().__init__(*args, initial=initial, **kwargs)


class TakeOverForm(forms.Form):
    """接收应建未建案件: the facts as the omission's file tells them, open to correction."""

    facts = PlainTextField(
        label="欠缴事实", max_length=1000, multiline=True, help_text="以后的文书以此为起点。"
    )


class ContactForm(forms.Form):
    """登记联系: what was said, and the promise where there is one."""

    kind = forms.ChoiceField(label="方式", choices=CollectionContact.Kind.choices)
    on = DateFormField(label="日期")
    person = PlainTextField(label="联系人", max_length=50, required=False)
    summary = PlainTextField(label="内容", max_length=500, multiline=True)
    promised_on = DateFormField(label="承诺日期", required=False)
    promised_amount = AmountField(
        label="承诺缴纳", required=False, max_value=9999999999, help_text="没有承诺的留空"
    )

    def __init__(self, *args: Any, case: CollectionCase, **kwargs: Any) -> None:
        initial = {
            "on": timezone.localdate(),
            "person": case.account.project.developer.contact,
        }
        super().__init__(*args, initial=initial, **kwargs)


class BlockForm(forms.Form):
    """暂缓催缴."""

    kind = forms.ChoiceField(label="事由", choices=CollectionBlock.Kind.choices)
    reason = PlainTextField(label="说明", max_length=300, multiline=True)


class LiftForm(forms.Form):
    """解除暂缓."""

    reason = PlainTextField(label="解除的理由", max_length=300)


class EvidenceForm(forms.Form):
    """上传案卷附件."""

    file = forms.FileField(
        label="文件",
        help_text="pdf、ofd、jpg、png、docx、xlsx，每份不超过 20 MB。",
        error_messages={"required": "选择要上传的文件。", "empty": "这是空文件。核对后重新选择。"},
    )
    purpose = PlainTextField(
        label="证明内容", max_length=100, help_text="例如“竣工备案表，证明竣工日期”。"
    )


class ClosingForm(forms.Form):
    """结案."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = DateFormField(label="结案日期")
    result = PlainTextField(label="执行结果", max_length=300, multiline=True)

    def __init__(self, *args: Any, case: CollectionCase, **kwargs: Any) -> None:
        initial = {"on": timezone.localdate(), "version": case.version}
        super().__init__(*args, initial=initial, **kwargs)


class ServiceForm(forms.Form):
    """制作送达回证: what is filled in before the paper is handed over."""

    paper = forms.TypedChoiceField(label="送达的文书", coerce=int)
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
        self, *args: Any, track: CollectionTrack, papers: list[IssuedDocument], **kwargs: Any
    ) -> None:
        project = track.case.account.project
        initial = {
            "on": timezone.localdate(),
            "method": Delivery.Method.DIRECT,
            "recipient": project.developer.name,
            "place": project.address,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["paper"].choices = [(paper.pk, str(paper)) for paper in papers]


class LettersForm(forms.Form):
    """批量催缴: how all letters are served, and by whom."""

    method = forms.ChoiceField(
        label="送达方式",
        choices=[
            (Delivery.Method.MAIL.value, Delivery.Method.MAIL.label),
            (Delivery.Method.DIRECT.value, Delivery.Method.DIRECT.label),
        ],
    )
    servers = PlainTextField(label="送达人", max_length=100, help_text="两人以上，以顿号分开。")
