"""What one person records of an account or an entry, and what another does with the slip."""

from __future__ import annotations

from fees.ledger.models import Fee, FeeAccount, LedgerEntry
from fees.payments.models import Slip
from fees.payments.queries import free_surplus, why_not_reversible
from renfang.acts import Refused
from renfang.hooks import Hook
from renfang.resting import Ending
from renfang.steps import Step, Steps, not_by, only_by

_State = Slip.State
_RECORDS, _CHECKS = "record_payment", "check_slip"


def _is_paid(account: FeeAccount) -> str:
    """A project's account may be overpaid; a compensation is paid exactly."""
    if account.fee == Fee.RELOCATION or not account.is_settled:
        return ""
    return f"{account}没有欠缴，拆除补偿费不能多缴"


def _has_no_surplus(account: FeeAccount) -> str:
    if account.surplus and free_surplus(account):
        return ""
    return f"{account}没有可结转的多缴（已扣除在办的退付和结转）"


RECORD = Step(
    label="登记缴款",
    url="fees:new_payment",
    permission=_RECORDS,
    idle=_is_paid,
)
CARRY_OVER = Step(
    label="结转多缴",
    press="登记结转",
    to="结转",
    url="fees:new_carry_over",
    permission=_RECORDS,
    idle=_has_no_surplus,
)
ACCOUNT_STEPS = Steps(FeeAccount, RECORD, CARRY_OVER)

REVERSE = Step(
    label="冲正分录",
    press="登记冲正",
    to="冲正",
    url="fees:reverse_entry",
    permission="reverse_entry",
    idle=why_not_reversible,
    ends=Ending.REVERSE,
)
ENTRY_STEPS = Steps(LedgerEntry, REVERSE)


CHECK = Step(
    label="复核入账",
    url="fees:slip",
    permission=_CHECKS,
    start=(_State.RECORDED,),
    end=(_State.POSTED,),
    lead="与凭证逐项核对无误后入账。",
    to_do="由登记人以外的人员与凭证逐项核对后入账。",
    is_main=True,
    in_place=True,
    asks=Hook(
        not_by("recorded_by", "登记人不能复核自己登记的事项。由另一位有复核权限的人员办理", Refused)
    ),
)
RETURN = Step(
    label="退回记账单",
    press="退回登记人",
    to="退回",
    url="fees:slip_return",
    permission=_CHECKS,
    start=(_State.RECORDED,),
    end=(_State.RETURNED,),
    ends=Ending.WITHDRAW,
    in_place=True,
    asks=Hook(not_by("recorded_by", "登记人撤回自己登记的事项，用“撤回”办理", Refused)),
)
WITHDRAW = Step(
    label="撤回记账单",
    press="撤回",
    to="撤回",
    url="fees:slip_withdraw",
    permission=_RECORDS,
    start=(_State.RECORDED,),
    end=(_State.WITHDRAWN,),
    ends=Ending.WITHDRAW,
    at_once=True,
    asks=Hook(only_by("recorded_by", "只有登记人可以撤回。复核发现不符的，写明原因退回")),
)
STEPS = Steps(Slip, CHECK, RETURN, WITHDRAW)
