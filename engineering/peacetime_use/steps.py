"""What can be done with the peacetime use of a shelter, and with what was asked about it."""

from __future__ import annotations

from datetime import date

from engineering.peacetime_use.models import PeacetimeUse, Regime, UseRequest
from engineering.peacetime_use.queries import regime_on
from engineering.shelters.models import Shelter
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, hints

HANDLE, DECIDE = "handle_peacetime_use", "decide_peacetime_use"
_State, _Asked = PeacetimeUse.State, UseRequest.State


def _no_regime(shelter: Shelter, by: User, on: date) -> str:
    if regime_on(shelter.organisation, on) is not None:
        return ""
    return "本机构没有生效的平时使用管理方式，由审批负责人设定后再办理"


# Works may be used once they passed their acceptance (建设工程质量管理条例 art. 49).
APPLY = Step(
    label="申请平时使用",
    press="登记收件",
    url="engineering:use_apply",
    permission=HANDLE,
    start=(Shelter.State.ACCEPTED, Shelter.State.FILED, Shelter.State.IN_USE),
    law="《人民防空法》第二十六条",
    asks=Hook(hints(_no_regime)),
)
SHELTER_STEPS = Steps(Shelter, APPLY)


def pending_request(use: PeacetimeUse) -> UseRequest | None:
    """The request that waits for its decision; the page of the use has read them already."""
    read = vars(use).get("read_requests")
    found = use.requests.filter(state=_Asked.PENDING) if read is None else read
    return next((each for each in found if each.state == _Asked.PENDING), None)


def _asked_already(use: PeacetimeUse) -> str:
    if pending_request(use) is None:
        return ""
    return f"{use}已有一件待决定的申请，先办结或撤回"


def _expired(use: PeacetimeUse, by: User, on: date) -> str:
    """Only what was asked before the end is entered after it."""
    if not use.has_expired(on):
        return ""
    return f"使用期限已于 {use.ends_on} 届满，期限内收到的申请才能登记；继续使用的，注销后重新申请"


RENEW = Step(
    label="申请延续",
    press="登记延续申请",
    url="engineering:use_renew",
    permission=HANDLE,
    start=(_State.IN_FORCE,),
    law="《行政许可法》第五十条",
    to_do="使用期限将满，申请延续的登记收件；不延续的到期后注销。",
    is_main=True,
    idle=_asked_already,
    asks=Hook(hints(_expired)),
)
CHANGE = Step(
    label="申请变更",
    press="登记变更申请",
    url="engineering:use_change",
    permission=HANDLE,
    start=(_State.IN_FORCE,),
    law="《行政许可法》第四十九条",
    lead="改动有变化的栏目",
    idle=_asked_already,
    asks=Hook(hints(_expired)),
)
INSPECT = Step(
    label="登记年检",
    url="engineering:use_inspect",
    permission=HANDLE,
    start=(_State.IN_FORCE,),
)
CANCEL = Step(
    label="注销平时使用",
    press="注销",
    url="engineering:use_cancel",
    permission=HANDLE,
    start=(_State.IN_FORCE,),
    end=(_State.CANCELLED,),
    law="《行政许可法》第七十条",
    lead="注销后现行文书立即作废，不能恢复",
    ends=Ending.CANCEL,
    is_danger=True,
)
REISSUE = Step(
    label="换发平时使用文书",
    press="作废并换发",
    to="换发证书",
    url="engineering:use_reissue",
    permission=HANDLE,
    start=(_State.IN_FORCE,),
    lead="现行文书立即作废，按现在的记录签发新文书，并注明换发自旧文书",
    is_danger=True,
)
USE_STEPS = Steps(PeacetimeUse, RENEW, CHANGE, INSPECT, CANCEL, REISSUE)


def _closing(regime: Regime, label: str, permission: str, **more: str) -> Step:
    def under_another(request: UseRequest) -> str:
        kind = request.use.regime.kind
        return "" if kind == regime else f"该项平时使用实行{Regime(kind).label}，不{label}"

    return Step(
        label=label,
        url="engineering:use_decide",
        permission=permission,
        start=(_Asked.PENDING,),
        end=(_Asked.GRANTED, _Asked.REFUSED),
        lead="同意后立即编号签发文书；原有文书作废",
        is_main=True,
        idle=under_another,
        **more,
    )


# A permit is decided by the head; a filing or registration is closed by the clerk.
CLOSING = {
    Regime.PERMIT.value: _closing(
        Regime.PERMIT,
        "作出决定",
        DECIDE,
        law="《行政许可法》第三十八条",
        to_do="由负责人在办理时限内作出决定。",
    ),
    Regime.FILING.value: _closing(
        Regime.FILING, "办理备案", HANDLE, to_do="由经办人在办理时限内办理备案。"
    ),
    Regime.REGISTRATION.value: _closing(
        Regime.REGISTRATION, "办理登记", HANDLE, to_do="由经办人在办理时限内办理登记。"
    ),
}
WITHDRAW = Step(
    label="撤回申请",
    press="登记撤回",
    url="engineering:use_withdraw",
    permission=HANDLE,
    start=(_Asked.PENDING,),
    end=(_Asked.WITHDRAWN,),
    ends=Ending.WITHDRAW,
)
REQUEST_STEPS = Steps(UseRequest, *CLOSING.values(), WITHDRAW)
