"""Which law applies at an office on a day: one answer for acts, pages, proposals and figures.

It is found in the tree of offices. An office applies its own local practice, else that of its
nearest superior; its own edition of the rules, else its nearest superior's, else the shipped book
that the practice names. The office asked is the one in whose place the project stands, also where
another decides on its permits (决定机关): that one signs, the law of the place stays. The day is
the act's: that of 受理 for the required area, of the decision for the fee, and for what is late the
day up to which it is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models

from renfang.acts import Incomplete
from renfang.organisations.models import Organisation
from renfang.rules.books import RuleBook
from renfang.rules.editions import edition_on, find_book
from renfang.rules.models import LocalPractice


@dataclass(frozen=True)
class Law:
    """The book that applies on ``day``, and what the office has fixed within it.

    ``reference`` is what stored facts name the book by (``find_book`` gives it back).
    """

    day: date
    practice: LocalPractice
    reference: str
    book: RuleBook

    @property
    def local_share(self) -> Decimal | None:
        """The share within the book's band, None where the book fixes it."""
        points = self.practice.local_share_bp
        return None if points is None else Decimal(points).scaleb(-4)

    @property
    def local_rate(self) -> Decimal | None:
        """The office's rate in yuan/㎡; None where the book has rates, which then apply.

        Raises BadFact for a day on which the book does not hold.
        """
        return None if self.book.on(self.day).rates else self.practice.local_rate


def law_at(organisation: Organisation, day: date) -> Law | None:
    """The law at ``organisation`` on ``day``; None where no practice has been registered for it."""
    practice = (
        LocalPractice.objects.filter(organisation__in=organisation.lineage, effective_from__lte=day)
        .filter(models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=day))
        # Each path is a prefix of the next below it, so the nearest superior sorts last.
        .order_by("-organisation__path", "-effective_from")
        .first()
    )
    if practice is None:
        return None
    edition = edition_on(organisation, day)
    reference = practice.rulebook if edition is None else edition.reference
    return Law(day, practice, reference, find_book(reference))


def require_law(organisation: Organisation, day: date) -> Law:
    """The law at ``organisation`` on ``day``. Raises Incomplete where none is registered."""
    law = law_at(organisation, day)
    if law is None:
        raise Incomplete(
            f"{organisation}没有登记 {day} 适用的本地执行口径，不能核定。"
            "由系统管理员在“机构与口径”中登记规则、城市类别和依据文件"
        )
    return law
