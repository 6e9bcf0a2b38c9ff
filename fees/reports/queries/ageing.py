"""账龄: what was owed at the end of any day, by how long it was overdue.

What is left of each charge and since when says ``fees.ledger.owed``, as entries and papers were on
that day; here it is only sorted by age. Counted in whole 分.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from fees.ledger.models import FeeAccount
from fees.ledger.owed import Owed, owed_by, owing_on
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
    owing = owing_on(accounts, as_of)
    owed = owed_by(owing, as_of)
    debts = [_debt(head, owed[head["pk"]]) for head in _heads(owing)]
    return Ageing(as_of, sorted(debts, key=lambda debt: (-debt.oldest_days, debt.account_id)))


def _heads(accounts: QuerySet[FeeAccount]) -> Iterator[dict[str, Any]]:
    """Of whom, for what and where each account is."""
    rows = accounts.order_by().values(
        "pk",
        name=Coalesce("project__name", "demolition__shelter__name"),
        debtor=Coalesce("project__developer__name", "demolition__applicant"),
        place=Coalesce(*_DIVISIONS, Value("")),
        office=F("organisation__name"),
    )
    return rows.iterator(chunk_size=5000)


def _debt(head: Mapping[str, Any], owed: Owed) -> Debt:
    debt = Debt(
        account_id=head["pk"],
        debtor=head["debtor"],
        project=head["name"],
        organisation=head["office"],
        division=head["place"],
    )
    for days, amount in owed.by_days():
        debt.add(bucket_of(days), amount)
    if owed.days > 0:
        debt.oldest_days, debt.oldest_due_on = owed.days, owed.due_on
    return debt


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


def from_data(data: Mapping[str, Any]) -> Ageing:
    """The picture that ``as_data`` wrote down."""
    debts = [
        Debt(
            sums={code: Decimal(row[code]) for code in CODES},
            account_id=row["account"],
            debtor=row["debtor"],
            project=row["project"],
            organisation=row["organisation"],
            division=row["division"],
            oldest_due_on=date.fromisoformat(row["oldest_due_on"])
            if row["oldest_due_on"]
            else None,
            oldest_days=row["oldest_days"],
        )
        for row in data["debtors"]
    ]
    return Ageing(date.fromisoformat(data["as_of"]), debts)


def _aged_data(aged: Aged) -> dict[str, str]:
    sums = {code: f"{amount:.2f}" for code, amount in aged.sums.items()}
    return {**sums, "overdue": f"{aged.overdue:.2f}", "total": f"{aged.total:.2f}"}
