"""Forms of the ledger: the register's query, and the reason for opening a month again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from fees.ledger.models import Fee, FeeAccountQuerySet
from renfang.pages.query_forms import DayBound, OneOf, Query, Words
from renfang.quantities.forms import AmountField


class AccountQuery(Query):
    """查询条件 above the register of accounts."""

    name = Words("项目、工程或单位")
    fee = OneOf("收费项目", Fee.choices)
    standing = OneOf(
        "缴费状态",
        [
            ("owing", "尚有欠缴"),
            ("overdue", "已逾期"),
            ("unnotified", "未发缴费通知"),
            ("settled", "无欠缴"),
        ],
    )
    code = Words(
        "代码",
        "project__code",
        "project__developer__credit_code",
        "demolition__shelter__works_number",
        max_length=40,
    )
    due_from = DayBound("缴款期限自", "due_on__gte")
    due_to = DayBound("缴款期限至", "due_on__lte")
    balance_from = AmountField(label="欠缴不少于", required=False)

    def __init__(self, *args: Any, fee: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fee:
            del self.fields["fee"]

    def narrow_name(self, rows: FeeAccountQuerySet, value: str) -> FeeAccountQuerySet:
        """Accounts of a project, works or payer of that name."""
        return rows.named(value)

    def narrow_fee(self, rows: FeeAccountQuerySet, value: str) -> FeeAccountQuerySet:
        """Accounts of that fee."""
        return rows.of_fee(value)

    def narrow_balance_from(self, rows: FeeAccountQuerySet, value: Decimal) -> FeeAccountQuerySet:
        """Accounts that owe at least so much."""
        return rows.filter(balance__gte=value)

    def narrow_standing(self, rows: FeeAccountQuerySet, value: str) -> FeeAccountQuerySet:
        """Accounts that owe, are overdue, were never told, or are settled."""
        if value == "overdue":
            return rows.overdue(self.today)
        if value == "unnotified":
            return rows.undemanded()
        return rows.owing() if value == "owing" else rows.exclude(pk__in=rows.owing().values("pk"))


class HandlingForm(forms.Form):
    """收费办理设置: reminders, and what has to be proven by a file."""

    letter_interval = forms.IntegerField(
        label="催缴通知最短间隔（天）",
        min_value=0,
        max_value=90,
        help_text="同一笔欠缴两次催缴通知书之间至少相隔的天数，0 表示不限。",
    )
    joint_letters = forms.BooleanField(
        label="同一债务人的几笔欠缴合并一份催缴通知书", required=False
    )
    needs_evidence = forms.BooleanField(label="登记退付申请、申请核销须附证明材料", required=False)
