"""Raising, staffing and dissolving teams."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from drills.models import Member, Team, TeamKind
from drills.teams.acts.members import (
    amend_member,
    discharge_member,
    enlist_member,
    enlist_members,
    reveal_contacts,
)
from drills.teams.acts.teams import amend_team, dissolve_team, establish_team
from drills.teams.queries import warnings
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, WrongState
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from tests.drills.conftest import member_facts, team_facts

pytestmark = pytest.mark.django_db


def test_the_seven_kinds_of_the_law_are_there_from_the_start():
    statutory = TeamKind.objects.filter(is_statutory=True)
    assert [kind.label for kind in statutory] == [
        "抢险抢修队",
        "医疗救护队",
        "消防队",
        "治安队",
        "防化防疫队",
        "通信队",
        "运输队",
    ]
    assert all("第四十二条" in kind.legal_basis for kind in statutory)
    assert TeamKind.objects.filter(is_new_type=True).count() >= 3


def test_trainer_establishes_a_team_and_history_tells(ground):
    team = ground.team()
    assert team.organisation == ground.office.east
    event = events_of(team).get()
    assert (event.act, event.actor) == ("组建专业队", ground.trainer)
    assert event.after["编制人数"] == 40


def test_head_looks_but_does_not_establish(ground):
    head = ground.office.who(Role.HEAD)
    with pytest.raises(NotPermitted):
        establish_team(ground.office.east.pk, team_facts(), by=head)


def test_trainer_of_another_district_does_not_know_the_team(ground):
    team = ground.team()
    stranger = ground.office.who(Role.TRAINER, at=ground.office.west)
    with pytest.raises(NotFound):
        amend_team(team.pk, team_facts("夺过来"), by=stranger, version=1)
    with pytest.raises(NotFound):
        enlist_member(team.pk, member_facts("张三"), by=stranger)
    with pytest.raises(NotFound):
        reveal_contacts(team.pk, by=stranger, reason="组织集结")


def test_two_teams_of_one_office_do_not_share_a_name(ground):
    ground.team()
    with pytest.raises(Incomplete) as refused:
        ground.team()
    assert refused.value.field == "name"


def test_team_changed_meanwhile_is_not_overwritten(ground):
    team = ground.team()
    amend_team(team.pk, team_facts(establishment=50), by=ground.trainer, version=1)
    with pytest.raises(Overtaken):
        amend_team(team.pk, team_facts(establishment=60), by=ground.trainer, version=1)
    assert Team.objects.get(pk=team.pk).establishment == 50


def test_history_of_a_change_names_only_what_changed(ground):
    team = ground.team()
    amend_team(team.pk, team_facts(establishment=50), by=ground.trainer, version=1)
    event = events_of(team).first()
    assert (event.before, event.after) == ({"编制人数": 40}, {"编制人数": 50})


def test_strength_counts_who_serves_today(ground):
    team = ground.team(members=3)
    gone = team.members.first()
    discharge_member(
        gone.pk, by=ground.trainer, on=timezone.localdate(), reason="工作调动", version=1
    )
    today = timezone.localdate()
    assert Team.objects.with_strength(today).get(pk=team.pk).strength == 2
    assert Team.objects.with_strength(today - timedelta(days=1)).get(pk=team.pk).strength == 3


def test_a_list_with_one_bad_line_enlists_nobody(ground):
    team = ground.team()
    roll = [member_facts("张三", 1), member_facts("李四", 2), member_facts("张三", 1)]
    with pytest.raises(Incomplete, match="出现了 2 次"):
        enlist_members(team.pk, roll, by=ground.trainer)
    assert not team.members.exists()


def test_one_person_serves_in_one_team_of_the_office(ground):
    first, second = ground.team(), ground.team("东区通信队")
    enlist_member(first.pk, member_facts("张三", 1), by=ground.trainer)
    with pytest.raises(Incomplete, match="现在东区抢险抢修一队服役"):
        enlist_member(second.pk, member_facts("张三", 1), by=ground.trainer)
    enlist_member(second.pk, member_facts("张三", 2), by=ground.trainer)  # a namesake


def test_database_refuses_a_twin_on_the_roster(ground):
    team = ground.team(members=1)
    twin = team.members.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_nobody_joins_before_the_team_was_there_or_in_the_future(ground):
    team = ground.team()
    for joined_on in (date(2019, 1, 1), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(Incomplete):
            enlist_member(team.pk, member_facts("张三", joined_on=joined_on), by=ground.trainer)


def test_age_out_of_range_is_a_warning_and_no_refusal(ground):
    team, today = ground.team(), date(2026, 6, 15)
    young = member_facts("小张", born_on=date(2008, 6, 16))
    grown = member_facts("小李", born_on=date(2008, 6, 15))
    forty = member_facts("老王", born_on=date(1985, 6, 16))
    older = member_facts("老赵", born_on=date(1985, 6, 15))
    assert warnings(team, young, today) == ["17 岁，低于 18 岁"]
    assert warnings(team, grown, today) == []
    assert warnings(team, forty, today) == []
    assert warnings(team, older, today) == ["41 岁，高于 40 岁"]
    assert enlist_member(team.pk, older, by=ground.trainer).pk


def test_changing_a_member_keeps_the_number_that_was_not_typed(ground):
    team = ground.team(members=1)
    member = team.members.get()
    amend_member(
        member.pk, member_facts(member.name, phone=None, post="队长"), by=ground.trainer, version=1
    )
    changed = Member.objects.get(pk=member.pk)
    assert (changed.post, changed.phone) == ("队长", member.phone)


def test_numbers_stand_masked_in_the_history(ground):
    team = ground.team()
    enlist_member(team.pk, member_facts("张三", phone="13812345678"), by=ground.trainer)
    event = events_of(team).first()
    assert "13812345678" not in str(event.after)
    assert event.after["电话"] == "138****5678"


def test_looking_at_a_number_is_logged(ground):
    team = ground.team(members=2)
    with pytest.raises(Incomplete, match="查看理由"):
        reveal_contacts(team.pk, by=ground.trainer, reason="急")
    assert reveal_contacts(team.pk, by=ground.trainer, reason="组织集结") == {
        member.pk: member.phone for member in team.members.all()
    }
    event = events_of(team).first()
    assert (event.act, event.after, event.note) == ("查看队员电话", {"人数": 2}, "组织集结")


def test_head_is_not_shown_numbers(ground):
    team = ground.team(members=1)
    with pytest.raises(NotPermitted):
        reveal_contacts(team.pk, by=ground.office.who(Role.HEAD), reason="组织集结")


def test_who_attended_cannot_have_left_before(ground):
    team = ground.team(members=2)
    drill = ground.drill((team, 2))
    ground.call_roll(drill, present=2)
    member = team.members.first()
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Incomplete, match="有考勤"):
        discharge_member(member.pk, by=ground.trainer, on=yesterday, reason="工作调动", version=1)


def test_dissolving_a_team_discharges_its_members(ground):
    team = ground.team(members=3)
    today = timezone.localdate()
    dissolve_team(team.pk, by=ground.trainer, on=today, reason="并入综合队伍", version=1)
    assert not team.members.filter(left_on__isnull=True).exists()
    with pytest.raises(WrongState):
        enlist_member(team.pk, member_facts("张三"), by=ground.trainer)


def test_a_team_that_is_called_up_is_not_dissolved(ground):
    team = ground.team(members=1)
    ground.drill((team, 1), on=timezone.localdate() + timedelta(days=3))
    with pytest.raises(WrongState, match="已列入演练"):
        dissolve_team(
            team.pk, by=ground.trainer, on=timezone.localdate(), reason="并入综合队伍", version=1
        )


def test_the_page_of_dissolving_tells_what_the_team_is_needed_for(ground, client):
    team = ground.team(members=2)
    drill = ground.drill((team, 1), on=timezone.localdate() + timedelta(days=3))
    client.force_login(ground.trainer)
    page = client.get(reverse("drills:team_dissolve", args=[team.pk])).content.decode()
    assert "以此为依据的记录" in page
    assert f"{team}已列入演练“{drill}”" in page
    assert "共 2 人" in page
