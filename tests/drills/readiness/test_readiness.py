"""How ready teams and offices are: coverage, figures, targets, the workbook with its charts."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from drills.exercises.acts.planning import Participation
from drills.exercises.queries.coverage import coverage
from drills.readiness.acts import set_targets
from drills.readiness.queries import Readiness, measures, of_offices, of_teams, trend
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.readiness import community

pytestmark = pytest.mark.django_db


def yearly(ground):
    """Two teams, one of which drilled with nine of ten, and a community that took part."""
    first = ground.team("东区抢险抢修一队", members=10, establishment=10)
    ground.team("东区抢险抢修二队", members=3, establishment=10)
    residents = Participation("residents", "和平社区居民", 100, community(ground).pk)
    community(ground, "新村社区", "S02")
    drill = ground.drill((first, 10), on=timezone.localdate(), participants=[residents])
    yesterday = timezone.now() - timedelta(hours=3)
    type(drill).objects.filter(pk=drill.pk).update(
        starts_at=yesterday, ends_at=yesterday + timedelta(hours=1)
    )
    drill.refresh_from_db()
    ground.call_roll(drill, present=9, absent=1)
    return ground.hold(drill)


def year_of(drill):
    return timezone.localdate(drill.started_at).year


def test_coverage_counts_who_drilled_in_the_year(ground):
    drill = yearly(ground)
    blocks = coverage(Scope(ground.trainer), year_of(drill))
    assert [(block.done, len(block.squares)) for block in blocks] == [(1, 2), (0, 0), (1, 2)]
    assert [block.rate for block in blocks] == ["50.0%", "—", "50.0%"]
    assert not any(block.done for block in coverage(Scope(ground.trainer), year_of(drill) - 1))


def test_a_drill_only_planned_covers_nobody(ground):
    ground.drill((ground.team(members=2), 2))
    year = timezone.localdate().year
    assert coverage(Scope(ground.trainer), year)[0].done == 0


def test_rates_are_computed_from_sums_and_never_from_rates(ground):
    drill = yearly(ground)
    teams = of_teams(Scope(ground.trainer), year_of(drill))
    figures = {figures.name: figures for _, figures in teams}
    assert figures["东区抢险抢修一队"].turnout == "90.0%"
    assert figures["东区抢险抢修二队"].staffing == "30.0%"
    assert figures["东区抢险抢修二队"].last_on is None
    total = of_offices(teams)[-1]
    assert (total.posts, total.strength, total.staffing) == (20, 13, "65.0%")


@pytest.mark.parametrize(
    ("sums", "staffing", "passed", "hours"),
    [
        ({"posts": 40, "strength": 38, "took": 38, "failed": 2, "hours": Decimal(304)},
         "95.0%", "94.7%", "8.0"),
        ({"posts": 12, "strength": 0}, "0.0%", "—", "—"),
        ({"posts": 3, "strength": 4, "took": 3, "failed": 1, "hours": Decimal("10.5")},
         "133.3%", "66.7%", "2.6"),
    ],
)  # fmt: skip
def test_worked_cases_of_readiness(sums, staffing, passed, hours):
    figures = Readiness("队", **sums)
    assert (figures.staffing, figures.passed, figures.hours_each) == (staffing, passed, hours)


def test_the_year_is_held_against_its_targets(ground):
    drill = yearly(ground)
    year = year_of(drill)
    values = {"drills": 2, "turnout": 90, "staffing": 100}
    set_targets(ground.office.east.pk, year, values, by=ground.trainer)
    scope = Scope(ground.trainer)
    found = {each.label: each for each in measures(scope, year, of_teams(scope, year), 1)}
    assert (found["演练场次"].words, found["演练场次"].is_met) == ("1 场", False)
    assert found["到位率"].is_met
    assert found["满编率"].is_met is False
    assert found["鸣响率"].is_met is None
    assert [each.drills for each in trend(scope, year)] == [0, 0, 0, 0, 1]


def test_workbook_has_its_sheets_and_two_charts(ground, sign_in):
    yearly(ground)
    content = sign_in(ground.trainer).post(reverse("drills:figures_export")).content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "各专业队"
    assert book.sheetnames[-1] == "历年趋势"
    assert book["各专业队"].max_row == 3
    charts = [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "charts/" in name]
    assert len([name for name in charts if name.endswith(".xml")]) == 2


def test_figures_show_the_own_offices_alone(ground, sign_in):
    yearly(ground)
    west = ground.office.who(Role.TRAINER, at=ground.office.west)
    page = sign_in(west).get(reverse("drills:figures")).content.decode()
    assert "抢险抢修" not in page


@pytest.mark.parametrize("name", ["figures", "coverage", "year"])
def test_pages_cost_no_more_than_fifteen_queries(
    ground, sign_in, name, django_assert_max_num_queries
):
    yearly(ground)
    browser = sign_in(ground.trainer)
    with django_assert_max_num_queries(15):
        assert browser.get(reverse(f"drills:{name}")).status_code == 200
