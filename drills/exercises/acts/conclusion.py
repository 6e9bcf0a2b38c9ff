"""Concluding a drill, its record and its report, and taking it up again after an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from drills.exercises.models import Drill, DrillState
from drills.exercises.papers import record as papers
from drills.exercises.papers.report import DRILL_REPORT, report_snapshot
from drills.exercises.steps import CLOSE, HOLD, REOPEN, REPORT
from drills.figures import Turnout
from drills.rollcall.acts import move, settle
from drills.rollcall.models import OccasionState
from drills.rollcall.queries import Roll, roll_of
from renfang.acts import Incomplete, act, require_text
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Outcome:
    """How the drill went. ``phase_times`` maps a phase's id to the time of day it began."""

    started_at: datetime
    ended_at: datetime
    result: str
    problems: str = ""
    phase_times: Mapping[int, time | None] = field(default_factory=dict)


@act
def hold_drill(drill_id: int, outcome: Outcome, *, by: User, version: int | None) -> Drill:
    """登记组织情况: the drill took place; also mends what was written, until it is on file.

    Everybody whom the plan calls up must have been called. Raises Incomplete, naming the team.
    """
    drill: Drill = Drill.objects.locked_for(HOLD, drill_id, by, version=version)
    _check(outcome)
    before = {"状态": drill.get_state_display()}
    drill.started_at, drill.ended_at = outcome.started_at, outcome.ended_at
    drill.result, drill.problems = outcome.result.strip(), outcome.problems.strip()
    drill.state = DrillState.HELD
    drill.save_next()
    move(drill.occasion, drill.period, Scope(by))
    turnout = _everybody_called(roll_of(drill.occasion))
    for phase in drill.phases.all():
        phase.actual_time = outcome.phase_times.get(phase.pk, phase.actual_time)
        phase.save(update_fields=["actual_time"])
    record(
        by,
        "登记演练组织情况",
        drill,
        before=before,
        after={
            "状态": DrillState.HELD.label,
            "实际开始时间": f"{timezone.localtime(drill.started_at):%Y-%m-%d %H:%M}",
            "实际结束时间": f"{timezone.localtime(drill.ended_at):%Y-%m-%d %H:%M}",
            "演练情况": drill.result,
            "存在问题": drill.problems,
            "应到": turnout.expected,
            "实到": turnout.arrived,
            "到位率": turnout.rate_text,
        },
    )
    return drill


def _check(outcome: Outcome) -> None:
    if outcome.ended_at <= outcome.started_at:
        raise Incomplete("实际结束时间须晚于实际开始时间", field="ended_at")
    if outcome.ended_at > timezone.now():
        raise Incomplete("实际结束时间不能晚于现在，演练结束后再登记", field="ended_at")
    require_text(outcome.result, "填写演练情况", field="result")


def _everybody_called(roll: Roll) -> Turnout:
    """The figures of a roll on which nobody is left to call. Raises Incomplete."""
    short = [
        f"{section.team}还有 {section.turnout.outstanding} 人"
        for section in roll.sections
        if section.turnout.outstanding
    ]
    if short:
        raise Incomplete(
            f"{'、'.join(short)}未点名。在点名页登记到、迟到、缺席或请假后，再登记组织情况"
        )
    return roll.turnout


@act
def close_drill(drill_id: int, *, by: User, on: date, version: int | None) -> IssuedDocument:
    """归档: freeze the drill and issue 《演练签到与考勤记录表》.

    A record that was voided before is replaced by the new one.
    """
    drill: Drill = Drill.objects.locked_for(CLOSE, drill_id, by, version=version)
    drill.state = DrillState.CLOSED
    drill.save_next("state")
    settle([drill.occasion], OccasionState.FILED)
    record(
        by,
        "演练归档",
        drill,
        before={"状态": DrillState.HELD.label},
        after={"状态": DrillState.CLOSED.label},
    )
    voided = IssuedDocument.objects.of(drill).filter(
        kind=papers.DRILL_RECORD, voiding__isnull=False, replaced_by__isnull=True
    )
    return issue_document(
        papers.DRILL_RECORD,
        drill,
        papers.snapshot_of(drill, roll_of(drill.occasion)),
        title="演练签到与考勤记录表",
        organisation=drill.organisation,
        on=on,
        by=by,
        replaces=voided.first(),
    )


@act
def reopen_drill(drill_id: int, *, by: User, reason: str, version: int | None) -> Drill:
    """重新打开: a drill on file whose record was voided, so that it can be put right."""
    drill: Drill = Drill.objects.locked_for(REOPEN, drill_id, by, version=version)
    reason = require_text(reason, "写明重新打开的原因", least=5)
    drill.state = DrillState.HELD
    drill.save_next("state")
    settle([drill.occasion], OccasionState.OPEN)
    record(
        by,
        "重新打开演练",
        drill,
        before={"状态": DrillState.CLOSED.label},
        after={"状态": DrillState.HELD.label},
        note=reason,
    )
    return drill


@act
def issue_report(drill_id: int, *, by: User, on: date) -> IssuedDocument:
    """签发演练总结报告: frozen as the records stand now; a voided one is replaced."""
    drill: Drill = Drill.objects.locked_for(REPORT, drill_id, by)
    issued = IssuedDocument.objects.of(drill).filter(kind=DRILL_REPORT)
    record(by, "签发演练总结报告", drill)
    return issue_document(
        DRILL_REPORT,
        drill,
        report_snapshot(drill),
        title="演练总结报告",
        organisation=drill.organisation,
        on=on,
        by=by,
        replaces=issued.filter(voiding__isnull=False, replaced_by__isnull=True).first(),
    )
