"""Forms about inspections, hazards, maintenance and conversion plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from engineering.inspections.forms import long_text
from engineering.upkeep.acts.conversion import Measure, PlanEntry
from engineering.upkeep.acts.hazards import HazardEntry
from engineering.upkeep.acts.inspection import Finding
from engineering.upkeep.models import (
    STANDARDS,
    CheckItem,
    ConversionStage,
    Hazard,
    InspectionRecord,
    MaintenanceEntry,
    TimeClass,
)
from renfang.pages.fields import OfficeField, VersionField
from renfang.pages.forms import AtAnOffice
from renfang.pages.formsets import Rows
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField

_ALL = ("", "全部")


class HazardQuery(Query):
    """查询条件 above the register of hazards."""

    name = Words("工程名称或隐患内容", "shelter__name", "description")
    state = OneOf("状态", [*Hazard.State.choices, ("overdue", "超期未改")])
    grade = OneOf("隐患等级", Hazard.Grade.choices)
    item = OneOf("隐患类别", CheckItem.choices)

    def narrow_state(self, rows: QuerySet, value: str) -> QuerySet:
        """Hazards in that state, or still open past their last day."""
        if value == "overdue":
            return rows.filter(state=Hazard.State.OPEN, due_on__lt=self.today)
        return rows.filter(state=value)


class ChecklistForm(forms.Form):
    """检查记录: the checklist, each item with its result and, where it fails, the hazard."""

    inspected_on = DateFormField(label="检查日期")
    inspectors = forms.CharField(label="检查人员", max_length=200, help_text="两人以上，用顿号隔开")
    note = long_text("检查意见", required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in CheckItem:
            key = item.value
            self.fields[f"{key}-result"] = forms.ChoiceField(
                label=str(item.label),
                help_text=f"标准：{STANDARDS[item]}",
                choices=InspectionRecord.Result.choices,
                initial="good",
            )
            self.fields[f"{key}-description"] = forms.CharField(
                label=f"{item.label}：隐患内容", required=False, max_length=500
            )
            self.fields[f"{key}-grade"] = forms.ChoiceField(
                label=f"{item.label}：隐患等级", required=False, choices=Hazard.Grade.choices
            )
            self.fields[f"{key}-due_on"] = DateFormField(
                label=f"{item.label}：整改期限", required=False
            )

    def lines(self) -> list[dict[str, Any]]:
        """The checklist's rows of fields for the page."""
        parts = ("result", "description", "grade", "due_on")
        return [
            {"label": item.label, **{part: self[f"{item.value}-{part}"] for part in parts}}
            for item in CheckItem
        ]

    def clean(self) -> dict[str, Any]:
        """A failed item needs its hazard's description and last day."""
        values = super().clean() or {}
        for item in CheckItem:
            if values.get(f"{item.value}-result") != InspectionRecord.Result.BAD:
                continue
            for part, told in (("description", "写明隐患内容"), ("due_on", "填写整改期限")):
                name = f"{item.value}-{part}"
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, f"“{item.label}”不符合，{told}")
        return values

    def findings(self) -> dict[str, Finding]:
        """The results by item."""
        return {
            item.value: Finding(
                self.cleaned_data[f"{item.value}-result"],
                self.cleaned_data[f"{item.value}-description"],
            )
            for item in CheckItem
        }

    def hazards(self) -> list[HazardEntry]:
        """A hazard for each item that fails."""
        values = self.cleaned_data
        return [
            HazardEntry(
                item=item.value,
                description=values[f"{item.value}-description"],
                grade=values[f"{item.value}-grade"] or Hazard.Grade.GENERAL,
                due_on=values[f"{item.value}-due_on"],
            )
            for item in CheckItem
            if values[f"{item.value}-result"] == InspectionRecord.Result.BAD
        ]


class HazardForm(forms.Form):
    """登记隐患 outside an inspection."""

    item = forms.ChoiceField(label="隐患类别", choices=CheckItem.choices)
    grade = forms.ChoiceField(label="隐患等级", choices=Hazard.Grade.choices)
    description = long_text("隐患内容", max_length=500)
    found_on = DateFormField(label="发现日期")
    due_on = DateFormField(label="整改期限")


class RectifiedForm(forms.Form):
    """整改完成."""

    rectified_on = DateFormField(label="整改完成日期")
    measures = long_text("整改情况", max_length=500)
    version = VersionField()


class ReinspectionForm(forms.Form):
    """复查."""

    inspected_on = DateFormField(label="复查日期")
    is_passed = forms.TypedChoiceField(
        label="复查结果",
        choices=[("yes", "合格，销号"), ("no", "不合格，继续整改")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    due_on = DateFormField(label="新的整改期限", required=False, help_text="复查不合格的填写")
    note = long_text("复查意见", max_length=500)
    version = VersionField()


class MaintenanceForm(forms.Form):
    """维护记录."""

    done_on = DateFormField(label="日期")
    kind = forms.ChoiceField(label="类别", choices=MaintenanceEntry.Kind.choices)
    unit = forms.CharField(label="维护单位", max_length=200)
    content = long_text("内容", max_length=500)


class ConversionForm(forms.Form):
    """平战转换预案."""

    prepared_by = forms.CharField(label="编制单位", max_length=200)
    prepared_on = DateFormField(label="编制日期")
    review_due_on = DateFormField(label="下次复核日期")
    note = long_text("说明", required=False, max_length=500)
    version = VersionField(required=False)

    def entry(self) -> PlanEntry:
        """The head as the act takes it."""
        names = ("prepared_by", "prepared_on", "review_due_on", "note")
        return PlanEntry(**{name: self.cleaned_data[name] for name in names})


class MeasureForm(forms.Form):
    """One conversion measure; ``stages`` gives the organisation's names of the time classes."""

    time_class = forms.ChoiceField(label="阶段", choices=TimeClass.choices)
    content = forms.CharField(label="转换内容", max_length=200)
    quantity = forms.CharField(label="数量", max_length=40, required=False)
    responsible = forms.CharField(label="责任单位", max_length=100)

    def __init__(self, *args: Any, stages: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stages:
            self.fields["time_class"].choices = list(stages.items())


MeasureFormSet = forms.formset_factory(
    MeasureForm, formset=Rows, extra=0, min_num=1, can_delete=True
)


def measures_of(formset: Any) -> list[Measure]:
    """The rows that are filled in and not marked for deletion, in their order."""
    return [Measure(**row) for row in formset.given]


class ReviewForm(forms.Form):
    """预案复核."""

    reviewed_on = DateFormField(label="复核日期")
    review_due_on = DateFormField(label="下次复核日期")
    note = long_text("复核意见", required=False, max_length=500)
    version = VersionField()


class StagesForm(AtAnOffice, forms.Form):
    """平战转换阶段 of an organisation."""

    organisation = OfficeField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in TimeClass:
            self.fields[f"{stage.value}_label"] = forms.CharField(
                label=f"“{stage.label}”的本地名称", max_length=30, initial=stage.label
            )
            self.fields[f"{stage.value}_days"] = forms.IntegerField(
                label=f"“{stage.label}”的时限（日）", required=False, min_value=1
            )

    def stages(self) -> dict[str, tuple[str, int | None]]:
        """Label and days by stage."""
        values = self.cleaned_data
        return {
            stage.value: (values[f"{stage.value}_label"], values[f"{stage.value}_days"])
            for stage in TimeClass
        }


def initial_stages(in_force: Mapping[str, ConversionStage]) -> dict[str, Any]:
    """What the form about stages starts with: what applies now."""
    found: dict[str, Any] = {}
    for name, stage in in_force.items():
        found[f"{name}_label"], found[f"{name}_days"] = stage.label, stage.days
    return found
