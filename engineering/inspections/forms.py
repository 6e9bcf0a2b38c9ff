"""Forms about plans of inspection, the random draw and the list of inspectors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from engineering.inspections.models import (
    InspectionMatter,
    InspectionTask,
    ListedUnit,
    ObjectKind,
)
from renfang.pages.fields import CreditCodeField, OfficeField, PlainTextField, SeveralField
from renfang.pages.forms import AtAnOffice
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField

_ALL = ("", "全部")


def long_text(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 2}), **options)


class TaskQuery(Query):
    """查询条件 above the inspection tasks."""

    name = Words("检查对象或计划名称", "shelter__name", "unit", "plan__name")
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
    """双随机抽取: for which matters of the list, how many objects, how many inspectors to each."""

    field_order = (
        *("organisation", "name", "matters", "count", "places_each", "team_size"),
        *("starts_on", "ends_on", "led_by", "joined_by", "note"),
    )

    matters = forms.MultipleChoiceField(
        label="抽查事项",
        widget=forms.CheckboxSelectMultiple,
        help_text="检查对象相同的事项可以一并抽取",
        error_messages={"required": "至少选择一个抽查事项"},
    )
    count = forms.IntegerField(label="抽取对象数", min_value=1, max_value=1000)
    places_each = forms.IntegerField(
        label="每个单位查看处数",
        min_value=1,
        max_value=50,
        initial=3,
        help_text="单位的工程或警报器多于此数的，随机抽取；按工程抽取时不用",
    )
    team_size = forms.IntegerField(
        label="每组检查人员数",
        min_value=2,
        max_value=10,
        initial=2,
        error_messages={"min_value": "检查人员不少于 2 人"},
    )

    led_by = PlainTextField(
        label="发起部门",
        max_length=100,
        required=False,
        help_text="部门联合抽查由其他部门发起的填写；本机关发起或者单独抽查的留空",
    )
    joined_by = PlainTextField(
        label="配合部门",
        max_length=300,
        required=False,
        help_text="一同抽查的其他部门，以顿号分开；单独抽查的留空",
    )

    def __init__(self, *args: Any, matters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].choices = matters

    def terms(self) -> dict[str, Any]:
        """What the plan itself states, with the departments that draw together."""
        joint = {name: self.cleaned_data[name] for name in ("led_by", "joined_by")}
        return {**super().terms(), **joint}


class ResultForm(forms.Form):
    """登记检查结果 of a unit."""

    inspected_on = DateFormField(label="检查日期")
    result = forms.ChoiceField(
        label="检查结果",
        choices=InspectionTask.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "选择检查结果"},
    )
    result_note = long_text(
        "检查情况",
        required=False,
        max_length=1000,
        help_text="发现问题的，写明问题、责令改正的文书和期限",
    )


class MatterForm(AtAnOffice, forms.ModelForm):
    """登记抽查事项."""

    organisation = OfficeField()
    effective_from = DateFormField(label="施行日期")
    category = forms.ChoiceField(label="抽查类别", choices=InspectionMatter.Category.choices)
    object_kind = forms.ChoiceField(label="检查对象", choices=ObjectKind.choices)
    content = long_text("抽查内容", max_length=500)

    class Meta:
        model = InspectionMatter
        fields = (
            "organisation",
            "number",
            "category",
            "name",
            "content",
            "object_kind",
            "level",
            "method",
            "ratio",
            "times",
            "basis",
            "publish_days",
            "document",
            "effective_from",
            "is_listed",
        )


class UnitForm(AtAnOffice, forms.Form):
    """列入检查对象名录."""

    organisation = OfficeField()
    kind = forms.ChoiceField(
        label="对象类别", choices=ListedUnit._meta.get_field("kind").choices, initial="equipment"
    )
    name = PlainTextField(label="单位名称", max_length=200)
    credit_code = CreditCodeField(label="统一社会信用代码", max_length=18, required=False)


class InspectorForm(AtAnOffice, forms.Form):
    """列入检查人员名录."""

    organisation = OfficeField()
    name = forms.CharField(label="姓名", max_length=50)
    certificate = forms.CharField(label="执法证号", max_length=40)


def year_from(today: date | None = None) -> dict[str, date]:
    """The usual span of a plan that is made today: until the end of the next quarter."""
    start = today or timezone.localdate()
    return {"starts_on": start, "ends_on": start + timedelta(days=90)}
