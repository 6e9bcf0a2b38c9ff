"""The life of a drill: planned, called, held, on file."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from drills.exercises.acts.conclusion import Outcome, close_drill, hold_drill, reopen_drill
from drills.exercises.acts.planning import Call, DrillPlan, amend_drill, cancel_drill
from drills.models import Attendance, Drill, DrillState, Presence
from drills.rollcall.acts import Mark, mark_roll
from drills.rollcall.queries import InTwoPlaces, roll_of
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, WrongState
from renfang.documents.registry import read_pdf, void_document
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from tests.drills.conftest import at, member_facts

pytestmark = pytest.mark.django_db


def statuses(drill):
    return dict(drill.occasion.marks.order_by("pk").values_list("member__name", "status"))


def plan_of(drill, **changes):
    names = ("title", "kind", "level", "starts_at", "ends_at", "place", "organiser")
    facts = {name: getattr(drill, name) for name in names}
    facts["calls"] = [Call(c.team_id, c.planned_headcount) for c in drill.calls.all()]
    return DrillPlan(**{**facts, **changes})


def test_attendance_of_forty_with_three_exceptions(ground):
    team = ground.team(members=40)
    drill = ground.drill((team, 40))
    first, second, third = team.members.order_by("pk")[:3]
    marks = [
        Mark(first.pk, Presence.ABSENT),
        Mark(second.pk, Presence.LEAVE, note="出差"),
        Mark(third.pk, Presence.LATE, arrived_at=time(9, 20)),
    ]
    mark_roll(drill.occasion_id, marks, by=ground.trainer, rest_present=[team.pk])
    turnout = roll_of(drill.occasion).turnout
    assert (turnout.expected, turnout.arrived, turnout.uncalled) == (40, 38, 0)
    assert turnout.rate_text == "95.0%"
    # One act, one event: the plan before it, the roll after it.
    assert [event.act for event in events_of(drill)] == [
        "登记考勤",
        "批准演练计划",
        "提交演练计划审批",
        "拟制演练计划",
    ]


def test_the_rest_does_not_overwrite_who_was_called(ground):
    team = ground.team(members=3)
    drill = ground.drill((team, 3))
    ground.call_roll(drill, absent=1)
    mark_roll(drill.occasion_id, [], by=ground.trainer, rest_present=[team.pk])
    assert list(statuses(drill).values()) == ["absent", "present", "present"]


def test_a_call_can_be_taken_back(ground):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    ground.call_roll(drill, present=1)
    mark_roll(drill.occasion_id, [Mark(team.members.get().pk, "")], by=ground.trainer)
    assert statuses(drill) == {}
    assert "未点名" in str(events_of(drill).first().after)


def test_marking_the_same_again_leaves_no_trace(ground):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    for _ in range(2):
        ground.call_roll(drill, present=1)
    assert events_of(drill).filter(act="登记考勤").count() == 1


def test_database_refuses_double_attendance(ground):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    ground.call_roll(drill, present=1)
    twin = Attendance.objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_two_people_marking_one_grid_do_not_overwrite_each_other(ground):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    member = team.members.get()
    colleague = ground.office.who(Role.TRAINER, at=ground.office.city)
    mark_roll(drill.occasion_id, [Mark(member.pk, Presence.LATE, seen="")], by=colleague)
    with pytest.raises(Overtaken, match=r"已于 \d\d:\d\d 登记为“迟到”"):
        mark_roll(drill.occasion_id, [Mark(member.pk, Presence.ABSENT, seen="")], by=ground.trainer)
    # Both saw the same: nothing to quarrel about.
    mark_roll(drill.occasion_id, [Mark(member.pk, Presence.LATE, seen="")], by=ground.trainer)
    assert list(statuses(drill).values()) == ["late"]


def test_a_member_is_not_in_two_places_at_one_time(ground):
    team = ground.team(members=2)
    morning, overlapping = ground.drill((team, 2)), ground.drill((team, 2), hours=(10, 12))
    ground.call_roll(morning, present=1)
    with pytest.raises(InTwoPlaces, match="抢险抢修专业队演练"):
        ground.call_roll(overlapping, present=1)
    assert statuses(overlapping) == {}


@pytest.mark.parametrize("status", ["absent", "leave"])
def test_who_did_not_come_may_have_been_elsewhere(ground, status):
    team = ground.team(members=1)
    morning, overlapping = ground.drill((team, 1)), ground.drill((team, 1), hours=(10, 12))
    ground.call_roll(morning, **{status: 1})
    ground.call_roll(overlapping, present=1)
    assert list(statuses(overlapping).values()) == ["present"]


def test_one_drill_may_begin_when_the_other_ends(ground):
    team = ground.team(members=1)
    first, next_one = ground.drill((team, 1)), ground.drill((team, 1), hours=(11, 12))
    ground.call_roll(first, present=1)
    ground.call_roll(next_one, present=1)
    assert list(statuses(next_one).values()) == ["present"]


def test_the_same_person_in_two_offices_is_not_in_two_places(ground):
    city = ground.office.who(Role.TRAINER, at=ground.office.city)
    east_team, city_team = ground.team(), ground.team("X市通信队", by=city)
    from drills.teams.acts.members import enlist_member

    enlist_member(east_team.pk, member_facts("张三", 7), by=ground.trainer)
    enlist_member(city_team.pk, member_facts("张三", 7), by=city)
    city_drill = ground.drill((city_team, 1), by=city, title="城防演练一号")
    drill = ground.drill((east_team, 1))
    mark_roll(city_drill.occasion_id, [Mark(city_team.members.get().pk, Presence.PRESENT)], by=city)
    with pytest.raises(InTwoPlaces) as refused:
        ground.call_roll(drill, present=1)
    # The district may not see the city's drill, so it is not named.
    assert "另一场演练" in refused.value.message
    assert "城防演练一号" not in refused.value.message


def test_moving_a_drill_does_not_put_anybody_in_two_places(ground):
    team = ground.team(members=1)
    morning, noon = ground.drill((team, 1)), ground.drill((team, 1), hours=(13, 15))
    ground.call_roll(morning, present=1)
    ground.call_roll(noon, present=1)
    moved = plan_of(noon, starts_at=morning.starts_at, ends_at=morning.ends_at)
    with pytest.raises(InTwoPlaces):
        amend_drill(noon.pk, moved, by=ground.trainer, version=noon.version)
    noon.refresh_from_db()
    assert timezone.localtime(noon.starts_at).hour == 13


def test_before_the_day_only_leave_is_recorded(ground):
    team = ground.team(members=2)
    drill = ground.drill((team, 2), on=timezone.localdate() + timedelta(days=5))
    ground.call_roll(drill, leave=1)
    with pytest.raises(Incomplete, match="当日起"):
        mark_roll(drill.occasion_id, [], by=ground.trainer, rest_present=[team.pk])
    assert list(statuses(drill).values()) == ["leave"]


def test_who_is_not_on_the_roll_is_not_marked(ground):
    team, other = ground.team(members=1), ground.team("东区通信队", members=1)
    drill = ground.drill((team, 1))
    with pytest.raises(Incomplete, match="点名册"):
        mark_roll(
            drill.occasion_id, [Mark(other.members.get().pk, Presence.PRESENT)], by=ground.trainer
        )


def test_who_did_not_come_has_no_time_of_arrival(ground):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    absent = Mark(team.members.get().pk, Presence.ABSENT, arrived_at=time(9, 5))
    with pytest.raises(Incomplete, match="到达时刻"):
        mark_roll(drill.occasion_id, [absent], by=ground.trainer)


def test_drill_is_held_only_when_everybody_was_called(ground):
    team = ground.team(members=3)
    drill = ground.drill((team, 3))
    ground.call_roll(drill, present=2)
    with pytest.raises(Incomplete, match="还有 1 人未点名"):
        ground.hold(drill)
    mark_roll(drill.occasion_id, [], by=ground.trainer, rest_present=[team.pk])
    held = ground.hold(drill)
    assert held.state == DrillState.HELD
    assert events_of(drill).first().after["到位率"] == "100.0%"


def test_a_team_short_of_men_can_still_be_concluded(ground):
    team = ground.team(members=2)
    drill = ground.drill((team, 40))
    ground.call_roll(drill, present=2)
    ground.hold(drill)
    assert roll_of(drill.occasion).turnout.rate_text == "5.0%"


def test_drill_does_not_end_in_the_future_or_before_it_began(ground):
    drill = ground.drill()
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(Incomplete) as refused:
        ground.hold(drill, ended_at=tomorrow)
    assert refused.value.field == "ended_at"
    with pytest.raises(Incomplete):
        ground.hold(drill, ended_at=drill.starts_at)


def test_actual_times_of_phases_are_kept(ground):
    drill = ground.drill()
    first, second = drill.phases.all()
    ground.hold(drill, phase_times={first.pk: time(9, 2), second.pk: time(9, 41)})
    assert list(drill.phases.values_list("actual_time", flat=True)) == [time(9, 2), time(9, 41)]


def test_held_at_another_time_than_planned_the_actual_one_counts(ground):
    team = ground.team(members=1)
    drill, other = ground.drill((team, 1)), ground.drill((team, 1), hours=(15, 17))
    ground.call_roll(drill, present=1)
    ground.call_roll(other, present=1)
    day = timezone.localdate(drill.starts_at)
    with pytest.raises(InTwoPlaces):
        ground.hold(drill, started_at=at(day, 14), ended_at=at(day, 16))
    drill.refresh_from_db()
    assert drill.state == DrillState.PLANNED


def test_closed_drill_is_frozen_and_has_its_record(ground, django_capture_on_commit_callbacks):
    team = ground.team(members=2)
    drill = ground.drill((team, 2))
    ground.call_roll(drill, present=1, late=1)
    held = ground.hold(drill)
    with django_capture_on_commit_callbacks(execute=True):
        paper = close_drill(
            drill.pk, by=ground.trainer, on=timezone.localdate(), version=held.version
        )
    assert paper.number == f"X东动演〔{timezone.localdate().year}〕1号"
    assert paper.snapshot["rate"] == "100.0%"
    assert [row[2] for row in paper.snapshot["teams"][0]["members"]] == ["到", "迟到"]
    assert read_pdf(paper).startswith(b"%PDF")
    with pytest.raises(WrongState):
        ground.call_roll(drill, absent=1)


def test_wrong_record_is_voided_mended_and_replaced(ground):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    ground.call_roll(drill, absent=1)
    ground.hold(drill)
    today = timezone.localdate()
    first = close_drill(drill.pk, by=ground.trainer, on=today, version=None)
    with pytest.raises(WrongState, match="仍然有效"):
        reopen_drill(drill.pk, by=ground.trainer, reason="考勤登记有误", version=None)
    void_document(first.pk, by=ground.trainer, reason="考勤登记有误")
    reopen_drill(drill.pk, by=ground.trainer, reason="考勤登记有误", version=None)
    ground.call_roll(drill, present=1)
    second = close_drill(drill.pk, by=ground.trainer, on=today, version=None)
    assert second.replaces == first
    assert second.snapshot["arrived"] == 1
    assert first.snapshot["arrived"] == 0


def test_cancelled_drill_needs_a_reason_and_stays_cancelled(ground):
    drill = ground.drill()
    with pytest.raises(Incomplete):
        cancel_drill(drill.pk, by=ground.trainer, reason="下雨", version=drill.version)
    cancel_drill(
        drill.pk, by=ground.trainer, reason="暴雨红色预警，改期组织", version=drill.version
    )
    with pytest.raises(WrongState):
        ground.hold(Drill.objects.get(pk=drill.pk))


def test_plan_changed_meanwhile_is_not_overwritten(ground):
    drill = ground.drill()
    amend_drill(drill.pk, plan_of(drill, place="体育场"), by=ground.trainer, version=drill.version)
    with pytest.raises(Overtaken):
        amend_drill(
            drill.pk, plan_of(drill, place="广场"), by=ground.trainer, version=drill.version
        )


def test_team_with_attendance_is_not_struck_from_the_plan(ground):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    ground.call_roll(drill, present=1)
    with pytest.raises(WrongState, match="已有考勤"):
        amend_drill(drill.pk, plan_of(drill, calls=[]), by=ground.trainer, version=drill.version)


def test_nobody_calls_up_the_team_of_another_district(ground):
    west = ground.office.who(Role.TRAINER, at=ground.office.west)
    foreign = ground.team("西区通信队", by=west, members=1)
    with pytest.raises(Incomplete, match="不属于本机构"):
        ground.drill((foreign, 1))
    assert not Drill.objects.exists()


def test_the_city_calls_up_teams_of_its_districts(ground):
    team = ground.team(members=1)
    city = ground.office.who(Role.TRAINER, at=ground.office.city)
    drill = ground.drill((team, 1), by=city)
    mark_roll(drill.occasion_id, [], by=city, rest_present=[team.pk])
    assert list(statuses(drill).values()) == ["present"]


def test_trainer_of_another_district_does_not_know_the_drill(ground):
    drill = ground.drill()
    west = ground.office.who(Role.TRAINER, at=ground.office.west)
    outcome = Outcome(drill.starts_at, drill.ends_at, "好")
    for attempt in (
        lambda: mark_roll(drill.occasion_id, [], by=west),
        lambda: hold_drill(drill.pk, outcome, by=west, version=None),
        lambda: cancel_drill(drill.pk, by=west, reason="不需要组织了", version=None),
        lambda: close_drill(drill.pk, by=west, on=timezone.localdate(), version=None),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_head_looks_but_does_not_mark(ground):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    with pytest.raises(NotPermitted):
        mark_roll(drill.occasion_id, [], by=ground.office.who(Role.HEAD), rest_present=[team.pk])


def test_a_teams_page_shows_the_drills_that_the_user_may_see(ground, sign_in):
    team = ground.team(members=2)
    page = reverse("drills:team", args=[team.pk])
    assert "还没有参加过演练" in sign_in(ground.trainer).get(page).content.decode()
    drill = ground.drill((team, 2), title="抢修演练")
    shown = sign_in(ground.trainer).get(page).content.decode()
    assert reverse("drills:drill", args=[drill.pk]) in shown
    assert "还没有参加过演练" not in shown
