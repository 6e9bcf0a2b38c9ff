"""Every step of a shelter's later life and of its demolition, in every state."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from engineering.lifecycle import steps
from engineering.lifecycle.acts.changes import take_life_step
from engineering.lifecycle.acts.demolitions import (
    decide_demolition,
    record_demolished,
    settle_demolition,
    withdraw_demolition,
)
from engineering.models import Demolition, Shelter
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.upkeep import standing_shelter
from tests.builders.walking import Walk, name_of, walk
from tests.builders.works import in_use, today
from tests.engineering.lifecycle.test_life import applied

pytestmark = pytest.mark.django_db


def evaluated(office: Office, step: Step) -> Shelter:
    """In use, and evaluated, on which a conversion rests."""
    shelter = in_use(office)
    take_life_step(
        shelter.pk, "evaluation", by=office.who(Role.CLERK), on=today(), grade="B", evaluator="某站"
    )
    return Shelter.objects.get(pk=shelter.pk)


def live(row: Shelter, by: User, *, kind: str) -> Any:
    return take_life_step(
        row.pk, kind, by=by, on=today(), grade="B", evaluator="某站", basis="X动〔2026〕1号"
    )


def demolition(office: Office, step: Step) -> Demolition:
    """Applied for; another shelter stands that can replace the old one."""
    standing_shelter(
        office, construction_form="cut_and_cover", built_area="850.00", completed_on=today()
    )
    return applied(in_use(office), office.who(Role.CLERK))


WALKS = [
    Walk(
        steps.SHELTER_STEPS,
        evaluated,
        {
            **{step: partial(live, kind=step.kind) for step in steps.STEPS.values()},
            steps.DEMOLISH: lambda row, by: applied(row, by),
        },
    ),
    Walk(
        steps.DEMOLITION_STEPS,
        demolition,
        {
            steps.DECIDE: lambda row, by: decide_demolition(
                row.pk, approve=True, opinion="同意", on=today(), by=by
            ),
            steps.WITHDRAW: lambda row, by: withdraw_demolition(
                row.pk, reason="收错工程，申请单位要求撤回", by=by
            ),
            steps.RECORD_DEMOLISHED: lambda row, by: record_demolished(row.pk, on=today(), by=by),
            steps.SETTLE: lambda row, by: settle_demolition(
                row.pk,
                on=today(),
                settlement="已补建",
                rebuilt_as=Shelter.objects.exclude(pk=row.shelter_id).get().pk,
                by=by,
            ),
        },
    ),
]


@pytest.mark.parametrize("step", steps.SHELTER_STEPS.rows, ids=name_of)
def test_every_step_of_life_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)


@pytest.mark.parametrize("step", steps.DEMOLITION_STEPS.rows, ids=name_of)
def test_every_step_of_a_demolition_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[1], step)
