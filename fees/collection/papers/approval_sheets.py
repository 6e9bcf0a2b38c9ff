"""审批表 of collection: sheets that are signed by hand. Snapshots in, pages out."""

from __future__ import annotations

from datetime import date
from typing import Any

from renfang.documents.kinds import Passage, Snapshot
from renfang.documents.wording import cited, passage


def _sheet(snapshot: Snapshot, rows: list[tuple[str, str, float, str]]) -> Any:
    """A form of one label and one value a row: (label, value, least height in mm, signature)."""
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
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        watermark=Watermark.DEMO if snapshot["demo"] else None,
    )


def penalty_filing(snapshot: Snapshot, verification: Any) -> Any:
    """行政处罚立案审批表, 行政处罚法 art. 54(2)."""
    signed = passage(snapshot, Passage.SIGNATURE)
    return _sheet(
        snapshot,
        [
            ("案由", "涉嫌应建未建防空地下室、不缴纳易地建设费", 12, ""),
            ("当事人", f"{snapshot['developer']}（{snapshot['credit_code']}）", 12, ""),
            ("项目", f"{snapshot['project']}（{snapshot['project_code']}）", 12, ""),
            ("案件来源", snapshot["source"], 12, ""),
            ("基本情况", snapshot["finding"], 60, ""),
            ("立案依据", cited(snapshot), 12, ""),
            ("办案人员", snapshot["officers"], 12, ""),
            ("承办意见", "建议立案调查。", 28, signed),
            ("负责人意见", "", 32, signed),
        ],
    )


def case_closing(snapshot: Snapshot, verification: Any) -> Any:
    """结案审批表: each track with its steps, the result, who approved."""
    signed = passage(snapshot, Passage.SIGNATURE)
    rows = [
        ("当事人", f"{snapshot['developer']}（{snapshot['credit_code']}）", 12.0, ""),
        ("项目", f"{snapshot['project']}（{snapshot['project_code']}）", 12.0, ""),
        ("立卷", f"{snapshot['opened_on']}　{snapshot['source']}", 12.0, ""),
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
        told = "\n".join([f"{track['state']}{number}", *steps])
        rows.append((f"{track['kind']}程序", told, 20.0, ""))
    rows += [
        ("执行结果", snapshot["result"], 20.0, ""),
        ("承办意见", "建议结案，案卷归档。", 22.0, signed),
        ("负责人意见", f"同意结案。批准人：{snapshot['closer']}", 22.0, signed),
    ]
    return _sheet(snapshot, rows)
