"""Forms of what is done to registered things: sirens, plans, targets of the year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from drills.forms.fields import TextField, WholeNumberField
from drills.models import ReadinessTarget, SirenEntryKind
from renfang.organisations.models import Organisation
from renfang.quantities.forms import AreaFormField, DateFormField


class SirenEntryForm(forms.Form):
    """登记维护、故障等."""

    kind = forms.ChoiceField(label="事项", choices=SirenEntryKind.choices)
    on = DateFormField(label="日期")
    content = TextField(
        label="情况", max_length=300, multiline=True, error_messages={"required": "写明情况。"}
    )
    approval = TextField(
        label="批准文件", max_length=100, required=False, help_text="迁移、拆除的必须填写"
    )


class PlanReviewForm(forms.Form):
    """登记评审."""

    reviewed_on = DateFormField(label="评审日期")
    is_revised = forms.BooleanField(label="本次已修订", required=False)
    conclusion = TextField(
        label="评审结论", max_length=300, multiline=True, error_messages={"required": "写明结论。"}
    )
    next_due_on = DateFormField(label="下次评审日期")


class OfOffice(forms.Form):
    """A form that is about one of the user's offices."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="主管机构", empty_label=None
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def rest(self) -> dict[str, Any]:
        """What was filled in, without the office."""
        return {key: value for key, value in self.cleaned_data.items() if key != "organisation"}


class CoverageForm(OfOffice):
    """音响覆盖测算."""

    as_of = DateFormField(label="测算日期")
    built_up_area = AreaFormField(label="建成区面积")
    covered_area = AreaFormField(label="有效覆盖面积")
    population = WholeNumberField(label="建成区人口", maximum=99_999_999, minimum=1)
    covered_population = WholeNumberField(label="有效覆盖人口", maximum=99_999_999)
    source = TextField(
        label="数据来源", max_length=100, error_messages={"required": "填写数据来源。"}
    )


class TargetForm(OfOffice):
    """年度目标."""

    year = WholeNumberField(label="年度", minimum=2000, maximum=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in ReadinessTarget._meta.concrete_fields:
            if column.name in ("id", "organisation", "year"):
                continue
            top = 100 if "%" in str(column.verbose_name) else 9999
            self.fields[column.name] = WholeNumberField(
                label=str(column.verbose_name), maximum=top, initial=column.default
            )


class YearForm(forms.Form):
    """Which year."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        this = timezone.localdate().year
        super().__init__(*args, initial={"year": this}, **kwargs)
        self.fields["year"].choices = [
            (year, f"{year} 年") for year in range(this + 1, this - 10, -1)
        ]

    def asked(self) -> int:
        """The year asked for, this year where none is."""
        chosen = self.cleaned_data.get("year") if self.is_bound and self.is_valid() else None
        return chosen or timezone.localdate().year
