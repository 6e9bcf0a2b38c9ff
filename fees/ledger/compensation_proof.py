"""Proof of the compensations' ledger: what must hold for each account, from its entries alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import F, Q, QuerySet

from fees.ledger.compensation_entries import hash_of
from fees.ledger.models import ZERO, Compensation, CompensationEntry
from fees.payments.models import Slip

Kind = CompensationEntry.Kind


def broken_compensations(organisation_id: int | None) -> Iterator[str]:
    """What does not hold, in Chinese; nothing for a sound ledger."""
    accounts = _of(
        Compensation.objects.select_related("demolition__shelter"), organisation_id
    ).in_bulk()
    entries = CompensationEntry.objects.filter(compensation__in=accounts)
    if organisation_id is None:
        entries = CompensationEntry.objects.all()
    entries = entries.order_by("compensation", "sequence").iterator(chunk_size=2000)
    without_entries = set(accounts)
    for account_id, rows in groupby(entries, key=lambda entry: entry.compensation_id):
        without_entries.discard(account_id)
        yield from _prove(accounts[account_id], rows)
    for account_id in sorted(without_entries):
        yield f"{accounts[account_id]}没有分录"
    yield from _slips(organisation_id)


def _of(rows: QuerySet, organisation_id: int | None) -> QuerySet:
    return rows if organisation_id is None else rows.filter(organisation=organisation_id)


def _prove(account: Compensation, entries: Iterator[CompensationEntry]) -> Iterator[str]:
    balance, tail, sequence = ZERO, "", 0
    seen: dict[int, CompensationEntry] = {}
    undone: set[int] = set()
    charged = ZERO
    for entry in entries:
        balance += entry.amount
        sequence += 1
        if entry.kind == Kind.CHARGE:
            charged += entry.amount
        for text in _broken(entry, seen, undone):
            yield f"{account}第 {entry.sequence} 笔{text}"
        if (entry.sequence, entry.prev_hash, entry.balance_after) != (sequence, tail, balance):
            yield f"{account}第 {entry.sequence} 笔的序号、余额或校验链不衔接"
        sequence, tail = entry.sequence, entry.hash
        seen[entry.pk] = entry
    if (account.last_sequence, account.last_hash) != (sequence, tail):
        yield f"{account}记载 {account.last_sequence} 笔，链尾不符，末尾分录缺失或被替换"
    if charged != account.demolition.compensation:
        yield f"{account}应缴 {charged:,} 元与拆除审批决定不符"


def _broken(
    entry: CompensationEntry, seen: dict[int, CompensationEntry], undone: set[int]
) -> Iterator[str]:
    """What is wrong with one entry by itself; ``undone`` collects what was reversed."""
    if entry.hash != hash_of(entry):
        yield "内容与校验值不符"
    if entry.recorded_by_id is not None and entry.recorded_by_id == entry.posted_by_id:
        yield "登记人与复核人为同一人"
    if entry.kind != Kind.REVERSAL:
        return
    first = seen.get(entry.reverses_id or 0)
    if first is None or first.kind != Kind.PAYMENT or first.amount != -entry.amount:
        yield "没有如数冲正同一账户的一笔缴款"
    elif first.pk in undone:
        yield "重复冲正"
    else:
        undone.add(first.pk)


def _slips(organisation_id: int | None) -> Iterator[str]:
    """A posted slip says what its entry says, and two persons stand behind it."""
    posted = Slip.objects.filter(state=Slip.State.POSTED, compensation__isnull=False)
    wrong = _of(posted, organisation_id).filter(
        ~Q(compensation_entry__amount=F("amount"))
        | ~Q(compensation_entry__compensation=F("compensation"))
        | ~Q(compensation_entry__recorded_by=F("recorded_by"))
        | ~Q(compensation_entry__posted_by=F("checked_by"))
        | ~Q(compensation_entry__key=F("key"))
    )
    for slip in wrong:
        yield f"记账单 {slip.pk} 与其补偿费分录不一致"
