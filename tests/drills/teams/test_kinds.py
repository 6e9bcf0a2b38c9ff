"""Kinds of teams: the law's seven for all, what an office adds, what it sets for itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.models import KindPractice, TeamKind
from drills.teams.acts.kinds import (
    KindFacts,
    PracticeFacts,
    add_kind,
    amend_kind,
    set_practice,
    withdraw_practice,
)
from drills.teams.acts.teams import establish_team
from drills.teams.queries import warnings
from renfang.acts import Incomplete, NotFound, NotPermitted
from renfang.history.models import Event
from renfang.organisations.permissions import Role
from tests.drills.conftest import member_facts, team_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def city_trainer(ground):
    return ground.office.who(Role.TRAINER, at=ground.office.city)


@pytest.fixture
def water(ground, city_trainer):
    """A kind that the city has added."""
    return add_kind(ground.office.city.pk, KindFacts("水域救援队"), by=city_trainer)


def kinds_of(organisation):
    return set(TeamKind.objects.known_to(organisation).values_list("label", flat=True))


def test_the_seven_of_the_law_are_known_everywhere_with_their_departments(ground):
    statutory = TeamKind.objects.known_to(ground.office.west).filter(is_statutory=True)
    assert statutory.count() == 7
    assert all(kind.raised_by_law and kind.raised_by_today for kind in statutory)


def test_a_kind_of_the_city_is_inherited_by_its_districts_and_marked_as_new(ground, water):
    assert (water.is_new_type, water.is_statutory) == (True, False)
    for organisation in (ground.office.city, ground.office.east, ground.office.west):
        assert "水域救援队" in kinds_of(organisation)


def test_a_kind_of_one_district_is_unknown_to_the_other(ground, sign_in):
    east, west = ground.office.east, ground.office.west
    kind = add_kind(east.pk, KindFacts("山地救援队"), by=ground.trainer)
    assert "山地救援队" in kinds_of(east)
    assert "山地救援队" not in kinds_of(west)
    other = ground.office.who(Role.TRAINER, at=west)
    with pytest.raises(Incomplete, match="本机构可用的专业队种类") as refused:
        establish_team(west.pk, team_facts(kind_id=kind.pk), by=other)
    assert refused.value.field == "kind"
    browser = sign_in(other)
    assert "山地救援队" not in browser.get(reverse("drills:team_new")).content.decode()
    assert "山地救援队" not in browser.get(reverse("drills:team_kinds")).content.decode()
    assert browser.get(reverse("drills:team_kind_edit", args=[kind.pk])).status_code == 404
    with pytest.raises(NotFound):
        amend_kind(kind.pk, KindFacts("改名"), by=other)


def test_two_districts_may_each_call_a_kind_the_same(ground):
    add_kind(ground.office.east.pk, KindFacts("山地救援队"), by=ground.trainer)
    other = ground.office.who(Role.TRAINER, at=ground.office.west)
    add_kind(ground.office.west.pk, KindFacts("山地救援队"), by=other)
    with pytest.raises(Incomplete, match="已有种类“山地救援队”"):
        add_kind(ground.office.east.pk, KindFacts("山地救援队"), by=ground.trainer)


def test_a_district_does_not_change_the_kind_of_the_city(ground, water):
    with pytest.raises(NotFound):
        amend_kind(water.pk, KindFacts("水上救援队"), by=ground.trainer)
    with pytest.raises(NotPermitted):
        add_kind(ground.office.city.pk, KindFacts("无人机队"), by=ground.trainer)


def test_nobody_changes_the_words_of_the_law(ground, city_trainer):
    fire = TeamKind.objects.get(code="fire")
    with pytest.raises(NotFound):
        amend_kind(fire.pk, KindFacts("消防救援队"), by=city_trainer)


def test_ages_are_those_of_the_nearest_office(ground, city_trainer):
    kind, office = TeamKind.objects.get(code="rescue_repair"), ground.office
    sixty = member_facts("老队员", born_on=date(timezone.localdate().year - 60, 1, 1))

    def doubts():
        return warnings(ground_team(), sixty, timezone.localdate())

    team = ground.team()

    def ground_team():
        return type(team).objects.select_related("kind", "organisation").get(pk=team.pk)

    assert doubts() == ["60 岁，高于 40 岁"]
    set_practice(kind.pk, office.city.pk, PracticeFacts("住建局", 18, 65), by=city_trainer)
    assert doubts() == []
    set_practice(kind.pk, office.east.pk, PracticeFacts("城管局", 18, 50), by=ground.trainer)
    assert doubts() == ["60 岁，高于 50 岁"]
    assert ground_team().practice.raised_by_today == "城管局"
    withdraw_practice(kind.pk, office.east.pk, by=ground.trainer)
    assert doubts() == []


def test_what_one_office_sets_does_not_reach_the_other(ground):
    kind, office = TeamKind.objects.get(code="rescue_repair"), ground.office
    set_practice(kind.pk, office.east.pk, PracticeFacts("城管局", 20, 30), by=ground.trainer)
    other = ground.office.who(Role.TRAINER, at=office.west)
    team = ground.team("西区抢险抢修一队", by=other)
    assert team.practice == kind
    with pytest.raises(NotPermitted):
        set_practice(kind.pk, office.west.pk, PracticeFacts("城管局", 20, 30), by=ground.trainer)


def test_who_sees_a_local_rule_in_the_list_and_its_file_is_who_sees_the_office(ground, sign_in):
    kind, office = TeamKind.objects.get(code="fire"), ground.office
    set_practice(kind.pk, office.east.pk, PracticeFacts("城管局", 20, 30), by=ground.trainer)
    address, told = reverse("drills:team_kinds"), f"{office.east}规定：城管局，20—30 岁"
    given_up = reverse("drills:team_kind_shared", args=[KindPractice.objects.get().pk])
    for who in (ground.trainer, office.who(Role.HEAD, at=office.east)):
        browser = sign_in(who)
        page = browser.get(address).content.decode()
        assert told in page
        assert (given_up in page) == (who == ground.trainer)
        file = browser.get(address, {"format": "csv"})
        assert told in b"".join(file.streaming_content).decode()
    other = sign_in(office.who(Role.TRAINER, at=office.west))
    assert told not in other.get(address).content.decode()


def test_local_rules_are_set_and_given_up_on_the_page(ground, sign_in):
    kind, browser = TeamKind.objects.get(code="fire"), sign_in(ground.trainer)
    page = reverse("drills:team_kind_practice", args=[kind.pk])
    form = {
        "organisation": ground.office.east.pk,
        "raised_by_today": "区消防救援大队",
        "age_from": "20",
        "age_to": "18",
    }
    assert "最高年龄不能低于最低年龄" in browser.post(page, form).content.decode()
    browser.post(page, {**form, "age_to": "45"})
    shown = browser.get(reverse("drills:team_kinds")).content.decode()
    assert "区消防救援大队" in shown
    assert "20—45 岁" in shown
    assert Event.objects.filter(act="设定种类本地规定").exists()
    practice = KindPractice.objects.get()
    browser.post(reverse("drills:team_kind_shared", args=[practice.pk]))
    assert not KindPractice.objects.exists()
