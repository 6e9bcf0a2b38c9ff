"""《警报试鸣公告》: what it says and how it looks; and what 《演练总结报告》 says of sirens."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from drills.exercises.hooks import REPORT_BLOCKS, REPORT_FACTS
from drills.exercises.models import Drill, DrillKind
from drills.exercises.papers.report import table
from drills.figures import rate_text
from drills.sirens.models import SirenNotice
from drills.sirens.queries import sounding_of
from drills.sirens.rules import programme
from renfang.documents.frames import letter
from renfang.documents.kinds import DocumentKind, Passage, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.wording import cited
from renfang.organisations.authorities import government_of

SIREN_NOTICE = "siren_notice"


def compose_notice(snapshot: Snapshot, verification: Any) -> Any:
    """The notice: when, where, with which signals, and what people are to do."""
    from renfang.typesetting import Table

    return letter(
        snapshot,
        verification,
        [
            f"根据{cited(snapshot)}的规定，{_agreed(snapshot)}定于{snapshot['when']}组织防空警报试鸣。"
            "现将有关事项公告如下：",
            f"试鸣范围：{snapshot['scope_text']}。",
            Table(
                ("信号", "时刻", "鸣响方式", "时长"),
                snapshot["signals"],
                widths=(1.6, 1, 4, 1),
                caption="警报信号",
            ),
            *_instead(snapshot),
            "试鸣期间，请广大市民和过往人员保持正常的工作、学习和生活秩序。",
        ],
        title="关于组织防空警报试鸣的公告",
    )


def _agreed(snapshot: Snapshot) -> str:
    """Who organises the test: the government, by its document. Source: 人民防空法 art. 35."""
    if not snapshot.get("approval"):
        return ""
    return f"经{snapshot['government']}同意（{snapshot['approval']}），"


def _instead(snapshot: Snapshot) -> list[str]:
    """What the public was told before, and that it holds no longer."""
    former = snapshot.get("former")
    return [f"原试鸣公告{former}停止执行，以本公告为准。"] if former else []


def notice_snapshot(
    drill: Drill, notice: SirenNotice, former: IssuedDocument | None = None
) -> dict[str, object]:
    """What the notice states, as plain data."""
    begin = timezone.localtime(drill.starts_at)
    government = government_of(drill.organisation, notice.published_on)
    return {
        "when": f"{begin.year}年{begin.month}月{begin.day}日 {begin:%H:%M}",
        "approval": notice.approval,
        "government": government.name if government else "人民政府",
        "scope_text": notice.scope_text,
        "medium": notice.medium,
        "former": f"{former.number}（原定{former.snapshot['when']}）" if former else "",
        "signals": [
            [signal.name, f"{at:%H:%M}", signal.words, f"{signal.seconds // 60} 分钟"]
            for signal, at in programme(begin)
        ],
    }


def report_facts(drill: Drill) -> dict[str, Any]:
    """应鸣, 鸣响, 鸣响率 and the silent ones with their reasons; empty where nothing was tested."""
    return {"sirens": _tested(drill) if drill.kind == DrillKind.SIREN_TEST else {}}


def _tested(drill: Drill) -> dict[str, Any]:
    sounding = sounding_of(drill)
    return {
        "commanded": sounding.commanded,
        "sounded": sounding.sounded,
        "rate": rate_text(sounding.sounded, sounding.commanded),
        "silent": [
            [str(each.siren), each.reason]
            for each in drill.siren_results.select_related("siren")
            if each.is_commanded and not each.has_sounded
        ],
    }


def report_blocks(snapshot: Snapshot) -> list[Any]:
    """What the report says of the sirens: how many sounded, and why others stayed silent."""
    from renfang.typesetting import Paragraph

    sirens = snapshot["sirens"]
    if not sirens:
        return []
    return [
        Paragraph(
            f"警报器应鸣 {sirens['commanded']} 台，鸣响 {sirens['sounded']} 台，"
            f"鸣响率 {sirens['rate']}。"
        ),
        *table("未鸣警报器", ("警报器", "原因"), sirens["silent"], (2, 3)),
    ]


def register() -> None:
    """Register the notice, which is published, and what the report of a drill says of sirens."""
    register_kind(
        DocumentKind(
            code=SIREN_NOTICE,
            label="警报试鸣公告",
            word="警公",
            view_permission="view_drills",
            print_permission="print_drill_papers",
            void_permission="void_drill_papers",
            compose=compose_notice,
            passages={Passage.LEGAL_BASIS: "《中华人民共和国人民防空法》第三十五条第三款"},
            called="本公告",
        )
    )
    REPORT_FACTS.register(report_facts)
    REPORT_BLOCKS.register(report_blocks)
