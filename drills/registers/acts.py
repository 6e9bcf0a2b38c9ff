"""What the readiness registers have in common: entering, changing, striking off, in files and out.

A register is described by its columns; forms, pages, import and export all follow from them, so
that a column is added in one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from drills.duty.models import DutyPerson
from drills.registers.models import EvacuationBase, KeyTarget, Locality, ProtectionPlan, Registered
from drills.sirens.models import Siren
from renfang.acts import Incomplete, act, require_version
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Register:
    """One register: its model, the names of its addresses, its columns in the order of the sheet.

    ``shown`` are the columns of the list; ``searched`` those that words are looked for in.
    """

    slug: str
    model: type[Registered]
    noun: str
    symbol: str
    columns: Sequence[str]
    shown: Sequence[str]
    searched: Sequence[str]
    lead: str = ""
    filters: Sequence[str] = ()

    @property
    def plural(self) -> str:
        """The name of the list's address."""
        return f"{self.slug}s" if not self.slug.endswith("y") else f"{self.slug[:-1]}ies"

    @property
    def title(self) -> str:
        """The register's name in Chinese."""
        return str(self.model._meta.verbose_name)

    def label(self, name: str) -> str:
        """The Chinese name of a column."""
        return str(self.model._meta.get_field(name).verbose_name)


SIREN = Register(
    "siren", Siren, "台", "alarm",
    ("number", "name", "type", "model", "power_watts", "decibels", "place", "owner", "keeper",
     "radius", "control", "is_unified", "power_supply", "installed_on", "is_current", "note"),
    ("type", "place", "keeper", "control", "state", "maintained_on"),
    ("number", "name", "place", "owner"),
    filters=("type", "state"),
)  # fmt: skip
KEY_TARGET = Register(
    "key_target", KeyTarget, "个", "building",
    ("number", "name", "grade", "category", "owner", "address", "site_area", "force_teams",
     "force_headcount", "is_connected", "has_siren", "contact", "is_current", "note"),
    ("grade", "category", "owner", "force_teams", "force_headcount"),
    ("number", "name", "owner", "address"),
    "坐标、核心部位和防护能力不在本系统登记",
    filters=("grade",),
)  # fmt: skip
EVACUATION_BASE = Register(
    "evacuation_base", EvacuationBase, "处", "home",
    ("number", "name", "place", "area", "capacity", "receiving_unit", "peacetime_use",
     "approved_by", "has_water", "has_power", "has_medical", "conversion_score",
     "capacity_score", "support_score", "management_score", "equipment_score", "is_current",
     "note"),
    ("place", "capacity", "receiving_unit", "peacetime_use"),
    ("number", "name", "place", "receiving_unit"),
    "疏散地域由本级或上一级人民政府预先确定（人民防空法第三十八条）；五项能力按百分制填写",
)  # fmt: skip
LOCALITY = Register(
    "locality", Locality, "个", "building-community",
    ("number", "name", "kind", "above", "population", "contact", "is_current", "note"),
    ("kind", "above", "population", "contact"),
    ("number", "name", "above"),
    filters=("kind",),
)  # fmt: skip
PROTECTION_PLAN = Register(
    "protection_plan", ProtectionPlan, "份", "book",
    ("number", "title", "kind", "owner", "key_target", "is_secret", "summary", "approved_on",
     "review_due_on", "is_current", "note"),
    ("kind", "owner", "is_secret", "approved_on", "review_due_on"),
    ("number", "title", "owner"),
    "涉密的只登记名称、编制单位和日期，正文按保密规定管理",
    filters=("kind",),
)  # fmt: skip
DUTY_PERSON = Register(
    "duty_person", DutyPerson, "人", "user-circle",
    ("number", "name", "post", "can_lead", "is_current", "note"),
    ("post", "can_lead"),
    ("number", "name"),
)  # fmt: skip
REGISTERS = (SIREN, KEY_TARGET, EVACUATION_BASE, LOCALITY, PROTECTION_PLAN, DUTY_PERSON)


@act
def enter(
    register: Register, organisation_id: int, values: Mapping[str, Any], *, by: User
) -> Registered:
    """登记 a row. Raises Incomplete for a number that the office has already, NotPermitted."""
    Scope(by).require("manage_readiness", organisation_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    row = register.model(organisation=organisation, **values)
    _check(register, row, by)
    row.save()
    record(by, f"登记{register.title}", row, after=stated(register, row))
    return row


@act
def amend(
    register: Register, pk: int, values: Mapping[str, Any], *, by: User, version: int | None
) -> Registered:
    """变更 a row; nothing changed leaves no trace."""
    row: Registered = register.model.objects.locked(pk, Scope(by), "manage_readiness")
    require_version(row, version)
    before = stated(register, row)
    for name, value in values.items():
        setattr(row, name, value)
    after = stated(register, row)
    changed = [name for name in after if before.get(name) != after[name]]
    if not changed:
        return row
    _check(register, row, by)
    row.version += 1
    row.save()
    record(
        by,
        f"变更{register.title}",
        row,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return row


def _check(register: Register, row: Registered, by: User) -> None:
    """What the model says is always true, and that a plan's target is one the user may see."""
    twin = register.model.objects.filter(
        organisation=row.organisation_id, number=row.number
    ).exclude(pk=row.pk)
    if twin.exists():
        raise Incomplete(f"编号 {row.number} 已登记，核对后改用其他编号", field="number")
    target_id = getattr(row, "key_target_id", None)
    if target_id and not KeyTarget.objects.visible_to(Scope(by)).filter(pk=target_id).exists():
        raise Incomplete("所选重要经济目标不在你的办理范围，重新选择", field="key_target")
    try:
        row.full_clean(exclude=["organisation"], validate_unique=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Incomplete("；".join(messages), field=field) from error


def stated(register: Register, row: Registered) -> dict[str, Any]:
    """A row as the history and the sheet have it, by Chinese names."""
    return {register.label(name): shown(row, name) for name in register.columns}


def shown(row: Registered, name: str) -> Any:
    """One value in words: labels of choices, 是 and 否, dates as 2026-03-05."""
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return display()
    value = getattr(row, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
