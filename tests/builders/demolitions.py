"""Demolitions as the office decides them, for tests of what they owe."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engineering.lifecycle.acts.demolitions import apply_demolition, decide_demolition
from engineering.models import Demolition, Shelter
from renfang.organisations.permissions import Role
from tests.builders.office import Office
from tests.builders.upkeep import standing_shelter
from tests.builders.works import today

# What a demolition of the builder owes where nothing is rebuilt, in yuan.
SUM = Decimal("780000.00")


def decided(
    office: Office, *, approve: bool = True, remedy: str = "compensation", **changes: Any
) -> Demolition:
    """A demolition of the whole works, applied for by 某城投公司 and decided today."""
    shelter = standing_shelter(office, state=Shelter.State.IN_USE, **changes)
    case = apply_demolition(
        shelter.pk,
        by=office.who(Role.CLERK),
        applicant="某城投公司",
        applied_on=today(),
        reason="道路拓宽，无法避让",
        area=shelter.built_area,
        remedy=remedy,
        compensation=SUM,
    )
    return decide_demolition(
        case.pk, by=office.who(Role.HEAD), approve=approve, on=today(), opinion="同意拆除"
    )
