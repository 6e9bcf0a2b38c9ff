"""《演练总结报告》: issued once the drill is held and evaluated, with its pictures."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

from django.utils import timezone

from drills.exercises.acts.photographs import content_of
from drills.exercises.models import Drill, DrillState
from drills.exercises.papers.record import clock, snapshot_of
from drills.exercises.papers.report import DRILL_REPORT, REPORT_FACTS
from drills.exercises.queries.attendance import sections_of
from drills.exercises.rules import grade_of, minutes_between, total_of
from renfang.acts import Incomplete, WrongState, act, require_state
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

# A report with more is an album; the others stay with the drill.
MOST_PICTURES = 6


@act
def issue_report(drill_id: int, *, by: User, on: date) -> IssuedDocument:
    """签发演练总结报告: frozen as the records stand now; a voided one is replaced."""
    drill: Drill = Drill.objects.locked(drill_id, Scope(by), "manage_drills")
    require_state(drill, DrillState.HELD, DrillState.CLOSED, to="签发总结报告")
    if not drill.scores.exists():
        raise Incomplete("还没有登记评估。登记评估后再签发总结报告")
    issued = IssuedDocument.objects.of(drill).filter(kind=DRILL_REPORT)
    current = issued.current().first()
    if current is not None:
        raise WrongState(f"{current}仍然有效。内容有误的，先作废再重新签发")
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


def report_snapshot(drill: Drill) -> dict[str, Any]:
    """Everything the report states, pictures included, as plain data."""
    scores = list(drill.scores.all())
    total = total_of(scores)
    snapshot = snapshot_of(drill, sections_of(drill))
    for team in snapshot["teams"]:
        del team["members"]  # personal names are the record's, not the report's
    return {
        **snapshot,
        "scenario": drill.scenario,
        "safety": drill.safety,
        "approved": _approved(drill),
        "rehearsals": [
            [str(each.held_on), str(each.headcount), each.content, each.problems]
            for each in drill.rehearsals.all()
        ],
        "log": [
            [f"{timezone.localtime(each.at):%H:%M}", each.get_kind_display(), each.what]
            for each in drill.log.all()
        ],
        "responses": _responses(drill),
        "scores": [
            [each.criterion, str(each.full_marks), str(each.score), each.note] for each in scores
        ],
        "total": f"{total}",
        "grade": grade_of(total),
        "findings": [
            [each.what, each.action, each.responsible, str(each.due_on), each.get_state_display()]
            for each in drill.findings.all()
        ],
        "plans": [str(each) for each in drill.tested_plans.all()],
        "pictures": _pictures(drill),
        **{name: value for add in REPORT_FACTS for name, value in add(drill).items()},
    }


def _approved(drill: Drill) -> str:
    if drill.approved_by is None or drill.approved_on is None:
        return ""
    return f"{drill.approved_on} 由{drill.approved_by}批准"


def _responses(drill: Drill) -> list[list[str]]:
    """单位, 计划人数, 实到人数, 通知, 到达, 用时; teams count their roll, units their number."""
    arrived = {section.team.pk: section.turnout.arrived for section in sections_of(drill)}
    teams = drill.calls.select_related("team")
    return [
        *(_response(str(call.team), call, arrived.get(call.team_id)) for call in teams),
        *(_response(unit.unit, unit, unit.arrived_headcount) for unit in drill.participants.all()),
    ]


def _response(name: str, row: Any, arrived: int | None) -> list[str]:
    minutes = minutes_between(row.notified_time, row.arrived_time)
    return [
        name,
        str(row.planned_headcount),
        "" if arrived is None else str(arrived),
        clock(row.notified_time),
        clock(row.arrived_time),
        "" if minutes is None else f"{minutes} 分钟",
    ]


def _pictures(drill: Drill) -> list[dict[str, Any]]:
    return [
        {
            "jpeg": b64encode(content_of(each)).decode("ascii"),
            "width": each.width,
            "height": each.height,
            "caption": each.caption,
        }
        for each in drill.photographs.all()[:MOST_PICTURES]
    ]
