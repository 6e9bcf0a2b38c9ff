"""Every act on a row of another authority's list, in every state."""

from __future__ import annotations

from datetime import date

import pytest

from engineering.comparison import steps
from engineering.comparison.acts import (
    compare_record,
    dismiss_record,
    make_clue,
    match_record,
    take_back_record,
)
from engineering.comparison.models import AuthorityRecord
from renfang.organisations.models import User
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.walking import Walk, name_of, walk
from tests.engineering.comparison.test_comparison import came_in, row

pytestmark = pytest.mark.django_db

DAY = date(2024, 5, 6)
WHY = "已按其他项目名称办理许可"


def in_state(office: Office, step: Step) -> AuthorityRecord:
    came_in(office)
    return row("A座")


def clerk_of(row: AuthorityRecord) -> User:
    return User.objects.get(organisation=row.organisation, username__startswith="clerk")


WALKS = [
    Walk(
        steps.STEPS,
        in_state,
        {
            steps.MAKE_CLUE: lambda row, by: make_clue(row.pk, clue=WHY, on=DAY, by=by),
            steps.MATCH: lambda row, by: match_record(row.pk, project=None, by=by),
            steps.DISMISS: lambda row, by: dismiss_record(
                row.pk, reason="decided", note=WHY, on=DAY, by=by
            ),
            steps.COMPARE: lambda row, by: compare_record(row.pk, by=by),
            steps.TAKE_BACK: lambda row, by: take_back_record(row.pk, note=WHY, by=by),
        },
        by_act={
            "clue": lambda row: make_clue(row.pk, clue=WHY, on=DAY, by=clerk_of(row)),
            "dismissed": lambda row: dismiss_record(
                row.pk, reason="decided", note=WHY, on=DAY, by=clerk_of(row)
            ),
        },
    )
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_every_act_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)
