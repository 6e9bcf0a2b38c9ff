"""The year: each team against its quota."""

from datetime import date

import pytest

from drills.exercises.models import Drill
from drills.readiness.acts import set_targets
from drills.readiness.queries import team_years
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.drills.exercises.test_calendar import TODAY, drills, in_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("quota", "held", "planned", "standing"),
    [
        (2, 2, 0, "已完成"),
        (2, 1, 1, "已安排"),
        (3, 1, 1, "还需安排 1 场"),
        (2, 0, 0, "还需安排 2 场"),
        (None, 1, 0, "未下达目标"),
    ],
)
def test_each_team_is_held_against_its_quota(ground, quota, held, planned, standing):
    team = ground.team(members=2)
    for month in range(1, held + 1):
        drill = in_year(ground, team, month)
        Drill.objects.filter(pk=drill.pk).update(
            state="held", started_at=drill.starts_at, ended_at=drill.ends_at
        )
    for month in range(8, 8 + planned):
        in_year(ground, team, month)
    if quota is not None:
        values = {"drills_per_team": quota}
        set_targets(ground.office.east.pk, 2026, values, by=ground.trainer)
    (found,) = team_years(Scope(ground.trainer), 2026, drills(), TODAY)
    assert (found.done, found.planned, found.standing) == (held, planned, standing)
    assert found.next_on == (date(2026, 8, 10) if planned else None)


def test_the_quota_of_the_nearest_office_counts(ground):
    ground.team()
    city = ground.office.who(Role.TRAINER, at=ground.office.city)
    set_targets(ground.office.city.pk, 2026, {"drills_per_team": 3}, by=city)
    assert team_years(Scope(ground.trainer), 2026, [], TODAY)[0].quota == 3
    set_targets(ground.office.east.pk, 2026, {"drills_per_team": 1}, by=ground.trainer)
    assert team_years(Scope(ground.trainer), 2026, [], TODAY)[0].quota == 1
