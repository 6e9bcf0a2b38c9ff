"""战勤值班: planning shifts, taking over and handing over, the log, call tests, swaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from drills.duty.models import (
    CallMeans,
    CallTest,
    DutyLogEntry,
    DutyLogKind,
    DutyPerson,
    DutyShift,
    DutyState,
    ShiftSwap,
    SwapState,
)
from drills.duty.queries import crew_of, watches_of
from drills.duty.rules import ShiftFacts, Watch
from drills.duty.steps import ASK_SWAP, CALL, DECIDE, HAND_OVER, LOG, TAKE, in_words
from renfang.acts import Incomplete, act, require_state, require_text
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.steps import Step


@act
def plan_shift(organisation_id: int, facts: ShiftFacts, *, by: User) -> DutyShift:
    """排班. Raises Incomplete for one person in two posts or in two shifts at one time."""
    Scope(by).require("manage_readiness", organisation_id)
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    near = watches_of(organisation_id, facts.starts_at, facts.ends_at)
    check_shift(facts, crew_of(organisation_id), near)
    shift = DutyShift.objects.create(organisation=organisation, **vars(facts))
    record(by, "排班", shift, after=_shown(shift))
    return shift


def check_shift(facts: ShiftFacts, crew: Mapping[int, DutyPerson], near: Iterable[Watch]) -> None:
    """What holds of every shift; ``near`` are those that could be in its way.

    Raises Incomplete, naming the field and what to do.
    """
    if facts.ends_at <= facts.starts_at:
        raise Incomplete("交班时间须晚于接班时间", field="ends_time")
    if facts.people - set(crew):
        raise Incomplete("所选人员不是本机构在册的值班人员，重新选择", field="main")
    if len(facts.people) < 2 + (facts.deputy_id is not None):
        raise Incomplete("带班领导、主班、副班须为不同的人", field="deputy")
    if not crew[facts.leader_id].can_lead:
        raise Incomplete(f"{crew[facts.leader_id]}没有带班资格，选择可带班的人员", field="leader")
    for watch in near:
        if watch.starts_at == facts.starts_at:
            raise Incomplete("同一接班时间已有班次，核对后重新填写", field="starts_time")
        if watch.puts_in_two_places(facts):
            raise Incomplete(
                f"所选人员在{in_words(watch)}已有班次，同一时间不能值两个班", field="main"
            )


def _engaged(shift: DutyShift, people: list[int]) -> DutyShift | None:
    """Another shift at the same time on which one of ``people`` is."""
    return (
        DutyShift.objects.filter(
            Q(leader__in=people) | Q(main__in=people) | Q(deputy__in=people),
            starts_at__lt=shift.ends_at,
            ends_at__gt=shift.starts_at,
        )
        .exclude(pk=shift.pk)
        .first()
    )


@act
def take_over(shift_id: int, *, by: User, version: int | None = None) -> DutyShift:
    """接班: the shift begins; the one before it must have been handed over."""
    shift = _locked(TAKE, shift_id, by, version)
    return _move(shift, DutyState.ON_DUTY, "接班", by)


@act
def hand_over(shift_id: int, *, by: User, pending: str, version: int | None) -> DutyShift:
    """交班: with what is left for the next shift; 无 where nothing is."""
    shift = _locked(HAND_OVER, shift_id, by, version)
    pending = require_text(pending, "写明移交的待办事项；没有的填写“无”", field="pending")
    shift.pending, shift.handed_over_at = pending, timezone.now()
    return _move(shift, DutyState.HANDED_OVER, "交班", by, note=shift.pending)


@act
def log_duty(
    shift_id: int, *, by: User, at: datetime, kind: str, content: str, handling: str = ""
) -> DutyLogEntry:
    """记值班日志, while on duty."""
    shift = _locked(LOG, shift_id, by)
    _require_past(at)
    entry = DutyLogEntry.objects.create(
        shift=shift, at=at, kind=kind, content=content, handling=handling, recorded_by=by
    )
    record(by, "记值班日志", shift, after={DutyLogKind(kind).label: content, "处置": handling})
    return entry


@act
def record_call_test(
    shift_id: int,
    *,
    by: User,
    at: datetime,
    station: str,
    means: str,
    has_answered: bool,
    seconds: int | None,
) -> CallTest:
    """登记点名测试. A station that did not answer has no time of answering."""
    shift = _locked(CALL, shift_id, by)
    _require_past(at)
    if seconds is not None and not has_answered:
        raise Incomplete("未应答的不填应答用时", field="seconds")
    test = CallTest.objects.create(
        shift=shift,
        at=at,
        station=station,
        means=means,
        has_answered=has_answered,
        seconds=seconds,
        recorded_by=by,
    )
    answer = "应答" if has_answered else "未应答"
    record(by, "登记点名测试", shift, after={station: f"{CallMeans(means).label} {answer}"})
    return test


@act
def ask_swap(
    shift_id: int, *, by: User, leaving_id: int, taking_id: int, reason: str, on: date
) -> ShiftSwap:
    """申请换班, before the shift begins; the head decides."""
    shift = _locked(ASK_SWAP, shift_id, by)
    if leaving_id not in (shift.leader_id, shift.main_id, shift.deputy_id):
        raise Incomplete("换出人员不在本班次，重新选择", field="leaving")
    taking = _stand_in(shift, leaving_id, taking_id)
    swap = ShiftSwap.objects.create(
        organisation=shift.organisation,
        shift=shift,
        leaving_id=leaving_id,
        taking=taking,
        reason=reason,
        asked_by=by,
        asked_on=on,
    )
    record(by, "申请换班", shift, after={"换班": str(swap), "原因": reason})
    return swap


def _stand_in(shift: DutyShift, leaving_id: int, taking_id: int) -> DutyPerson:
    """The substitute: of the same office, free at the time and, for a leader, able to lead."""
    found = DutyPerson.objects.filter(
        organisation=shift.organisation_id, is_current=True, pk=taking_id
    ).first()
    if found is None:
        raise Incomplete("换入人员不是本机构在册的值班人员，重新选择", field="taking")
    if found.pk in (shift.leader_id, shift.main_id, shift.deputy_id):
        raise Incomplete(f"{found}已在本班次，选择其他人员", field="taking")
    if leaving_id == shift.leader_id and not found.can_lead:
        raise Incomplete(f"{found}没有带班资格，选择可带班的人员", field="taking")
    clash = _engaged(shift, [found.pk])
    if clash is not None:
        raise Incomplete(f"{found}在{in_words(clash)}已有班次，不能换入", field="taking")
    return found


@act
def decide_swap(swap_id: int, *, by: User, grant: bool, opinion: str) -> ShiftSwap:
    """审批换班: by somebody other than the person who asked; a granted one changes the shift."""
    swap: ShiftSwap = ShiftSwap.objects.locked_for(DECIDE, swap_id, by)
    if not grant:
        require_text(opinion, "写明不批准的原因", field="opinion", least=5)
    shift = DutyShift.objects.select_for_update().get(pk=swap.shift_id)
    before = _shown(shift)
    if grant:
        require_state(shift, DutyState.PLANNED, to="换班")
        _stand_in(shift, swap.leaving_id, swap.taking_id)
        for post in ("leader", "main", "deputy"):
            if getattr(shift, f"{post}_id") == swap.leaving_id:
                setattr(shift, f"{post}_id", swap.taking_id)
        shift.save_next()
    swap.state = SwapState.GRANTED if grant else SwapState.REFUSED
    swap.decided_by, swap.opinion = by, opinion.strip()
    swap.save()
    shift = DutyShift.objects.get(pk=shift.pk)
    what = "批准换班" if grant else "不批准换班"
    record(by, what, shift, before=before, after=_shown(shift), note=opinion)
    return swap


def _locked(step: Step, shift_id: int, by: User, version: int | None = None) -> DutyShift:
    shift: DutyShift = DutyShift.objects.locked_for(step, shift_id, by, version=version)
    return shift


def _require_past(at: datetime) -> None:
    if at > timezone.now():
        raise Incomplete("时间不能晚于现在，发生后再登记", field="at_time")


def _move(shift: DutyShift, to: DutyState, what: str, by: User, note: str = "") -> DutyShift:
    before = shift.get_state_display()
    shift.state = to
    shift.save_next()
    record(by, what, shift, before={"状态": before}, after={"状态": to.label}, note=note)
    return shift


def _shown(shift: DutyShift) -> dict[str, str]:
    return {
        "班次": in_words(shift),
        "带班领导": str(shift.leader),
        "主班": str(shift.main),
        "副班": str(shift.deputy or "—"),
    }
