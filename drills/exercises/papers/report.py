"""How 《演练总结报告》 and 《警报试鸣公告》 look: their snapshots as letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from renfang.documents.kinds import DocumentKind, Snapshot, register_kind

DRILL_REPORT = "drill_report"
SIREN_NOTICE = "siren_notice"


def declare() -> None:
    """Register both papers. The notice is published; the report stays inside."""
    for code, label, word, compose in (
        (DRILL_REPORT, "演练总结报告", "演总", compose_report),
        (SIREN_NOTICE, "警报试鸣公告", "警公", compose_notice),
    ):
        register_kind(
            DocumentKind(
                code=code,
                label=label,
                word=word,
                view_permission="view_drills",
                print_permission="print_drill_papers",
                void_permission="void_drill_papers",
                compose=compose,
            )
        )


def compose_report(snapshot: Snapshot, verification: Any) -> Any:
    """The letter: what, how it went, figures, points, defects; pictures in an annex."""
    from renfang.typesetting import Annex

    annexes = []
    if snapshot["pictures"]:
        annexes = [Annex("演练影像", _photographs(snapshot))]
    return _letter(
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


def _letter(
    snapshot: Snapshot,
    verification: Any,
    *,
    title: str,
    body: Sequence[Any],
    annexes: Sequence[Any] = (),
) -> Any:
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
    blocks += _table(
        "预演", ("日期", "人数", "内容", "发现问题"), snapshot["rehearsals"], (2, 1, 4, 3)
    )
    phases = [[what, planned, actual] for planned, actual, what in snapshot["phases"]]
    blocks += _table("演练阶段", ("阶段", "计划时刻", "实际时刻"), phases, (4, 1, 1))
    blocks += _table(
        "通知与到达",
        ("单位", "计划人数", "实到人数", "通知", "到达", "用时"),
        snapshot["responses"],
        (4, 1.3, 1.3, 1.2, 1.2, 1.4),
    )
    blocks += _table("执行记录", ("时刻", "事项", "内容"), snapshot["log"], (1, 1.4, 5))
    sirens = snapshot["sirens"]
    if sirens:
        blocks.append(
            Paragraph(
                f"警报器应鸣 {sirens['commanded']} 台，鸣响 {sirens['sounded']} 台，"
                f"鸣响率 {sirens['rate']}。"
            )
        )
        blocks += _table("未鸣警报器", ("警报器", "原因"), sirens["silent"], (2, 3))
    return blocks


def _judgement(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import Heading, Paragraph

    blocks: list[Any] = [
        Heading(1, "评估"),
        Paragraph(f"总分 {snapshot['total']}，等级为{snapshot['grade']}。"),
    ]
    blocks += _table("评估项目", ("项目", "满分", "得分", "依据"), snapshot["scores"], (3, 1, 1, 4))
    blocks += [
        Heading(1, "问题与整改"),
        Paragraph(_problems(snapshot)),
    ]
    return blocks + _table(
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


def _table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> list[Any]:
    from renfang.typesetting import Table

    return [Table(columns, rows, widths=widths, caption=caption)] if rows else []


def _photographs(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import Photograph

    return [Photograph(**picture) for picture in snapshot["pictures"]]


def compose_notice(snapshot: Snapshot, verification: Any) -> Any:
    """The notice: when, where, with which signals, and what people are to do."""
    from renfang.typesetting import Paragraph, Table

    return _letter(
        snapshot,
        verification,
        title="关于组织防空警报试鸣的公告",
        body=[
            Paragraph(
                "根据《中华人民共和国人民防空法》第三十五条的规定，"
                f"定于{snapshot['when']}组织防空警报试鸣。现将有关事项公告如下："
            ),
            Paragraph(f"试鸣范围：{snapshot['scope_text']}。"),
            Table(
                ("信号", "时刻", "鸣响方式", "时长"),
                snapshot["signals"],
                widths=(1.6, 1, 4, 1),
                caption="警报信号",
            ),
            Paragraph("试鸣期间，请广大市民和过往人员保持正常的工作、学习和生活秩序。"),
        ],
    )
