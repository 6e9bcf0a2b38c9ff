"""《演练签到与考勤记录表》: what a drill's record says, and how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from drills.exercises.models import Drill
from drills.rollcall.queries import Roll, Section
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind

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
        "teams": [_team(section) for section in roll.sections],
    }


def _team(section: Section) -> dict[str, Any]:
    turnout = section.turnout
    return {
        "name": section.team.name,
        "kind": section.team.kind.label,
        "expected": turnout.expected,
        "arrived": turnout.arrived,
        "rate": turnout.rate_text,
        "members": [
            [
                line.member.name,
                line.member.post,
                line.attendance.get_status_display(),
                clock(line.attendance.arrived_at),
                line.attendance.note,
            ]
            for line in section.lines
            if line.attendance
        ],
    }


def _span(begin: datetime, end: datetime) -> str:
    """2026年3月5日 09:00 至 11:30; the second date only where it differs."""
    begin, end = timezone.localtime(begin), timezone.localtime(end)
    first = f"{begin.year}年{begin.month}月{begin.day}日 {begin:%H:%M}"
    if begin.date() == end.date():
        return f"{first} 至 {end:%H:%M}"
    return f"{first} 至 {end.year}年{end.month}月{end.day}日 {end:%H:%M}"


def clock(moment: time | None) -> str:
    """08:20, or nothing where nothing is known."""
    return f"{moment:%H:%M}" if moment else ""


def compose_record(snapshot: Snapshot, verification: Any) -> Any:
    """The sheet: facts of the drill, its phases, then the roll of every team with signatures."""
    from renfang.typesetting import FormSheet, Seal, Watermark

    return FormSheet(
        title=snapshot["title"],
        number=snapshot["number"],
        columns=(1.2, 1.6, 2.4, 1.2, 1.6, 2.0, 2.4),
        rows=[*_facts(snapshot), *_phases(snapshot), *_rolls(snapshot), *_closing(snapshot)],
        notes=[
            "到位率 = 实到人数 ÷ 应到人数，实到人数含迟到。",
            "签名栏由队员本人签写，代签的注明代签人。",
        ],
        signer=snapshot["issuer"],
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        seal=Seal(snapshot["seal"]),
        verification=verification,
        watermark=Watermark.DEMO if snapshot["demo"] else None,
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
            f"请假 {snapshot['leave']} 人，到位率 {snapshot['rate']}",
        ),
    ]
    return [_wide(label, text) for label, text in pairs if text]


def _phases(snapshot: Snapshot) -> list[Any]:
    if not snapshot["phases"]:
        return []
    head = _row(("演练阶段", 3), ("计划时刻", 2), ("实际时刻", 2), is_label=True)
    return [
        head,
        *(
            _row((what, 3), (planned, 2), (actual, 2), centred=(1, 2))
            for planned, actual, what in snapshot["phases"]
        ),
    ]


def _rolls(snapshot: Snapshot) -> list[Any]:
    rows = []
    for team in snapshot["teams"]:
        figures = f"应到 {team['expected']}，实到 {team['arrived']}，到位率 {team['rate']}"
        rows.append(_row((f"{team['name']}（{team['kind']}）  {figures}", 7), is_label=True))
        heads = ("序号", "姓名", "职务", "考勤", "到达时刻", "说明", "签名")
        rows.append(_row(*((head, 1) for head in heads), is_label=True))
        rows += [
            _row(*((text, 1) for text in (str(number), *member, "")), centred=(0, 1, 3, 4))
            for number, member in enumerate(team["members"], 1)
        ]
    return rows


def _closing(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import Cell, FormRow

    result = _wide("演练情况", snapshot["result"])
    problems = FormRow(
        [Cell("存在问题", 2, is_label=True), Cell(snapshot["problems"] or "未发现问题", 5)],
        height=24,
        signature="负责人（签名）：　　　　　　年　　月　　日",
    )
    return [result, problems]


def _wide(label: str, text: str) -> Any:
    return _row((label, 2), (text, 5), labels=(0,))


def _row(
    *cells: tuple[str, int],
    is_label: bool = False,
    labels: Sequence[int] = (),
    centred: Sequence[int] = (),
) -> Any:
    """A row of (text, span): all labels, or those at the given places."""
    from renfang.typesetting import Align, Cell, FormRow

    return FormRow(
        [
            Cell(
                text,
                span,
                is_label=is_label or place in labels,
                align=Align.CENTRE if place in centred else None,
            )
            for place, (text, span) in enumerate(cells)
        ]
    )
