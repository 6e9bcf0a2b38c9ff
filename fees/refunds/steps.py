"""What can be done with an application to give money back, and with one to give a debt up."""

from __future__ import annotations

from datetime import date

from fees.refunds.models import Refund, WriteOff
from renfang.acts import Refused
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, not_by, stops

_Refund, _WriteOff = Refund.State, WriteOff.State
_RECORDS, _DECIDES = "record_refund", "decide_write_off"


def _letter_is_void(refund: Refund, by: User, on: date) -> str:
    if not refund.letter.is_void:
        return ""
    return f"审核意见函 {refund.letter.number} 已作废，不能退付。撤回后重新办理"


VERIFY = Step(
    label="核实退付",
    press="核实并签发审核意见函",
    to="核实",
    url="fees:refund_verify",
    permission=_RECORDS,
    start=(_Refund.REQUESTED,),
    end=(_Refund.VERIFIED,),
    to_do="核实缴费单位的申请，签发审核意见函。",
    is_main=True,
)
APPROVE = Step(
    label="登记财政审批",
    press="登记审批结果",
    url="fees:refund_approve",
    permission="approve_refund",
    start=(_Refund.VERIFIED,),
    end=(_Refund.APPROVED,),
    to_do="财政部门审批后，由核实人以外的人员登记。",
    is_main=True,
    asks=Hook(
        not_by(
            "verified_by", "核实人不能登记财政审批。由另一位有权限的人员核对审批文件后登记", Refused
        )
    ),
)
PAY = Step(
    label="登记退付",
    press="登记退付入账",
    url="fees:refund_pay",
    permission=_RECORDS,
    start=(_Refund.APPROVED,),
    end=(_Refund.PAID,),
    to_do="国库退付后登记退付凭证。",
    is_main=True,
    asks=Hook(stops(_letter_is_void, Refused)),
)
END = Step(
    label="不予退付或撤回",
    press="结束退付",
    to="结束退付",
    url="fees:refund_end",
    permission=_RECORDS,
    start=(_Refund.REQUESTED, _Refund.VERIFIED, _Refund.APPROVED),
    end=(_Refund.REFUSED, _Refund.WITHDRAWN),
    ends=Ending.WITHDRAW,
)
REFUND_STEPS = Steps(Refund, VERIFY, APPROVE, PAY, END)


_BY_ANOTHER = not_by("requested_by", "申请人不能审批自己申请的核销。由审批负责人办理", Refused)
WRITE_OFF = Step(
    label="审批核销",
    press="同意核销并入账",
    url="fees:write_off_approve",
    permission=_DECIDES,
    start=(_WriteOff.REQUESTED,),
    end=(_WriteOff.APPROVED,),
    law="《行政强制法》第四十条；《企业破产法》第一百二十条、第一百二十三条",
    to_do="由申请人以外的负责人审批。",
    is_main=True,
    asks=Hook(_BY_ANOTHER),
)
REFUSE = Step(
    label="不予核销",
    to="审批核销",
    url="fees:write_off_refuse",
    permission=_DECIDES,
    start=(_WriteOff.REQUESTED,),
    end=(_WriteOff.REFUSED,),
    ends=Ending.WITHDRAW,
    asks=Hook(_BY_ANOTHER),
)
WITHDRAW = Step(
    label="撤回核销申请",
    press="撤回",
    to="撤回",
    url="fees:write_off_withdraw",
    permission="request_write_off",
    start=(_WriteOff.REQUESTED,),
    end=(_WriteOff.WITHDRAWN,),
    ends=Ending.WITHDRAW,
)
WRITE_OFF_STEPS = Steps(WriteOff, WRITE_OFF, REFUSE, WITHDRAW)
