"""《演练总结报告》: what it says, with its pictures, and how it looks: a letter."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from drills.exercises.hooks import REPORT_BLOCKS, REPORT_FACTS
from drills.exercises.models import Drill
from drills.exercises.papers.record import snapshot_of
from drills.exercises.rules import grade_of, minutes_between, total_of
from drills.rollcall.papers import clock
from drills.rollcall.queries import Roll, roll_of
from renfang.documents.frames import letter
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.wording import day, sentence
from renfang.uploads.keeping import read_kept

DRILL_REPORT = "drill_report"


def register() -> None:
    """Register the report; it stays inside."""
    register_kind(
        DocumentKind(
            code=DRILL_REPORT,
            label="演练总结报告",
            word="演总",
            view_permission="view_drills",
            print_permission="print_drill_papers",
            void_permission="void_drill_papers",
            compose=compose_report,
        )
    )


def compose_report(snapshot: Snapshot, verification: Any) -> Any:
    """The letter: what, how it went, figures, points, defects; pictures in an annex."""
    from renfang.typesetting import Annex

    annexes = []
    if snapshot["pictures"]:
        annexes = [Annex("演练影像", _photographs(snapshot))]
    return letter(
        snapshot,
        verification,
        [*_overview(snapshot), *_course(snapshot), *_judgement(snapshot)],
        title=f"{snapshot['drill']}总结报告",
        annexes=annexes,
    )


def _overview(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import Heading, KeyValues

    pairs = [
        ("类型与级别", f"{snapshot['kind']}，{snapshot['level']}"),
        ("实际时间", snapshot["actual"]),
        ("地点", snapshot["place"]),
        ("主办单位", snapshot["organiser"]),
        ("协办单位", snapshot["co_organisers"]),
        ("演练目标", snapshot["objectives"]),
        ("想定", snapshot["scenario"]),
        ("安全措施", snapshot["safety"]),
        ("计划审批", snapshot["approved"]),
        ("检验的预案方案", "、".join(snapshot["plans"])),
    ]
    return [Heading(1, "基本情况"), KeyValues([pair for pair in pairs if pair[1]])]


def _course(snapshot: Snapshot) -> list[Any]:
    """组织实施: rehearsal, phases as planned and as they were, who came, the log."""
    from renfang.typesetting import Heading, Paragraph

    blocks: list[Any] = [Heading(1, "组织实施"), Paragraph(sentence(snapshot["result"]))]
    if snapshot["teams"]:
        blocks.append(
            Paragraph(
                f"专业队应到 {snapshot['expected']} 人，实到 {snapshot['arrived']} 人，"
                f"到位率 {snapshot['rate']}。"
            )
        )
    blocks += table(
        "预演", ("日期", "人数", "内容", "发现问题"), snapshot["rehearsals"], (2, 1, 4, 3)
    )
    phases = [[what, planned, actual] for planned, actual, what in snapshot["phases"]]
    blocks += table("演练阶段", ("阶段", "计划时刻", "实际时刻"), phases, (4, 1, 1))
    blocks += table(
        "通知与到达",
        ("单位", "计划人数", "实到人数", "通知", "到达", "用时"),
        snapshot["responses"],
        (4, 1.3, 1.3, 1.2, 1.2, 1.4),
    )
    blocks += table("执行记录", ("时刻", "事项", "内容"), snapshot["log"], (1, 1.4, 5))
    return [*blocks, *(block for add in REPORT_BLOCKS for block in add(snapshot))]


def _judgement(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import Heading, Paragraph

    blocks: list[Any] = [
        Heading(1, "评估"),
        Paragraph(f"总分 {snapshot['total']}，等级为{snapshot['grade']}。"),
    ]
    blocks += table("评估项目", ("项目", "满分", "得分", "依据"), snapshot["scores"], (3, 1, 1, 4))
    blocks += [
        Heading(1, "问题与整改"),
        Paragraph(_problems(snapshot)),
    ]
    return blocks + table(
        "整改清单",
        ("问题", "整改措施", "责任单位", "期限", "状态"),
        snapshot["findings"],
        (3, 3, 2, 1.8, 1.4),
    )


def _problems(snapshot: Snapshot) -> str:
    """What was written down of problems, else how many are on the list below."""
    if snapshot["problems"]:
        return sentence(str(snapshot["problems"]))
    count = len(snapshot["findings"])
    return f"共发现 {count} 项问题，整改情况见下表。" if count else "未发现突出问题。"


def table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> list[Any]:
    """A table with its caption, or nothing where it would have no rows."""
    from renfang.typesetting import Table

    return [Table(columns, rows, widths=widths, caption=caption)] if rows else []


def _photographs(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import Photograph

    return [Photograph(**picture) for picture in snapshot["pictures"]]


# A report with more is an album; the others stay with the drill.
MOST_PICTURES = 6


def report_snapshot(drill: Drill) -> dict[str, Any]:
    """Everything the report states, pictures included, as plain data."""
    scores = list(drill.scores.all())
    total = total_of(scores)
    roll = roll_of(drill.occasion)
    snapshot = snapshot_of(drill, roll)
    for team in snapshot["teams"]:
        del team["members"]  # personal names are the record's, not the report's
    return {
        **snapshot,
        "scenario": drill.scenario,
        "safety": drill.safety,
        "approved": _approved(drill),
        "rehearsals": _rehearsals(drill),
        "log": [
            [f"{timezone.localtime(each.at):%H:%M}", each.get_kind_display(), each.what]
            for each in drill.log.all()
        ],
        "responses": _responses(drill, roll),
        "scores": [
            [each.criterion, str(each.full_marks), str(each.score), each.note] for each in scores
        ],
        "total": f"{total}",
        "grade": grade_of(total),
        "findings": [
            [
                each.what,
                each.action,
                each.responsible,
                day(each.due_on.isoformat()),
                each.get_state_display(),
            ]
            for each in drill.findings.all()
        ],
        "plans": [str(each) for each in drill.tested_plans.all()],
        "pictures": _pictures(drill),
        **{name: value for add in REPORT_FACTS for name, value in add(drill).items()},
    }


def _rehearsals(drill: Drill) -> list[list[str]]:
    return [
        [day(each.held_on.isoformat()), str(each.headcount), each.content, each.problems]
        for each in drill.rehearsals.all()
    ]


def _approved(drill: Drill) -> str:
    if drill.approved_by is None or drill.approved_on is None:
        return ""
    return f"{day(drill.approved_on.isoformat())}由{drill.approved_by}批准"


def _responses(drill: Drill, roll: Roll) -> list[list[str]]:
    """单位, 计划人数, 实到人数, 通知, 到达, 用时; teams count their roll, units their number."""
    arrived = {section.team.pk: section.turnout.arrived for section in roll.sections}
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
            "jpeg": b64encode(read_kept(each)).decode("ascii"),
            "width": each.width,
            "height": each.height,
            "caption": each.caption,
        }
        for each in drill.photographs.all()[:MOST_PICTURES]
    ]
