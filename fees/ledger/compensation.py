"""The compensations' own ledger: one signed, chained entry after another, and its proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils import timezone

from fees.ledger.models import ZERO, Compensation, CompensationEntry
from fees.ledger.posting import Movement, booked_on, locked_book
from fees.ledger.queries import of_office
from fees.ledger.rules import digest
from renfang.acts import Refused
from renfang.organisations.models import User

Kind = CompensationEntry.Kind


def append_entry(compensation: Compensation, movement: Movement, *, by: User) -> CompensationEntry:
    """Append one entry; for acts, inside their transaction and with ``compensation`` locked.

    What belongs to a closed month is booked on the first open day and says so.
    """
    if movement.recorded_by == by:
        raise Refused("登记人不能复核自己登记的事项。由另一位有复核权限的人员办理")
    day = booked_on(locked_book(compensation.organisation), movement.on)
    late = "" if day == movement.on else f"（业务日期 {movement.on}，该月已结账）"
    entry = CompensationEntry(
        compensation=compensation,
        sequence=compensation.last_sequence + 1,
        kind=movement.kind,
        amount=movement.amount,
        balance_after=compensation.balance + movement.amount,
        business_date=day,
        posted_at=timezone.now(),
        posted_by=by,
        recorded_by=movement.recorded_by,
        voucher=movement.voucher,
        reverses=movement.reverses,
        note=f"{movement.note}{late}"[:300],
        key=movement.key,
        fingerprint=movement.fingerprint(compensation),
        prev_hash=compensation.last_hash,
    )
    entry.hash = hashof_office(entry)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        if CompensationEntry.objects.filter(key=entry.key).exists():
            raise Refused("这张登记表正在另一窗口入账，本次没有重复登记。回到账户页查看") from error
        raise
    compensation.last_sequence, compensation.last_hash = entry.sequence, entry.hash
    compensation.save(update_fields=["last_sequence", "last_hash"])
    return entry


def hashof_office(entry: CompensationEntry) -> str:
    """SHA-256 (hex) of all that the entry says and of the hash before it."""
    return digest(
        [
            "compensation",
            entry.compensation_id,
            entry.sequence,
            str(entry.kind),
            f"{entry.amount:.2f}",
            f"{entry.balance_after:.2f}",
            entry.business_date.isoformat(),
            entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.posted_by_id,
            entry.recorded_by_id,
            entry.voucher,
            entry.reverses_id,
            entry.note,
            str(entry.key),
            entry.fingerprint,
            entry.prev_hash,
        ]
    )


def broken_compensations(organisation_id: int | None) -> Iterator[str]:
    """What does not hold, in Chinese; nothing for a sound ledger."""
    accounts = of_office(
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
    if entry.hash != hashof_office(entry):
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
