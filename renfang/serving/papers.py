"""送达回证, the sheet: a kind of paper for each family of permissions, one snapshot, one page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.organisations.models import User

if TYPE_CHECKING:
    from renfang.serving.hooks import Matter
    from renfang.serving.models import ServiceReceipt

_TITLE = "送达回证"


def register_receipt(code: str, label: str, word: str, papers: str) -> None:
    """Register the kind of the receipts that prove the service of a family of papers.

    ``papers`` is what the permissions of the family end with: a receipt is seen, printed and voided
    by whoever does so with what it proves (view_, print_ and void_).
    """
    register_kind(
        DocumentKind(
            code=code,
            label=label,
            word=word,
            view_permission=f"view_{papers}",
            print_permission=f"print_{papers}",
            void_permission=f"void_{papers}",
            compose=delivery_receipt,
        )
    )


def issue_receipt(receipt: ServiceReceipt, matter: Matter, *, on: date, by: User) -> IssuedDocument:
    """Number the sheet, inside the act that prepares the service and after its locks."""
    paper = receipt.paper
    snapshot = {
        "name": paper.about,
        "cause": matter.cause,
        "paper_label": paper.kind_label,
        "paper_number": paper.number,
        "recipient": receipt.recipient,
        "place": receipt.place,
        "method": receipt.get_method_display(),
        "servers": receipt.servers,
        "delivery_note": f"{receipt.reasons}{receipt.note}",
    }
    return issue_document(
        matter.service.receipt,
        matter.subject,
        snapshot,
        title=_TITLE,
        organisation=paper.organisation,
        on=on,
        by=by,
    )


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
        title=_TITLE,
        number=snapshot["number"],
        issuer=snapshot["letterhead"],
        columns=[2.2, 4, 2.2, 4],
        rows=[
            row(("案由", snapshot["cause"])),
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
            "受送达人下落不明或者用其他方式无法送达的，方可公告送达；自发出公告之日起经过三十日视为送达，"
            "公告的原因和经过记入备注并附公告文本。",
        ],
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        seal=Seal(snapshot["seal"]),
        watermark=Watermark.DEMO if snapshot["demo"] else None,
    )
