"""What can be done during a shift of the duty roster, and with a swap that is asked for."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from drills.duty.models import DutyShift, DutyState, ShiftSwap, SwapState
from drills.duty.rules import Watch
from renfang.acts import NotPermitted
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.steps import Step, Steps, stops

_MANAGES = "manage_readiness"


def in_words(shift: DutyShift | Watch) -> str:
    """From when to when."""
    begin, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return f"{begin:%m-%d %H:%M} 至 {end:%m-%d %H:%M}"


def _not_handed_over(shift: DutyShift, by: User, on: date) -> str:
    before = DutyShift.objects.filter(
        organisation=shift.organisation_id,
        state=DutyState.ON_DUTY,
        starts_at__lt=shift.starts_at,
    ).first()
    return f"{in_words(before)}的班次尚未交班。先办理交班，再接班" if before else ""


def _asked_already(shift: DutyShift, by: User, on: date) -> str:
    waiting = shift.swaps.filter(state=SwapState.ASKED).exists()
    return "本班次已有待审批的换班申请，审批后再申请" if waiting else ""


def _asked_it(swap: ShiftSwap, by: User, on: date) -> str:
    return "换班由你申请，由其他有审批权的人员审批" if swap.asked_by_id == by.pk else ""


TAKE = Step(
    label="接班",
    url="drills:shift_take",
    permission=_MANAGES,
    start=(DutyState.PLANNED,),
    end=(DutyState.ON_DUTY,),
    to_do="上一班交班后接班。",
    is_main=True,
    at_once=True,
    asks=Hook(stops(_not_handed_over)),
)
ASK_SWAP = Step(
    label="申请换班",
    press="提交申请",
    url="drills:shift_swap",
    permission=_MANAGES,
    start=(DutyState.PLANNED,),
    asks=Hook(stops(_asked_already)),
)
LOG = Step(
    label="记值班日志",
    press="记入日志",
    url="drills:shift_log",
    permission=_MANAGES,
    start=(DutyState.ON_DUTY,),
    to_do="来电、来文、事件和处置记入日志。",
    is_main=True,
)
CALL = Step(
    label="登记点名测试",
    press="登记",
    url="drills:shift_call",
    permission=_MANAGES,
    start=(DutyState.ON_DUTY,),
)
HAND_OVER = Step(
    label="交班",
    url="drills:shift_hand_over",
    permission=_MANAGES,
    start=(DutyState.ON_DUTY,),
    end=(DutyState.HANDED_OVER,),
)
STEPS = Steps(DutyShift, TAKE, ASK_SWAP, LOG, CALL, HAND_OVER)

DECIDE = Step(
    label="审批换班",
    press="登记审批",
    to="审批",
    url="drills:swap_decide",
    permission="approve_drills",
    start=(SwapState.ASKED,),
    end=(SwapState.GRANTED, SwapState.REFUSED),
    to_do="由申请人以外的审批人审批。",
    is_main=True,
    asks=Hook(stops(_asked_it, NotPermitted)),
)
SWAP_STEPS = Steps(ShiftSwap, DECIDE)
