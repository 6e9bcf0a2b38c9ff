"""The ledger's acts: posting, recording a payment, reversing a mistake.

Lock order of every money act: application, account, number series. Nothing here updates or
deletes an entry; the database would refuse it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from fees.models import Assessment, FeeAccount, LedgerEntry
from fees.models.accounts import ZERO
from renfang.acts import Incomplete, Refused, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.parsing import normalise_digits

Kind = LedgerEntry.Kind


@dataclass(frozen=True)
class Posted:
    """The entry of a form; ``is_repeat`` when the same form had posted it before."""

    entry: LedgerEntry
    is_repeat: bool = False


class UsedForm(Refused):
    """The form's key already posted something with other content; ``first`` is that entry."""

    def __init__(self, first: LedgerEntry) -> None:
        super().__init__(
            f"这张登记表已于 {timezone.localtime(first.posted_at):%Y-%m-%d %H:%M} 入账："
            f"{first.get_kind_display()} {abs(first.amount):,} 元，"
            f"凭证号 {first.external_ref or '-'}。本次填写的内容与之不同，尚未入账。"
            "回到账户页核对后重新登记"
        )
        self.first = first


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What is to be posted: ``amount`` in yuan, signed; ``key`` makes it count once.

    ``turn`` says how often ``voucher`` was posted and reversed before.
    """

    kind: str
    amount: Decimal
    on: date
    key: UUID
    assessment: Assessment | None = None
    voucher: str = ""
    turn: int = 0
    reverses: LedgerEntry | None = None
    note: str = ""

    def fingerprint(self, account: FeeAccount) -> str:
        """SHA-256 of what the form said, to tell a repeated form from another with its key.

        A reversal is the same on whatever day its form is sent again.
        """
        day = "" if self.reverses else self.on.isoformat()
        reference = str(self.reverses.pk) if self.reverses else self.voucher
        return _sha256([account.pk, str(self.kind), f"{self.amount:.2f}", day, reference])


@act
def record_payment(
    account_id: int, *, by: User, amount: Decimal, paid_on: date, voucher_number: str, key: UUID
) -> Posted:
    """登记缴款: post a payment, in yuan, that a voucher (缴款书, 税票) proves.

    ``key`` was minted with the form: sent twice, it posts once. Raises Incomplete for a value that
    cannot be, UsedForm for a key with other content, Refused for a voucher that is used already.
    Nothing beyond what is owed is taken: a surplus is the treasury's to refund, not ours to keep.
    """
    account = FeeAccount.objects.locked(account_id, Scope(by), "record_payment")
    voucher = voucher_key(voucher_number)
    payment = Movement(kind=Kind.PAYMENT, amount=-amount, on=paid_on, key=key, voucher=voucher)
    if repeated := _posted_before(payment, account):
        return Posted(repeated, is_repeat=True)
    _check_payment(account, amount, paid_on, voucher)
    entry = post_entry(account, replace(payment, turn=_turn_of(account, voucher)), by=by)
    record(
        by,
        "登记缴款",
        account,
        before={"欠缴": _words(entry.balance_after + amount)},
        after={
            "缴款": _words(amount),
            "凭证号": voucher,
            "缴款日期": paid_on,
            "欠缴": _words(entry.balance_after),
        },
    )
    return Posted(entry)


def _check_payment(account: FeeAccount, amount: Decimal, paid_on: date, voucher: str) -> None:
    if not amount > ZERO:
        raise Incomplete("缴款金额须大于 0 元", field="amount")
    if not voucher:
        raise Incomplete("填写缴款书或税票的号码", field="voucher_number")
    if paid_on > timezone.localdate():
        raise Incomplete("缴款日期不能晚于今天。按凭证上的入库日期填写", field="paid_on")
    first = account.assessments.order_by("version").first()
    if first is not None and paid_on < first.assessed_on:
        raise Incomplete(
            f"缴款日期不能早于首次核定日期 {first.assessed_on}。按凭证上的入库日期填写",
            field="paid_on",
        )
    if account.is_settled:
        raise Incomplete("该账户没有欠缴。核对项目，或到账户页查看已登记的缴款", field="amount")
    if amount > account.balance:
        raise Incomplete(
            f"登记金额 {amount:,} 元大于应缴余额 {account.balance:,} 元。核对金额；"
            "确属多缴的，由缴费人向征收机关申请退付多出部分",
            field="amount",
        )


def _turn_of(account: FeeAccount, voucher: str) -> int:
    """How often the voucher was posted and reversed before. Raises Incomplete while it counts."""
    earlier = (
        LedgerEntry.objects.filter(
            organisation=account.organisation_id,
            source=LedgerEntry.Source.VOUCHER,
            external_ref=voucher,
        )
        .select_related("account__project", "reversed_by")
        .order_by("external_turn")
    )
    for entry in earlier:
        if not hasattr(entry, "reversed_by"):
            raise _voucher_used(entry)
    return len(earlier)


def _voucher_used(entry: LedgerEntry) -> Incomplete:
    return Incomplete(
        f"凭证号 {entry.external_ref} 已于 {entry.business_date} 登记在“{entry.account.project}”"
        f"（{abs(entry.amount):,} 元）。核对凭证号；登记错了的先冲正原分录",
        field="voucher_number",
    )


@act
def reverse_entry(entry_id: int, *, by: User, reason: str, key: UUID) -> Posted:
    """冲正: undo one payment by an entry of the opposite sign; both stay in the books.

    A charge is not reversed but assessed anew, because it rests on a decision.
    """
    scope = Scope(by)
    seen = LedgerEntry.objects.locked(entry_id, scope, "reverse_entry")
    account = FeeAccount.objects.locked(seen.account_id, scope, "reverse_entry")
    reversal = Movement(
        kind=Kind.REVERSAL,
        amount=-seen.amount,
        on=timezone.localdate(),
        key=key,
        reverses=seen,
        note=reason.strip(),
    )
    if repeated := _posted_before(reversal, account):
        return Posted(repeated, is_repeat=True)
    _check_reversal(reversal, seen)
    entry = post_entry(account, reversal, by=by)
    record(
        by,
        "冲正缴款",
        account,
        before={
            "欠缴": _words(entry.balance_after - entry.amount),
            "凭证号": seen.external_ref,
        },
        after={"冲正": _words(entry.amount), "欠缴": _words(entry.balance_after)},
        note=reversal.note,
    )
    return Posted(entry)


def _check_reversal(reversal: Movement, seen: LedgerEntry) -> None:
    if len(reversal.note) < 5:
        raise Incomplete("写明冲正原因，至少 5 个字，例如“金额录入错误”", field="reason")
    if seen.kind != Kind.PAYMENT:
        raise Refused(
            f"“{seen.get_kind_display()}”分录不能冲正。核定有变化的重新核定，差额自动入账"
        )
    if LedgerEntry.objects.filter(reverses=seen).exists():
        raise Refused(f"{seen}已经冲正，不需再次办理")


def post_entry(account: FeeAccount, movement: Movement, *, by: User) -> LedgerEntry:
    """Append one entry and bring the account's sums up to date.

    For acts, inside their transaction and with ``account`` locked. Raises Refused when another
    account was faster with the same voucher or form.
    """
    entry = _entry(account, movement, by)
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
    account.last_sequence, account.last_hash = entry.sequence, entry.hash
    account.save(update_fields=["payable", "paid", "balance", "last_sequence", "last_hash"])
    return entry


def _entry(account: FeeAccount, movement: Movement, by: User) -> LedgerEntry:
    """The next link of the account's chain, not yet saved."""
    entry = LedgerEntry(
        organisation_id=account.organisation_id,
        account=account,
        sequence=account.last_sequence + 1,
        kind=movement.kind,
        amount=movement.amount,
        balance_after=account.balance + movement.amount,
        business_date=movement.on,
        posted_at=timezone.now(),
        posted_by=by,
        assessment=movement.assessment,
        source=LedgerEntry.Source.VOUCHER if movement.voucher else LedgerEntry.Source.OFFICE,
        external_ref=movement.voucher,
        external_turn=movement.turn,
        reverses=movement.reverses,
        note=movement.note,
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
        organisation=entry.organisation_id, external_ref=entry.external_ref or None
    ).last()
    return _voucher_used(rival) if rival else None


def _posted_before(movement: Movement, account: FeeAccount) -> LedgerEntry | None:
    """The entry that the form posted before, or None. Raises UsedForm when it said otherwise."""
    first = LedgerEntry.objects.filter(key=movement.key).first()
    if first is None:
        return None
    if first.account_id != account.pk:
        raise Refused("这张登记表已用于另一账户。回到账户页重新打开登记表")
    if first.fingerprint != movement.fingerprint(account):
        raise UsedForm(first)
    return first


def _words(amount: Decimal) -> str:
    """An amount as the history shows it."""
    return f"{amount:,.2f} 元"


def voucher_key(number: str) -> str:
    """A voucher number as it is compared: half width, capitals, no blanks."""
    return "".join(normalise_digits(number).upper().split())


def hash_of(entry: LedgerEntry) -> str:
    """SHA-256 (hex) of all that the entry says and of the hash before it."""
    return _sha256(
        [
            entry.organisation_id,
            entry.account_id,
            entry.sequence,
            str(entry.kind),
            f"{entry.amount:.2f}",
            f"{entry.balance_after:.2f}",
            entry.business_date.isoformat(),
            entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.posted_by_id,
            entry.assessment_id,
            str(entry.source),
            entry.external_ref,
            entry.external_turn,
            entry.reverses_id,
            entry.note,
            str(entry.key),
            entry.fingerprint,
            entry.prev_hash,
        ]
    )


def _sha256(content: list[Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
