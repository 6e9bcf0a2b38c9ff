"""Forms about a team's establishment: units, posts, equipment, expansion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from drills.establishment import EquipmentPlan, Order, PostPlan, UnitPlan
from drills.forms.fields import SeveralField, TextField
from drills.models import Equipment, Member, Post, Team, Unit
from renfang.quantities.forms import DateFormField, QuantityInput
from renfang.quantities.parsing import Unreadable, parse_integer


class CountField(forms.Field):
    """A whole number from ``minimum``."""

    def __init__(self, *, minimum: int = 0, maximum: int = 99_999, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        kwargs.setdefault("widget", QuantityInput("", {"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value is None or not str(value).strip():
            return None
        try:
            return parse_integer(
                value, name=self.label or "数量", minimum=self.minimum, maximum=self.maximum
            )
        except Unreadable as error:
            raise forms.ValidationError(error.message) from error


class UnitForm(forms.Form):
    name = TextField(
        label="分队", max_length=60, error_messages={"required": "填写分队，或删除本行。"}
    )
    level = TextField(label="级别", max_length=20, required=False)
    parent = TextField(label="上级分队", max_length=60, required=False)


class PostForm(forms.Form):
    unit = TextField(
        label="分队", max_length=60, error_messages={"required": "填写分队，或删除本行。"}
    )
    title = TextField(label="岗位", max_length=50, error_messages={"required": "填写岗位。"})
    headcount = CountField(
        label="编制人数", minimum=1, error_messages={"required": "填写编制人数。"}
    )
    qualification = TextField(label="资格要求", max_length=100, required=False)
    is_key = forms.BooleanField(label="骨干", required=False)


class EquipmentForm(forms.Form):
    name = TextField(
        label="装备名称", max_length=60, error_messages={"required": "填写装备名称，或删除本行。"}
    )
    model = TextField(label="型号", max_length=60, required=False)
    measure = TextField(label="单位", max_length=10, required=False)
    allotted = CountField(label="编配", error_messages={"required": "填写编配数量。"})
    on_hand = CountField(label="实有", error_messages={"required": "填写实有数量。"})
    serviceable = CountField(label="完好", error_messages={"required": "填写完好数量。"})
    unit = TextField(label="分队", max_length=60, required=False)
    keeper = TextField(label="保管人", max_length=50, required=False)
    place = TextField(label="存放地点", max_length=100, required=False)
    expires_on = DateFormField(label="有效期至", required=False)


class _Rows(forms.BaseFormSet):
    """Rows that are filled in and not deleted, in their order."""

    @property
    def given(self) -> list[dict[str, Any]]:
        """Cleaned data without the mark of deletion."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def _rows(form: type[forms.Form]) -> Any:
    return forms.formset_factory(
        form, formset=_Rows, extra=0, can_delete=True, max_num=300, absolute_max=400
    )


UnitRows, PostRows, EquipmentRows = _rows(UnitForm), _rows(PostForm), _rows(EquipmentForm)


def unit_rows(team: Team) -> list[dict[str, Any]]:
    """The units as they stand."""
    units: QuerySet[Unit] = team.units.select_related("parent")
    return [
        {"name": unit.name, "level": unit.level, "parent": unit.parent.name if unit.parent else ""}
        for unit in units
    ]


def post_rows(team: Team) -> list[dict[str, Any]]:
    """The posts as they stand; for a team without any, a row for every unit."""
    posts = Post.objects.filter(unit__team=team).select_related("unit").order_by("unit__position")
    rows = [
        {
            "unit": post.unit.name,
            "title": post.title,
            "headcount": post.headcount,
            "qualification": post.qualification,
            "is_key": post.is_key,
        }
        for post in posts
    ]
    return rows or [{"unit": unit.name} for unit in team.units.all()]


def equipment_rows(team: Team) -> list[dict[str, Any]]:
    """The equipment as it stands."""
    names = [name for name in EquipmentForm.base_fields if name != "unit"]
    rows: QuerySet[Equipment] = team.equipment.select_related("unit")
    return [
        {**{name: getattr(row, name) for name in names}, "unit": row.unit.name if row.unit else ""}
        for row in rows
    ]


def unit_plans(rows: list[dict[str, Any]]) -> list[UnitPlan]:
    """For the act."""
    return [UnitPlan(**row) for row in rows]


def post_plans(rows: list[dict[str, Any]]) -> list[PostPlan]:
    """For the act."""
    return [PostPlan(**row) for row in rows]


def equipment_plans(rows: list[dict[str, Any]]) -> list[EquipmentPlan]:
    """For the act."""
    return [EquipmentPlan(**{**row, "measure": row["measure"] or "件"}) for row in rows]


class ExpandForm(forms.Form):
    """战时扩编."""

    order_number = TextField(
        label="命令文号", max_length=60, error_messages={"required": "填写命令文号。"}
    )
    ordered_on = DateFormField(label="扩编日期")
    reason = TextField(
        label="扩编任务", max_length=300, error_messages={"required": "写明扩编任务。"}
    )
    members = SeveralField(
        Member.objects.none(),
        label="编入的后备队员",
        error_messages={"required": "选择要编入的后备队员。"},
    )

    def __init__(self, *args: Any, reserves: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = reserves

    def order(self) -> Order:
        """What was filled in, for the act."""
        given = self.cleaned_data
        return Order(
            given["order_number"],
            given["ordered_on"],
            given["reason"],
            [member.pk for member in given["members"]],
        )


class CancelExpansionForm(forms.Form):
    """撤销扩编."""

    on = DateFormField(label="撤销日期")
    reason = TextField(
        label="撤销原因", max_length=300, error_messages={"required": "写明撤销原因。"}
    )
