"""《整组情况报告》: what it says, and how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drills.reorganisation.models import Campaign
from drills.reorganisation.queries import EntryState, total_of
from renfang.documents.frames import sheet
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.wording import day

REPORT = "reorganisation_report"


def register() -> None:
    """Register the report; it stays inside the office."""
    register_kind(
        DocumentKind(
            code=REPORT,
            label="整组情况报告",
            word="整",
            view_permission="view_teams",
            print_permission="print_training_papers",
            void_permission="void_training_papers",
            compose=compose_report,
        )
    )


def snapshot_of(campaign: Campaign, states: Sequence[EntryState]) -> dict[str, Any]:
    """Every figure that the report prints, as plain data."""
    total = total_of(states)
    findings = list(campaign.findings.all())
    return {
        "year": campaign.year,
        "order": f"{campaign.order_number}（{day(campaign.ordered_on.isoformat())}）",
        "approval": " ".join(filter(None, [campaign.approved_by, campaign.approval_number])),
        "due_on": day(campaign.due_on.isoformat()),
        "summary": campaign.summary,
        "teams": len(states),
        "total": total.as_json(),
        "rates": [list(pair) for pair in total.rates()],
        "audited": campaign.audited_people,
        "repeated": len(findings),
        "replaced": sum(finding.outcome == "kept" for finding in findings),
        "rows": [
            [
                state.entry.team.name,
                str(state.figures.establishment),
                str(state.figures.strength),
                f"{state.figures.joined}／{state.figures.left}",
                *(dict(state.rates)[name] for name in _COLUMNS),
            ]
            for state in states
        ],
    }


_COLUMNS = ("满编率", "到位率", "骨干在位率", "装备配备率", "装备完好率")


def compose_report(snapshot: Snapshot, verification: Any) -> Any:
    """The sheet: the order, the figures of all, then a row for every team."""
    return sheet(
        snapshot,
        verification,
        [*_facts(snapshot), *_teams(snapshot)],
        columns=(2.3, 0.85, 0.85, 1.1, 1.4, 1.4, 1.4, 1.4, 1.4),
        notes=[
            "满编率 = 在编 ÷ 编制；到位率 = 点验实到 ÷ 应到；骨干在位率 = 骨干在位 ÷ 骨干编制。",
            "装备配备率 = 清点到位（不超过编配）÷ 编配；装备完好率 = 完好 ÷ 清点。",
        ],
    )


def _facts(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import FormRow

    total = snapshot["total"]
    pairs = [
        ("下达文号", snapshot["order"]),
        ("批准机关", snapshot["approval"]),
        ("完成期限", snapshot["due_on"]),
        (
            "队伍与人员",
            f"{snapshot['teams']} 支专业队，编制 {total['establishment']} 人，在编 "
            f"{total['strength']} 人，年度编入 {total['joined']} 人、离队 {total['left']} 人，"
            f"后备 {total['reserve']} 人",
        ),
        ("主要指标", "，".join(f"{name} {text}" for name, text in snapshot["rates"])),
        (
            "交叉审核",
            f"审核 {snapshot['audited']} 人，发现重复 {snapshot['repeated']} 处，"
            f"替换 {snapshot['replaced']} 人",
        ),
        ("整组总结", snapshot["summary"]),
    ]
    return [FormRow.of((label, 1), (text, 8), labels=(0,)) for label, text in pairs if text]


def _teams(snapshot: Snapshot) -> list[Any]:
    from renfang.typesetting import FormRow

    return [
        FormRow.heads("专业队", "编制", "在编", "编入／离队", *_COLUMNS),
        *(
            FormRow.of(*((text, 1) for text in row), centred=range(1, 9))
            for row in snapshot["rows"]
        ),
    ]
