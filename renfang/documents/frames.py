"""The three frames of papers, with all that the snapshot of every paper states alike.

Head, number, title, the name of the office with date and seal, verification mark and the watermark
of demo data come from what ``issue_document`` froze; a room's ``papers`` add what stands between.
Queries nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from renfang.documents.kinds import Snapshot

if TYPE_CHECKING:
    from renfang.typesetting import (
        Annex,
        Block,
        CertificatePage,
        FormRow,
        FormSheet,
        OfficialLetter,
        Verification,
    )


def letter(
    snapshot: Snapshot,
    verification: Verification | None,
    blocks: Sequence[Block | str],
    *,
    to: str = "",
    annexes: Sequence[Annex] = (),
    note: str = "",
    title: str = "",
    is_notice: bool = True,
    seal_words: str = "",
) -> OfficialLetter:
    """公文 around the blocks: a string is a paragraph, an empty one nothing.

    Decisions and applications are headed as 文件 and end with the 版记 that GB/T 9704-2012 (7.4)
    wants of it, notices as 信函, whose 版记 is 抄送 alone. ``to`` is empty for what addresses the
    public; ``note`` is the 附注 below the date; ``title`` stands where the registry's is not the
    printed one; ``seal_words`` tell a 专用印章 from the office's own seal.
    """
    from renfang.typesetting import LetterForm, OfficialLetter, Paragraph, Seal

    issued = _issued(snapshot, verification, title)
    return OfficialLetter(
        issuer_mark=snapshot["letterhead"],
        addressee=to,
        body=[Paragraph(block) if isinstance(block, str) else block for block in blocks if block],
        annexes=annexes,
        note=note,
        form=LetterForm.LETTER if is_notice else LetterForm.DOCUMENT,
        issuer=snapshot["issuer"],
        copies_to=snapshot.get("copies_to", ""),
        printed_by="" if is_notice else snapshot["issuer"],
        **issued | {"seal": Seal(snapshot["seal"], seal_words)},
    )


def sheet(
    snapshot: Snapshot,
    verification: Verification | None,
    rows: Sequence[FormRow],
    *,
    columns: Sequence[float],
    notes: Sequence[str] = (),
) -> FormSheet:
    """表格式文书 of the rows, signed and sealed by the office; ``columns`` are shares of width."""
    from renfang.typesetting import FormSheet

    return FormSheet(
        rows=rows,
        columns=columns,
        notes=notes,
        signer=snapshot["issuer"],
        **_issued(snapshot, verification),
    )


def certificate(
    snapshot: Snapshot,
    verification: Verification | None,
    rows: Sequence[tuple[str, str]],
    statement: str,
    *,
    title: str = "",
    subtitle: str = "",
) -> CertificatePage:
    """One page with a border: (label, value) rows, and what is certified below them."""
    from renfang.typesetting import CertificatePage

    return CertificatePage(
        rows=rows,
        statement=statement,
        subtitle=subtitle,
        issuer=snapshot["issuer"],
        **_issued(snapshot, verification, title),
    )


def _issued(
    snapshot: Snapshot, verification: Verification | None, title: str = ""
) -> dict[str, Any]:
    """What papers of all three frames state of their issuing."""
    from renfang.typesetting import Seal, Watermark

    return {
        "title": title or snapshot["title"],
        "number": snapshot["number"],
        "issued_on": date.fromisoformat(snapshot["issued_on"]),
        "seal": Seal(snapshot["seal"]),
        "verification": verification,
        "watermark": Watermark.DEMO if snapshot["demo"] else None,
    }
