"""Forms of the fees pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from engineering.forms.fields import PlainTextField
from fees.assessment_papers import DEMANDS
from fees.models import CompletionReview
from renfang.quantities.forms import AmountField, DateFormField


class AccountQuery(forms.Form):
    """查询条件 above the register of accounts."""

    name = forms.CharField(label="项目或单位", required=False, max_length=100)
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


class PendingQuery(forms.Form):
    """查询条件 above the list of decisions that wait for their assessment."""

    name = forms.CharField(label="项目或单位", required=False, max_length=100)
    decided_from = DateFormField(label="决定日期自", required=False)
    decided_to = DateFormField(label="决定日期至", required=False)


class CompletionQuery(forms.Form):
    """查询条件 above the list of reviews at completion."""

    name = forms.CharField(label="项目", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *CompletionReview.State.choices]
    )


class RateForm(forms.Form):
    """Another rate than that of the book or the office, and the document that allows it."""

    rate = AmountField(
        label="改用收费标准",
        required=False,
        allow_wan=False,
        help_text="元/㎡。留空按规则库或本地执行口径",
    )
    rate_ground = forms.CharField(
        label="改用依据",
        required=False,
        max_length=300,
        help_text="文件名称和文号，例如“X发改价〔2026〕3号”",
    )


class AssessForm(forms.Form):
    """What the check page sends back: the figures that the user has seen."""

    rate = AmountField(required=False, widget=forms.HiddenInput)
    rate_ground = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    expected = AmountField(widget=forms.HiddenInput)


class NoticeForm(forms.Form):
    """签发缴费通知书或者征收决定书."""

    kind = forms.ChoiceField(label="文书种类", choices=list(DEMANDS.items()))
    due_on = DateFormField(
        label="缴款期限", help_text="国家未统一规定缴款天数，按本地规定填写；逾期以此日计算"
    )
    heard = PlainTextField(
        label="陈述申辩情况",
        max_length=500,
        required=False,
        multiline=True,
        help_text="签发征收决定书时填写；没有提出的，写“当事人未提出陈述申辩”",
    )


class FiguresQuery(forms.Form):
    """Which year the collection table shows."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today.year, today.year - 10, -1)
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]
