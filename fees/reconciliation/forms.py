"""Forms of statements and fee sources."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from fees.reconciliation.models import Statement
from renfang.organisations.models import Organisation
from renfang.pages.fields import PlainTextField
from renfang.pages.query_forms import DayBound, OneOf, Query, Words
from renfang.quantities.forms import AmountField


class StatementForm(forms.Form):
    """导入对账文件: the file, where it comes from, and what its cover says."""

    organisation = forms.ModelChoiceField(
        label="主管机构", queryset=Organisation.objects.none(), empty_label=None
    )
    source = forms.ChoiceField(
        label="来源", choices=Statement._meta.get_field("source").flatchoices
    )
    file = forms.FileField(
        label="文件",
        help_text="xlsx 或 csv（UTF-8、GB18030），最多 5,000 笔",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "选择要导入的文件。", "empty": "文件是空的。核对后重新选择。"},
    )
    stated_count = forms.IntegerField(
        label="笔数",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="回单上写明的，填写后核对",
    )
    stated_total = AmountField(
        label="金额合计", required=False, help_text="回单上写明的，填写后核对"
    )

    def __init__(self, *args: Any, offices: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices


class StatementQuery(Query):
    """查询条件 above the list of statements."""

    source = OneOf("来源", Statement._meta.get_field("source").flatchoices)
    state = OneOf("状态", Statement.State.choices)


class IrrelevantForm(forms.Form):
    """不相关: why."""

    reason = PlainTextField(label="不相关的原因", max_length=200)


class SourceQuery(Query):
    """查询条件 above the fee sources."""

    name = Words(
        "项目或单位",
        "assessment__account__project__name",
        "assessment__account__project__developer__name",
    )
    due_from = DayBound("缴款期限自", "due_on__gte")
    due_to = DayBound("缴款期限至", "due_on__lte")
