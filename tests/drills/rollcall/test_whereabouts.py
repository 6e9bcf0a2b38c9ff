"""Nobody is in two places at one time, attends twice, or leaves before what is on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from drills.models import Attendance, CampaignTeam, Member
from drills.reorganisation.acts.campaigns import OrderFacts, order_campaign
from drills.reorganisation.acts.musters import MusterFacts, call_muster
from drills.rollcall.acts import Mark, mark_roll
from drills.rollcall.queries import InTwoPlaces, roll_of
from drills.teams.acts.members import discharge_member, enlist_member
from drills.teams.acts.teams import dissolve_team
from drills.training.acts.checkin import check_in, open_checkin, token_of
from drills.training.acts.sessions import conclude_session, rearrange_session
from renfang.acts import Incomplete, WrongState
from tests.builders.schooling import (
    SUBJECTS,
    attend,
    examination,
    score,
    session,
    session_facts,
    year_plan,
    yesterday,
)
from tests.drills.conftest import at, member_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(ground):
    return ground.team(members=2)


def first(team) -> Member:
    return team.members.order_by("pk").first()


def muster(ground, team, hour: int = 9):
    """A muster of the team yesterday, an hour to come together."""
    day = yesterday()
    facts = OrderFacts(day.year, "东动令1号", day, day + timedelta(days=30), [team.pk])
    campaign = order_campaign(ground.office.east.pk, facts, by=ground.trainer)
    entry = CampaignTeam.objects.get(campaign=campaign)
    return call_muster(
        entry.pk, MusterFacts(at(day, hour), at(day, hour + 1), "广场", "队长"), by=ground.trainer
    )


def leave(ground, member: Member, on: date):
    return discharge_member(
        member.pk, by=ground.trainer, on=on, reason="工作调动", version=member.version
    )


# --- two places ----------------------------------------------------------------------------------


def test_two_sessions_at_one_time(ground, team):
    plan = year_plan(ground)
    one, other = session(ground, plan, team), session(ground, plan, team, place="另一处")
    attend(ground, one, count=1)
    with pytest.raises(InTwoPlaces, match=r"训练课“自救互救.*不能同时在两处"):
        attend(ground, other, count=1)
    assert not other.occasion.marks.exists()


def test_a_session_that_begins_when_the_other_ends_is_another_time(ground, team):
    plan = year_plan(ground)
    attend(ground, session(ground, plan, team), count=1)
    after = session(ground, plan, team, starts_at=at(yesterday(), 11), ends_at=at(yesterday(), 13))
    attend(ground, after, count=1)
    assert Attendance.objects.count() == 2


def test_a_session_while_at_a_drill_and_a_drill_while_at_a_session(ground, team):
    drill = ground.drill((team, 2), on=yesterday())
    held = session(ground, year_plan(ground), team)
    ground.call_roll(drill, present=1)
    with pytest.raises(InTwoPlaces, match="演练“抢险抢修专业队演练”"):
        attend(ground, held, count=1)
    second = team.members.order_by("pk").last()
    mark_roll(held.occasion_id, [Mark(second.pk, "late")], by=ground.trainer)
    with pytest.raises(InTwoPlaces, match="训练课“自救互救"):
        mark_roll(drill.occasion_id, [Mark(second.pk, "present")], by=ground.trainer)


def test_a_muster_while_at_a_session_and_a_session_while_at_a_muster(ground, team):
    called, held = muster(ground, team), session(ground, year_plan(ground), team)
    one, other = team.members.order_by("pk")
    mark_roll(called.occasion_id, [Mark(one.pk, "present")], by=ground.trainer)
    with pytest.raises(InTwoPlaces, match="拉动点验"):
        mark_roll(held.occasion_id, [Mark(one.pk, "present")], by=ground.trainer)
    mark_roll(held.occasion_id, [Mark(other.pk, "present")], by=ground.trainer)
    with pytest.raises(InTwoPlaces, match="训练课"):
        mark_roll(called.occasion_id, [Mark(other.pk, "present")], by=ground.trainer)


def test_a_muster_while_at_a_drill(ground, team):
    ground.call_roll(ground.drill((team, 2), on=yesterday()), present=1)
    called = muster(ground, team)
    with pytest.raises(InTwoPlaces, match="演练"):
        mark_roll(called.occasion_id, [Mark(first(team).pk, "present")], by=ground.trainer)


def test_absence_and_leave_are_no_other_place(ground, team):
    plan = year_plan(ground)
    attend(ground, session(ground, plan, team), "absent")
    attend(ground, session(ground, plan, team, place="另一处"))
    assert Attendance.objects.filter(status="present").count() == 2


def test_the_same_person_on_two_rosters_is_still_one_person(ground, team):
    """Name and number tell people: the row of another team is the same man."""
    twin = ground.team("东区抢险抢修二队")
    Member.objects.create(
        team=twin,
        name=first(team).name,
        phone=first(team).phone,
        sex="male",
        joined_on=date(2021, 5, 1),
    )
    plan = year_plan(ground)
    attend(ground, session(ground, plan, team), count=1)
    with pytest.raises(InTwoPlaces):
        attend(ground, session(ground, plan, twin, place="另一处"))


def test_a_session_is_not_moved_onto_another_thing(ground, team):
    plan = year_plan(ground)
    attend(ground, session(ground, plan, team), count=1)
    later = session(ground, plan, team, starts_at=at(yesterday(), 14), ends_at=at(yesterday(), 16))
    attend(ground, later, count=1)
    with pytest.raises(InTwoPlaces):
        rearrange_session(
            later.pk, session_facts(plan, team), by=ground.trainer, version=later.version
        )


def test_a_phone_does_not_check_in_to_two_sessions(ground, team):
    now, plan = timezone.now(), year_plan(ground)
    spans = {"starts_at": now - timedelta(minutes=5), "ends_at": now + timedelta(minutes=50)}
    if spans["starts_at"].astimezone().date() != spans["ends_at"].astimezone().date():
        pytest.skip("the session would run over midnight")
    facts = {**spans, "hours": SUBJECTS[0].required_hours / 8}
    one, other = session(ground, plan, team, **facts), session(ground, plan, team, **facts)
    tokens = [
        token_of(open_checkin(held.pk, by=ground.trainer, minutes=30)) for held in (one, other)
    ]
    name, digits = first(team).name, first(team).phone.whole[-4:]
    check_in(tokens[0], name=name, digits=digits)
    with pytest.raises(WrongState, match="已有考勤"):
        check_in(tokens[0], name=name, digits=digits)
    with pytest.raises(InTwoPlaces, match="另一场训练课"):
        check_in(tokens[1], name=name, digits=digits)


# --- twice, out of range, outside the year -------------------------------------------------------


def test_a_member_has_one_attendance_at_a_session(ground, team):
    held = session(ground, year_plan(ground), team)
    attend(ground, held, count=1)
    attend(ground, held, "late", count=1)
    assert [mark.status for mark in held.occasion.marks.all()] == ["late"], "corrected, not added"
    present = held.occasion.marks.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            occasion=held.occasion,
            member=present.member,
            status="present",
            source="sheet",
            recorded_at=timezone.now(),
        )


def test_a_stranger_to_the_session_is_not_marked(ground, team):
    other = ground.team("东区抢险抢修二队", members=1)
    held = session(ground, year_plan(ground), team)
    with pytest.raises(Incomplete, match="不在本次训练课的点名册中"):
        mark_roll(held.occasion_id, [Mark(first(other).pk, "present")], by=ground.trainer)


def test_a_session_and_a_muster_outside_the_year_are_refused(ground, team):
    plan = year_plan(ground)
    day = date(plan.year - 1, 12, 31)
    with pytest.raises(Incomplete, match=f"{day} 不在 {plan.year} 年度内"):
        session(ground, plan, team, starts_at=at(day, 9), ends_at=at(day, 11))
    called = muster(ground, team)
    facts = MusterFacts(at(day, 9), at(day, 10), "广场", "队长")
    with pytest.raises(Incomplete, match=f"不在 {plan.year} 年度内"):
        call_muster(called.entry_id, facts, by=ground.trainer)


# --- leaving and dissolving ----------------------------------------------------------------------


def test_nobody_leaves_before_a_session_they_attended(ground, team):
    attend(ground, session(ground, year_plan(ground), team), count=1)
    member = first(team)
    with pytest.raises(Incomplete, match=r"训练课“自救互救.*离队日期须晚于这一天") as refused:
        leave(ground, member, yesterday())
    assert refused.value.field == "on"
    assert leave(ground, member, yesterday() + timedelta(days=1)).left_on


def test_nobody_leaves_before_a_muster_or_an_examination(ground, team):
    called, member = muster(ground, team), first(team)
    mark_roll(called.occasion_id, [Mark(member.pk, "absent")], by=ground.trainer)
    with pytest.raises(Incomplete, match="拉动点验中有考勤"):
        leave(ground, member, yesterday())
    exam = examination(ground, year_plan(ground, SUBJECTS[:1]), team)
    score(ground, exam, "80", "90")
    with pytest.raises(Incomplete, match="考核“年度考核”中有成绩"):
        leave(ground, team.members.order_by("pk").last(), yesterday())


def test_a_cancelled_session_holds_nobody_back(ground, team):
    from drills.training.acts.sessions import cancel_session

    held = session(ground, year_plan(ground), team)
    attend(ground, held, count=1)
    cancel_session(held.pk, by=ground.trainer, reason="场地停电改期", version=None)
    assert leave(ground, first(team), yesterday()).left_on == yesterday()


def dissolve(ground, team, on: date | None = None):
    return dissolve_team(
        team.pk,
        by=ground.trainer,
        on=on or timezone.localdate(),
        reason="任务调整撤销",
        version=None,
    )


def test_a_team_with_a_session_ahead_is_not_dissolved(ground, team):
    held = session(ground, year_plan(ground), team)
    with pytest.raises(WrongState, match="已列入训练课“自救互救"):
        dissolve(ground, team)
    attend(ground, held)
    conclude_session(held.pk, by=ground.trainer, version=None)
    with pytest.raises(Incomplete, match="中有考勤，离队日期须晚于这一天"):
        dissolve(ground, team, yesterday())
    assert dissolve(ground, team).state == "dissolved"


def test_a_team_in_an_open_assessment_or_campaign_is_not_dissolved(ground, team):
    examination(ground, year_plan(ground, SUBJECTS[:1]), team)
    with pytest.raises(WrongState, match="考核“年度考核”尚未核定"):
        dissolve(ground, team)
    other = ground.team("东区抢险抢修二队")
    muster(ground, other)
    with pytest.raises(WrongState, match="整组归档后再撤销"):
        dissolve(ground, other)


def test_who_is_enlisted_later_was_not_expected_at_what_is_concluded(ground, team):
    held = session(ground, year_plan(ground), team)
    attend(ground, held)
    conclude_session(held.pk, by=ground.trainer, version=None)
    enlist_member(team.pk, member_facts("补录队员", 900), by=ground.trainer)
    held.refresh_from_db()
    assert len(roll_of(held.occasion).lines) == 2
