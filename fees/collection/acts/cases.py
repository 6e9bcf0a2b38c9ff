"""The acts of collection: opening a case and its tracks, taking the next lawful step, closing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fees.collection.acts.outcomes import (
    carry_money,
    check_result,
    complete,
    end_papers,
    found_before,
)
from fees.collection.acts.service import take_effect
from fees.collection.models import CollectionCase, CollectionStep, CollectionTrack
from fees.collection.papers import DECISIONS, issue_closing_form, issue_paper
from fees.collection.penalties import (
    act_of,
    added_sum,
    fine_in,
    governing_step,
    order_in,
    require_lawful_penalty,
    sanction_on,
)
from fees.collection.queries import ENTERED
from fees.collection.rules import Counted, counted
from fees.collection.steps.conditions import added_name, issued_decision, limit_passed
from fees.collection.steps.court import (
    asks_money,
    claim_in,
    require_court,
    require_plan,
    require_ruling,
)
from fees.collection.steps.days import settle
from fees.collection.steps.effects import EFFECTS
from fees.collection.steps.table import (
    CLOSE,
    LEVY,
    OPEN,
    PENALISE,
    PENALTY,
    STEPS,
    LawfulStep,
)
from fees.ledger.models import FeeAccount
from fees.ledger.owed import keep_answer
from renfang.acts import (
    Incomplete,
    NotFound,
    act,
    require_day,
    require_past,
    require_text,
    require_two,
)
from renfang.clocks.calendars import current_calendar
from renfang.clocks.periods import Code
from renfang.clocks.rules import ONE_DAY, ClockError
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.steps import EXPLANATION, explained

_State = CollectionTrack.State
Values = Mapping[str, Any]


@act
def open_case(account_id: int, *, source: str, facts: str, on: date, by: User) -> CollectionCase:
    """立卷: take up the collection of what an account owes, on the levy track.

    Raises NotFound, NotPermitted, Incomplete, or WrongState where a case is open already.
    """
    account = FeeAccount.objects.relocation().locked_for(OPEN, account_id, by)
    facts = require_text(facts, "写明欠缴事实", field="facts")
    require_past(on, "立卷日期")
    case = CollectionCase.objects.create(
        organisation_id=account.organisation_id,
        account=account,
        source=source,
        facts=facts,
        opened_on=on,
        opened_by=by,
    )
    _new_track(case, LEVY)
    record(
        by,
        "追缴立卷",
        case,
        after={"线索来源": case.get_source_display(), "欠缴": f"{account.balance:,} 元"},
        note=case.facts,
    )
    return case


def _new_track(case: CollectionCase, kind: str, **known: str) -> CollectionTrack:
    return CollectionTrack.objects.create(
        organisation_id=case.organisation_id, case=case, kind=kind, state=_State.CLUE, **known
    )


@act
def open_penalty_track(case_id: int, *, by: User, legal_review: str = "") -> CollectionTrack:
    """启动处罚程序 beside the levy, for the act that the office's book punishes.

    ``legal_review`` is what 法制审核 said where the book asks for it first. Raises WrongState where
    the book does not punish the act (an approved relocation that is not paid is no 不修建).
    Source: 人民防空法 art. 48 and the province's article; 行政处罚法 art. 4.
    """
    case = CollectionCase.objects.locked_for(PENALISE, case_id, by)
    act = act_of(case)
    sanction = sanction_on(case.organisation, act, timezone.localdate())
    assert sanction is not None, "the step's conditions ask for it"
    review = legal_review.strip()
    if sanction.note and not review:
        raise Incomplete(f"填写法制审核意见：{sanction.note}", field="legal_review")
    track = _new_track(case, PENALTY, act=act, act_review=review)
    after = {"违法行为": sanction.name, "处罚依据": sanction.basis}
    record(by, "启动处罚程序", case, after=after, note=review)
    return track


@act
def take_step(
    track_id: int,
    code: str,
    *,
    on: date,
    values: Values,
    explanation: str = "",
    by: User,
    version: int | None = None,
) -> CollectionStep:
    """办理下一步: one step of the table, with its paper and the limits that it sets.

    ``values`` hold the step's fields as their form read them. Raises NotFound, NotPermitted,
    Overtaken, WrongState, or Incomplete naming the form's field.
    """
    step = _lawful(code)
    track = _locked(step, track_id, by, version=version, on=on, explanation=explanation)
    _require_day(track, on)
    values = complete(step, track, values)
    _check_values(step, track, on, values)
    values = {**values, EXPLANATION: explanation.strip()}
    before, found = track.state, found_before(step, track)
    paper = _adopted(track) if step.code == "adopt" else None
    limits = _effect(step, track, on, values)
    values = values | _concluded(step, track, on, values)
    values = values | carry_money(step, track, values, found, on, by)
    limits += settle(track, current_calendar(), _unsaved(step, on, values))
    track.state = step.next_state(track)
    if step.paper and "joint_with" not in values:
        paper = issue_paper(step, track, values, on=on, by=by)
    if paper is not None and paper.kind in DECISIONS:
        track.decision_number = paper.number
    track.save_next()
    if step.code == "remind":
        track.case.level += 1
        track.case.save(update_fields=["level"])
    written = _written(step, track, before, values, limits, paper, on=on, by=by)
    _carry_on(step, track, written, by)
    end_papers(step, track, written, found, by)
    return written


def _lawful(code: str) -> LawfulStep:
    step = STEPS.get(code)
    if step is None:
        raise NotFound("步骤")
    return step


def _concluded(
    step: LawfulStep, track: CollectionTrack, on: date, values: Values
) -> dict[str, Any]:
    """What follows from what was entered and is kept with the step."""
    if step.code in ("foretell", "penalise"):
        sanction = governing_step(track, on, values).sanction
        order = order_in(sanction, values) if sanction else ""
        return {"amount": fine_in(values), "made_order": order}
    if step.code in ("demand", "apply"):
        claim = claim_in(track, on, step.code, values)
        if not asks_money(claim):
            return {"asks_for": claim}
        track.added_demanded = max(track.added_demanded, added_sum(track, on))
        told = {"claimed": track.added_demanded} if track.added_demanded else {}
        return {"asks_for": claim, **told}
    return {}


def _unsaved(step: LawfulStep, on: date, values: Values) -> CollectionStep:
    """The step as it will be on record, for what is read from all steps."""
    return CollectionStep(code=step.code, on=on, values=_kept(values))


def _kept(values: Values) -> dict[str, Any]:
    """What was said, as the step keeps it."""
    return {name: _plain(value) for name, value in values.items() if value not in ("", None)}


def _carry_on(step: LawfulStep, track: CollectionTrack, written: CollectionStep, by: User) -> None:
    """What follows from a step that is on record: earlier service counts, the account answers."""
    if step.code == "adopt":
        _take_earlier_service(track, written.paper, by)
    if step.code == ENTERED:
        keep_answer(track.case.account_id)


def _adopted(track: CollectionTrack) -> IssuedDocument:
    """The decision that the assessment's desk issued; its sum and its days are now the track's."""
    notice = issued_decision(track)
    assert notice is not None, "the step's conditions ask for it"
    track.amount, track.pay_by = notice.amount, notice.due_on
    told = notice.document.snapshot.get("late_standard", "")
    track.late_standard = told or track.late_standard
    track.decided_on = notice.document.issued_on
    return notice.document


def _take_earlier_service(track: CollectionTrack, paper: IssuedDocument, by: User) -> None:
    """The desk may have had its decision served already."""
    for receipt in paper.services.filter(state="served"):
        take_effect(receipt, track, by)


def _locked(step: LawfulStep, track_id: int, by: User, **given: Any) -> CollectionTrack:
    """The track for its step, its case locked before it: the history hangs on the case."""
    scope = Scope(by)
    seen = CollectionTrack.objects.visible_to(scope).filter(pk=track_id).first()
    if seen is None:
        raise NotFound("追缴程序")
    case = CollectionCase.objects.locked(seen.case_id, scope, step.permission)
    track: CollectionTrack = CollectionTrack.objects.locked_for(step, track_id, by, **given)
    track.case = case
    return track


def _require_day(track: CollectionTrack, on: date) -> None:
    last = track.steps.order_by("-on").first()
    require_day(on, last.on if last else None, "日期", since="上一步的")


def _check_values(step: LawfulStep, track: CollectionTrack, on: date, values: Values) -> None:
    """What the law says about the figures and days of single steps."""
    _check_penalty(step, track, on, values)
    check_result(step, track, on, values)
    if step.code == "pay_fine" and values["amount"] > track.owed:
        raise Incomplete(f"缴纳金额大于未缴的罚款 {track.owed:,} 元", field="amount")
    if step.code in ("pay_added", "waive_added") and values["amount"] > track.added_owed:
        raise Incomplete(
            f"金额大于未缴的{added_name(track)} {track.added_owed:,} 元", field="amount"
        )
    if step.code == "enter_decision":
        _require_order(on, values["served_on"], "served_on", "送达日期不能早于决定日期")
        _require_order(values["served_on"], values["pay_by"], "pay_by", "缴款期限不能早于送达日期")
        require_past(values["served_on"], "日期", field="served_on")
    elif step.code == "levy":
        _require_order(on + ONE_DAY, values["pay_by"], "pay_by", "缴款期限须晚于决定日期")
    elif step.code == "claim":
        _require_order(on, values["until"], "until", "期限不能早于办理日期")
    elif step.code == "hear":
        _require_hearing(track, on, values)
    _check_court(step, track, on, values)


def _check_court(step: LawfulStep, track: CollectionTrack, on: date, values: Values) -> None:
    """What the law says about the demand, the court, a deferral, and what the court ruled."""
    if step.code in ("demand", "apply"):
        claim_in(track, on, step.code, values)
    if step.code == "apply":
        require_court(track, values)
    elif step.code == "defer":
        require_plan(track, on, values)
    else:
        require_ruling(step.code, track, on, values)


def _check_penalty(step: LawfulStep, track: CollectionTrack, on: date, values: Values) -> None:
    if step.code == "file":
        _require_in_time(track, values)
    elif step.code in ("foretell", "penalise"):
        if not values.get("evidence"):
            raise Incomplete("至少列出一件证据", field="evidence")
        require_lawful_penalty(track, values, on, told=step.code == "penalise")
    if step.code == "penalise":
        _require_deliberation(track, on, values)


def _require_in_time(track: CollectionTrack, values: Values) -> None:
    """Two years after its end an offence that nobody found is not punished: 行政处罚法 art. 36."""
    ended = values.get("offence_ended_on")
    words = limit_passed(track, ended) if ended else ""
    if words and not str(values.get("limit_reason") or "").strip():
        raise Incomplete(f"{words}。写明仍应处罚的事实", field="limit_reason")


def _require_deliberation(track: CollectionTrack, on: date, values: Values) -> None:
    """法制审核 after a hearing or in a hard case, 集体讨论 in one: 行政处罚法 arts 57(2), 58(1)."""
    is_complex = values.get("is_complex") == "yes"
    if track.state == _State.HEARING or is_complex:
        why = "情节复杂、疑难的" if is_complex else "经过听证的"
        require_text(
            values.get("legal_review") or "", f"{why}，决定前须经法制审核，填写审核人员和意见",
            field="legal_review",
        )  # fmt: skip
    if not is_complex:
        return
    discussed = values.get("discussed_on")
    if discussed is None:
        raise Incomplete("填写集体讨论的日期", field="discussed_on")
    _require_order(discussed, on, "discussed_on", "集体讨论日期不能晚于决定日期")
    require_two(values.get("discussants") or "", "参加讨论人员", field="discussants")
    require_text(values.get("discussion") or "", "填写讨论结论", field="discussion")


def _require_order(first: date, second: date, field: str, message: str) -> None:
    if second < first:
        raise Incomplete(message, field=field)


def _require_hearing(track: CollectionTrack, on: date, values: Values) -> None:
    """Asked for within five working days, told seven working days ahead: 行政处罚法 art. 64.

    Whoever investigated does not preside (64(四)).
    """
    _require_other_presider(track, values)
    if track.heard_until is not None and values["requested_on"] > track.heard_until:
        raise Incomplete(
            f"要求听证的期限至 {track.heard_until}。逾期要求的不予组织", field="requested_on"
        )
    ahead = counted(Code.HEARING_NOTICE, on, current_calendar()).last_day
    if values["hearing_on"] <= ahead:
        raise Incomplete(
            f"听证须在通知的七个工作日后举行，最早为 {ahead} 之后的工作日", field="hearing_on"
        )


def _require_other_presider(track: CollectionTrack, values: Values) -> None:
    presider = require_text(values.get("presider") or "", "填写听证主持人", field="presider")
    for step in track.steps.filter(code__in=("file", "investigate")):
        for officer in _names(step.values.get("officers", "")):
            if officer in presider:
                raise Incomplete(
                    f"{officer}是本案调查人员，不能主持听证（《行政处罚法》第六十四条第四项）",
                    field="presider",
                )


def _names(officers: str) -> list[str]:
    """The names without what stands behind them in brackets."""
    parts = (re.split(r"[（(]", part)[0].strip() for part in re.split(r"[、，,；;]", officers))
    return [part for part in parts if len(part) > 1]


def _effect(step: LawfulStep, track: CollectionTrack, on: date, values: Values) -> list[Counted]:
    effect = EFFECTS.get(step.code)
    if effect is None:
        return []
    try:
        return effect(track, on, values, current_calendar())
    except ClockError as error:
        raise Incomplete(error.message, field="on") from error


def _written(
    step: LawfulStep,
    track: CollectionTrack,
    before: str,
    values: Values,
    limits: list[Counted],
    paper: IssuedDocument | None,
    *,
    on: date,
    by: User,
) -> CollectionStep:
    """The step on record, on the track and in the history of the case."""
    row = CollectionStep.objects.create(
        organisation_id=track.organisation_id,
        track=track,
        code=step.code,
        label=step.label,
        on=on,
        before=before,
        after=track.state,
        values=_kept(values),
        limits=[limit.as_data() for limit in limits],
        basis=step.law,
        paper=paper,
        taken_by=by,
    )
    after: dict[str, Any] = {"程序": track.get_kind_display(), "状态": track.get_state_display()}
    if paper is not None:
        after["文号"] = paper.number
    after |= {limit.limit.name: limit.last_day for limit in limits}
    after |= explained(values[EXPLANATION])
    record(by, step.label, track.case, after=after, note=str(values.get("reason", ""))[:300])
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


@act
def close_case(
    case_id: int, *, result: str, on: date, by: User, version: int | None = None
) -> CollectionCase:
    """结案: every track is at its end; the head of the office closes it on a 结案审批表.

    Source: 行政处罚法 art. 47 (the file is kept whole).
    """
    case: CollectionCase = CollectionCase.objects.locked_for(CLOSE, case_id, by, version=version)
    result = require_text(result, "写明执行结果", field="result")
    require_day(on, case.opened_on, "结案日期", since=" ")
    case.state, case.closed_on = CollectionCase.State.CLOSED, on
    case.save_next()
    paper = issue_closing_form(case, list(case.tracks.all()), result, on=on, by=by)
    record(by, "结案", case, after={"文号": paper.number}, note=result)
    return case
