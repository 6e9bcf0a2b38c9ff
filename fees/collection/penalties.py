"""What delay adds to a fine or a fee, and the lawful range of the fine itself.

加处罚款 runs on a fine, 滞纳金 on the fee where the province's law says so; never 3 % on the fee. A
fine lies within its range and never above what was told. Source: 行政处罚法 arts 72, 73;
行政强制法 arts 12, 45.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fees.calculation.fines import FineFacts, FineRange, fine_range
from fees.calculation.late_payment import Interval, Late, accrue
from fees.collection.models import CollectionStep, CollectionTrack
from fees.collection.steps.table import LEVY
from renfang.acts import Incomplete
from renfang.rules.books import RuleBook
from renfang.rules.explained import BadFact, Explained, MissingFact
from renfang.rules.law import law_at

ZERO = Decimal("0.00")


def book_of(track: CollectionTrack, day: date) -> RuleBook | None:
    """The rule book that the office applies on ``day``; None where none was adopted."""
    law = law_at(track.organisation, day)
    return None if law is None else law.book


def added_on(
    track: CollectionTrack, day: date, book: RuleBook | None = None
) -> Explained[Late] | None:
    """What has been added up to ``day``, with its steps; None where nothing can have been.

    Counted on what is unpaid, from the day after the day to pay by; reconsideration and
    litigation stop the count.
    """
    if track.pay_by is None or track.served_on is None or day <= track.pay_by:
        return None
    book = book or book_of(track, day)
    if book is None or track.owed <= ZERO:
        return None
    try:
        return accrue(
            book,
            as_of=day,
            obligation="fee" if track.kind == LEVY else "fine",
            principal=track.owed,
            due=track.pay_by,
            until=day,
            excluded=contested_days(track.steps.all(), day),
        )
    except BadFact:
        # The book has no rule for the obligation on that day: then nothing is added.
        return None


def added_sum(track: CollectionTrack, day: date, book: RuleBook | None = None) -> Decimal:
    """The same in yuan."""
    added = added_on(track, day, book)
    return added.value.accrued if added else ZERO


def contested_days(steps: Iterable[CollectionStep], today: date) -> list[Interval]:
    """The days of 复议 and 诉讼, the last one open until today."""
    found: list[Interval] = []
    began: date | None = None
    for step in steps:
        if step.code == "contest":
            began = step.on
        elif step.code in ("uphold", "annul") and began is not None:
            found.append((began, max(began, step.on)))
            began = None
    if began is not None:
        found.append((began, max(began, today)))
    return found


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
