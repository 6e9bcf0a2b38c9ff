"""平时使用: applying for, deciding, renewing, changing and ending the use of a shelter.

Sources: 人民防空法 arts. 5, 26; 人民防空工程平时开发利用管理办法 (〔2001〕国人防办字第211号);
行政许可法 arts. 42, 49, 50, 70 where the province makes it a permit.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from engineering.peacetime_use.acts.effects import take_into_use, take_out_of_use
from engineering.peacetime_use.acts.regimes import required_regime
from engineering.peacetime_use.models import PeacetimeUse, Regime, UseRegime, UseRequest
from engineering.peacetime_use.papers import issue_papers, void_papers
from engineering.peacetime_use.queries import due_to_answer, room_left
from engineering.peacetime_use.steps import (
    APPLY,
    CANCEL,
    CHANGE,
    CLOSING,
    REISSUE,
    RENEW,
    WITHDRAW,
)
from engineering.shelters.models import Shelter
from renfang.acts import Incomplete, NotFound, Refused, act, require_past, require_text
from renfang.clocks.rules import add_months
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.personal.fields import Personal, renewed

_State, _Asked, _Kind = PeacetimeUse.State, UseRequest.State, UseRequest.Kind
_STATED = ("operator", "responsible", "phone", "purpose", "used_area", "starts_on", "ends_on")


@dataclass(frozen=True)
class UseEntry:
    """What an applicant states: who uses how much of the shelter for what, from when to when."""

    operator: str
    responsible: str
    phone: str | Personal
    purpose: str
    used_area: Decimal
    starts_on: date
    ends_on: date


def entry_of(use: PeacetimeUse) -> UseEntry:
    """The use as it stands, as a basis for renewal and change."""
    return UseEntry(**{name: getattr(use, name) for name in _STATED})


@act
def apply_for_use(shelter_id: int, entry: UseEntry, *, received_on: date, by: User) -> PeacetimeUse:
    """收件: an operator asks to use a shelter that was accepted."""
    shelter = Shelter.objects.locked_for(APPLY, shelter_id, by)
    require_past(received_on, "收件日期", field="received_on")
    regime = required_regime(shelter.organisation, received_on)
    _check_term(entry, regime)
    _check_room(shelter, entry.used_area)
    use = PeacetimeUse(
        organisation=shelter.organisation, shelter=shelter, regime=regime, **asdict(entry)
    )
    use.full_clean(exclude=["organisation", "shelter", "regime"])
    use.save(force_insert=True)
    _ask(use, _Kind.NEW, entry, received_on, by)
    return use


@act
def apply_for_renewal(
    use_id: int, *, ends_on: date, received_on: date, by: User, version: int | None = None
) -> UseRequest:
    """申请延续: the same use for longer. Source: 行政许可法 art. 50."""
    use: PeacetimeUse = PeacetimeUse.objects.locked_for(RENEW, use_id, by, version=version)
    require_past(received_on, "收件日期", field="received_on")
    if received_on > use.ends_on:
        raise Refused(f"{use}已于 {use.ends_on} 到期，不能延续。注销后重新申请")
    if ends_on <= use.ends_on:
        raise Incomplete(f"延续后的止日须晚于现止日 {use.ends_on}", field="ends_on")
    entry = UseEntry(**{**asdict(entry_of(use)), "ends_on": ends_on})
    _check_term(entry, use.regime, counted_from=use.ends_on + timedelta(days=1))
    return _ask(use, _Kind.RENEWAL, entry, received_on, by)


@act
def apply_for_change(
    use_id: int, entry: UseEntry, *, received_on: date, by: User, version: int | None = None
) -> UseRequest:
    """申请变更: another operator, purpose or area; the term stays. Source: 行政许可法 art. 49."""
    use: PeacetimeUse = PeacetimeUse.objects.locked_for(CHANGE, use_id, by, version=version)
    require_past(received_on, "收件日期", field="received_on")
    phone = renewed(entry.phone, use.phone, "联系电话", "phone")
    entry = replace(entry, phone=phone)
    if (entry.starts_on, entry.ends_on) != (use.starts_on, use.ends_on):
        raise Incomplete("变更不改使用期限；期限延长的，办理延续", field="ends_on")
    if entry == entry_of(use):
        raise Incomplete("填写的内容与现登记内容一致，没有变更", field=None)
    _check_room(use.shelter, entry.used_area, besides=use)
    return _ask(use, _Kind.CHANGE, entry, received_on, by)


@act
def decide_request(request_id: int, *, grant: bool, opinion: str, on: date, by: User) -> UseRequest:
    """决定 (permit), 备案 or 登记: grant or refuse what was asked, and issue the papers.

    A permit is decided by the head; a filing or registration is closed by the clerk.
    """
    request = _locked_request(request_id, by)
    use = request.use
    step = CLOSING[use.regime.kind]
    Scope(by).require(step.permission, use)
    step.require(request, by, on=on)
    require_past(on, "决定日期")
    if on < request.received_on:
        raise Incomplete(f"决定日期早于收件日期 {request.received_on}", field="on")
    if not grant:
        _require_refusable(request, opinion, on)
    request.state = _Asked.GRANTED if grant else _Asked.REFUSED
    request.decided_on, request.decided_by, request.opinion = on, by, opinion.strip()
    request.save(update_fields=["state", "decided_on", "decided_by", "opinion"])
    before = use.get_state_display()
    if grant:
        _take_over(use, request, on)
    elif request.kind == _Kind.NEW:
        use.state = _State.REFUSED
    _save(use)
    record(
        by,
        f"{request.get_state_display()}平时使用（{request.get_kind_display()}）",
        use,
        before={"状态": before},
        after={"状态": use.get_state_display(), "使用期限至": use.ends_on},
        note=request.opinion,
    )
    if grant:
        take_into_use(use, on=on, by=by)
        issue_papers(use, on=on, by=by)
    return request


def _require_refusable(request: UseRequest, opinion: str, on: date) -> None:
    """A refusal states its reasons; a permit that ended undecided is renewed (许可法 art. 50)."""
    require_text(opinion, "不予同意的，写明理由", field="opinion", least=5)
    use = request.use
    is_permit = use.regime.kind == Regime.PERMIT
    if is_permit and request.kind == _Kind.RENEWAL and on > use.ends_on:
        raise Refused(
            f"原期限已于 {use.ends_on} 届满而未作决定，依照《行政许可法》第五十条视为准予延续，"
            "只能办理同意"
        )


@act
def withdraw_request(request_id: int, *, reason: str, by: User) -> UseRequest:
    """申请人撤回 before a decision."""
    request = _locked_request(request_id, by)
    use = request.use
    Scope(by).require(WITHDRAW.permission, use)
    WITHDRAW.require(request, by)
    reason = require_text(reason, "写明撤回原因", least=5)
    request.state, request.opinion = _Asked.WITHDRAWN, reason
    request.save(update_fields=["state", "opinion"])
    if request.kind == _Kind.NEW:
        use.state = _State.WITHDRAWN
    _save(use)
    record(
        by,
        f"撤回平时使用申请（{request.get_kind_display()}）",
        use,
        after={"状态": use.get_state_display()},
        note=reason,
    )
    return request


@act
def cancel_use(
    use_id: int, *, reason: str, on: date, by: User, version: int | None = None
) -> PeacetimeUse:
    """注销: the use has ended; its papers become void. Source: 行政许可法 art. 70."""
    use: PeacetimeUse = PeacetimeUse.objects.locked_for(CANCEL, use_id, by, version=version)
    require_past(on, "注销日期")
    reason = require_text(reason, "写明注销原因", least=5)
    if on < use.starts_on:
        raise Incomplete(f"注销日期早于使用起日 {use.starts_on}", field="on")
    use.state, use.closed_on, use.close_reason = _State.CANCELLED, on, reason
    use.inspection_due_on = None
    _save(use)
    record(
        by,
        "注销平时使用",
        use,
        before={"状态": _State.IN_FORCE.label},
        after={"状态": use.get_state_display(), "注销日期": on},
        note=reason,
    )
    take_out_of_use(use, on=on, by=by)
    void_papers(use, by=by, reason=f"平时使用注销：{reason}")
    return use


@act
def reissue_use_papers(
    use_id: int, *, reason: str, by: User, version: int | None = None
) -> PeacetimeUse:
    """换发: void the papers of a use and issue them again from today's records."""
    use: PeacetimeUse = PeacetimeUse.objects.locked_for(REISSUE, use_id, by, version=version)
    reason = require_text(reason, "写明换发原因", least=5)
    _save(use)
    record(by, "换发平时使用文书", use, note=reason)
    issue_papers(use, on=timezone.localdate(), by=by, reason=reason)
    return use


def _check_room(shelter: Shelter, wanted: Decimal, besides: PeacetimeUse | None = None) -> None:
    left = room_left(shelter, besides)
    if wanted > left:
        raise Incomplete(
            f"使用面积 {wanted:,.2f} ㎡大于可用面积 {left:,.2f} ㎡"
            "（工程建筑面积扣除其他使用单位的面积）。核对面积，或先办理其他使用的变更、注销",
            field="used_area",
        )


def _check_term(entry: UseEntry, regime: UseRegime, counted_from: date | None = None) -> None:
    start = counted_from or entry.starts_on
    if entry.ends_on < entry.starts_on:
        raise Incomplete("使用期限的止日不能早于起日", field="ends_on")
    if regime.longest_months is None:
        return
    latest = add_months(start, regime.longest_months) - timedelta(days=1)
    if entry.ends_on > latest:
        raise Incomplete(
            f"使用期限最长 {regime.longest_months} 个月，自 {start} 起至 {latest} 止"
            f"（{regime.legal_basis}）",
            field="ends_on",
        )


def _ask(use: PeacetimeUse, kind: str, entry: UseEntry, received_on: date, by: User) -> UseRequest:
    """Enter a request with its deadline."""
    request = UseRequest(
        use=use, kind=kind, received_on=received_on, received_by=by, **asdict(entry)
    )
    for name, value in due_to_answer(use.regime, received_on).items():
        setattr(request, name, value)
    request.full_clean(exclude=["use", "received_by"])
    request.save(force_insert=True)
    if kind != _Kind.NEW:
        _save(use)
    record(
        by,
        f"收到平时使用申请（{request.get_kind_display()}）",
        use,
        after={
            "使用单位": request.operator,
            "平时用途": request.purpose,
            "使用面积": f"{request.used_area:,}㎡",
            "使用期限": f"{request.starts_on} 至 {request.ends_on}",
        },
    )
    return request


def _take_over(use: PeacetimeUse, request: UseRequest, on: date) -> None:
    """What was granted becomes the use; the first grant also starts the annual inspections."""
    for name in _STATED:
        setattr(use, name, getattr(request, name))
    use.state = _State.IN_FORCE
    if use.inspection_due_on is None:
        start = max(on, use.starts_on)
        use.inspection_due_on = add_months(start, use.regime.inspection_months)


def _save(use: PeacetimeUse) -> None:
    use.save_next()


def _locked_request(request_id: int, by: User) -> UseRequest:
    """The request with its use locked; NotFound for a use out of scope."""
    found: Any = UseRequest.objects.filter(pk=request_id).values("use").first()
    if found is None:
        raise NotFound("平时使用申请")
    use = PeacetimeUse.objects.locked(found["use"], Scope(by), PeacetimeUse.view_permission)
    request = UseRequest.objects.select_for_update().get(pk=request_id)
    request.use = use
    return request
