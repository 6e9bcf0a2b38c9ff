"""The fine of a penalty track: within the lawful range, and never above what was told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fees.collection.delay import book_of
from fees.fines import FineFacts, FineRange, fine_range
from fees.models import CollectionTrack
from renfang.acts import Incomplete
from renfang.rules.explained import BadFact, Explained, MissingFact


def lawful_range(track: CollectionTrack, day: date) -> Explained[FineRange] | None:
    """What the office's rule book allows for this project; None where it cannot say."""
    book = book_of(track, day)
    if book is None:
        return None
    assessment = track.case.account.assessments.order_by("-version").first()
    facts = FineFacts(
        required_area=assessment.required_area if assessment else None,
        unbuilt_area=assessment.shortfall_area if assessment else None,
    )
    try:
        return fine_range(book, facts, day)
    except (BadFact, MissingFact):
        return None


def require_lawful_fine(track: CollectionTrack, fine: Decimal, day: date, *, told: bool) -> None:
    """Raise Incomplete on ``amount`` for a fine outside of the range or above the prior notice.

    Source: 人民防空法 art. 48 and provincial law; 行政处罚法 art. 45 (no heavier penalty because a
    statement was made), art. 44 (what was not told cannot be imposed).
    """
    found = lawful_range(track, day)
    if found is not None and not found.value.minimum <= fine <= found.value.maximum:
        raise Incomplete(
            f"罚款应在 {found.value.minimum:,} 元至 {found.value.maximum:,} 元之间"
            f"（{found.steps[-1].basis}）",
            field="amount",
        )
    if told and fine > track.told_amount:
        raise Incomplete(
            f"罚款不得高于事先告知的 {track.told_amount:,} 元。确需加重的，重新事先告知",
            field="amount",
        )
