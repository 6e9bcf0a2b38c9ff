"""The page of the register: a shelter with its units, openings and equipment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from engineering.shelters.acts.register import (
    FIELDS,
    EquipmentFacts,
    OpeningFacts,
    ShelterEntry,
    unit_facts,
)
from engineering.shelters.models import Equipment, Opening, ProtectiveUnit, Shelter, ShelterLimit
from engineering.shelters.rules import CONFIDENTIAL, UnitFacts
from renfang.organisations.models import Division, Organisation
from renfang.organisations.scope import Scope
from renfang.pages.fields import VersionField
from renfang.pages.formsets import Rows
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField

_OWN_STATES = (
    Shelter.State.IN_USE,
    Shelter.State.FILED,
    Shelter.State.CLOSED,
    Shelter.State.REINFORCING,
)


class ShelterQuery(Query):
    """查询条件 above the register of shelters."""

    name = Words("工程、项目名称或编号", "name", "project__name", "works_number__exact")
    state = OneOf("状态", Shelter.State.choices)
    certificate = OneOf(
        "备案证明",
        [("none", "未签发"), ("unprinted", "已签发未打印"), ("issued", "已签发")],
    )
    wartime_function = OneOf("战时功能", Shelter.WartimeFunction.choices)
    construction_form = OneOf("建设形式", Shelter.ConstructionForm.choices)
    is_legacy = OneOf("早期工程", [("yes", "是"), ("no", "否")])
    nuclear_grade = OneOf("抗力等级（核）", Shelter.NuclearGrade.choices)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        # A filter tells as much as the column would.
        if not scope.holds("view_confidential"):
            del self.fields["nuclear_grade"]

    def narrow_certificate(self, rows: QuerySet, value: str) -> QuerySet:
        """Shelters by whether their certificate is in force, and printed."""
        if value == "unprinted":
            return rows.filter(is_certified=True, is_printed=False)
        return rows.filter(is_certified=value == "issued")

    def narrow_is_legacy(self, rows: QuerySet, value: str) -> QuerySet:
        """Works from before the register, or the others."""
        return rows.filter(is_legacy=value == "yes")


class ShelterForm(forms.ModelForm):
    """Attributes of a shelter. Without the right to them, confidential fields are not there."""

    completed_on = DateFormField(label="竣工日期", required=False)
    version = VersionField(required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="主管机构")
    state = forms.ChoiceField(
        label="状态", choices=[(state.value, state.label) for state in _OWN_STATES]
    )

    class Meta:
        model = Shelter
        fields = tuple(name.removesuffix("_id") for name in FIELDS)

    def __init__(self, *args: Any, scope: Scope, confidential: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confidential = confidential
        if not confidential:
            for name in CONFIDENTIAL:
                del self.fields[name]
        offices = Organisation.objects.filter(pk__in=scope.organisations("edit_shelter"))
        # Divisions of the offices in scope; one that is on record stays whoever serves it now.
        self.fields["division"].queryset = (
            Division.objects.filter(Q(served_by__in=offices) | Q(pk=self.instance.division_id))
            .distinct()
            .order_by("code")
        )
        if self.instance.pk:
            del self.fields["organisation"], self.fields["state"]
            self.initial["version"] = self.instance.version
        else:
            self.fields["organisation"].queryset = offices.order_by("path")
            self.initial.setdefault("organisation", scope.user.organisation_id)
            self.fields["built_area"].required = True

    def _post_clean(self) -> None:
        """The act validates and writes the row; the form only reads what was typed."""

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names that the act takes."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        values["division_id"] = getattr(values.pop("division"), "pk", None)
        return values


class UnitForm(forms.ModelForm):
    """One protective unit."""

    class Meta:
        model = ProtectiveUnit
        fields = (
            "number",
            "floor",
            "wartime_function",
            "built_area",
            "shelter_area",
            "shared_area",
            "headcount",
            "blast_units",
            "exits",
            "outdoor_exits",
            "peacetime_use",
            "parking_spaces",
        )

    def _post_clean(self) -> None:
        """Sums and limits are checked by the act, with the whole shelter in sight."""


class OpeningForm(forms.ModelForm):
    """One opening."""

    class Meta:
        model = Opening
        fields = ("number", "kind", "place", "doors")

    def _post_clean(self) -> None:
        """The act writes the row."""


class EquipmentForm(forms.ModelForm):
    """One kind of equipment in one unit."""

    unit = forms.CharField(label="防护单元编号", required=False, max_length=20)

    class Meta:
        model = Equipment
        fields = ("category", "name", "model", "quantity")

    field_order = ("unit", "category", "name", "model", "quantity")

    def _post_clean(self) -> None:
        """The act writes the row."""


UnitFormSet = forms.formset_factory(UnitForm, formset=Rows, extra=0, can_delete=True, max_num=100)
OpeningFormSet = forms.formset_factory(
    OpeningForm, formset=Rows, extra=0, can_delete=True, max_num=200
)
EquipmentFormSet = forms.formset_factory(
    EquipmentForm, formset=Rows, extra=0, can_delete=True, max_num=500
)


def entry_from(form: ShelterForm, units: Any, openings: Any | None, equipment: Any) -> ShelterEntry:
    """What the act takes; call it when all are valid."""
    return ShelterEntry(
        values=form.values(),
        units=[UnitFacts(**_without_blanks(row)) for row in units.given],
        openings=None if openings is None else [OpeningFacts(**row) for row in openings.given],
        equipment=[EquipmentFacts(**row) for row in equipment.given],
    )


def _without_blanks(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def initial_units(shelter: Shelter) -> list[dict[str, Any]]:
    """The units as rows of the form."""
    return [vars(unit_facts(unit)) for unit in shelter.units.all()]


def initial_openings(shelter: Shelter) -> list[dict[str, Any]]:
    """The openings as rows of the form."""
    return [
        {"number": row.number, "kind": row.kind, "place": row.place, "doors": row.doors}
        for row in shelter.openings.all()
    ]


def initial_equipment(shelter: Shelter) -> list[dict[str, Any]]:
    """The equipment as rows of the form."""
    return [
        {
            "unit": row.unit.number if row.unit else "",
            "category": row.category,
            "name": row.name,
            "model": row.model,
            "quantity": row.quantity,
        }
        for row in shelter.equipment.select_related("unit")
    ]


class LimitForm(forms.ModelForm):
    """工程时限."""

    effective_from = DateFormField(label="施行日期")

    class Meta:
        model = ShelterLimit
        fields = ("organisation", "item", "count", "unit", "effective_from", "basis")
