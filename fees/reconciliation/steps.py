"""What can be done with a statement and its lines: matched by one person, posted by another."""

from __future__ import annotations

from datetime import date

from fees.ledger.models import ZERO
from fees.reconciliation.models import UNSETTLED, Statement, StatementLine
from renfang.acts import Refused
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, not_by, only_by, stops

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
    asks=Hook(
        not_by("submitted_by", "对账人收回自己送复核的对账，用“撤回送复核”办理", Refused),
    ),
)
WITHDRAW = Step(
    label="撤回送复核",
    to="撤回",
    url="fees:statement_withdraw",
    permission=_RECONCILES,
    start=(_State.SUBMITTED,),
    end=(_State.OPEN,),
    at_once=True,
    ends=Ending.REOPEN,
    asks=Hook(only_by("submitted_by", "只有对账人可以撤回。复核发现不符的，退回对账", Refused)),
)
STEPS = Steps(Statement, SUBMIT, REMATCH, DISCARD, FINISH, REOPEN, WITHDRAW)


_Lane = StatementLine.Lane


def _is_fixed(line: StatementLine) -> str:
    """A line is worked on only while its statement is open."""
    statement = line.statement
    if statement.state == _State.OPEN:
        return ""
    return (
        f"{statement}现为“{statement.get_state_display()}”，"
        f"“{_State.OPEN.label}”状态才能处理流水。刷新页面查看最新进展"
    )


def _pays_nothing(line: StatementLine) -> str:
    """Why no account can take the line."""
    if fixed := _is_fixed(line):
        return fixed
    if line.is_outgoing:
        return f"{line}为支出，不作缴款"
    if line.amount < ZERO:
        return "冲正流水只与原缴款核对。没有找到原缴款的，写明原因标为不相关"
    if line.lane in (_Lane.MATCHED, _Lane.REPEATED):
        return f"{line}为“{line.get_lane_display()}”，不需认领"
    found = line.found_entry
    # A number that restarts each day names another payment on another day; on one day it does not.
    if found and found.voucher == line.voucher and found.business_date == line.booked_on:
        return "该凭证号当日已入账。先冲正原分录再重新匹配，或标为不相关"
    return ""


def _is_no_evidence(line: StatementLine) -> str:
    """Why the line confirms no payment that is booked."""
    if fixed := _is_fixed(line):
        return fixed
    if line.lane != _Lane.DIFFERENT or line.found_entry_id is None or line.amount < ZERO:
        return f"{line}没有可以确认的已入账缴款"
    claim = getattr(line.found_entry, "claim", None)
    whole = -line.found_entry.amount if claim is None else claim.line.amount
    return "" if whole == line.amount else "金额不同，不是同一笔。先冲正原分录再重新匹配"


def _is_undecided(line: StatementLine) -> str:
    """Why there is nothing to take back: nobody decided, and no account was found by itself."""
    if fixed := _is_fixed(line):
        return fixed
    was_matched = line.lane == _Lane.MATCHED and line.found_entry_id is None
    return "" if line.decided_by_id or was_matched else f"{line}没有可撤销的认领"


ACCEPT = Step(
    label="认领流水",
    press="认领",
    url="fees:line_accept",
    permission=_RECONCILES,
    in_place=True,
    idle=_pays_nothing,
)
CONFIRM = Step(
    label="确认同一笔",
    url="fees:line_confirm",
    permission=_RECONCILES,
    lead="该笔流水与已入账的缴款是同一笔，作为佐证，不再入账。",
    at_once=True,
    idle=_is_no_evidence,
)
SET_ASIDE = Step(
    label="标为不相关",
    url="fees:line_irrelevant",
    permission=_RECONCILES,
    in_place=True,
    idle=_is_fixed,
)
UNDO = Step(
    label="撤销认领",
    url="fees:line_undo",
    permission=_RECONCILES,
    lead="该笔流水回到待处理的栏目，按台账的最新情况重新匹配。",
    at_once=True,
    idle=_is_undecided,
    ends=Ending.WITHDRAW,
)
LINE_STEPS = Steps(StatementLine, ACCEPT, CONFIRM, SET_ASIDE, UNDO)
