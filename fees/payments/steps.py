"""What can be done with a slip that waits for its second person."""

from __future__ import annotations

from fees.payments.models import Slip
from renfang.acts import Refused
from renfang.hooks import Hook
from renfang.resting import Ending
from renfang.steps import Step, Steps, not_by, only_by

_State = Slip.State
_CHECKS = "check_slip"


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
    permission="record_payment",
    start=(_State.RECORDED,),
    end=(_State.WITHDRAWN,),
    ends=Ending.WITHDRAW,
    at_once=True,
    asks=Hook(only_by("recorded_by", "只有登记人可以撤回。复核发现不符的，写明原因退回")),
)
STEPS = Steps(Slip, CHECK, RETURN, WITHDRAW)
