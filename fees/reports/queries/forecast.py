"""收入预测: what is owed today, by the month in which it can be expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.db.models.functions import Coalesce

from fees.collection.models import CollectionBlock, CollectionCase, CollectionContact
from fees.ledger.models import ZERO, FeeAccount
from fees.ledger.owed import owed_by
from fees.reports.rules import DATED, Expected, Ground, expected, months_from
from renfang.organisations.scope import Scope

MONTHS = 12
# What no month can be named for, in words.
OPEN_ENDED = {
    Ground.OVERDUE: "已逾期，没有承诺",
    Ground.UNDATED: "没有缴款期限（缴费文书未送达）",
    Ground.HELD: "暂缓催缴",
}
GROUNDS = {Ground.PROMISE: "承诺缴纳", Ground.DUE: "缴款期限", **OPEN_ENDED}


@dataclass(frozen=True)
class Line:
    """A sum that is expected of one account."""

    account_id: int
    payer: str
    subject: str
    office: str
    part: Expected

    @property
    def pk(self) -> int:
        """The account's."""
        return self.account_id

    @property
    def words(self) -> str:
        """Why it is expected."""
        return GROUNDS[self.part.ground]


@dataclass
class Month:
    """What is expected in one month, in yuan; ``first`` is None for all that comes later."""

    first: date | None
    sums: dict[Ground, Decimal] = field(default_factory=lambda: dict.fromkeys(DATED, ZERO))
    accounts: set[int] = field(default_factory=set)

    @property
    def label(self) -> str:
        """The month in words."""
        return f"{self.first.year} 年 {self.first.month} 月" if self.first else "以后"

    @property
    def key(self) -> str:
        """The month in the address."""
        return f"{self.first:%Y-%m}" if self.first else "later"

    @property
    def total(self) -> Decimal:
        """All that is expected."""
        return sum(self.sums.values(), ZERO)


@dataclass(frozen=True)
class Forecast:
    """Everything that is owed today, each yuan once: by month, or where no day can be named."""

    today: date
    lines: Sequence[Line]

    @property
    def months(self) -> list[Month]:
        """This month and the eleven after it, then what comes later if there is anything."""
        months = [Month(first) for first in months_from(self.today, MONTHS)]
        later = Month(None)
        by_first = {(month.first.year, month.first.month): month for month in months if month.first}
        for line in self.dated:
            assert line.part.day is not None
            month = by_first.get((line.part.day.year, line.part.day.month), later)
            month.sums[line.part.ground] += line.part.amount
            month.accounts.add(line.account_id)
        return [*months, later] if later.total else months

    @property
    def dated(self) -> list[Line]:
        """What is expected on a day, the first day first."""
        dated = [line for line in self.lines if line.part.day is not None]
        return sorted(dated, key=lambda line: (line.part.day, line.account_id))

    @property
    def open_ended(self) -> dict[Ground, Decimal]:
        """Yuan for which no day can be named, by the reason."""
        return {ground: self._sum(ground) for ground in OPEN_ENDED}

    @property
    def total(self) -> Decimal:
        """All that is owed, in yuan."""
        return sum((line.part.amount for line in self.lines), ZERO)

    def _sum(self, ground: Ground) -> Decimal:
        amounts = (line.part.amount for line in self.lines if line.part.ground is ground)
        return sum(amounts, ZERO)

    def within(self, key: str) -> list[Line]:
        """The lines of a month (``2026-12``, ``later``) or of a ground; all dated ones for none."""
        if key in OPEN_ENDED:
            return [line for line in self.lines if line.part.ground == key]
        if not key:
            return self.dated
        ends = months_from(self.today, MONTHS)[-1]
        return [
            line
            for line in self.dated
            if line.part.day is not None
            and (
                f"{line.part.day:%Y-%m}" == key
                if key != "later"
                else (line.part.day.year, line.part.day.month) > (ends.year, ends.month)
            )
        ]


def forecast_in(scope: Scope, today: date) -> Forecast:
    """What this user may see of it. The same few queries however many accounts owe."""
    accounts = FeeAccount.objects.visible_to(scope).owing()
    owed = owed_by(accounts, today)
    promises, held = _promises(scope, today), _held(scope)
    heads = accounts.order_by("pk").values(
        "pk",
        payer=Coalesce("project__developer__name", "demolition__applicant"),
        subject=Coalesce("project__name", "demolition__shelter__name"),
        office=F("organisation__name"),
    )
    lines = []
    for head in heads:
        pk = head.pop("pk")
        charges = [(item.due_on, item.amount) for item in owed[pk].open]
        parts = expected(charges, promises[pk], today, is_held=pk in held)
        lines += [Line(pk, part=part, **head) for part in parts]
    return Forecast(today, lines)


def _promises(scope: Scope, today: date) -> dict[int, list[tuple[date, Decimal]]]:
    """Open promises by account; of several for one day of a case the last that was noted."""
    told = (
        CollectionContact.objects.visible_to(scope)
        .filter(promised_on__gte=today, case__state=CollectionCase.State.OPEN)
        .order_by("pk")
        .values_list("case__account", "promised_on", "promised_amount")
    )
    by_day: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for account, day, amount in told:
        by_day[account][day] = amount
    return defaultdict(list, {account: list(days.items()) for account, days in by_day.items()})


def _held(scope: Scope) -> set[int]:
    """Accounts of which nothing is asked at present."""
    blocks = CollectionBlock.objects.visible_to(scope).filter(lifted_on__isnull=True)
    return set(blocks.values_list("case__account", flat=True))
