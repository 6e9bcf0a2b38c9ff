"""审批表 of collection: sheets that are signed by hand. Snapshots in, pages out."""

from __future__ import annotations

from datetime import date
from typing import Any

from renfang.documents.kinds import Passage, Snapshot
from renfang.documents.wording import cited, day, passage


def _sheet(
    snapshot: Snapshot, rows: list[tuple[str, str, float, str]], *, is_dated: bool = True
) -> Any:
    """A form of one label and one value a row: (label, value, least height in mm, signature).

    ``is_dated``: its day stands below, else a row tells it.
    """
    from renfang.typesetting import Cell, FormRow, FormSheet, Watermark

    return FormSheet(
        title=snapshot["title"],
        number=snapshot["number"],
        issuer=snapshot["letterhead"],
        columns=[2.4, 10],
        rows=[
            FormRow([Cell(label, is_label=True), Cell(value)], height=height, signature=signature)
            for label, value, height, signature in rows
        ],
        issued_on=date.fromisoformat(snapshot["issued_on"]) if is_dated else None,
        watermark=Watermark.DEMO if snapshot["demo"] else None,
    )


def penalty_filing(snapshot: Snapshot, verification: Any) -> Any:
    """行政处罚立案审批表, 行政处罚法 art. 54(2)."""
    signed = passage(snapshot, Passage.SIGNATURE)
    return _sheet(
        snapshot,
        [
            ("案由", f"涉嫌{snapshot['act']}", 12, ""),
            ("当事人", f"{snapshot['developer']}（{snapshot['credit_code']}）", 12, ""),
            ("项目", f"{snapshot['project']}（{snapshot['project_code']}）", 12, ""),
            ("案件来源", snapshot["source"], 12, ""),
            ("基本情况", snapshot["finding"], 46, ""),
            ("违反条款", snapshot["violated"], 12, ""),
            ("处罚依据", f"{snapshot['punish_basis']}：{snapshot['sanction']}", 12, ""),
            ("追责期限", _limit(snapshot), 12, ""),
            *_reviewed(snapshot),
            ("立案依据", cited(snapshot), 12, ""),
            ("办案人员", snapshot["officers"], 12, ""),
            ("承办意见", "建议立案调查。", 28, signed),
            ("负责人意见", "", 32, signed),
        ],
    )


def _limit(snapshot: Snapshot) -> str:
    """When the act ended, and why it is still punished: 行政处罚法 art. 36."""
    ended = snapshot.get("offence_ended_on", "")
    if not ended:
        return "违法行为仍在继续"
    why = snapshot.get("limit_reason", "")
    return f"违法行为{day(ended)}终了{f'；{why}' if why else ''}"


def _reviewed(snapshot: Snapshot) -> list[tuple[str, str, float, str]]:
    """法制审核 before the case is opened, where the book asks for it."""
    review = snapshot.get("act_review", "")
    return [("法制审核", review, 12.0, "")] if review else []


def case_closing(snapshot: Snapshot, verification: Any) -> Any:
    """结案审批表: each track with its steps, the result, who approved."""
    signed = passage(snapshot, Passage.SIGNATURE)
    rows = [
        ("当事人", f"{snapshot['developer']}（{snapshot['credit_code']}）", 12.0, ""),
        ("项目", f"{snapshot['project']}（{snapshot['project_code']}）", 12.0, ""),
        ("立卷", f"{day(snapshot['opened_on'])}　{snapshot['source']}", 12.0, ""),
        ("结案日期", day(snapshot["issued_on"]), 12.0, ""),
        (
            "金额",
            f"应缴 {snapshot['payable']} 元，已缴 {snapshot['paid']} 元，"
            f"尚欠 {snapshot['owed']} 元",
            12.0,
            "",
        ),
    ]
    for track in snapshot["tracks"]:
        number = f"，{track['decision_number']}" if track["decision_number"] else ""
        # The whole chain stands in the file; a form of one page names the first and last steps.
        steps = track["steps"] if len(track["steps"]) <= 9 else [
            *track["steps"][:4], "……", *track["steps"][-4:]
        ]  # fmt: skip
        decided = [line for line in (track["imposed"], track["added"]) if line]
        told = "\n".join([f"{track['state']}{number}", *decided, *steps])
        rows.append((f"{track['kind']}程序", told, 14.0, ""))
    rows += [
        ("执行结果", snapshot["result"], 14.0, ""),
        ("承办意见", "建议结案，案卷归档。", 20.0, signed),
        ("负责人意见", f"同意结案。批准人：{snapshot['closer']}", 20.0, signed),
    ]
    return _sheet(snapshot, rows, is_dated=False)
