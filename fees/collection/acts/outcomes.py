"""What a result, or the bureau's own correction, brings about beyond its track, in the same act.

The assessment gets the version that was decided, the ledger the difference, what delay added is
counted anew, and the papers that rested on the old sum say so in public. No act of its own:
``take_step`` calls it between the effect on the track and the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fees.assessments.acts.outcomes import Settlement, settle_by_outcome
from fees.collection.models import CollectionStep, CollectionTrack
from fees.collection.outcomes import (
    CHANGING,
    ENDING,
    OWN,
    OWN_CHANGE,
    REDO,
    REPLACING,
    RESULTS,
    WITHDRAWN,
    Instance,
    fate_of,
)
from fees.collection.penalties import added_then
from fees.collection.queries import decided_version, papers_of
from fees.collection.rules import counted
from fees.collection.steps.rows import LEVY, LawfulStep
from fees.ledger.models import ZERO, FeeAccount
from fees.ledger.owed import keep_answer
from fees.notices.models import PaymentNotice
from fees.notices.rules import LEVY_DECISION
from renfang.acts import Incomplete, WrongState
from renfang.clocks.calendars import current_calendar
from renfang.clocks.periods import Code
from renfang.documents.models import IssuedDocument, Voiding
from renfang.documents.registry import end_paper
from renfang.organisations.models import User
from renfang.resting import Ending

Values = Mapping[str, Any]
# What decides or changes a sum.
_DECISIONS = (LEVY_DECISION, "penalty_decision", "decision_change")
# Of a sum that was changed, only what asked for the old one falls.
_ASKING = ("order_to_pay", "payment_reminder", "statutory_demand")
_FALLEN = "已失效"
# What the account hears of each ending of a levy; a case that is dropped leaves what is assessed.
FALLS = {
    Ending.ANNUL: "应缴取消，已缴的转为多缴，办理退付或者结转",
    Ending.ALTER: "应缴变更为新的数额，多缴的办理退付或者结转",
    Ending.DROP: "应缴不随之变动，由财务重新核定",
}


@dataclass
class Before:
    """What the act found, before anything was changed: the decision, its sum, its demands."""

    amount: Decimal
    number: str
    pay_by: date | None
    falling: list[IssuedDocument] = field(default_factory=list)
    assessed: Decimal = ZERO
    settled: Decimal | None = None


def found_before(step: LawfulStep, track: CollectionTrack) -> Before:
    """What stands now; for the act that is about to change it."""
    before = Before(track.amount, track.decision_number, track.pay_by)
    if step.ends in FALLS:
        before.falling = falling_papers(track, step.ends)
    if step.code in REPLACING:
        decided = decided_version(track) if track.kind == LEVY else None
        before.assessed = decided.payable if decided else ZERO
    return before


def complete(step: LawfulStep, track: CollectionTrack, values: Values) -> dict[str, Any]:
    """The values of a step with what the file itself says: the sum that the review put in force."""
    if step.code != OWN_CHANGE or track.kind != LEVY:
        return dict(values)
    decided = decided_version(track)
    current = track.case.account.assessments.order_by("-version").first()
    lowered = decided.payable - current.payable if decided and current else ZERO
    return {**values, "new_amount": max(track.amount - lowered, ZERO)}


def check_result(step: LawfulStep, track: CollectionTrack, on: date, values: Values) -> None:
    """Refuse a result that the file or the law contradicts. Raises Incomplete or WrongState."""
    if step.code in (*RESULTS, "judge") and values["paper_on"] > on:
        raise Incomplete("文书日期不能晚于送达或者生效日期", field="paper_on")
    if step.code in RESULTS and step.code != WITHDRAWN:
        _check_instance(track, on, values)
    if step.code in CHANGING:
        _check_sum(step, track, values)
    named = values.get("new_pay_by") or (values.get("pay_by") if step.code == OWN_CHANGE else None)
    if named is not None and named < on:
        raise Incomplete("缴款期限不能早于生效日期", field=_day_field(step))
    if step.code == REDO and values["redo_by"] <= on:
        raise Incomplete("重新作出决定的期限须晚于生效日期", field="redo_by")
    if step.code == "refund_fine" and values["amount"] > track.fine_to_refund:
        raise Incomplete(f"金额大于应退还的罚款 {track.fine_to_refund:,} 元", field="amount")
    if step.code == "refund_added" and values["amount"] > track.added_to_refund:
        raise Incomplete(f"金额大于应退还的数额 {track.added_to_refund:,} 元", field="amount")
    if step.code == "enter_decision":
        _check_anew(track, values)


def _day_field(step: LawfulStep) -> str:
    return "pay_by" if step.code == OWN_CHANGE else "new_pay_by"


def _check_instance(track: CollectionTrack, on: date, values: Values) -> None:
    """A reconsideration is decided by its organ, a suit by a court; a first judgment is not final.

    Source: 行政诉讼法 art. 85 (fifteen days to appeal from the service of the judgment).
    """
    steps = sorted(track.steps.all(), key=lambda step: step.pk)
    contest = next((step for step in reversed(steps) if step.code == "contest"), None)
    is_suit = contest is not None and contest.values.get("contest_kind") == "lawsuit"
    instance = Instance(values["instance"])
    if (instance is not Instance.RECONSIDERATION) != is_suit:
        told = "行政诉讼" if is_suit else "行政复议"
        raise Incomplete(f"登记的是{told}，核对作出机关的审级", field="instance")
    if instance is not Instance.FIRST:
        return
    after = [step for step in steps if contest and step.pk > contest.pk]
    if any(step.code == "appeal" for step in after):
        raise Incomplete("已经上诉，一审判决不发生效力，以二审裁判登记", field="instance")
    judged = next((step for step in reversed(after) if step.code == "judge"), None)
    if judged is None:
        raise Incomplete("先登记一审判决及其送达日期，上诉期限届满后再登记生效", field="instance")
    ends = counted(Code.APPEAL, judged.on, current_calendar()).last_day
    if on <= ends:
        raise Incomplete(f"上诉期限至 {ends}，届满无人上诉的，次日起生效", field="on")
    if values["document_number"].strip() != judged.values.get("document_number", "").strip():
        raise Incomplete("文号与登记的一审判决不一致", field="document_number")


def _check_sum(step: LawfulStep, track: CollectionTrack, values: Values) -> None:
    """Never to the burden of who contested: 行政复议法 art. 63(2), 行政诉讼法 art. 77(2)."""
    amount = values["new_amount"]
    if amount is None or amount <= ZERO:
        raise Incomplete("填写变更后的数额；不再缴纳的，登记决定被撤销", field="new_amount")
    if amount >= track.amount:
        raise Incomplete(
            f"变更后的数额须低于决定的 {track.amount:,} 元，不得作出更为不利的变更",
            field="new_amount",
        )


def _check_anew(track: CollectionTrack, values: Values) -> None:
    """A decision that was annulled is not entered once more, on whatever case of the account."""
    number = values["decision_number"].strip()
    fallen = CollectionStep.objects.filter(
        track__case__account=track.case.account_id, code__in=ENDING
    )
    for step in fallen:
        if step.values.get("decision_number", "").strip() == number:
            raise WrongState(f"{number}已于 {step.on} 被撤销，不能据以追缴。重新作出决定")


def carry_money(
    step: LawfulStep, track: CollectionTrack, values: Values, before: Before, on: date, by: User
) -> dict[str, Any]:
    """Assessment, ledger and what delay added, as the result leaves them; what the step keeps.

    Before the paper is numbered: these locks come first.
    """
    if step.code not in REPLACING:
        return {}
    kept: dict[str, Any] = {"amount_before": before.amount, "decision_number": before.number}
    if step.code in CHANGING and track.pay_by is not None:
        kept["pay_by"] = track.pay_by
    if track.kind == LEVY and step.code != OWN_CHANGE:
        kept |= _settle(step, track, values, before, on, by)
    _count_added_anew(step, track, before)
    return kept


def _settle(
    step: LawfulStep, track: CollectionTrack, values: Values, before: Before, on: date, by: User
) -> dict[str, Any]:
    account = FeeAccount.objects.select_for_update().get(pk=track.case.account_id)
    settlement = Settlement(
        payable=_left(step, track, account, before),
        on=on,
        by_paper=_paper_in_words(step, values),
        basis=step.law,
        redo=step.code == REDO,
    )
    paid = account.paid
    version, sheets = settle_by_outcome(account, settlement, by)
    before.falling += sheets
    before.settled = version.payable
    track.case.account = account
    return {"payable": version.payable, "paid": paid, "surplus": account.surplus}


def _left(step: LawfulStep, track: CollectionTrack, account: FeeAccount, before: Before) -> Decimal:
    """What the project owes in all when the decision's sum has become another.

    A version after the decision's that is higher (竣工补核) was demanded on its own and stays; one
    that is lower is no more than the result took away anyway.
    """
    current = account.assessments.order_by("-version").values_list("payable", flat=True).first()
    later = max((current or ZERO) - before.assessed, ZERO)
    if step.code in ENDING:
        return later
    left = max(before.assessed - (before.amount - track.amount), ZERO) + later
    return min(left, current or ZERO)


def _paper_in_words(step: LawfulStep, values: Values) -> str:
    if step.code in OWN:
        return "本机关"
    return f"{values['body'].strip()}{values['document_number'].strip()}"


def _count_added_anew(step: LawfulStep, track: CollectionTrack, before: Before) -> None:
    """What was claimed for delay on the old sum is claimed on the new one: 行政强制法 art. 45.

    What was paid beyond that is to be given back (``added_to_refund``).
    """
    if not track.added_demanded:
        return
    if step.code in ENDING:
        track.added_demanded = ZERO
        return
    claims = [row for row in track.steps.all() if row.values.get("claimed")]
    last = max(claims, key=lambda row: row.pk, default=None)
    if last is None:
        return
    sum_then = _sum_on(track, last.on, before.amount)
    again = added_then(track, last.on, sum_then=sum_then, due=before.pay_by)
    track.added_demanded = min(track.added_demanded, again)


def _sum_on(track: CollectionTrack, day: date, now: Decimal) -> Decimal:
    """The decision's sum on a day in yuan; ``now`` where nothing changed it since."""
    later = track.steps.filter(code__in=CHANGING, on__gt=day).order_by("id").first()
    return now if later is None else Decimal(later.values["amount_before"])


def falling_papers(track: CollectionTrack, ending: Ending) -> list[IssuedDocument]:
    """The papers in force that fall when the decision is annulled or changed, or the case dropped.

    A decision that was changed before is among them: it reads as the last of what became of it.

    Of a sum that was changed, the decision itself and what asked for the old sum. Receipts and
    the forms of the office's own file prove what was done: nobody reads of them in public.
    """
    kinds = (*_DECISIONS, *_ASKING)
    own = [
        paper
        for paper in papers_of(track).in_some_force().with_state()
        if paper.definition.verifiable and (ending is not Ending.ALTER or paper.kind in kinds)
    ]
    return own if ending is Ending.DROP else [*own, *_asking_for_it(track)]


def _asking_for_it(track: CollectionTrack) -> Iterable[IssuedDocument]:
    """What else demands the fee that was decided: 缴费通知书 on the version, and those before."""
    if track.kind != LEVY:
        return
    decided = decided_version(track)
    notices = PaymentNotice.objects.filter(
        assessment__account=track.case.account_id,
        assessment__version__lte=decided.version if decided else 0,
    )
    papers = IssuedDocument.objects.filter(pk__in=notices.values("document")).current()
    seen = papers_of(track).values("pk")
    yield from papers.exclude(pk__in=seen).with_state()


def end_papers(
    step: LawfulStep, track: CollectionTrack, written: CollectionStep, before: Before, by: User
) -> None:
    """Each paper that falls says so in public, with the paper that took its force; the ledger too.

    For the step that is on record.
    """
    if step.ends not in FALLS:
        return
    by_whom = _source(step, track)
    decided = {Ending.ANNUL: "已撤销", Ending.ALTER: Voiding.CHANGED}.get(step.ends, _FALLEN)
    for paper in before.falling:
        end_paper(
            paper,
            decided if paper.kind in _DECISIONS else _FALLEN,
            by=by,
            reason=_reason(step, track, by_whom),
            basis=written.paper,
            source="" if written.paper else by_whom,
            since=written.on,
        )
    if track.kind == LEVY and step.code in REPLACING:
        keep_answer(track.case.account_id)


def _source(step: LawfulStep, track: CollectionTrack) -> str:
    """The paper that took the force away, as the public reads it."""
    if step.code not in REPLACING:
        return f"本机关{step.label}"
    # The steps as the database holds them now, this one among them.
    fate = fate_of(CollectionTrack.objects.get(pk=track.pk))
    ruling = fate.ended if step.code in ENDING else fate.changed
    assert ruling is not None, "the step on record is such a ruling"
    return ruling.name


def _reason(step: LawfulStep, track: CollectionTrack, by_whom: str) -> str:
    if step.ends is Ending.ALTER:
        return f"决定的数额变更为 {track.amount:,} 元：{by_whom}"
    return f"决定被撤销：{by_whom}" if step.ends is Ending.ANNUL else by_whom
