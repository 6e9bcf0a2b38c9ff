"""Proof of the ledger: what must hold for every account, checked from the entries alone.

The database's own constraints already refuse most of this; the proof finds what was done past them,
by whoever could switch them off. The rooms above register what they hold against the entries
(``fees.ledger.hooks.PROOFS``). ``fees.ledger.audit`` proves all of it a second time, in plain SQL
and without a line of this code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, groupby
from typing import Any

from django.db.models import Prefetch, Sum
from django.db.models.functions import Coalesce

from fees.ledger.hooks import PROOFS, Finding
from fees.ledger.models import ZERO, Fee, FeeAccount, LedgerBook, LedgerEntry, MonthEvent
from fees.ledger.posting import Kind, hash_of
from fees.ledger.queries import of_office, totals_of
from renfang.documents.models import IssuedDocument


@dataclass
class _Tally:
    """What the entries of one account add up to as they are read, in yuan."""

    balance: Decimal = ZERO
    payable: Decimal = ZERO
    paid: Decimal = ZERO
    sequence: int = 0
    hash: str = ""
    seen: dict[int, LedgerEntry] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)


def findings(organisation_id: int | None = None) -> Iterator[Finding]:
    """Everything that does not hold, of one office or of all; nothing for a sound ledger."""
    yield from _broken_accounts(organisation_id)
    for broken in PROOFS:
        yield from broken(organisation_id)
    for check in (_carried, _months):
        yield from (Finding(None, text) for text in check(organisation_id))


def _broken_accounts(organisation_id: int | None) -> Iterator[Finding]:
    accounts = of_office(FeeAccount.objects.with_subject(), organisation_id).in_bulk()
    without_entries = set(accounts)
    entries = (
        of_office(LedgerEntry.objects.order_by("account", "sequence"), organisation_id)
        .prefetch_related(Prefetch("basis", IssuedDocument.objects.with_state()))
        .iterator(chunk_size=2000)
    )
    for account_id, rows in groupby(entries, key=lambda entry: entry.account_id):
        without_entries.discard(account_id)
        yield from _prove(accounts[account_id], rows)
    for account_id in sorted(without_entries):
        yield from _prove(accounts[account_id], iter(()))


def _prove(account: FeeAccount, entries: Iterator[LedgerEntry]) -> Iterator[Finding]:
    tally = _Tally()
    for entry in entries:
        for text in chain(
            _broken_chain(entry, tally), _broken_reversal(entry, tally), _broken_basis(entry)
        ):
            yield Finding(account, f"第 {entry.sequence} 笔{text}")
        _add(entry, tally)
        if entry.fee != account.fee:
            yield Finding(account, f"第 {entry.sequence} 笔收费项目与账户不符")
        if account.fee == Fee.COMPENSATION and tally.balance < ZERO:
            yield Finding(account, f"第 {entry.sequence} 笔后补偿费多缴")
        if entry.balance_after != tally.balance:
            yield Finding(account, f"第 {entry.sequence} 笔余额与累计不符")
        if tally.paid < ZERO:
            yield Finding(account, f"第 {entry.sequence} 笔后退回的超过已缴")
    for text in _broken_sums(account, tally):
        yield Finding(account, text)


def _broken_chain(entry: LedgerEntry, tally: _Tally) -> Iterator[str]:
    if entry.sequence != tally.sequence + 1:
        yield "之前有分录缺失"
    if entry.prev_hash != tally.hash:
        yield "与前一笔的校验值不衔接"
    if entry.hash != hash_of(entry):
        yield "内容与校验值不符"
    if entry.recorded_by_id is not None and entry.recorded_by_id == entry.posted_by_id:
        yield "登记人与复核人为同一人"


def _broken_reversal(entry: LedgerEntry, tally: _Tally) -> Iterator[str]:
    if entry.kind != Kind.REVERSAL:
        return
    first = tally.seen.get(entry.reverses_id or 0)
    if first is None or first.kind == Kind.REVERSAL or first.amount != -entry.amount:
        yield "没有如数冲正同一账户的一笔分录"
    elif first.pk in tally.reversed:
        yield "重复冲正"
    else:
        tally.reversed.add(first.pk)


def _broken_basis(entry: LedgerEntry) -> Iterator[str]:
    """A refund or write-off rests on a paper that counts and names the same sum."""
    if entry.kind not in (Kind.REFUND, Kind.WRITE_OFF):
        return
    paper = entry.basis
    if paper is None:
        yield f"{entry.get_kind_display()}没有依据文书"
    elif paper.is_void and not hasattr(entry, "reversed_by"):
        yield f"{entry.get_kind_display()}的依据文书 {paper.number} 已作废"
    elif paper.snapshot.get("amount") != f"{abs(entry.amount):,}":
        yield f"{entry.get_kind_display()}金额与依据文书 {paper.number} 不一致"


def _add(entry: LedgerEntry, tally: _Tally) -> None:
    tally.balance += entry.amount
    kind = tally.seen[entry.reverses_id].kind if entry.reverses_id in tally.seen else entry.kind
    if kind in (Kind.CHARGE, Kind.REDUCTION):
        tally.payable += entry.amount
    elif kind != Kind.WRITE_OFF:
        tally.paid -= entry.amount
    tally.sequence, tally.hash = entry.sequence, entry.hash
    tally.seen[entry.pk] = entry


def _broken_sums(account: FeeAccount, tally: _Tally) -> Iterator[str]:
    for name, label in (("balance", "欠缴"), ("payable", "应缴"), ("paid", "已缴")):
        if getattr(account, name) != getattr(tally, name):
            yield (
                f"账户记载的{label} {getattr(account, name):,} 元，"
                f"分录合计 {getattr(tally, name):,} 元"
            )
    if account.surplus != max(ZERO, -tally.balance):
        yield f"账户记载的多缴 {account.surplus:,} 元与余额不符"
    if (account.last_sequence, account.last_hash) != (tally.sequence, tally.hash):
        yield f"账户记载 {account.last_sequence} 笔，链尾不符，末尾分录缺失或被替换"


def _carried(organisation_id: int | None) -> Iterator[str]:
    """What was carried out of accounts, or back, was carried into others of the same office."""
    entries = of_office(LedgerEntry.objects.all(), organisation_id)
    moved = entries.annotate(effect=Coalesce("reverses__kind", "kind")).filter(
        effect=LedgerEntry.Kind.CARRY_OVER
    )
    sums = moved.order_by().values("organisation__name").annotate(sum=Sum("amount"))
    for row in sums:
        if row["sum"] != ZERO:
            yield f"{row['organisation__name']}结转转出与转入相差 {row['sum']:,} 元"


def _months(organisation_id: int | None) -> Iterator[str]:
    """Closed months hold what they held when they were closed."""
    for book in of_office(LedgerBook.objects.select_related("organisation"), organisation_id):
        if book.closed_through is None:
            continue
        last: dict[Any, MonthEvent] = {}
        closings = MonthEvent.objects.filter(
            organisation=book.organisation, act=MonthEvent.Act.CLOSED
        )
        for event in closings.order_by("id"):
            if event.month <= book.closed_through:
                last[event.month] = event
        for month, event in sorted(last.items()):
            now = totals_of(book.organisation, month)
            if now != {name: getattr(event, name) for name in now}:
                yield f"{book.organisation}{month:%Y-%m} 结账后台账有变动"
