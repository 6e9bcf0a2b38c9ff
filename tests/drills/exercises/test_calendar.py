"""The calendar: plan against done, and who is called to two things at one time."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.exercises.acts.planning import cancel_drill
from drills.exercises.queries.calendar import conflicts, tally_of
from drills.models import Drill
from renfang.organisations.scope import Scope
from tests.builders.schooling import session, year_plan, yesterday

pytestmark = pytest.mark.django_db
# A day on which the drills of a year can be past and coming without leaving it.
TODAY = date(2026, 6, 15)


def in_year(ground, team, month, **plan):
    return ground.drill((team, 2), on=date(2026, month, 10), **plan)


def drills():
    return list(Drill.objects.order_by("starts_at"))


def test_a_year_is_counted_by_what_became_of_its_drills(ground):
    team = ground.team(members=2)
    held = in_year(ground, team, 2)
    Drill.objects.filter(pk=held.pk).update(
        state="held", started_at=held.starts_at, ended_at=held.ends_at
    )
    in_year(ground, team, 3)
    in_year(ground, team, 9)
    off = in_year(ground, team, 10)
    cancel_drill(off.pk, by=ground.trainer, reason="暴雨红色预警改期", version=None)
    tally = tally_of(drills(), TODAY)
    assert (tally.planned, tally.done, tally.overdue, tally.cancelled) == (1, 1, 1, 1)


def test_a_team_called_to_two_drills_at_one_time_is_told_once(ground):
    first, second = ground.team(members=2), ground.team("东区二队", members=2)
    coming = timezone.localdate() + timedelta(days=9)
    one = ground.drill((first, 2), (second, 2), on=coming, title="上午演练")
    other = ground.drill((first, 2), on=coming, hours=(10, 12), title="合练")
    ground.drill((second, 2), on=coming, hours=(11, 12), title="紧接着的演练")
    (found,) = conflicts(Scope(ground.trainer), [one, other, *drills()])
    assert (found.team, found.first, found.other) == (first, one, other)


def test_a_drill_during_a_training_session_is_a_conflict(ground):
    team = ground.team(members=2)
    held = session(ground, year_plan(ground), team)
    drill = ground.drill((team, 2), on=yesterday(), hours=(10, 12))
    (found,) = conflicts(Scope(ground.trainer), [drill])
    assert (found.first, found.other) == (drill, held)


@pytest.mark.parametrize("count", [2, 20])
@pytest.mark.parametrize("name", ["calendar", "year"])
def test_pages_cost_the_same_for_two_drills_and_for_twenty(
    ground, sign_in, name, count, django_assert_max_num_queries
):
    team = ground.team(members=2)
    for number in range(count):
        ground.drill((team, 2), on=timezone.localdate(), title=f"演练{number}")
    browser = sign_in(ground.trainer)
    with django_assert_max_num_queries(15):
        page = browser.get(reverse(f"drills:{name}")).content.decode()
    assert "同一时间列入" in page
