"""Forms by which money is recorded, reversed, carried over, or sent back to who recorded it.

复核入账 has no form: it is a button on the slip's page (``views.slips``).
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q, QuerySet

from fees.ledger.models import Fee, FeeAccount
from fees.ledger.rules import voucher_key
from fees.payments.models import Slip
from renfang.pages.fields import PlainTextField
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import AmountField, DateFormField
from renfang.uploads.fields import DocumentField


class OnceForm(forms.Form):
    """A form that counts once: its key is minted when it is shown."""

    key = forms.UUIDField(label="登记表标识", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())


class PaymentForm(OnceForm):
    """登记缴款: what the voucher says, and its image for the checker to compare.

    A project's account takes more than is owed where ``keeps_surplus`` says so, a compensation's
    never.
    """

    paid_on = DateFormField(label="缴款日期", help_text="凭证上的入库日期")
    amount = AmountField(label="缴款金额", help_text="可写 125,000 或 12.5万")
    voucher = forms.CharField(
        label="凭证号",
        max_length=60,
        help_text="税票或缴款书号码",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "digits"}),
        error_messages={"required": "填写缴款书或税票的号码。"},
    )
    image = DocumentField(
        label="凭证图像",
        required=False,
        only=("pdf", "jpg", "png"),
        help_text="pdf、jpg 或 png，复核人与登记内容对照",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    keeps_surplus = forms.BooleanField(
        label="登记为多缴，待退付或结转",
        required=False,
        help_text="缴款大于欠缴时勾选，多缴部分留在账户",
    )

    def __init__(self, *args: Any, account: FeeAccount | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account is not None and account.fee == Fee.COMPENSATION:
            del self.fields["keeps_surplus"]


class ReversalForm(OnceForm):
    """冲正: why, and the key that makes the form count once."""

    reason = forms.CharField(
        label="冲正原因",
        min_length=5,
        max_length=300,
        help_text="至少 5 个字，例如“金额录入错误”",
        error_messages={
            "required": "写明冲正原因，至少 5 个字。",
            "min_length": "写明冲正原因，至少 5 个字。",
        },
    )


class CarryOverForm(OnceForm):
    """结转: to which account, how much, why."""

    to = forms.ModelChoiceField(label="转入账户", queryset=FeeAccount.objects.none())
    amount = AmountField(label="结转金额")
    reason = PlainTextField(label="结转原因", max_length=200, help_text="至少 5 个字")

    def __init__(self, *args: Any, targets: QuerySet[FeeAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = targets
        self.fields["to"].label_from_instance = lambda account: (
            f"{account.project.name}（欠缴 {account.balance:,} 元）"
        )


class ReturnForm(forms.Form):
    """退回: why the checker does not post."""

    reason = PlainTextField(label="退回原因", max_length=300, help_text="例如“金额与凭证不符”")


class SlipQuery(Query):
    """查询条件 above the list of slips: those that wait where no state is asked for."""

    state = OneOf("状态", [("", "待复核"), ("all", "全部"), *Slip.State.choices[1:]], every=None)
    kind = OneOf("事项", Slip.Kind.choices)
    words = Words("项目、工程或凭证号")

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Those that wait, unless another state or all are asked for."""
        rows = super().narrow(rows)
        return rows if self.asked.get("state") else rows.filter(state=Slip.State.RECORDED)

    def narrow_state(self, rows: QuerySet, value: str) -> QuerySet:
        """The slips in that state, or all."""
        return rows if value == "all" else rows.filter(state=value)

    def narrow_words(self, rows: QuerySet, value: str) -> QuerySet:
        """Slips on accounts of that name, or whose voucher has that number."""
        named = Q(account__in=FeeAccount.objects.named(value))
        return rows.filter(named | Q(voucher__contains=voucher_key(value)))
