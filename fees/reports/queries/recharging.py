"""欠费试算: what every account that owes would have been charged by another rule book.

Nothing is kept, and nothing that was decided changes: what is owed stands as it was assessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from fees.assessments.models import Assessment
from fees.assessments.queries import charging
from fees.calculation.fee import assess
from fees.ledger.models import ZERO, FeeAccount
from renfang.organisations.scope import Scope
from renfang.rules.books import BookError, RuleBook
from renfang.rules.explained import FactProblem
from renfang.rules.models import BookEdition


@dataclass(frozen=True)
class Recharged:
    """One account: yuan charged now and by the other book; None where the book cannot say."""

    assessment: Assessment
    payable: Decimal | None
    problem: str = ""

    @property
    def pk(self) -> int:
        """The account's."""
        return self.assessment.account_id

    @property
    def note(self) -> str:
        """Why the book cannot say, or why what is charged now is not what a book gave."""
        is_decided = self.assessment.kind in Assessment.FOLLOWING
        return self.problem or ("现应缴依变更决定" if is_decided else "")

    @property
    def change(self) -> Decimal | None:
        """By how much more, or less."""
        return None if self.payable is None else self.payable - self.assessment.payable


@dataclass(frozen=True)
class Comparison:
    """All accounts, those that change most first, and the sums of those that the book can say."""

    lines: list[Recharged]

    @property
    def before(self) -> Decimal:
        """What they are charged now, in yuan."""
        return sum((line.assessment.payable for line in self._told), ZERO)

    @property
    def after(self) -> Decimal:
        """What they would be charged."""
        return sum((line.payable or ZERO for line in self._told), ZERO)

    @property
    def untold(self) -> int:
        """Accounts of which the book cannot say."""
        return len(self.lines) - len(self._told)

    @property
    def _told(self) -> list[Recharged]:
        return [line for line in self.lines if line.payable is not None]


def recharge(
    scope: Scope, edition: BookEdition, on: date, *, keeps_rate: bool = False
) -> Comparison:
    """Every relocation fee of which something is owed, charged by ``edition`` as of ``on``.

    ``keeps_rate``: at the rate (yuan/㎡) of the place, where the assessment used one, instead of
    the book's.
    """
    book = edition.book()
    rows = (
        charging()
        .filter(account__in=FeeAccount.objects.visible_to(scope).relocation().owing())
        .select_related("account__project__developer", "organisation")
        .order_by("pk")
    )
    lines = [_line(row, book, on, keeps_rate=keeps_rate) for row in rows]
    return Comparison(sorted(lines, key=lambda line: -abs(line.change or ZERO)))


def _line(row: Assessment, book: RuleBook, on: date, *, keeps_rate: bool) -> Recharged:
    try:
        facts = row.computed.stated
        facts = replace(facts, as_of=on, rate=facts.rate if keeps_rate else None)
        return Recharged(row, assess(book, facts).value.payable)
    except (FactProblem, BookError) as problem:
        words = problem.message if isinstance(problem, FactProblem) else str(problem)
        return Recharged(row, None, words)
