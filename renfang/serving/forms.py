"""The forms of service: a receipt to prepare, what came back, a correction, a failure."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from renfang.documents.forms import PaperNumber
from renfang.pages.fields import PlainTextField, VersionField
from renfang.pages.query_forms import OneOf, Query
from renfang.quantities.forms import DateFormField
from renfang.serving.acts import Inquiry, Served
from renfang.serving.hooks import Matter
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import served_kinds
from renfang.serving.rules import PROOFS, needs_ground

_INQUIRY = ("inquired_on", "inquired_at", "inquiry")


def method_hints() -> list[tuple[str, str]]:
    """Every method by its name, with what proves it and from when it counts."""
    return [(ServiceReceipt.Method(value).label, proof.hint) for value, proof in PROOFS.items()]


def _served() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in served_kinds()]


class PaperQuery(Query):
    """查询条件 above the papers that wait."""

    number = PaperNumber("number_key")
    kind = OneOf("文书种类", _served)


class ReceiptQuery(Query):
    """The same above the receipts."""

    number = PaperNumber("paper__number_key")
    kind = OneOf("文书种类", _served, "paper__kind")


class ReceiptForm(forms.Form):
    """制作送达回证: what is filled in before the paper is handed over."""

    on = DateFormField(label="制作日期")
    method = forms.ChoiceField(label="送达方式", choices=ServiceReceipt.Method.choices)
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
    inquired_on = DateFormField(
        label="查询下落的日期",
        required=False,
        help_text="以下三项在受送达人下落不明、公告送达时填写；已登记未能送达的不必填写。",
    )
    inquired_at = PlainTextField(
        label="查询处所",
        max_length=200,
        required=False,
        help_text="例如登记的住所和经营场所、市场监督管理部门、公安派出所、居民委员会。",
    )
    inquiry = PlainTextField(label="查询内容和结果", max_length=500, multiline=True, required=False)
    explanation = PlainTextField(
        label="编号与日期先后不一致的原因",
        max_length=300,
        required=False,
        help_text="制作日期早于编号在前的送达回证的，说明原因。",
    )

    def __init__(self, *args: Any, matter: Matter, servers: str, **kwargs: Any) -> None:
        initial = {
            "on": timezone.localdate(),
            "method": ServiceReceipt.Method.DIRECT,
            "recipient": matter.recipient,
            "place": matter.place,
            "servers": servers,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The three fields of the inquiry become one value, where any of them is filled in."""
        cleaned = dict(super().clean() or self.cleaned_data)
        on, at, result = (cleaned.pop(name, None) for name in _INQUIRY)
        cleaned["inquiry"] = None
        if not needs_ground(cleaned.get("method", "")) or not (on or at or result):
            return cleaned
        if on is None and "inquired_on" not in self.errors:
            self.add_error("inquired_on", "填写查询下落的日期。")
        elif on is not None:
            cleaned["inquiry"] = Inquiry(on, at or "", result or "")
        return cleaned


class ReturnForm(forms.Form):
    """登记送达: what the signed receipt says; only the fields that the method needs."""

    version = VersionField(required=False)
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

    def __init__(self, *args: Any, receipt: ServiceReceipt, **kwargs: Any) -> None:
        initial = {"on": timezone.localdate(), "version": receipt.version}
        initial |= kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        if receipt.is_public:
            self._ask_for_publication()
        for name, words in PROOFS[receipt.method].fields.items():
            self.fields[name].required = True
            self.fields[name].help_text = f"填写{words}。"
            self.fields[name].error_messages["required"] = f"填写{words}。"

    def _ask_for_publication(self) -> None:
        """Of a public notice the day of publication and where it stands, not who signed when."""
        self.fields["on"].label = "公告发布日期"
        self.fields["on"].help_text = "自发出公告之日起经过三十日视为送达。"
        self.fields["proof"].label = "公告发布载体"
        for name in ("time", "signatory", "relation", "witness"):
            self.fields.pop(name, None)

    def served(self) -> Served:
        """What the act takes; call it on a valid form."""
        cleaned = self.cleaned_data
        hour = cleaned.get("time", time.min)
        at = timezone.make_aware(datetime.combine(cleaned["on"], hour))
        names = ("signatory", "relation", "witness", "proof", "note")
        return Served(at=at, **{name: cleaned.get(name, "") for name in names})


class CorrectionForm(ReturnForm):
    """更正送达登记: the same as entered before, and why it is corrected."""

    note = None
    reason = PlainTextField(label="更正的理由", max_length=200, multiline=True)

    def __init__(self, *args: Any, receipt: ServiceReceipt, **kwargs: Any) -> None:
        at = timezone.localtime(receipt.served_at)
        entered = {"on": at.date(), "time": f"{at:%H:%M}"}
        for name in ("signatory", "relation", "witness", "proof"):
            entered[name] = getattr(receipt, name)
        super().__init__(*args, receipt=receipt, initial=entered, **kwargs)


class FailureForm(forms.Form):
    """登记未能送达."""

    version = VersionField(required=False)
    failure = forms.ChoiceField(label="未能送达的原因", widget=forms.RadioSelect)
    reason = PlainTextField(label="未能送达的经过", max_length=300, multiline=True)

    def __init__(self, *args: Any, receipt: ServiceReceipt, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": receipt.version}, **kwargs)
        unpublished = ServiceReceipt.Failure.NOT_PUBLISHED
        self.fields["failure"].choices = [
            (value, label)
            for value, label in ServiceReceipt.Failure.choices
            if receipt.is_public or value != unpublished
        ]
