"""Forms of the ledger: the register's query, and the reason for opening a month again."""

from __future__ import annotations

from typing import Any

from django import forms

from fees.ledger.models import Fee
from renfang.quantities.forms import AmountField, DateFormField


class AccountQuery(forms.Form):
    """查询条件 above the register of accounts."""

    name = forms.CharField(label="项目、工程或单位", required=False, max_length=100)
    fee = forms.ChoiceField(label="收费项目", required=False, choices=[("", "全部"), *Fee.choices])
    standing = forms.ChoiceField(
        label="缴费状态",
        required=False,
        choices=[
            ("", "全部"),
            ("owing", "尚有欠缴"),
            ("overdue", "已逾期"),
            ("unnotified", "未发缴费通知"),
            ("settled", "已缴清"),
        ],
    )
    code = forms.CharField(label="代码", required=False, max_length=40)
    due_from = DateFormField(label="缴款期限自", required=False)
    due_to = DateFormField(label="缴款期限至", required=False)
    balance_from = AmountField(label="欠缴不少于", required=False)

    def __init__(self, *args: Any, fee: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fee:
            del self.fields["fee"]
