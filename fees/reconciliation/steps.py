"""What can be done with a statement: matched by one person, posted by another."""

from __future__ import annotations

from datetime import date

from fees.reconciliation.models import UNSETTLED, Statement
from renfang.acts import Refused
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, not_by, stops

_State = Statement.State
_RECONCILES, _FINISHES = "reconcile", "finish_statement"


def _unsettled(statement: Statement, by: User, on: date) -> str:
    left = statement.lines.filter(lane__in=UNSETTLED).count()
    return f"还有 {left} 笔流水没有处理。接受建议、认领或标为不相关后送复核" if left else ""


SUBMIT = Step(
    label="送复核",
    url="fees:statement_submit",
    permission=_RECONCILES,
    start=(_State.OPEN,),
    end=(_State.SUBMITTED,),
    to_do="逐笔处理流水，送另一人复核入账。",
    is_main=True,
    at_once=True,
    asks=Hook(stops(_unsettled, Refused)),
)
REMATCH = Step(
    label="重新匹配",
    url="fees:statement_rematch",
    permission=_RECONCILES,
    start=(_State.OPEN,),
    at_once=True,
)
DISCARD = Step(
    label="放弃对账文件",
    press="放弃",
    to="放弃",
    url="fees:statement_discard",
    permission=_RECONCILES,
    start=(_State.OPEN,),
    end=(_State.DISCARDED,),
    at_once=True,
    ends=Ending.WITHDRAW,
)
FINISH = Step(
    label="复核对账",
    press="复核入账并生成对账单",
    to="复核入账",
    url="fees:statement_finish",
    permission=_FINISHES,
    start=(_State.SUBMITTED,),
    end=(_State.FINISHED,),
    to_do="由对账人以外的人员复核入账。",
    is_main=True,
    at_once=True,
    asks=Hook(
        not_by("submitted_by", "对账人不能复核自己的对账。由另一位有复核权限的人员办理", Refused)
    ),
)
REOPEN = Step(
    label="退回对账",
    url="fees:statement_reopen",
    permission=_FINISHES,
    start=(_State.SUBMITTED,),
    end=(_State.OPEN,),
    at_once=True,
    ends=Ending.REOPEN,
)
STEPS = Steps(Statement, SUBMIT, REMATCH, DISCARD, FINISH, REOPEN)
