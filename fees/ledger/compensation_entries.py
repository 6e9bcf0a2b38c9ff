"""The compensations' own ledger: one signed, chained entry after another, and nothing else."""

from __future__ import annotations

from datetime import UTC

from django.db import IntegrityError, transaction
from django.utils import timezone

from fees.ledger.models import Compensation, CompensationEntry
from fees.ledger.months import booked_on, locked_book
from fees.ledger.posting import Movement, digest
from renfang.acts import Refused
from renfang.organisations.models import User


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
        external_ref=movement.voucher,
        reverses=movement.reverses,
        note=f"{movement.note}{late}"[:300],
        key=movement.key,
        fingerprint=movement.fingerprint(compensation),
        prev_hash=compensation.last_hash,
    )
    entry.hash = hash_of(entry)
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


def hash_of(entry: CompensationEntry) -> str:
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
            entry.external_ref,
            entry.reverses_id,
            entry.note,
            str(entry.key),
            entry.fingerprint,
            entry.prev_hash,
        ]
    )
