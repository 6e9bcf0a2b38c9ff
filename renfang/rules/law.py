"""Which law applies at an office on a day: one answer for acts, pages, proposals and figures.

It is found in the tree of offices. An office applies its own local practice, else that of its
nearest superior; its own edition of the rules, else its nearest superior's, else the shipped book
that the practice names. The office asked is the one in whose place the project stands, also where
another decides on its permits (决定机关): that one signs, the law of the place stays. The day is
the act's: that of 受理 for the required area, of the decision for the fee, and for what is late the
day up to which it is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models

from renfang.acts import Incomplete
from renfang.organisations.models import Organisation
from renfang.rules.books import RuleBook
from renfang.rules.editions import BookEdition, edition_on, find_book
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
    in_force = models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=day)
    rows = LocalPractice.objects.filter(in_force, effective_from__lte=day)
    practice = organisation.nearest(rows)
    if practice is None:
        return None
    edition = edition_on(organisation, day)
    reference = practice.rulebook if edition is None else edition.reference
    return Law(day, practice, reference, find_book(reference))


@dataclass(frozen=True)
class Reach:
    """An office below which a book stands: ``applies`` it, or ``words`` say why it does not."""

    office: Organisation
    applies: bool
    words: str


def reach_of(edition: BookEdition, offices: Iterable[Organisation], day: date) -> tuple[Reach, ...]:
    """Which of ``offices`` apply ``edition`` on ``day``, by the tree, as ``law_at`` tells for one.

    Of a bureau's own edition all offices at or below its own are told, of a shipped one those that
    apply it. A draft is taken as if it were published on that day. Two queries, however many
    offices there are.
    """
    own = [office for office in offices if _stands_below(office, edition)]
    practices: dict[int, LocalPractice] = {}
    in_force = models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=day)
    rows = LocalPractice.objects.filter(in_force, effective_from__lte=day)
    for practice in rows.order_by("effective_from"):
        practices[practice.organisation_id] = practice
    editions: dict[int, BookEdition] = {}
    published = BookEdition.objects.filter(organisation__isnull=False).in_force(day)
    for other in published.defer("content", "cases").order_by("pk"):
        editions[other.organisation_id] = other
    if edition.organisation_id is not None:
        editions[edition.organisation_id] = edition
    found = [_reach(edition, office, practices, editions) for office in own]
    is_shipped = edition.organisation_id is None
    return tuple(reach for reach in found if reach.applies or not is_shipped)


def _stands_below(office: Organisation, edition: BookEdition) -> bool:
    return edition.organisation_id is None or edition.organisation_id in office.lineage


def _reach(
    edition: BookEdition,
    office: Organisation,
    practices: Mapping[int, LocalPractice],
    editions: Mapping[int, BookEdition],
) -> Reach:
    nearest_first = list(reversed(office.lineage))
    practice = next((practices[pk] for pk in nearest_first if pk in practices), None)
    if practice is None:
        return Reach(office, applies=False, words="没有登记本地执行口径，不能核定")
    own = next((editions[pk] for pk in nearest_first if pk in editions), None)
    if own is not None:
        applies = own.pk == edition.pk
        return Reach(office, applies, "适用" if applies else f"适用{own}")
    applies = edition.organisation_id is None and practice.rulebook == edition.code
    return Reach(office, applies, "适用" if applies else "适用执行口径所列的规则库")


def require_law(organisation: Organisation, day: date) -> Law:
    """The law at ``organisation`` on ``day``. Raises Incomplete where none is registered."""
    law = law_at(organisation, day)
    if law is None:
        raise Incomplete(
            f"{organisation}没有登记 {day} 适用的本地执行口径，不能核定。"
            "由系统管理员在“机构与口径”中登记规则、城市类别和依据文件"
        )
    return law
