"""How 《演练总结报告》 looks: its snapshot as a letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from drills.exercises.models import Drill
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.hooks import Hook

DRILL_REPORT = "drill_report"


# What rooms above add to the report: plain data for its snapshot, and blocks that print it at the
# end of 组织实施.
REPORT_FACTS: Hook[Callable[[Drill], dict[str, Any]]] = Hook()
REPORT_BLOCKS: Hook[Callable[[Snapshot], list[Any]]] = Hook()


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
        title=f"{snapshot['drill']}总结报告",
        body=[
            *_overview(snapshot),
            *_course(snapshot),
            *_judgement(snapshot),
        ],
        annexes=annexes,
    )


def letter(
    snapshot: Snapshot,
    verification: Any,
    *,
    title: str,
    body: Sequence[Any],
    annexes: Sequence[Any] = (),
) -> Any:
    """A letter under the office's head, without an addressee."""
    from renfang.typesetting import LetterForm, OfficialLetter, Seal, Watermark

    return OfficialLetter(
        issuer_mark=snapshot["letterhead"],
        number=snapshot["number"],
        title=title,
        addressee="",
        body=body,
        issuer=snapshot["issuer"],
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        seal=Seal(snapshot["seal"]),
        annexes=annexes,
        verification=verification,
        form=LetterForm.LETTER,
        watermark=Watermark.DEMO if snapshot["demo"] else None,
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

    blocks: list[Any] = [Heading(1, "组织实施"), Paragraph(snapshot["result"])]
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
        return str(snapshot["problems"])
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
