"""战勤值班: shifts, handing over, the log, call tests, swaps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drills.duty.acts import (
    ask_swap,
    decide_swap,
    hand_over,
    log_duty,
    plan_shift,
    record_call_test,
    take_over,
)
from drills.duty.rules import ShiftFacts
from renfang.acts import Incomplete, NotPermitted, WrongState
from renfang.organisations.permissions import Role
from tests.builders.readiness import people

pytestmark = pytest.mark.django_db


def shift_of(ground, crew, days=0, **changes):
    begin = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    facts = {
        "starts_at": begin,
        "ends_at": begin + timedelta(days=1),
        "level": "normal",
        "leader_id": crew[0].pk,
        "main_id": crew[1].pk,
    }
    facts |= changes
    return plan_shift(ground.office.east.pk, ShiftFacts(**facts), by=ground.trainer)


def test_a_shift_is_taken_over_kept_and_handed_over(ground):
    shift = shift_of(ground, people(ground))
    with pytest.raises(WrongState):
        log_duty(shift.pk, by=ground.trainer, at=timezone.now(), kind="call", content="市办来电")
    take_over(shift.pk, by=ground.trainer)
    log_duty(
        shift.pk,
        by=ground.trainer,
        at=timezone.now(),
        kind="call",
        content="市办来电",
        handling="已转办",
    )
    with pytest.raises(Incomplete, match="没有的填写"):
        hand_over(shift.pk, by=ground.trainer, pending=" ", version=None)
    shift = hand_over(shift.pk, by=ground.trainer, pending="复核点名", version=None)
    assert (shift.state, shift.log.count()) == ("handed_over", 1)
    assert shift.handed_over_at


def test_the_next_shift_begins_when_the_last_was_handed_over(ground):
    crew = people(ground, 4)
    first = shift_of(ground, crew[:2])
    second = shift_of(ground, crew[2:], days=1)
    take_over(first.pk, by=ground.trainer)
    with pytest.raises(WrongState, match="尚未交班"):
        take_over(second.pk, by=ground.trainer)
    hand_over(first.pk, by=ground.trainer, pending="无", version=None)
    assert take_over(second.pk, by=ground.trainer).state == "on_duty"


def test_nobody_is_on_two_shifts_at_one_time(ground):
    crew = people(ground, 3)
    first = shift_of(ground, crew[:2])
    overlap = first.starts_at + timedelta(hours=12)
    with pytest.raises(Incomplete, match="同一时间不能值两个班"):
        shift_of(ground, crew[1:], starts_at=overlap, ends_at=overlap + timedelta(days=1))
    with pytest.raises(Incomplete, match="须为不同的人"):
        shift_of(ground, [crew[2], crew[2]], days=3)
    assert shift_of(ground, crew[:2], days=1)


def test_who_may_not_lead_does_not_lead(ground):
    crew = people(ground, 2)
    type(crew[0]).objects.filter(pk=crew[0].pk).update(can_lead=False)
    with pytest.raises(Incomplete) as refusal:
        shift_of(ground, crew)
    assert refusal.value.field == "leader"


def test_call_test_has_a_time_only_when_it_was_answered(ground):
    shift = take_over(shift_of(ground, people(ground)).pk, by=ground.trainer)
    facts = {"by": ground.trainer, "at": timezone.now(), "station": "和平街道", "means": "phone"}
    with pytest.raises(Incomplete, match="未应答的不填"):
        record_call_test(shift.pk, has_answered=False, seconds=20, **facts)
    test = record_call_test(shift.pk, has_answered=True, seconds=20, **facts)
    assert str(test) == "和平街道 应答"


def test_a_swap_is_decided_by_another_and_changes_the_shift(ground):
    crew = people(ground, 3)
    shift = shift_of(ground, crew[:2])
    facts = {"leaving_id": crew[1].pk, "reason": "出差", "on": timezone.localdate()}
    with pytest.raises(Incomplete, match="已在本班次"):
        ask_swap(shift.pk, by=ground.trainer, taking_id=crew[0].pk, **facts)
    swap = ask_swap(shift.pk, by=ground.trainer, taking_id=crew[2].pk, **facts)
    with pytest.raises(WrongState, match="待审批"):
        ask_swap(shift.pk, by=ground.trainer, taking_id=crew[2].pk, **facts)
    with pytest.raises(NotPermitted):
        decide_swap(swap.pk, by=ground.trainer, grant=True, opinion="")
    decide_swap(swap.pk, by=ground.office.who(Role.HEAD), grant=True, opinion="同意")
    shift.refresh_from_db()
    assert shift.main == crew[2]


def test_a_refused_swap_changes_nothing(ground):
    crew = people(ground, 3)
    shift = shift_of(ground, crew[:2])
    swap = ask_swap(
        shift.pk,
        by=ground.trainer,
        leaving_id=crew[1].pk,
        taking_id=crew[2].pk,
        reason="出差",
        on=timezone.localdate(),
    )
    head = ground.office.who(Role.HEAD)
    with pytest.raises(Incomplete):
        decide_swap(swap.pk, by=head, grant=False, opinion="")
    decide_swap(swap.pk, by=head, grant=False, opinion="该员另有任务")
    shift.refresh_from_db()
    assert shift.main == crew[1]
