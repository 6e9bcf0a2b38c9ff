"""The ledger itself: one signed, chained entry after another, and nothing else.

Who may post what is decided by the acts that call ``post_entry``: fees.payments.acts.slips,
fees.refunds, fees.refunds.acts.write_offs, fees.reconciliation, and of fees.assessments.acts
assessment and compensation. Lock order of every money act: application, account (several by
ascending key), the office's book, number series. Nothing here updates or deletes an entry; the
database would refuse it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from fees.ledger.models import ZERO, Fee, FeeAccount, LedgerBook, LedgerEntry
from fees.ledger.owed import recount
from fees.ledger.rules import digest, written_down
from renfang.acts import Incomplete, Refused, require_past
from renfang.algorithms import digest_like
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import Organisation, User
from renfang.quantities.parsing import normalise_digits

Kind = LedgerEntry.Kind


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What is to be posted: ``amount`` in yuan, signed; ``key`` makes it count once.

    ``turn`` says how often ``voucher`` was posted and reversed before. ``recorded_by`` prepared
    what the poster checked; ``basis`` is the paper that a refund or a write-off rests on;
    ``assessment_id`` names the version that a charge rests on.
    """

    kind: str
    amount: Decimal
    on: date
    key: UUID
    assessment_id: int | None = None
    voucher: str = ""
    turn: int = 0
    reverses: LedgerEntry | None = None
    note: str = ""
    recorded_by: User | None = None
    basis: IssuedDocument | None = None
    source: str = ""

    def fingerprint(self, account: FeeAccount) -> str:
        """SHA-256 of what the form said, to tell a repeated form from another with its key.

        A reversal is the same on whatever day its form is sent again.
        """
        day = "" if self.reverses else self.on.isoformat()
        reference = str(self.reverses.pk) if self.reverses else self.voucher
        return digest([account.pk, str(self.kind), f"{self.amount:.2f}", day, reference])


_SUMS = (
    *("payable", "paid", "balance", "surplus", "last_sequence", "last_hash"),
    *("due_on", "demand"),
)


def post_entry(
    account: FeeAccount, movement: Movement, *, by: User, book: LedgerBook | None = None
) -> LedgerEntry:
    """Append one entry and bring the account's sums up to date.

    For acts, inside their transaction and with ``account`` locked. What belongs to a closed month
    is booked on the first open day and says so. Raises Refused when another account was faster
    with the same voucher or form, when more would be taken back than was paid, or when more would
    be paid of a compensation than is owed; Incomplete for a day, an amount or a reference that no
    movement can have. ``book`` is the office's locked book where the act has it already.
    """
    require_sound(account, movement)
    if movement.recorded_by == by:
        raise Refused("登记人不能复核自己登记的事项。由另一位有复核权限的人员办理")
    entry = _entry(account, movement, by, book or locked_book(account.organisation))
    _require_paid(account, movement)
    _require_owed(account, movement)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise _overtaken(entry) or error from error
    moved = movement.reverses.kind if movement.reverses else movement.kind
    if moved in (Kind.CHARGE, Kind.REDUCTION):
        account.payable += entry.amount
    elif moved != Kind.WRITE_OFF:
        account.paid -= entry.amount
    account.balance = entry.balance_after
    account.surplus = max(ZERO, -account.balance)
    account.last_sequence, account.last_hash = entry.sequence, entry.hash
    recount(account)
    account.save(update_fields=_SUMS)
    return entry


def require_sound(
    account: FeeAccount,
    movement: Movement,
    *,
    label: str = "业务日期",
    field: str = "paid_on",
    advice: str = "",
) -> None:
    """Day, amount and reference of a movement, by the rules that hold below every door.

    Raises Incomplete for a day to come or before the account was first charged, for a payment
    that is nothing or has parts of a cent, and for a reference that a spreadsheet has rounded.
    ``label``, ``field`` and ``advice`` are the words of the form that asks.
    """
    require_past(movement.on, label, field=field, advice=advice)
    if movement.kind in (Kind.CHARGE, Kind.REDUCTION):
        return
    what, since = charged_on(account)
    if since is not None and movement.on < since:
        raise Incomplete(f"{label}不能早于{what} {since}{advice}", field=field)
    if movement.kind == Kind.PAYMENT:
        paid = -movement.amount
        if not (paid.is_finite() and paid > ZERO):
            raise Incomplete("缴款金额须大于 0 元", field="amount")
        if paid != paid.quantize(Decimal("0.01")):
            raise Incomplete("缴款金额最多两位小数", field="amount")
        if reason := why_rounded(movement.voucher):
            raise Incomplete(reason, field="voucher")


def charged_on(account: FeeAccount) -> tuple[str, date | None]:
    """What first charged the account, and on which day: nothing is paid before it is owed.

    Reads ``assessments`` as prefetched where they are.
    """
    if account.demolition is not None:
        return "拆除审批日期", account.demolition.decided_on
    first = min(account.assessments.all(), key=lambda one: one.version, default=None)
    return "首次核定日期", first.assessed_on if first else None


# A spreadsheet keeps fifteen digits of a number and writes zeros for the others. Of a number that
# came as text two zeros more are no proof; three are.
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d*)?E\+?\d+")
_ROUNDED = re.compile(r"\d{15}0{3,}")


def why_rounded(reference: str) -> str:
    """Why a reference (票号、流水号) names nothing any more; nothing where it is whole."""
    text = normalise_digits(reference).strip().upper()
    if _SCIENTIFIC.fullmatch(text):
        return "号码被表格软件写成科学计数法，末位已丢失。按原件取得完整号码"
    if _ROUNDED.fullmatch(text):
        return "号码超过 15 位且末位全为 0，已被表格软件舍入。按原件取得完整号码"
    return ""


def _entry(account: FeeAccount, movement: Movement, by: User, book: LedgerBook) -> LedgerEntry:
    """The next link of the account's chain, not yet saved."""
    day = booked_on(book, movement.on)
    late = "" if day == movement.on else f"（业务日期 {movement.on}，该月已结账）"
    source = LedgerEntry.Source.VOUCHER if movement.voucher else LedgerEntry.Source.OFFICE
    entry = LedgerEntry(
        organisation_id=account.organisation_id,
        account=account,
        fee=account.fee,
        sequence=account.last_sequence + 1,
        kind=movement.kind,
        amount=movement.amount,
        balance_after=account.balance + movement.amount,
        business_date=day,
        posted_at=timezone.now(),
        posted_by=by,
        assessment_id=movement.assessment_id,
        recorded_by=movement.recorded_by,
        basis=movement.basis,
        source=movement.source or source,
        voucher=movement.voucher,
        voucher_turn=movement.turn,
        reverses=movement.reverses,
        note=f"{movement.note}{late}"[:300],
        key=movement.key,
        fingerprint=movement.fingerprint(account),
        prev_hash=account.last_hash,
    )
    entry.hash = hash_of(entry)
    return entry


def _overtaken(entry: LedgerEntry) -> Refused | None:
    """Why an entry met a unique constraint: another account was faster with voucher or form.

    The account's lock keeps rivals of the same account out; these two reach beyond it.
    """
    if LedgerEntry.objects.filter(key=entry.key).exists():
        return Refused("这张登记表正在另一窗口入账，本次没有重复登记。回到账户页查看结果")
    rival = LedgerEntry.objects.filter(
        organisation=entry.organisation_id, voucher=entry.voucher or None
    ).last()
    return voucher_used(rival) if rival else None


def _require_paid(account: FeeAccount, movement: Movement) -> None:
    """No more is given back than was paid net, whatever the way: refund, reversal, carry-over."""
    if _moves_payment(movement) and movement.amount > account.paid:
        raise Refused(
            f"{account}已缴净额为 {account.paid:,} 元，不能退回 {movement.amount:,} 元。"
            "在账户页核对退付和冲正"
        )


def _require_owed(account: FeeAccount, movement: Movement) -> None:
    """A compensation is paid exactly: nothing refunds what would be paid beyond it."""
    if account.fee == Fee.COMPENSATION and account.balance + movement.amount < ZERO:
        raise Refused(
            f"{account}欠缴 {account.balance:,} 元，不能登记缴款 {-movement.amount:,} 元。"
            "核对金额和凭证"
        )


def _moves_payment(movement: Movement) -> bool:
    moved = movement.reverses.kind if movement.reverses else movement.kind
    return moved not in (Kind.CHARGE, Kind.REDUCTION, Kind.WRITE_OFF)


def turn_of(account: FeeAccount, voucher: str, source: str) -> int:
    """How often ``source`` posted the voucher before. Raises Incomplete while it still counts."""
    require_unused(account.organisation_id, voucher)
    return LedgerEntry.objects.filter(
        organisation=account.organisation_id, voucher=voucher, source=source
    ).count()


def vouchers_known(organisation_id: int, vouchers: Collection[str]) -> set[str]:
    """Which of the vouchers any entry names, standing or reversed; one query for them all."""
    found = LedgerEntry.objects.filter(organisation=organisation_id, voucher__in=vouchers)
    return set(found.values_list("voucher", flat=True))


def require_unused(organisation_id: int, voucher: str) -> None:
    """Raises Incomplete while an entry rests on the voucher, on whichever account."""
    standing = LedgerEntry.objects.filter(organisation=organisation_id, reversed_by__isnull=True)
    if used := standing.filter(voucher=voucher).first():
        raise voucher_used(used)


def voucher_used(entry: LedgerEntry) -> Incomplete:
    """The refusal of a voucher that counts already; it names where."""
    return Incomplete(
        f"凭证号 {entry.voucher} 已于 {entry.business_date} 登记在“{entry.account.title}”"
        f"（{abs(entry.amount):,} 元）。核对凭证号；登记错了的先冲正原分录",
        field="voucher",
    )


def hash_of(entry: LedgerEntry) -> str:
    """Digest of all that the entry says and of the hash before it, by the algorithm of its hash.

    By the office's own for an entry that has none yet.
    """
    return digest_like(
        entry.hash,
        written_down(
            [
                entry.organisation_id,
                entry.account_id,
                str(entry.fee),
                entry.sequence,
                str(entry.kind),
                f"{entry.amount:.2f}",
                f"{entry.balance_after:.2f}",
                entry.business_date.isoformat(),
                entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
                entry.posted_by_id,
                entry.recorded_by_id,
                entry.basis_id,
                entry.assessment_id,
                str(entry.source),
                entry.voucher,
                entry.voucher_turn,
                entry.reverses_id,
                entry.note,
                str(entry.key),
                entry.fingerprint,
                entry.prev_hash,
            ]
        ),
    )


def locked_book(organisation: Organisation) -> LedgerBook:
    """The office's book, opened when it has none, locked for the rest of the transaction."""
    LedgerBook.objects.get_or_create(organisation=organisation)
    return LedgerBook.objects.select_for_update().get(organisation=organisation)


def booked_on(book: LedgerBook, day: date) -> date:
    """The day on which something of ``day`` is booked: the first open one where it is closed."""
    if book.closed_through is not None and day <= book.closed_through:
        return book.closed_through + timedelta(days=1)
    return day
