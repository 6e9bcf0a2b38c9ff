"""What delay adds: 加处罚款 on a fine, 滞纳金 on the fee where the province's law says so.

Source: 行政处罚法 arts 72, 73; 行政强制法 arts 12, 45. Never 3 % on the fee.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fees.collection.lawful_steps import LEVY
from fees.late_payment import Interval, Late, accrue
from fees.models import CollectionStep, CollectionTrack
from renfang.rules.books import RuleBook
from renfang.rules.editions import find_book
from renfang.rules.explained import BadFact, Explained
from renfang.rules.models import practice_on

ZERO = Decimal("0.00")


def book_of(track: CollectionTrack, day: date) -> RuleBook | None:
    """The rule book that the office applies on ``day``; None where none was adopted."""
    practice = practice_on(track.organisation, day)
    return find_book(practice.applied_rulebook) if practice else None


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
