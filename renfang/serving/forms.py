"""The forms of service: a receipt to prepare, what came back, a correction, a failure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from renfang.documents.forms import PaperNumber
from renfang.pages.fields import PlainTextField, VersionField
from renfang.pages.query_forms import OneOf, Query
from renfang.quantities.forms import DateFormField
from renfang.serving.acts import Served
from renfang.serving.hooks import Matter
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import served_kinds
from renfang.serving.rules import PROOFS


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

    def __init__(self, *args: Any, matter: Matter, servers: str, **kwargs: Any) -> None:
        initial = {
            "on": timezone.localdate(),
            "method": ServiceReceipt.Method.DIRECT,
            "recipient": matter.recipient,
            "place": matter.place,
            "servers": servers,
        }
        super().__init__(*args, initial=initial, **kwargs)


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
        for name, words in PROOFS[receipt.method].fields.items():
            self.fields[name].required = True
            self.fields[name].help_text = f"填写{words}。"
            self.fields[name].error_messages["required"] = f"填写{words}。"

    def served(self) -> Served:
        """What the act takes; call it on a valid form."""
        cleaned = self.cleaned_data
        at = timezone.make_aware(datetime.combine(cleaned["on"], cleaned["time"]))
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
    reason = PlainTextField(label="未能送达的经过", max_length=300, multiline=True)

    def __init__(self, *args: Any, receipt: ServiceReceipt, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": receipt.version}, **kwargs)
