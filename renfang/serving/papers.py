"""送达回证, the sheet: snapshot in, page out. Queries nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from renfang.documents.kinds import Snapshot


def delivery_receipt(snapshot: Snapshot, verification: Any) -> Any:
    """送达回证: one page, signed by hand when the paper is handed over."""
    from renfang.typesetting import Cell, FormRow, FormSheet, Seal, Watermark

    def row(*pairs: tuple[str, str], height: float = 12.0, signature: str = "") -> FormRow:
        span = 1 if len(pairs) == 2 else 3
        cells = []
        for label, value in pairs:
            cells += [Cell(label, is_label=True), Cell(value, span=span)]
        return FormRow(cells, height=height, signature=signature)

    dated = "　　　　年　　月　　日　　时　　分"
    return FormSheet(
        title="送达回证",
        number=snapshot["number"],
        issuer=snapshot["letterhead"],
        columns=[2.2, 4, 2.2, 4],
        rows=[
            row(("案由", f"{snapshot['project']}（{snapshot['project_code']}）{snapshot['kind']}")),
            row(("送达文书名称及文号", f"{snapshot['paper_label']}　{snapshot['paper_number']}")),
            row(("受送达人", snapshot["recipient"])),
            row(("送达地点", snapshot["place"])),
            row(("送达方式", snapshot["method"]), ("送达人", snapshot["servers"])),
            row(("受送达人签收", ""), height=26.0, signature=f"（签名或盖章）{dated}"),
            row(("代收人及与受送达人的关系、代收理由", ""), height=26.0, signature=dated),
            row(("见证人", ""), height=20.0, signature=f"（签名或盖章）{dated}"),
            row(("备注", snapshot["delivery_note"]), height=30.0),
        ],
        notes=[
            "受送达人是法人的，由其法定代表人、主要负责人或者负责收件的人签收；"
            "拒绝签收的，在备注中写明拒收事由和日期，由见证人签名或者以拍照、录像记录送达过程。",
            "公告送达的，自发出公告之日起经过三十日视为送达，公告的原因和经过记入备注并附公告文本。",
        ],
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        seal=Seal(snapshot["seal"]),
        watermark=Watermark.DEMO if snapshot["demo"] else None,
    )
