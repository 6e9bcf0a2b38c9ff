"""Forms of the reports: which year, as of which day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from fees.ledger.models import Fee, LedgerEntry
from renfang.acts import Incomplete, require_past
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.pages.fields import PlainTextField
from renfang.pages.query_forms import DayBound, Office, OneOf, Query, Words
from renfang.quantities.forms import DateFormField
from renfang.quantities.parsing import parse_month
from renfang.rules.models import BookEdition


class FiguresQuery(forms.Form):
    """Which year the collection table shows, and of which fee."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)
    fee = forms.ChoiceField(label="收费项目", required=False, choices=[("", "全部"), *Fee.choices])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today.year, today.year - 10, -1)
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]


class AgeingQuery(forms.Form):
    """As of which day, and of which division."""

    as_of = DateFormField(label="截止日期", required=False)
    division = PlainTextField(label="区划", required=False, max_length=60)

    def clean_as_of(self) -> date | None:
        """Not later than today: later books are not written."""
        day: date | None = self.cleaned_data["as_of"]
        if day is not None:
            try:
                require_past(day, "截止日期", field="as_of")
            except Incomplete as refusal:
                raise forms.ValidationError(f"{refusal.message}。") from refusal
        return day


class FreezeForm(forms.Form):
    """固定期末快照: of which day, and what for."""

    as_of = DateFormField(label="截止日期")
    note = PlainTextField(
        label="用途", required=False, max_length=100, help_text="例如年终决算、审计"
    )


class ForecastQuery(forms.Form):
    """Of which month or for which reason the lines are shown."""

    month = PlainTextField(label="月份或原因", required=False, max_length=10)


class RechargeQuery(forms.Form):
    """By which book, of which day, at whose rate."""

    book = forms.ModelChoiceField(label="规则库", queryset=BookEdition.objects.none())
    on = DateFormField(label="适用日期")
    rate = forms.ChoiceField(
        label="收费标准",
        choices=[("book", "按所选规则库"), ("kept", "沿用原核定的本地标准")],
        required=False,
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        books = BookEdition.objects.visible_to(scope).order_by("jurisdiction", "-id")
        self.fields["book"].queryset = books


class PaymentQuery(Query):
    """Above 三方对账."""

    name = Words("项目", "account__project__name", max_length=200)
    voucher = Words("凭证号", "voucher")
    source = OneOf("入账来源", LedgerEntry.Source.choices)
    paid_from = DayBound("业务日期自", "business_date__gte")
    paid_to = DayBound("至", "business_date__lte")
    organisation = Office("view_fees")


class AdjustmentQuery(forms.Form):
    """Of which office and month the ledger is held against its sources."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="机构", required=False, empty_label=None
    )
    month = PlainTextField(label="月份", required=False, max_length=10, help_text="例如 2026-03")

    def __init__(self, *args: Any, offices: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices

    def clean_month(self) -> date | None:
        """Its first day; None where none is named."""
        text = self.cleaned_data["month"]
        month = parse_month(text) if text else None
        if text and month is None:
            raise forms.ValidationError("月份写成 2026-03 或者 2026年3月。")
        return month
