"""What happens around and on the day: rehearsals, the running log, who came when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from drills.exercises.models import Drill, DrillLogEntry, LogKind, Rehearsal
from drills.exercises.steps import LOG, REHEARSE, RESPOND
from renfang.acts import Incomplete, WrongState, act, require_past
from renfang.history.record import record
from renfang.organisations.models import User


@act
def record_rehearsal(
    drill_id: int,
    *,
    by: User,
    on: date,
    headcount: int,
    content: str,
    problems: str = "",
) -> Rehearsal:
    """登记预演: before the drill itself, on or before today."""
    drill: Drill = Drill.objects.locked_for(REHEARSE, drill_id, by)
    require_past(on, "预演日期", advice="，预演后再登记")
    if on > timezone.localdate(drill.starts_at):
        raise Incomplete("预演在演练之前组织，核对预演日期", field="on")
    rehearsal = Rehearsal.objects.create(
        drill=drill,
        held_on=on,
        headcount=headcount,
        content=content,
        problems=problems,
        recorded_by=by,
    )
    record(
        by,
        "登记预演",
        drill,
        after={"预演日期": str(on), "参加人数": headcount, "内容": content, "发现问题": problems},
    )
    return rehearsal


@act
def log_event(drill_id: int, *, by: User, at: datetime, kind: str, what: str) -> DrillLogEntry:
    """记入执行记录: one line; on the day or while the drill is written up, never ahead of time."""
    drill: Drill = Drill.objects.locked_for(LOG, drill_id, by)
    if at > timezone.now():
        raise Incomplete("时刻不能晚于现在，发生后再登记", field="at_time")
    entry = DrillLogEntry.objects.create(
        drill=drill, at=at, kind=kind, what=what, recorded_by=by, recorded_at=timezone.now()
    )
    local = timezone.localtime(at)
    record(
        by, "登记执行记录", drill, after={f"{local:%m-%d %H:%M}": f"{LogKind(kind).label} {what}"}
    )
    return entry


@dataclass(frozen=True)
class Response:
    """When somebody was notified and when they came; ``headcount`` of a unit, not of a team."""

    notified_time: time | None = None
    arrived_time: time | None = None
    headcount: int | None = None


@act
def record_responses(
    drill_id: int,
    *,
    by: User,
    teams: Mapping[int, Response],
    units: Mapping[int, Response],
) -> Drill:
    """登记通知与到达 of teams (by id of the call) and units (by id of the participation).

    Raises Incomplete, naming who arrived before being told; ids of other drills are refused.
    """
    drill: Drill = Drill.objects.locked_for(RESPOND, drill_id, by)
    calls = {call.pk: call for call in drill.calls.select_related("team")}
    participants = {each.pk: each for each in drill.participants.all()}
    if set(teams) - set(calls) or set(units) - set(participants):
        raise WrongState("参演单位已有变化。刷新页面后重新登记")
    after = {}
    for pk, response in teams.items():
        call = calls[pk]
        _check_response(str(call.team), response)
        call.notified_time, call.arrived_time = response.notified_time, response.arrived_time
        call.save(update_fields=["notified_time", "arrived_time"])
        after[str(call.team)] = _shown(response)
    for pk, response in units.items():
        unit = participants[pk]
        _check_response(unit.unit, response)
        unit.notified_time, unit.arrived_time = response.notified_time, response.arrived_time
        unit.arrived_headcount = response.headcount
        unit.save(update_fields=["notified_time", "arrived_time", "arrived_headcount"])
        after[unit.unit] = _shown(response)
    record(by, "登记通知与到达", drill, after=after)
    return drill


def _check_response(name: str, response: Response) -> None:
    told, came = response.notified_time, response.arrived_time
    if told and came and came < told:
        raise Incomplete(f"{name}的到达时刻 {came:%H:%M} 早于通知时刻 {told:%H:%M}，核对后重新登记")


def _shown(response: Response) -> str:
    told = f"{response.notified_time:%H:%M}" if response.notified_time else "未登记"
    came = f"{response.arrived_time:%H:%M}" if response.arrived_time else "未登记"
    count = f"，{response.headcount} 人" if response.headcount is not None else ""
    return f"通知 {told}，到达 {came}{count}"
