"""三方对账 and 余额调节表: which sources report a payment that is booked, and what more they say.

A payment is booked once; tax receipt, treasury list, bank line and non-tax system are evidence of
it: the line that it was posted from, and every line that was found to be the same payment. A source
is missed only where a statement of its covers the day of the payment and does not have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from fees.ledger.models import ZERO, LedgerEntry
from fees.ledger.rules import last_day
from fees.reconciliation.models import Statement, StatementClaim, StatementLine
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope

_Lane, _Kind = StatementLine.Lane, LedgerEntry.Kind
# The sources that send statements, with their names.
SOURCES: dict[str, str] = dict(Statement._meta.get_field("source").flatchoices)
# Lines that are no receipt of the fee, or repeat one that the same source has sent before.
_BESIDE = (_Lane.IRRELEVANT, _Lane.OUTGOING, _Lane.REPEATED)


def payments(scope: Scope) -> QuerySet[LedgerEntry]:
    """The payments that stand: what was taken back was no payment."""
    return LedgerEntry.objects.visible_to(scope).filter(
        kind=_Kind.PAYMENT, reversed_by__isnull=True
    )


@dataclass(frozen=True)
class Evidence:
    """What the sources say of one payment: the first day on which each reports it."""

    reported: dict[str, date]
    missing: Sequence[str] = ()

    @property
    def words(self) -> str:
        """Whether the sources agree: 三个来源一致, 缺银行流水, 只有凭证登记."""
        if self.missing:
            return f"缺{'、'.join(SOURCES[source] for source in self.missing)}"
        if not self.reported:
            return "没有来源印证"
        return f"{len(self.reported)} 个来源一致"

    @property
    def is_sound(self) -> bool:
        """Whether some source reports it and none is missed."""
        return bool(self.reported) and not self.missing


def evidence_of(entries: Sequence[LedgerEntry]) -> dict[int, Evidence]:
    """For each payment (id) what the sources say. Three queries, however many they are."""
    reported: dict[int, dict[str, date]] = defaultdict(dict)
    for link in _links_of(entries=entries):
        days = reported[link.entry_id]
        days[link.source] = min(link.booked_on, days.get(link.source, link.booked_on))
    covered = _covered({entry.organisation_id for entry in entries})
    return {
        entry.pk: Evidence(
            reported[entry.pk],
            [
                source
                for source in SOURCES
                if source not in reported[entry.pk]
                and any(
                    first <= entry.business_date <= last
                    for first, last in covered[entry.organisation_id, source]
                )
            ],
        )
        for entry in entries
    }


@dataclass(frozen=True)
class Link:
    """A line of a source and an entry that it is evidence of; ``paid`` is the entry's, in yuan."""

    entry_id: int
    paid: Decimal
    line_id: int
    source: str
    booked_on: date


def _links_of(
    *,
    entries: QuerySet[LedgerEntry] | Sequence[LedgerEntry] | None = None,
    lines: QuerySet[StatementLine] | None = None,
) -> Iterator[Link]:
    """Of these entries, or of these lines: what they were posted from, what was found the same."""
    claims = StatementClaim.objects.filter(entry__isnull=False)
    found = StatementLine.objects.filter(
        lane=_Lane.MATCHED, amount__gt=ZERO, found_entry__isnull=False
    ).exclude(statement__state=Statement.State.DISCARDED)
    if entries is not None:
        claims, found = claims.filter(entry__in=entries), found.filter(found_entry__in=entries)
    if lines is not None:
        claims, found = claims.filter(line__in=lines), found.filter(pk__in=lines)
    line = ("line", "line__statement__source", "line__booked_on")
    for entry, amount, *rest in claims.values_list("entry", "entry__amount", *line):
        yield Link(entry, ZERO - amount, *rest)
    line = ("pk", "statement__source", "booked_on")
    for entry, amount, *rest in found.values_list("found_entry", "found_entry__amount", *line):
        yield Link(entry, ZERO - amount, *rest)


def _covered(offices: Iterable[int]) -> dict[tuple[int, str], list[tuple[date, date]]]:
    """The days that statements of each office and source reach over."""
    reach: dict[tuple[int, str], list[tuple[date, date]]] = defaultdict(list)
    statements = Statement.objects.filter(organisation__in=list(offices)).exclude(
        state=Statement.State.DISCARDED
    )
    for office, source, *days in statements.values_list(
        "organisation", "source", "first_day", "last_day"
    ):
        reach[office, source].append((days[0], days[1]))
    return reach


@dataclass(frozen=True)
class Adjusted:
    """余额调节: one source and the ledger over a month of an office, in yuan.

    booked − unreported − later + earlier + waiting + divided = stated.
    """

    source: str
    # What the ledger has of the month: payments less what took payments back.
    booked: Decimal
    # Of it what the source does not have, and what it has on a day outside of the month.
    unreported: Decimal
    later: Decimal
    # What the source has in the month and the ledger on a day outside of it, or not yet.
    earlier: Decimal
    waiting: Decimal
    # What lines of the month say beyond the entries that they became; nothing, if all is sound.
    divided: Decimal
    # What the source says of the month: its lines, but for those that are no receipts.
    stated: Decimal

    @property
    def label(self) -> str:
        """The source's name."""
        return SOURCES[self.source]

    @property
    def adjusted(self) -> Decimal:
        """What the ledger comes to; equal to what the source says."""
        return (
            self.booked - self.unreported - self.later + self.earlier + self.waiting + self.divided
        )

    @property
    def parts(self) -> list[tuple[str, Decimal]]:
        """Its lines in words, each with its sign."""
        return [
            ("台账本月收款净额", self.booked),
            ("减：台账已记，来源未列", -self.unreported),
            ("减：台账本月已记，来源列在其他月份", -self.later),
            ("加：来源本月已列，台账记在其他月份", self.earlier),
            ("加：来源已列，台账未记", self.waiting),
            *([("加：流水与分录差额", self.divided)] if self.divided else []),
            ("调节后", self.adjusted),
            ("来源本月合计", self.stated),
        ]


def adjustments(organisation: Organisation, month: date) -> list[Adjusted]:
    """One for each source that has sent statements that reach into the month."""
    last = last_day(month)
    sources = (
        Statement.objects.filter(
            organisation=organisation, first_day__lte=last, last_day__gte=month
        )
        .exclude(state=Statement.State.DISCARDED)
        .values_list("source", flat=True)
    )
    wanted = set(sources)
    return [_adjusted(organisation, source, month, last) for source in SOURCES if source in wanted]


def _adjusted(organisation: Organisation, source: str, first: date, last: date) -> Adjusted:
    received = _received(organisation).filter(business_date__range=(first, last))
    lines = (
        StatementLine.objects.filter(
            organisation=organisation, statement__source=source, booked_on__range=(first, last)
        )
        .exclude(lane__in=_BESIDE)
        .exclude(statement__state=Statement.State.DISCARDED)
    )
    booked = {pk: ZERO - amount for pk, amount in received.values_list("pk", "amount")}
    stated = dict(lines.values_list("pk", "amount"))
    reported = {link.entry_id for link in _links_of(entries=received) if link.source == source}
    links = list(_links_of(lines=lines))
    became = {link.entry_id: link.paid for link in links}
    known = {link.line_id for link in links}
    said = sum((stated[pk] for pk in known), ZERO)
    return Adjusted(
        source=source,
        booked=_sum(booked),
        unreported=_sum(booked, booked.keys() - reported),
        later=_sum(booked, (booked.keys() & reported) - became.keys()),
        earlier=_sum(became, became.keys() - booked.keys()),
        waiting=_sum(stated, stated.keys() - known),
        divided=said - _sum(became),
        stated=_sum(stated),
    )


def _received(organisation: Organisation) -> QuerySet[LedgerEntry]:
    """Payments, and the reversals that took payments back."""
    return LedgerEntry.objects.filter(organisation=organisation).filter(
        Q(kind=_Kind.PAYMENT) | Q(kind=_Kind.REVERSAL, reverses__kind=_Kind.PAYMENT)
    )


def _sum(amounts: Mapping[int, Decimal], keys: Iterable[int] | None = None) -> Decimal:
    wanted = amounts if keys is None else keys
    return sum((amounts[key] for key in wanted), ZERO)
