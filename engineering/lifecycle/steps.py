"""The steps of a shelter's life after filing and of its demolition: when, by whom, and whereto."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from engineering.lifecycle.hooks import COMPENSATION_CHECKS
from engineering.lifecycle.models import Demolition
from engineering.peacetime_use.queries import why_still_used
from engineering.shelters.models import LifeRecord, Shelter
from renfang.acts import Incomplete, NotPermitted, Refused, WrongState
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending, require_free
from renfang.steps import Ask, Step, Steps, not_by, stops

State, Kind = Shelter.State, LifeRecord.Kind
_MANAGES = "manage_shelter_life"


@dataclass(frozen=True, kw_only=True, eq=False)
class LifeStep(Step):
    """A step of a shelter's life: its kind, and whether it rests on a document."""

    kind: str
    needs_basis: bool = False


def _life(
    kind: Kind, start: tuple[str, ...], *end: str, asks: tuple[Ask, ...] = (), **more: Any
) -> LifeStep:
    return LifeStep(
        kind=kind,
        label=kind.label,
        press=f"登记{kind.label}",
        to=f"办理{kind.label}",
        url="engineering:shelter_life",
        args=(kind.value,),
        permission=_MANAGES,
        start=start,
        end=end,
        asks=Hook(*asks),
        **more,
    )


def _not_evaluated(shelter: Shelter, by: User, on: date) -> str:
    evaluated = shelter.life.filter(kind=Kind.EVALUATION).exists()
    return "" if evaluated else f"{Kind.CONVERSION.label}须先有评估鉴定结论。先登记评估鉴定"


def _used(kind: Kind) -> Ask:
    """Nobody uses the works when this happens to them."""
    return stops(lambda shelter, by, on: why_still_used(shelter, to=kind.label))


_STANDING = (State.FILED, State.IN_USE, State.CLOSED)
STEPS = {
    step.kind: step
    for step in (
        _life(Kind.PUT_INTO_USE, (State.FILED,), State.IN_USE),
        _life(Kind.EVALUATION, _STANDING),
        _life(Kind.REINFORCEMENT_START, _STANDING, State.REINFORCING, needs_basis=True),
        _life(Kind.REINFORCEMENT_END, (State.REINFORCING,), State.IN_USE),
        _life(
            Kind.CLOSURE,
            (State.FILED, State.IN_USE),
            State.CLOSED,
            needs_basis=True,
            asks=(_used(Kind.CLOSURE),),
        ),
        _life(Kind.REOPENING, (State.CLOSED,), State.IN_USE, needs_basis=True),
        _life(
            Kind.CONVERSION,
            (State.IN_USE, State.CLOSED),
            State.CONVERTED,
            needs_basis=True,
            ends=Ending.CONVERT,
            asks=(stops(_not_evaluated, Incomplete), _used(Kind.CONVERSION)),
        ),
    )
}


_Case = Demolition.State


def standing_demolition(shelter: Shelter) -> Demolition | None:
    """The shelter's demolition that is in hand; its page has read them already."""
    read = vars(shelter).get("read_demolitions")
    demolitions = shelter.demolitions.all() if read is None else read
    ended = (_Case.REFUSED, _Case.SETTLED, _Case.WITHDRAWN)
    return next((each for each in demolitions if each.state not in ended), None)


def _applied_for_already(shelter: Shelter) -> str:
    if standing_demolition(shelter) is None:
        return ""
    return f"{shelter}已有一件拆除审批，在该件上继续办理"


# 拆除: works that stand may be applied for.
DEMOLISH = Step(
    label="受理拆除申请",
    press="登记拆除申请",
    url="engineering:shelter_demolish",
    permission=_MANAGES,
    start=(State.FILED, State.IN_USE, State.REINFORCING, State.CLOSED),
    law="《人民防空法》第二十八条",
    lead="拆除的，由拆除单位按原面积、等级补建；确实无法补建的，缴纳补偿费。",
    idle=_applied_for_already,
)
SHELTER_STEPS = Steps(Shelter, *STEPS.values(), DEMOLISH)


def _all_used(demolition: Demolition, by: User, on: date) -> str:
    """Who uses the works, and what else rests on them, matters only where all of them go."""
    if not is_whole(demolition):
        return ""
    if used := why_still_used(demolition.shelter, to="登记拆除"):
        return used
    try:
        require_free(demolition.shelter, Ending.DEMOLISH)
    except WrongState as refusal:
        return refusal.message
    return ""


def is_whole(demolition: Demolition) -> bool:
    """Whether nothing of the works is left."""
    shelter = demolition.shelter
    return demolition.area >= (shelter.built_area or shelter.approved_area)


def _not_paid(demolition: Demolition, by: User, on: date) -> str:
    if demolition.remedy != Demolition.Remedy.COMPENSATION:
        return ""
    return next((reason for check in COMPENSATION_CHECKS if (reason := check(demolition))), "")


DECIDE = Step(
    label="拆除审批",
    press="作出决定",
    to="作出拆除审批决定",
    url="engineering:demolition_decide",
    permission="decide_demolition",
    start=(_Case.APPLIED,),
    end=(_Case.APPROVED, _Case.REFUSED),
    law="《人民防空法》第二十八条",
    to_do="由受理人以外的负责人审批。",
    is_main=True,
    asks=Hook(not_by("applied_by", "本件由你受理，须由另一人作出决定", NotPermitted)),
)
WITHDRAW = Step(
    label="撤回拆除申请",
    press="登记撤回",
    to="撤回",
    url="engineering:demolition_withdraw",
    permission=_MANAGES,
    start=(_Case.APPLIED,),
    end=(_Case.WITHDRAWN,),
    lead="申请单位撤回，或者收件有误的，在作出决定前登记撤回；工程可以再次申请。",
    ends=Ending.WITHDRAW,
)
RECORD_DEMOLISHED = Step(
    label="登记拆除",
    url="engineering:demolition_done",
    permission=_MANAGES,
    start=(_Case.APPROVED,),
    end=(_Case.DEMOLISHED,),
    is_danger=True,
    ends=Ending.DEMOLISH,
    asks=Hook(stops(_all_used)),
)
SETTLE = Step(
    label="登记补偿完成",
    press="登记完成",
    url="engineering:demolition_settle",
    permission=_MANAGES,
    start=(_Case.DEMOLISHED,),
    end=(_Case.SETTLED,),
    law="《人民防空法》第二十八条",
    to_do="督促补建或者缴纳补偿费，完成后登记。",
    is_main=True,
    asks=Hook(stops(_not_paid, Refused)),
)
DEMOLITION_STEPS = Steps(Demolition, DECIDE, WITHDRAW, RECORD_DEMOLISHED, SETTLE)
