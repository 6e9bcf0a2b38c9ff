"""人防工程台账: entering and amending a shelter, and looking at what is confidential of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from engineering.shelters.models import Equipment, Opening, ProtectiveUnit, Shelter
from engineering.shelters.rules import (
    CONFIDENTIAL,
    ShelterFacts,
    UnitFacts,
    contradictions,
    warnings,
)
from engineering.shelters.standards import unit_rules
from engineering.shelters.steps import AMEND
from renfang.acts import Incomplete, NotPermitted, act, require_text
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

# What a person may enter; state and limits belong to the acts along its life.
FIELDS = (
    "name",
    "works_number",
    "construction_form",
    "is_legacy",
    "division_id",
    "address",
    "wartime_function",
    *CONFIDENTIAL,
    "peacetime_use",
    "built_area",
    "protected_area",
    "shelter_area",
    "passage_area",
    "headcount",
    "storeys_above",
    "owner",
    "operator",
    "completed_on",
    "note",
)


@dataclass(frozen=True)
class OpeningFacts:
    """One opening (口部)."""

    number: str
    kind: str
    place: str = ""
    doors: str = ""


@dataclass(frozen=True)
class EquipmentFacts:
    """One kind of equipment; ``unit`` is a unit's number, empty for the whole shelter."""

    category: str
    name: str
    quantity: int
    model: str = ""
    unit: str = ""


@dataclass(frozen=True)
class ShelterEntry:
    """A page of the register: values by field name, units, openings and equipment.

    A list that is None is left as it is on record (openings, for users who may not see them).
    """

    values: dict[str, Any]
    units: Sequence[UnitFacts] = ()
    openings: Sequence[OpeningFacts] | None = None
    equipment: Sequence[EquipmentFacts] = field(default_factory=tuple)


def facts_of(values: dict[str, Any], units: Sequence[UnitFacts]) -> ShelterFacts:
    """What the checks look at."""
    names = (
        "built_area",
        "protected_area",
        "shelter_area",
        "passage_area",
        "headcount",
        "storeys_above",
    )
    return ShelterFacts(units=tuple(units), **{name: values.get(name) for name in names})


def facts_on_record(shelter: Shelter) -> ShelterFacts:
    """The facts of a shelter as the register holds them."""
    return facts_of(vars(shelter), [unit_facts(unit) for unit in shelter.units.all()])


def unit_facts(unit: ProtectiveUnit) -> UnitFacts:
    """A unit as the checks and the form take it."""
    names = UnitFacts.__dataclass_fields__
    return UnitFacts(**{name: getattr(unit, name) for name in names})


def warnings_of(shelter: Shelter) -> list[str]:
    """Where the shelter on record differs from the standard of its completion, or of today."""
    day = shelter.completed_on or timezone.localdate()
    return warnings(facts_on_record(shelter), unit_rules(day))


@act
def register_shelter(
    entry: ShelterEntry,
    *,
    organisation_id: int,
    by: User,
    state: str = Shelter.State.IN_USE,
    remark: str = "",
) -> Shelter:
    """登记人防工程 that no approval of ours made: standalone, early, or taken over from a table.

    Its built area stands for the approved one. Raises Incomplete with the numbers where figures
    contradict each other.
    """
    Scope(by).require("edit_shelter", organisation_id)
    if entry.values.get("built_area") is None:
        raise Incomplete("填写建筑面积", field="built_area")
    shelter = Shelter(
        organisation_id=organisation_id,
        state=state,
        approved_area=entry.values["built_area"],
        **entry.values,
    )
    _check(shelter, entry)
    shelter.save(force_insert=True)
    _write_parts(shelter, entry)
    record(by, "登记人防工程", shelter, after=_shown(shelter), note=remark)
    return shelter


@act
def amend_shelter(
    shelter_id: int, entry: ShelterEntry, *, by: User, version: int | None = None
) -> Shelter:
    """更正台账: attributes, units, openings and equipment, all at once.

    A user who may not see what is confidential cannot overwrite it either.
    """
    scope = Scope(by)
    shelter = Shelter.objects.locked_for(AMEND, shelter_id, by, version=version)
    secret = set(entry.values) & set(CONFIDENTIAL)
    if (secret or entry.openings is not None) and not scope.may("view_confidential", shelter):
        raise NotPermitted.lacking("view_confidential")
    before = _shown(shelter)
    changed_secrets = [name for name in secret if getattr(shelter, name) != entry.values[name]]
    for name, value in entry.values.items():
        setattr(shelter, name, value)
    _check(shelter, entry)
    shelter.save_next()
    _write_parts(shelter, entry)
    after = _shown(shelter)
    changed = {label: value for label, value in after.items() if value != before.get(label)}
    note = "含等级、坐标等涉密指标" if changed_secrets else ""
    record(
        by,
        "更正台账",
        shelter,
        before={label: before.get(label, "-") for label in changed},
        after=changed,
        note=note,
    )
    return shelter


@act
def reveal_confidential(shelter_id: int, *, by: User, reason: str) -> Shelter:
    """查看涉密指标: allowed to few, and each look is on record with its reason."""
    shelter = Shelter.objects.locked(shelter_id, Scope(by), "view_confidential")
    reason = require_text(reason, "写明查看事由", least=2, example="竣工验收核对")
    record(by, "查看涉密指标", shelter, note=reason)
    return shelter


def _check(shelter: Shelter, entry: ShelterEntry) -> None:
    found = contradictions(facts_of(vars(shelter), entry.units))
    if found:
        raise Incomplete("；".join(each.message for each in found), field=found[0].field)
    check_parts(entry)
    try:
        shelter.full_clean(exclude=["state"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Incomplete("；".join(messages), field=name) from error


def check_parts(entry: ShelterEntry) -> None:
    """Raise Incomplete where units, openings or equipment cannot be those of one shelter."""
    _no_twins([unit.number for unit in entry.units], "防护单元编号")
    _no_twins([opening.number for opening in entry.openings or ()], "口部编号")
    known = {"", *(unit.number for unit in entry.units)}
    for item in entry.equipment:
        if item.unit not in known:
            raise Incomplete(
                f"设备“{item.name}”所在的防护单元 {item.unit} 不在单元表中。核对单元编号"
            )
    for unit in entry.units:
        _fits(ProtectiveUnit(**vars(unit)), f"防护单元 {unit.number}")
    for item in entry.equipment:
        quantity = Equipment(category=item.category, name=item.name, quantity=item.quantity)
        _fits(quantity, f"设备“{item.name}”")


def _fits(part: ProtectiveUnit | Equipment, what: str) -> None:
    """Raise Incomplete where a value of a part is none that its column takes."""
    try:
        part.clean_fields(exclude=["shelter", "unit"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = part._meta.get_field(name).verbose_name
        raise Incomplete(f"{what}的{label}：{'；'.join(messages)}") from error


def _no_twins(numbers: list[str], what: str) -> None:
    for number in numbers:
        if numbers.count(number) > 1:
            raise Incomplete(f"{what} {number} 重复。每个编号只填一行")


def _write_parts(shelter: Shelter, entry: ShelterEntry) -> None:
    """Units keep their rows by number; openings and equipment are written anew."""
    kept = {unit.number: unit for unit in shelter.units.all()}
    units = {}
    for position, facts in enumerate(entry.units):
        unit = kept.pop(facts.number, None) or ProtectiveUnit(shelter=shelter)
        for name, value in vars(facts).items():
            setattr(unit, name, value)
        unit.position = position
        unit.save()
        units[unit.number] = unit
    shelter.equipment.all().delete()
    for unit in kept.values():
        unit.delete()
    Equipment.objects.bulk_create(
        Equipment(
            shelter=shelter,
            unit=units.get(item.unit),
            position=position,
            category=item.category,
            name=item.name,
            model=item.model,
            quantity=item.quantity,
        )
        for position, item in enumerate(entry.equipment)
    )
    if entry.openings is not None:
        shelter.openings.all().delete()
        Opening.objects.bulk_create(
            Opening(shelter=shelter, position=position, **vars(opening))
            for position, opening in enumerate(entry.openings)
        )


def _shown(shelter: Shelter) -> dict[str, Any]:
    """The attributes that a history may show: nothing confidential."""
    shown: dict[str, Any] = {}
    for name in FIELDS:
        if name in CONFIDENTIAL:
            continue
        attribute = name.removesuffix("_id")
        model_field = Shelter._meta.get_field(attribute)
        label = str(model_field.verbose_name)
        if model_field.choices:
            value: Any = getattr(shelter, f"get_{attribute}_display")()
        else:
            value = getattr(shelter, attribute)
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, Decimal):
            value = f"{value:,}㎡"
        if isinstance(value, date) or value not in (None, ""):
            shown[label] = str(value)
    units = [f"{unit.number} {unit.built_area:,}㎡" for unit in shelter.units.all()]
    if units:
        shown["防护单元"] = "、".join(units)
    return shown
