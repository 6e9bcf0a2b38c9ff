"""登记: how a form becomes a slip that waits for another person, once and no more.

No act of its own: the acts that record (``slips``) share these steps.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from fees.ledger.models import FeeAccount
from fees.ledger.posting import Movement
from fees.payments.models import Slip
from renfang.acts import Incomplete, Refused
from renfang.organisations.models import User


@dataclass(frozen=True)
class Recorded:
    """The slip of a form; ``is_repeat`` when the same form had made it before."""

    slip: Slip
    is_repeat: bool = False


class UsedForm(Refused):
    """The form's key already recorded something with other content; ``first`` is that slip."""

    def __init__(self, first: Slip) -> None:
        super().__init__(
            f"这张登记表已于 {timezone.localtime(first.recorded_at):%Y-%m-%d %H:%M} 登记："
            f"{first.get_kind_display()} {abs(first.amount):,} 元，"
            f"凭证号 {first.voucher or '-'}。本次填写的内容与之不同，没有登记。"
            "回到账户页核对后重新登记"
        )
        self.first = first


def recorded_before(movement: Movement, account: FeeAccount) -> Slip | None:
    """The slip that the form made before, or None. Raises UsedForm when it said otherwise."""
    first = Slip.objects.filter(key=movement.key).first()
    if first is None:
        return None
    if first.account != account:
        raise Refused("这张登记表已用于另一账户。回到账户页重新打开登记表")
    if first.fingerprint != movement.fingerprint(account):
        raise UsedForm(first)
    return first


def new_slip(account: FeeAccount, movement: Movement, by: User) -> Slip:
    """The slip of a movement that ``by`` records, not yet saved."""
    return Slip(
        organisation_id=account.organisation_id,
        account=account,
        kind=movement.kind,
        amount=movement.amount,
        business_date=movement.on,
        voucher=movement.voucher,
        reverses=movement.reverses,
        note=movement.note,
        key=movement.key,
        fingerprint=movement.fingerprint(account),
        recorded_by=by,
    )


def keep_slip(slip: Slip) -> Slip:
    """Save a new slip; Refused when one with its key or voucher was faster."""
    try:
        with transaction.atomic():
            slip.save(force_insert=True)
    except IntegrityError as error:
        if Slip.objects.filter(key=slip.key).exists():
            raise Refused("这张登记表正在另一窗口登记，没有重复登记。回到账户页查看") from error
        rival = _waiting_with(slip)
        if rival is None:
            raise
        raise Incomplete(
            f"凭证号 {slip.voucher} 已登记在“{rival.account.title}”，待复核。核对凭证号；"
            "登记错了的先撤回或退回",
            field="voucher",
        ) from error
    return slip


def _waiting_with(slip: Slip) -> Slip | None:
    return (
        Slip.objects.filter(
            organisation=slip.organisation_id, voucher=slip.voucher, state=Slip.State.RECORDED
        )
        .exclude(voucher="")
        .first()
    )
