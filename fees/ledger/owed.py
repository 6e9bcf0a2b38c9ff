"""What is owed, since when, under which paper in force: the one answer, for one account or many.

Pages, lists, desks, ageing, collection, letters, 待办 and commands ask here. The books say what is
left of each charge, the rooms above which paper demands it (``fees.ledger.hooks.DEMANDS``); credits
settle the oldest day first (``fees.ledger.rules.items_left``). A paper that has not been served
makes nobody overdue. What an account answers today is kept on it (``due_on``, ``demand``), so that
lists can order and filter by it: ``recount`` writes it whenever entries or papers change, and the
proof of the ledger counts it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone

from fees.ledger.hooks import DEMANDS, Finding
from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.rules import Demand, Item, items_left


@dataclass(frozen=True)
class Owed:
    """What one account owed at the end of ``as_of``, charge by charge, the oldest day first."""

    as_of: date
    items: Sequence[Item]

    @property
    def open(self) -> list[Item]:
        """The charges of which something is left."""
        return [item for item in self.items if item.amount > ZERO]

    @property
    def total(self) -> Decimal:
        """All that is owed, in yuan."""
        return sum((item.amount for item in self.open), ZERO)

    @property
    def overdue(self) -> Decimal:
        """What of it is past its day, in yuan."""
        return sum((item.amount for item in self.open if self._days(item) > 0), ZERO)

    @property
    def days(self) -> int:
        """Days since the day to pay by of what is owed longest; 0 where nothing is overdue."""
        return max((0, *(self._days(item) for item in self.open)))

    @property
    def demand(self) -> Demand | None:
        """What demands that which is owed longest; the last demand where nothing is owed."""
        leading = next(iter(self.open), self.items[-1] if self.items else None)
        return leading.demand if leading else None

    @property
    def due_on(self) -> date | None:
        """The day to pay by of what is owed longest; None while nothing obliges anybody."""
        return self.demand.due_on if self.demand else None

    @property
    def paper_id(self) -> int | None:
        """The paper in force that demands it; None without one."""
        return self.demand.paper_id if self.demand else None

    def by_days(self) -> Iterator[tuple[int, Decimal]]:
        """(days overdue, yuan) of each open charge; 0 days and less are not overdue."""
        return ((self._days(item), item.amount) for item in self.open)

    def _days(self, item: Item) -> int:
        return (self.as_of - item.due_on).days if item.due_on else 0


def owed_by(accounts: QuerySet[FeeAccount], as_of: date) -> dict[int, Owed]:
    """What each of the accounts owed at the end of ``as_of``, by account.

    The same few queries however many they are; accounts without an entry by then are left out.
    """
    demands = _demands_on(accounts, as_of)
    rows = (
        LedgerEntry.objects.filter(account__in=accounts.order_by(), business_date__lte=as_of)
        .order_by("account", "business_date", "sequence")
        .values_list(
            "account", "account__demolition__due_on", "kind", "assessment__version", "amount"
        )
    )
    owed = {}
    for (account, approved), entries in groupby(rows.iterator(chunk_size=5000), itemgetter(0, 1)):
        asked = demands.get(account, ())
        if approved is not None:
            # What a demolition owes, its approval demands.
            asked = [Demand(account_id=account, due_on=approved)]
        owed[account] = Owed(as_of, items_left(_movements(entries), asked))
    return owed


def owed_of(account: FeeAccount, as_of: date) -> Owed:
    """What one account owed at the end of ``as_of``."""
    found = owed_by(FeeAccount.objects.filter(pk=account.pk), as_of)
    return found.get(account.pk, Owed(as_of, ()))


def owing_on(accounts: QuerySet[FeeAccount], as_of: date) -> QuerySet[FeeAccount]:
    """Those of the accounts that owed something at the end of ``as_of``."""
    owing = (
        LedgerEntry.objects.filter(account__in=accounts.order_by(), business_date__lte=as_of)
        .order_by()
        .values("account")
        .annotate(owed=Sum("amount"))
        .filter(owed__gt=ZERO)
    )
    return accounts.filter(pk__in=owing.values("account"))


def _movements(entries: Iterable[tuple[Any, ...]]) -> Iterator[tuple[bool, int, Decimal]]:
    for *_, kind, version, amount in entries:
        yield kind == LedgerEntry.Kind.CHARGE, version or 0, amount


def _demands_on(accounts: QuerySet[FeeAccount], as_of: date) -> Mapping[int, Sequence[Demand]]:
    """What the rooms above demand of each account."""
    found: dict[int, list[Demand]] = defaultdict(list)
    for demands in DEMANDS:
        for demand in demands(accounts.order_by(), as_of):
            found[demand.account_id].append(demand)
    return found


def recount(account: FeeAccount) -> None:
    """Keep on the account by which day and under which paper it owes; not saved.

    For whoever holds its lock and has changed its entries or its papers.
    """
    owed = owed_of(account, timezone.localdate())
    account.due_on, account.demand_id = owed.due_on, owed.paper_id


def keep_answer(account_id: int) -> None:
    """Count anew when and why the account owes, and keep it, for acts that changed its papers."""
    account = FeeAccount.objects.select_for_update().get(pk=account_id)
    recount(account)
    account.save(update_fields=["due_on", "demand"])


def broken_answers(accounts: QuerySet[FeeAccount]) -> Iterator[Finding]:
    """Accounts that keep another day or paper than their entries and papers say."""
    today = timezone.localdate()
    owed = owed_by(accounts, today)
    for account in accounts:
        true = owed.get(account.pk, Owed(today, ()))
        if account.due_on != true.due_on:
            yield Finding(account, f"缴款期限 {account.due_on} 与现行有效的缴费文书或审批不一致")
        elif account.demand_id != true.paper_id:
            yield Finding(account, "记载的依据文书与现行有效的缴费文书不一致")
