"""结转: carrying over to another account what was paid beyond the debt.

No act of its own: ``slips`` records and posts a carry-over like any slip, and takes these steps.
"""

from __future__ import annotations

from dataclasses import replace

from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.posting import Movement, post_entry
from fees.payments.models import Slip
from fees.payments.queries import carried_key, free_surplus, other_side, why_not_reversible_now
from renfang.acts import Incomplete, Refused, require_text
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


def locked_pair(
    account_id: int, to: int, scope: Scope, permission: str
) -> tuple[FeeAccount, FeeAccount]:
    """Both accounts, locked by ascending key, so that two carry-overs never wait for each other.

    A compensation is never overpaid and carries nothing over.
    """
    if account_id == to:
        raise Incomplete("转入账户须是另一账户", field="to")
    locked = {
        pk: FeeAccount.objects.relocation().locked(pk, scope, permission)
        for pk in sorted((account_id, to))
    }
    return locked[account_id], locked[to]


def check_carry_over(account: FeeAccount, target: FeeAccount, movement: Movement) -> None:
    """Raise Incomplete for a carry-over beyond the payer, the office, the surplus or the debt."""
    require_text(movement.note, "写明结转的原因", least=5)
    if not movement.amount > ZERO:
        raise Incomplete("结转金额须大于 0 元", field="amount")
    same_payer = account.project.developer_id == target.project.developer_id
    if account.organisation_id != target.organisation_id or not same_payer:
        raise Incomplete("多缴只能结转到同一机构、同一缴费单位的账户", field="to")
    if movement.amount > free_surplus(account):
        raise Incomplete(
            f"可结转的多缴为 {free_surplus(account):,} 元（已扣除在办的退付和结转）。核对金额",
            field="amount",
        )
    if movement.amount > target.balance:
        raise Incomplete(
            f"转入账户欠缴 {max(target.balance, ZERO):,} 元，结转不能大于欠缴。核对金额",
            field="amount",
        )


def post_carry_over(slip: Slip, movement: Movement, scope: Scope, by: User) -> LedgerEntry:
    """Post both sides of a checked carry-over; gives the one of the account it leaves."""
    account, target = locked_pair(slip.account_id, slip.carried_to_id, scope, "check_slip")
    if slip.amount > free_surplus(account, besides=slip) or slip.amount > target.balance:
        raise Refused("登记后余额有变化，结转金额大于可结转的多缴或转入账户的欠缴。退回登记人核对")
    note = f"{slip.note}（转入“{target.project}”）"
    entry = post_entry(account, replace(movement, note=note), by=by)
    incoming = replace(
        movement,
        amount=-slip.amount,
        key=carried_key(slip),
        note=f"{slip.note}（由“{account.project}”转入）",
    )
    post_entry(target, incoming, by=by)
    return entry


def post_carried_back(slip: Slip, movement: Movement, scope: Scope, by: User) -> LedgerEntry:
    """Reverse both sides of a carry-over; gives the reversal of the one that the slip names.

    Raises Refused where one side was reversed since, or where the account that got the sum has
    paid out of it what it would have to give back.
    """
    other = other_side(slip.reverses)
    account, target = locked_pair(slip.account_id, other.account_id, scope, "check_slip")
    for side in (slip.reverses, other):
        if reason := why_not_reversible_now(side):
            raise Refused(reason)
    entry = post_entry(account, movement, by=by)
    opposite = replace(movement, amount=-other.amount, key=carried_key(slip), reverses=other)
    post_entry(target, opposite, by=by)
    return entry
