"""Forms about plans of inspection, the random draw and the list of inspectors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from engineering.inspections.models import InspectionTask
from renfang.pages.fields import OfficeField, SeveralField
from renfang.pages.forms import AtAnOffice
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField

_ALL = ("", "全部")


def long_text(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 2}), **options)


class TaskQuery(Query):
    """查询条件 above the inspection tasks."""

    name = Words("工程或计划名称", "shelter__name", "plan__name")
    state = OneOf("状态", InspectionTask.State.choices)


class PlanForm(AtAnOffice, forms.Form):
    """年度检查计划: which shelters, by when."""

    organisation = OfficeField()
    name = forms.CharField(label="计划名称", max_length=100)
    starts_on = DateFormField(label="开始日期")
    ends_on = DateFormField(label="完成期限")
    note = long_text("说明", required=False, max_length=500)

    def terms(self) -> dict[str, Any]:
        """What the plan itself states."""
        return {name: self.cleaned_data[name] for name in ("name", "starts_on", "ends_on", "note")}


class ListedPlanForm(PlanForm):
    """A plan for shelters chosen one by one."""

    shelters = SeveralField(
        label="检查工程",
        queryset=InspectionTask.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "至少选择一个工程"},
    )

    def __init__(self, *args: Any, shelters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shelters"].queryset = shelters


class DrawForm(PlanForm):
    """双随机抽取: how many shelters, and how many inspectors to each."""

    shelter_count = forms.IntegerField(label="抽取工程数", min_value=1, max_value=1000)
    team_size = forms.IntegerField(
        label="每组检查人员数",
        min_value=2,
        max_value=10,
        initial=2,
        error_messages={"min_value": "检查人员不少于 2 人"},
    )


class InspectorForm(AtAnOffice, forms.Form):
    """列入检查人员名录."""

    organisation = OfficeField()
    name = forms.CharField(label="姓名", max_length=50)
    certificate = forms.CharField(label="执法证号", max_length=40)


def year_from(today: date | None = None) -> dict[str, date]:
    """The usual span of a plan that is made today: until the end of the next quarter."""
    start = today or timezone.localdate()
    return {"starts_on": start, "ends_on": start + timedelta(days=90)}
