"""《演练签到与考勤记录表》: what a drill's record says, and how it looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from drills.exercises.models import Drill
from drills.rollcall.papers import COLUMNS, SIGNED, clock, roll_rows, team_of
from drills.rollcall.queries import Roll
from renfang.documents.frames import sheet
from renfang.documents.kinds import DocumentKind, Passage, Snapshot, register_kind
from renfang.documents.wording import SIGNED_BY_HEAD, passage

DRILL_RECORD = "drill_record"


def register() -> None:
    """Register the record. Personal names stay inside: no public check."""
    register_kind(
        DocumentKind(
            code=DRILL_RECORD,
            label="演练签到与考勤记录表",
            word="演",
            view_permission="view_drills",
            print_permission="print_drill_papers",
            void_permission="void_drill_papers",
            compose=compose_record,
            passages={Passage.SIGNATURE: SIGNED_BY_HEAD},
        )
    )


def snapshot_of(drill: Drill, roll: Roll) -> dict[str, Any]:
    """What the record states, as plain data in the words and order of the paper."""
    turnout = roll.turnout
    return {
        "drill": drill.title,
        "kind": drill.get_kind_display(),
        "level": drill.get_level_display(),
        "planned": _span(drill.starts_at, drill.ends_at),
        "actual": _span(*drill.period),
        "place": drill.place,
        "organiser": drill.organiser,
        "co_organisers": drill.co_organisers,
        "objectives": drill.objectives,
        "result": drill.result,
        "problems": drill.problems,
        "expected": turnout.expected,
        "arrived": turnout.arrived,
        "late": turnout.late,
        "absent": turnout.absent,
        "leave": turnout.leave,
        "rate": turnout.rate_text,
        "phases": [
            [clock(phase.planned_time), clock(phase.actual_time), phase.what]
            for phase in drill.phases.all()
        ],
        "teams": [team_of(section) for section in roll.sections],
    }


def _span(begin: datetime, end: datetime) -> str:
    """2026年3月5日 09:00 至 11:30; the second date only where it differs."""
    begin, end = timezone.localtime(begin), timezone.localtime(end)
    first = f"{begin.year}年{begin.month}月{begin.day}日 {begin:%H:%M}"
    if begin.date() == end.date():
        return f"{first} 至 {end:%H:%M}"
    return f"{first} 至 {end.year}年{end.month}月{end.day}日 {end:%H:%M}"


def compose_record(snapshot: Snapshot, verification: Any) -> Any:
    """The sheet: facts of the drill, its phases, then the roll of every team with signatures."""
    return sheet(
        snapshot,
        verification,
        [
            *_facts(snapshot),
            *_phases(snapshot),
            *roll_rows(snapshot["teams"]),
            *_closing(snapshot),
        ],
        columns=COLUMNS,
        notes=[
            "到位率 = 实到人数 ÷ 应到人数，实到人数含迟到。",
            SIGNED,
        ],
    )


def _facts(snapshot: Snapshot) -> list[Any]:
    """The head of the paper: the drill, its place, its organiser, and how many came."""
    pairs = [
        ("演练名称", snapshot["drill"]),
        ("类型与级别", f"{snapshot['kind']}，{snapshot['level']}"),
        ("计划时间", snapshot["planned"]),
        ("实际时间", snapshot["actual"]),
        ("地点", snapshot["place"]),
        ("主办单位", snapshot["organiser"]),
        ("协办单位", snapshot["co_organisers"]),
        ("演练目标", snapshot["objectives"]),
        (
            "人员到位",
            f"应到 {snapshot['expected']} 人，实到 {snapshot['arrived']} 人"
            f"（其中迟到 {snapshot['late']} 人），缺席 {snapshot['absent']} 人，"
            f"请假 {snapshot['leave']} 人，到位率 {snapshot['rate']}"
            if snapshot["expected"]
            else "",
        ),
    ]
    return [_wide(label, text) for label, text in pairs if text]


def _phases(snapshot: Snapshot) -> list[Any]:
    if not snapshot["phases"]:
        return []
    from renfang.typesetting import FormRow

    head = FormRow.of(("演练阶段", 3), ("计划时刻", 2), ("实际时刻", 2), labels=range(3))
    return [
        head,
        *(
            FormRow.of((what, 3), (planned, 2), (actual, 2), centred=(1, 2))
            for planned, actual, what in snapshot["phases"]
        ),
    ]


def _closing(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import Cell, FormRow

    result = _wide("演练情况", snapshot["result"])
    problems = FormRow(
        [Cell("存在问题", 2, is_label=True), Cell(snapshot["problems"] or "未发现问题", 5)],
        height=24,
        signature=passage(snapshot, Passage.SIGNATURE),
    )
    return [result, problems]


def _wide(label: str, text: str) -> Any:
    from renfang.typesetting import FormRow

    return FormRow.of((label, 2), (text, 5), labels=(0,))
