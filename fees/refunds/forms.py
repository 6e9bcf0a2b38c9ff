"""Forms of refunds and write-offs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from fees.ledger.models import FeeAccount
from fees.payments.forms import OnceForm
from fees.refunds.models import Refund, WriteOff
from renfang.pages.fields import PlainTextField
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import AmountField, DateFormField
from renfang.uploads.fields import DocumentField


class WithEvidenceForm(OnceForm):
    """A form beside which the documents lie that it rests on (``documents``)."""

    documents = ""

    def __init__(self, *args: Any, is_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = DocumentField(
            label="证明材料",
            required=is_needed,
            only=("pdf", "jpg", "png"),
            help_text=f"{self.documents}，pdf、jpg 或 png",
            widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        )


class RefundForm(WithEvidenceForm):
    """登记退付申请: what the payer's application says."""

    documents = "缴费单位的申请和缴款凭证的扫描件"
    amount = AmountField(label="退付金额")
    applied_on = DateFormField(label="申请日期")
    ground = forms.ChoiceField(label="退付事由", choices=Refund.Ground.choices)
    reason = PlainTextField(label="情况说明", max_length=300, multiline=True)
    payee = PlainTextField(label="收款单位", max_length=100, help_text="一般为原缴费单位")
    payee_bank = PlainTextField(label="开户银行", max_length=100)
    payee_account = forms.RegexField(
        label="收款账号",
        regex=r"^[0-9][0-9 -]{5,38}[0-9]$",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "digits"}),
        error_messages={"invalid": "账号由数字组成，例如 6222 0000 0000 0000。"},
    )


class VerifyForm(forms.Form):
    """核实: the office's opinion."""

    on = DateFormField(label="核实日期")
    opinion = PlainTextField(label="审核意见", max_length=300, multiline=True)


class ApprovalForm(forms.Form):
    """登记财政审批."""

    on = DateFormField(label="财政审批日期")
    approval_number = PlainTextField(label="财政审批文号", max_length=60)


class RefundPaidForm(forms.Form):
    """登记退付: what the treasury's voucher says."""

    on = DateFormField(label="退付日期")
    voucher = PlainTextField(label="凭证号", max_length=60, help_text="收入退还书号码")


class EndRefundForm(forms.Form):
    """不予退付 or 撤回."""

    refuse = forms.TypedChoiceField(
        label="处理",
        choices=[("yes", "不予退付"), ("no", "缴费人撤回")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = PlainTextField(label="原因", max_length=300)


class WriteOffForm(WithEvidenceForm):
    """申请核销."""

    documents = "裁定书、会议纪要和财政部门意见的扫描件"
    amount = AmountField(label="核销金额")
    ground = forms.ChoiceField(label="核销事由", choices=WriteOff.Ground.choices)
    ruling = PlainTextField(label="裁定书或注销证明文号", max_length=100)
    decision = PlainTextField(
        label="集体研究决定", max_length=100, help_text="会议名称、日期和纪要编号"
    )
    consent = PlainTextField(label="财政部门意见文号", max_length=100)
    reason = PlainTextField(label="追缴经过", max_length=300, multiline=True)


class DayForm(forms.Form):
    """The day of a decision."""

    on = DateFormField(label="审批日期")


class RefundQuery(Query):
    """查询条件 above the list of refunds."""

    words = Words("项目或单位")
    state = OneOf("状态", Refund.State.choices)

    def narrow_words(self, rows: QuerySet, value: str) -> QuerySet:
        """Those on accounts of that name."""
        return rows.filter(account__in=FeeAccount.objects.named(value))


class WriteOffQuery(RefundQuery):
    """查询条件 above the list of write-offs."""

    state = OneOf("状态", WriteOff.State.choices)
