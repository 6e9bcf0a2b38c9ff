"""账龄: what was owed at the end of any day, by how long it was overdue. Reads the ledger only.

Each charge is an open item with the day to pay by of the first notice that demanded it (拆除补偿费:
of the approval that charged it); payments,
refunds and the like settle the oldest items first. So a supplement assessed later ages on its own,
and a past day shows what the books said on that day. Counted in whole 分.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from fees.ledger.models import FeeAccount, LedgerEntry
from fees.notices.models import PaymentNotice
from renfang.organisations.scope import Scope

# (code, what the heading says, from day, to day); overdue days are counted from the day after.
BUCKETS: Sequence[tuple[str, str, int, int | None]] = (
    ("d0_30", "0–30 天", 1, 30),
    ("d31_60", "31–60 天", 31, 60),
    ("d61_90", "61–90 天", 61, 90),
    ("d91_120", "91–120 天", 91, 120),
    ("over_120", "120 天以上", 121, None),
)
NOT_DUE = "not_due"
CODES = (NOT_DUE, *(code for code, *_ in BUCKETS))
LABELS: Mapping[str, str] = {NOT_DUE: "未到期", **{code: label for code, label, *_ in BUCKETS}}
ZERO = Decimal("0.00")
# Where an account's division stands: the project's, the demolished works' own, or their project's.
_DIVISIONS = (
    "project__division__name",
    "demolition__shelter__division__name",
    "demolition__shelter__project__division__name",
)


@dataclass
class Aged:
    """Sums in yuan by bucket, of one debtor, a division, or all."""

    sums: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(CODES, ZERO))

    def add(self, code: str, amount: Decimal) -> None:
        self.sums[code] += amount

    @property
    def total(self) -> Decimal:
        """All that is owed."""
        return sum(self.sums.values(), ZERO)

    @property
    def overdue(self) -> Decimal:
        """What is owed and past its day."""
        return self.total - self.sums[NOT_DUE]

    @property
    def cells(self) -> list[Decimal]:
        """The sums in the order of ``CODES``."""
        return [self.sums[code] for code in CODES]


@dataclass
class Debt(Aged):
    """What one account owed: of whom, for what, where, and since when."""

    account_id: int = 0
    debtor: str = ""
    project: str = ""
    organisation: str = ""
    division: str = ""
    oldest_due_on: date | None = None
    oldest_days: int = 0


@dataclass(frozen=True)
class Ageing:
    """The whole picture on ``as_of``: debts with the oldest first, and their sums."""

    as_of: date
    debts: Sequence[Debt]

    @property
    def total(self) -> Aged:
        """The sum of all debts."""
        return _sum(self.debts)

    @property
    def divisions(self) -> list[tuple[str, Aged]]:
        """The sums by division, in the order of their names."""
        names = sorted({debt.division for debt in self.debts})
        return [
            (name, _sum(debt for debt in self.debts if debt.division == name)) for name in names
        ]


def ageing_in(scope: Scope, as_of: date, *, division: str = "") -> Ageing:
    """What this user may see of the debts at the end of ``as_of``; of one division where named."""
    accounts = FeeAccount.objects.visible_to(scope)
    if division:
        accounts = accounts.alias(division=Coalesce(*_DIVISIONS)).filter(division=division)
    return ageing_of(accounts, as_of)


def ageing_of(accounts: QuerySet[FeeAccount], as_of: date) -> Ageing:
    """The debts of these accounts at the end of ``as_of``."""
    owing = (
        LedgerEntry.objects.filter(account__in=accounts, business_date__lte=as_of)
        .order_by()
        .values("account")
        .annotate(owed=Sum("amount"))
        .filter(owed__gt=ZERO)
        .values("account")
    )
    notices = _notices(accounts, as_of)
    debts = [
        _debt(head, list(entries), notices.get(head["account"], []), as_of)
        for head, entries in _books(owing, as_of)
    ]
    return Ageing(as_of, sorted(debts, key=lambda debt: (-debt.oldest_days, debt.account_id)))


def _books(
    owing: QuerySet[LedgerEntry], as_of: date
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The entries of each account that owed something, with what its head says."""
    rows = (
        LedgerEntry.objects.filter(account__in=owing, business_date__lte=as_of)
        .order_by("account_id", "business_date", "sequence")
        .values(
            "account",
            "kind",
            "amount",
            "business_date",
            "assessment__version",
            project=Coalesce("account__project__name", "account__demolition__shelter__name"),
            debtor=Coalesce("account__project__developer__name", "account__demolition__applicant"),
            division=Coalesce(*(f"account__{path}" for path in _DIVISIONS), Value("")),
            office=F("account__organisation__name"),
        )
    )
    for _, book in groupby(rows.iterator(chunk_size=5000), key=itemgetter("account")):
        entries = list(book)
        yield entries[0], entries


def _notices(accounts: QuerySet[FeeAccount], as_of: date) -> dict[int, list[tuple[int, date]]]:
    """Per account the (version, day to pay by) of notices in force on ``as_of``, oldest first.

    A compensation has no versions: its day, of version 0, is the approval's.
    """
    rows = (
        PaymentNotice.objects.filter(
            assessment__account__in=accounts, document__issued_on__lte=as_of
        )
        .filter(Q(document__voiding__isnull=True) | Q(document__voiding__voided_at__date__gt=as_of))
        .order_by("id")
        .values_list("assessment__account", "assessment__version", "due_on")
    )
    approvals = accounts.filter(demolition__isnull=False).values_list("pk", "demolition__due_on")
    found = {account: [(0, due_on)] for account, due_on in approvals if due_on}
    for account, version, due_on in rows:
        found.setdefault(account, []).append((version, due_on))
    return found


def _debt(
    head: Mapping[str, Any],
    entries: Iterable[Mapping[str, Any]],
    notices: Sequence[tuple[int, date]],
    as_of: date,
) -> Debt:
    debt = Debt(
        account_id=head["account"],
        debtor=head["debtor"],
        project=head["project"],
        organisation=head["office"],
        division=head["division"],
    )
    for due_on, amount in _open_items(entries, notices):
        days = (as_of - due_on).days if due_on else 0
        debt.add(bucket_of(days), amount)
        if due_on and days > debt.oldest_days:
            debt.oldest_days, debt.oldest_due_on = days, due_on
    return debt


def _open_items(
    entries: Iterable[Mapping[str, Any]], notices: Sequence[tuple[int, date]]
) -> list[tuple[date | None, Decimal]]:
    """What is left of each charge, (day to pay by, yuan), once the credits met the oldest first."""
    items: list[list[Any]] = []
    credit = ZERO
    for entry in entries:
        if entry["amount"] > ZERO and entry["kind"] == LedgerEntry.Kind.CHARGE:
            items.append([_due_on(entry["assessment__version"], notices), entry["amount"]])
        else:
            # A payment lessens what is open; its reversal, or a refund, brings it back.
            credit -= entry["amount"]
    items.sort(key=lambda item: (item[0] is None, item[0] or date.max))
    for item in items:
        met = min(item[1], credit) if credit > ZERO else ZERO
        item[1] -= met
        credit -= met
    if credit < ZERO and items:
        items[0][1] -= credit
    elif credit < ZERO:
        items.append([None, -credit])
    return [(due_on, amount) for due_on, amount in items if amount > ZERO]


def _due_on(version: int | None, notices: Sequence[tuple[int, date]]) -> date | None:
    """The day to pay by of the first notice that demanded a charge of this version."""
    return next((due for noticed, due in notices if noticed >= (version or 0)), None)


def bucket_of(days: int) -> str:
    """Which bucket so many days overdue fall into; 0 and less are not due."""
    for code, _, first, last in BUCKETS:
        if days >= first and (last is None or days <= last):
            return code
    return NOT_DUE


def _sum(debts: Iterable[Aged]) -> Aged:
    total = Aged()
    for debt in debts:
        for code in CODES:
            total.add(code, debt.sums[code])
    return total


def last_month_end(today: date) -> date:
    """The last day of the month before."""
    return today.replace(day=1) - timedelta(days=1)


def as_data(picture: Ageing) -> dict[str, Any]:
    """The picture as JSON values: amounts as strings in yuan, days ISO."""
    return {
        "as_of": picture.as_of.isoformat(),
        "buckets": [{"code": code, "label": LABELS[code]} for code in CODES],
        "total": _aged_data(picture.total),
        "divisions": [{"division": name, **_aged_data(aged)} for name, aged in picture.divisions],
        "debtors": [
            {
                "account": debt.account_id,
                "debtor": debt.debtor,
                "project": debt.project,
                "organisation": debt.organisation,
                "division": debt.division,
                "oldest_due_on": debt.oldest_due_on.isoformat() if debt.oldest_due_on else None,
                "oldest_days": debt.oldest_days,
                **_aged_data(debt),
            }
            for debt in picture.debts
        ],
    }


def _aged_data(aged: Aged) -> dict[str, str]:
    sums = {code: f"{amount:.2f}" for code, amount in aged.sums.items()}
    return {**sums, "overdue": f"{aged.overdue:.2f}", "total": f"{aged.total:.2f}"}
