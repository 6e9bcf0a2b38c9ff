"""演练计划: submitted by whoever prepared it, decided by somebody else; amended, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from drills.exercises.hooks import MOVED
from drills.exercises.models import (
    Approval,
    Drill,
    DrillKind,
    DrillLevel,
    DrillParticipant,
    DrillState,
    DrillTeam,
    Phase,
)
from drills.exercises.steps import AMEND, CANCEL, DECIDE, SUBMIT
from drills.registers.models import Locality, ProtectionPlan
from drills.rollcall.acts import call_together, move, settle
from drills.rollcall.models import OccasionKind, OccasionState
from drills.teams.acts.teams import stated
from drills.teams.queries import active_teams
from renfang.acts import Incomplete, WrongState, act, require_text
from renfang.history.record import differences, record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@act
def submit_plan(drill_id: int, *, by: User, version: int | None) -> Drill:
    """提交审批. Raises Incomplete for a plan without objectives, safety measures or phases."""
    drill: Drill = Drill.objects.locked_for(SUBMIT, drill_id, by, version=version)
    return _move(drill, Approval.SUBMITTED, "提交演练计划审批", by)


@act
def decide_plan(
    drill_id: int, *, by: User, on: date, approve: bool, opinion: str, version: int | None
) -> Drill:
    """审批演练计划: by somebody who did not prepare it; a returned plan says why."""
    drill: Drill = Drill.objects.locked_for(DECIDE, drill_id, by, version=version)
    opinion = opinion.strip()
    if not approve:
        require_text(opinion, "写明退回修改的意见", field="opinion", least=5)
    drill.approval_opinion = opinion
    if approve:
        drill.approved_by, drill.approved_on = by, on
        return _move(drill, Approval.APPROVED, "批准演练计划", by, note=opinion)
    return _move(drill, Approval.RETURNED, "退回演练计划", by, note=opinion)


def _move(drill: Drill, to: Approval, what: str, by: User, note: str = "") -> Drill:
    before = drill.get_approval_display()
    drill.approval = to
    drill.save_next()
    record(by, what, drill, before={"计划审批": before}, after={"计划审批": to.label}, note=note)
    return drill


@dataclass(frozen=True)
class PhasePlan:
    """One step of the scenario and the time of day it is planned for."""

    what: str
    planned_time: time | None = None


@dataclass(frozen=True)
class Call:
    """A team called up with so many persons."""

    team_id: int
    planned_headcount: int


@dataclass(frozen=True)
class Participation:
    """A unit besides the teams, with so many persons; of a locality where it drills for one."""

    kind: str
    unit: str
    planned_headcount: int
    locality_id: int | None = None


@dataclass(frozen=True)
class DrillPlan:
    """What a drill's plan says. Instants are aware."""

    title: str
    kind: str
    level: str
    starts_at: datetime
    ends_at: datetime
    place: str
    organiser: str
    co_organisers: str = ""
    objectives: str = ""
    scenario: str = ""
    resources: str = ""
    safety: str = ""
    phases: Sequence[PhasePlan] = ()
    calls: Sequence[Call] = ()
    participants: Sequence[Participation] = ()
    tested_plan_ids: Sequence[int] = ()


_PLAIN = (
    "title",
    "kind",
    "level",
    "starts_at",
    "ends_at",
    "place",
    "organiser",
    "co_organisers",
    "objectives",
    "scenario",
    "resources",
    "safety",
)


@act
def plan_drill(organisation_id: int, plan: DrillPlan, *, by: User) -> Drill:
    """拟制演练计划."""
    scope = Scope(by)
    scope.require("manage_drills", organisation_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    _check(plan)
    drill = Drill.objects.create(
        organisation=organisation,
        planned_by=by,
        occasion=call_together(OccasionKind.DRILL, (plan.starts_at, plan.ends_at)),
        **{name: getattr(plan, name) for name in _PLAIN},
    )
    _write_rows(drill, plan, scope)
    record(by, "拟制演练计划", drill, after=stated(shown(drill)))
    return drill


@act
def amend_drill(drill_id: int, plan: DrillPlan, *, by: User, version: int | None) -> Drill:
    """调整演练计划: only while it is planned. Teams with attendance on record stay in it.

    A plan that was approved goes back to whoever prepares it: what was approved is not this plan.
    """
    scope = Scope(by)
    drill: Drill = Drill.objects.locked_for(AMEND, drill_id, by, version=version)
    _check(plan)
    before, began = shown(drill), drill.starts_at
    for name in _PLAIN:
        setattr(drill, name, getattr(plan, name))
    drill.approval, drill.approved_by, drill.approved_on = Approval.PREPARING, None, None
    drill.save_next()
    _write_rows(drill, plan, scope)
    move(drill.occasion, drill.period, scope)
    if drill.starts_at != began:
        _tell_moved(drill, by)
    before, after = differences(before, shown(drill))
    record(by, "调整演练计划", drill, before=before, after=after)
    return drill


@act
def cancel_drill(drill_id: int, *, by: User, reason: str, version: int | None) -> Drill:
    """取消演练: a planned drill that will not take place."""
    drill: Drill = Drill.objects.locked_for(CANCEL, drill_id, by, version=version)
    reason = require_text(reason, "写明取消原因", least=5)
    drill.state, drill.cancel_reason = DrillState.CANCELLED, reason
    drill.save_next("state", "cancel_reason")
    settle([drill.occasion], OccasionState.VOID)
    _tell_moved(drill, by)
    record(
        by,
        "取消演练",
        drill,
        before={"状态": DrillState.PLANNED.label},
        after={"状态": DrillState.CANCELLED.label},
        note=reason,
    )
    return drill


def _tell_moved(drill: Drill, by: User) -> None:
    for tell in MOVED:
        tell(drill, by)


def _check(plan: DrillPlan) -> None:
    if plan.ends_at <= plan.starts_at:
        raise Incomplete("计划结束时间须晚于计划开始时间", field="ends_at")
    called = [call.team_id for call in plan.calls]
    if len(called) != len(set(called)):
        raise Incomplete("同一专业队只能列入一次，合并为一行")


def _write_rows(drill: Drill, plan: DrillPlan, scope: Scope) -> None:
    """Everything of the plan that is more than one value."""
    _write_phases(drill, plan.phases)
    _write_calls(drill, plan.calls, scope)
    _write_participants(drill, plan.participants)
    allowed = ProtectionPlan.objects.visible_to(scope).filter(pk__in=plan.tested_plan_ids)
    if allowed.count() != len(set(plan.tested_plan_ids)):
        raise Incomplete("所选预案方案不在你的办理范围，重新选择", field="tested_plans")
    drill.tested_plans.set(allowed)


def _write_participants(drill: Drill, participants: Sequence[Participation]) -> None:
    """Units as the plan has them now; what is known of their coming stays with them."""
    units = [each.unit for each in participants]
    if len(units) != len(set(units)):
        raise Incomplete("同一参演单位只能列入一次，合并为一行")
    wanted = {each.locality_id for each in participants if each.locality_id}
    within = Locality.objects.filter(
        pk__in=wanted, organisation__path__startswith=drill.organisation.path
    )
    if within.count() != len(wanted):
        raise Incomplete("所选街道社区不属于本机构及下级机构，重新选择")
    drill.participants.exclude(unit__in=units).delete()
    for each in participants:
        if each.planned_headcount < 1:
            raise Incomplete(f"{each.unit}的计划人数至少 1 人")
        DrillParticipant.objects.update_or_create(
            drill=drill,
            unit=each.unit,
            defaults={
                "kind": each.kind,
                "planned_headcount": each.planned_headcount,
                "locality_id": each.locality_id,
            },
        )


def _write_phases(drill: Drill, phases: Sequence[PhasePlan]) -> None:
    """The scenario as the plan has it now: nothing hangs on a planned phase."""
    drill.phases.all().delete()
    Phase.objects.bulk_create(
        Phase(drill=drill, position=position, what=phase.what, planned_time=phase.planned_time)
        for position, phase in enumerate(phases, 1)
    )


def _write_calls(drill: Drill, calls: Sequence[Call], scope: Scope) -> None:
    """Bring the teams called up to what the plan says now."""
    present = {call.team_id: call for call in drill.calls.select_related("team")}
    wanted = {call.team_id: call.planned_headcount for call in calls}
    new = set(wanted) - set(present)
    allowed = set(
        active_teams(drill.organisation, scope).filter(pk__in=new).values_list("pk", flat=True)
    )
    if new - allowed:
        raise Incomplete("所选专业队已撤销或不属于本机构及下级机构，重新选择")
    for team_id, call in present.items():
        if team_id in wanted:
            continue
        if drill.occasion.marks.filter(member__team=team_id).exists():
            raise WrongState(f"{call.team}在本次演练中已有考勤，不能移出。先清除该队考勤")
        call.delete()
    for team_id, headcount in wanted.items():
        if headcount < 1:
            raise Incomplete("应到人数至少 1 人")
        DrillTeam.objects.update_or_create(
            drill=drill, team_id=team_id, defaults={"planned_headcount": headcount}
        )


def shown(drill: Drill) -> dict[str, Any]:
    """A plan as the history keeps it, by Chinese names."""
    values: dict[str, Any] = {
        str(Drill._meta.get_field(name).verbose_name): getattr(drill, name) for name in _PLAIN
    }
    values["演练类型"] = DrillKind(drill.kind).label
    values["级别"] = DrillLevel(drill.level).label
    for name in ("计划开始时间", "计划结束时间"):
        values[name] = f"{timezone.localtime(values[name]):%Y-%m-%d %H:%M}"
    values["参演专业队"] = "、".join(
        f"{call.team} {call.planned_headcount} 人" for call in drill.calls.select_related("team")
    )
    values["参演单位"] = "、".join(str(each) for each in drill.participants.all())
    values["检验的预案方案"] = "、".join(str(each) for each in drill.tested_plans.all())
    values["演练阶段"] = "；".join(phase.words for phase in drill.phases.all())
    return values
