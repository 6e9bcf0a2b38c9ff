"""Proof of the ledger: what must hold for every account, checked from the entries alone.

The database's own constraints already refuse most of this; the proof finds what was done past
them, by whoever could switch them off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from django.db.models import Max

from fees.ledger import Kind, hash_of
from fees.models import Assessment, FeeAccount, LedgerEntry, PaymentNotice
from fees.models.accounts import ZERO


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, and what, in Chinese."""

    account: FeeAccount
    text: str

    def __str__(self) -> str:
        return f"账户 {self.account.pk}（{self.account.project}）：{self.text}"


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


def findings() -> Iterator[Finding]:
    """Everything that does not hold, account by account; nothing for a sound ledger."""
    accounts = FeeAccount.objects.select_related("project").in_bulk()
    charged = _charged_by_assessments()
    due_days = dict(
        PaymentNotice.objects.order_by("id").values_list("assessment__account", "due_on")
    )
    without_entries = set(accounts)
    entries = LedgerEntry.objects.order_by("account", "sequence").iterator(chunk_size=2000)
    for account_id, rows in groupby(entries, key=lambda entry: entry.account_id):
        without_entries.discard(account_id)
        yield from _prove(accounts[account_id], rows, charged.get(account_id, ZERO))
    for account_id in sorted(without_entries):
        yield from _prove(accounts[account_id], iter(()), charged.get(account_id, ZERO))
    for account in accounts.values():
        if account.due_on != due_days.get(account.pk):
            yield Finding(account, f"缴款期限 {account.due_on} 与末次缴费通知书不一致")


def _charged_by_assessments() -> dict[int, Decimal]:
    """The payable of each account's last version."""
    last = Assessment.objects.values("account").annotate(last=Max("version"))
    versions = {row["account"]: row["last"] for row in last}
    return {
        account: payable
        for account, version, payable in Assessment.objects.values_list(
            "account", "version", "payable"
        )
        if version == versions[account]
    }


def _prove(
    account: FeeAccount, entries: Iterator[LedgerEntry], charged: Decimal
) -> Iterator[Finding]:
    tally = _Tally()
    for entry in entries:
        for text in (*_broken_chain(entry, tally), *_broken_reversal(entry, tally)):
            yield Finding(account, f"第 {entry.sequence} 笔{text}")
        _add(entry, tally)
        if entry.balance_after != tally.balance:
            yield Finding(account, f"第 {entry.sequence} 笔余额与累计不符")
        if tally.balance < ZERO or tally.paid > tally.payable:
            yield Finding(account, f"第 {entry.sequence} 笔后缴款超过应缴")
    for text in _broken_sums(account, tally, charged):
        yield Finding(account, text)


def _broken_chain(entry: LedgerEntry, tally: _Tally) -> Iterator[str]:
    if entry.sequence != tally.sequence + 1:
        yield "之前有分录缺失"
    if entry.prev_hash != tally.hash:
        yield "与前一笔的校验值不衔接"
    if entry.hash != hash_of(entry):
        yield "内容与校验值不符"


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


def _add(entry: LedgerEntry, tally: _Tally) -> None:
    tally.balance += entry.amount
    kind = tally.seen[entry.reverses_id].kind if entry.reverses_id in tally.seen else entry.kind
    if kind in (Kind.CHARGE, Kind.REDUCTION):
        tally.payable += entry.amount
    elif kind != Kind.WRITE_OFF:
        tally.paid -= entry.amount
    tally.sequence, tally.hash = entry.sequence, entry.hash
    tally.seen[entry.pk] = entry


def _broken_sums(account: FeeAccount, tally: _Tally, charged: Decimal) -> Iterator[str]:
    for name, label in (("balance", "欠缴"), ("payable", "应缴"), ("paid", "已缴")):
        if getattr(account, name) != getattr(tally, name):
            yield (
                f"账户记载的{label} {getattr(account, name):,} 元，"
                f"分录合计 {getattr(tally, name):,} 元"
            )
    if tally.payable != charged:
        yield f"分录的应缴 {tally.payable:,} 元，现行核定为 {charged:,} 元"
    if (account.last_sequence, account.last_hash) != (tally.sequence, tally.hash):
        yield f"账户记载 {account.last_sequence} 笔，链尾不符，末尾分录缺失或被替换"
