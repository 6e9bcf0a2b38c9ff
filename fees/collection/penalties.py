"""What is laid on the act, what a fine may be, and what delay adds; only what was told counts.

The act follows from the assessment, what is laid on it from the office's rule book. 加处罚款 runs
on a fine, 滞纳金 on the fee where the province's law says so; never 3 % on the fee. Source:
人民防空法 arts 22, 48; 行政处罚法 arts 32, 44, 45, 72, 73; 行政强制法 arts 12, 45.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from fees.assessments.models import Assessment
from fees.calculation.fines import FineFacts, FineRange, fine_range
from fees.calculation.late_payment import Interval, Late, accrue, late_rule_at, standard_words
from fees.calculation.milder import Law, choose
from fees.calculation.penalties import (
    FEE_UNPAID,
    NOT_BUILT,
    UNDER_BUILT,
    ProposedFine,
    Sanction,
    fine_problem,
    mitigations_at,
    proposed_fines,
    sanction_at,
)
from fees.collection.models import CollectionCase, CollectionStep, CollectionTrack
from fees.collection.outcomes import CONTESTED, RESULTS
from fees.ledger.owed import owed_of
from renfang.acts import Incomplete
from renfang.organisations.models import Organisation
from renfang.rules.books import RuleBook
from renfang.rules.explained import BadFact, Explained, MissingFact
from renfang.rules.law import law_at
from renfang.rules.rows import FineRule, LateRule, Mitigation
from renfang.rules.vocabulary import ACTS, ORDERS

ZERO = Decimal("0.00")
_LEVY = CollectionTrack.Kind.LEVY
_FEE, _FINE = "fee", "fine"


def book_at(organisation: Organisation, day: date) -> RuleBook | None:
    """The rule book that an office applies on ``day``; None where none was adopted."""
    law = law_at(organisation, day)
    return None if law is None else law.book


def book_of(track: CollectionTrack, day: date) -> RuleBook | None:
    """The rule book that the track's office applies on ``day``."""
    return book_at(track.organisation, day)


# What is punished, and with what


def act_of(case: CollectionCase) -> str:
    """The act that the file shows: 不修建 where the assessment in force is of a violation.

    Who was permitted to relocate has not broken the duty to build: owing the fee is another act.
    Nor has who built less than approved, as the survey at completion found (少建): that is punished
    only where the place's law names it.
    """
    current = case.account.assessments.order_by("-version").first()
    kind = None if current is None else current.computed.kind
    acts = {Assessment.Kind.VIOLATION: NOT_BUILT, Assessment.Kind.COMPLETION: UNDER_BUILT}
    return acts.get(kind, FEE_UNPAID)


def sanction_on(organisation: Organisation, act: str, day: date) -> Sanction | None:
    """What the office's book lays on ``act`` on ``day``; None where it does not name it."""
    book = book_at(organisation, day)
    try:
        return None if book is None else sanction_at(book, act, day)
    except BadFact:
        return None


def sanction_of(track: CollectionTrack, day: date) -> Sanction | None:
    """What the law that governs the track's act on ``day`` lays on it."""
    return governing(track, day).sanction


def _laid_on(track: CollectionTrack, day: date) -> Sanction | None:
    return sanction_on(track.organisation, track.act or act_of(track.case), day)


# Why an act that a book does not name is none of another that it names.
_UNPUNISHED = {
    NOT_BUILT: "",
    UNDER_BUILT: "少建不是不修建，少建部分按竣工核定补缴，",
    FEE_UNPAID: "经批准易地建设的，批准的就是不修建，",
}


def unpunished(organisation: Organisation, act: str, day: date) -> str:
    """Why the act is not punished at this office, in words; empty where it is."""
    book = book_at(organisation, day)
    if book is None:
        return "没有登记本地执行口径，不能确定处罚依据。先登记本地执行口径"
    sanction = sanction_on(organisation, act, day)
    if sanction is None:
        return (
            f"{book.title}没有对“{ACTS[act]}”规定处罚，不能处罚。{_UNPUNISHED[act]}"
            "欠缴的易地建设费经征收程序追缴"
        )
    if not sanction.punishes:
        return f"{sanction.basis}对“{sanction.name}”没有规定处罚。在征收程序责令限期缴纳"
    return ""


class Governing:
    """The law that governs a track's act at a step of ``on``: articles, kinds and range are its.

    ``day`` is the day whose law it is: that of the act's end, unless the law of ``on`` is milder or
    punishes no more (从旧兼从轻, 行政处罚法 art. 37); ``on`` where the act's end, or the law of
    then, is not known. ``choice`` says how the two differ, which applies and why; empty where they
    are the same. ``cost`` is that of the shelter in yuan, where a book measures the fine by it;
    while it is not known, shares are compared.
    """

    def __init__(self, track: CollectionTrack, on: date, cost: Decimal | None) -> None:
        self._track, self.cost = track, cost
        self.day, self.choice = on, ""
        then = _known_before(track, on)
        if then is None:
            return
        old, new = (_law_of(track, day, cost) for day in (then, on))
        chosen = choose(old, new)
        self.day = on if chosen.is_new else then
        if old.words != new.words:
            self.choice = (
                f"违法行为终了之日（{then}）施行的规定：{old.words}；现行规定：{new.words}。"
                f"{chosen.words}（《行政处罚法》第三十七条）"
            )

    @cached_property
    def sanction(self) -> Sanction | None:
        """What it lays on the act; None where its book does not name it."""
        return _laid_on(self._track, self.day)

    @cached_property
    def found(self) -> Explained[FineRange] | None:
        """What may be fined for this project; None where it cannot say."""
        return _range_by(self._track, self.day, self.cost)


def governing(track: CollectionTrack, on: date, cost: Decimal | None = None) -> Governing:
    """The law that governs the act on a day; without a ``cost`` by the one last told, if any."""
    return Governing(track, on, _cost_told(track) if cost is None else cost)


def governing_step(track: CollectionTrack, on: date, values: Mapping[str, Any]) -> Governing:
    """The same at a step, by the cost that was entered with it."""
    return governing(track, on, values.get("shelter_cost"))


def _cost_told(track: CollectionTrack) -> Decimal | None:
    """The shelter's cost by which the last notice or decision measured the fine."""
    steps = track.steps.filter(code__in=("foretell", "penalise")).order_by("-id")
    last = steps.values_list("values__shelter_cost", flat=True).first()
    return Decimal(str(last)) if last else None


def _law_of(track: CollectionTrack, day: date, cost: Decimal | None) -> Law:
    """What the law of ``day`` lays on the act, ready to be held against another."""
    sanction = _laid_on(track, day)
    if sanction is None or not sanction.may_fine:
        return Law(sanction=sanction)
    found = _range_by(track, day, cost)
    return Law(
        sanction=sanction,
        fine=None if found is None else found.value,
        rules=_fine_rules(track, day),
    )


def _fine_rules(track: CollectionTrack, day: date) -> tuple[FineRule, ...]:
    book = book_of(track, day)
    try:
        return () if book is None else tuple(book.on(day).fines)
    except BadFact:
        return ()


def _range_by(
    track: CollectionTrack, day: date, cost: Decimal | None
) -> Explained[FineRange] | None:
    """What the book of ``day`` allows."""
    book = book_of(track, day)
    if book is None:
        return None
    try:
        return fine_range(book, _fine_facts(track, cost), day)
    except (BadFact, MissingFact):
        return None


def offence_end(track: CollectionTrack) -> date | None:
    """When the act ended, as 立案 put it on record; None where it did not."""
    filed = track.steps.filter(code="file").order_by("-id").first()
    ended = filed.values.get("offence_ended_on") if filed else None
    return date.fromisoformat(ended) if ended else None


def law_day(track: CollectionTrack, day: date, cost: Decimal | None = None) -> date:
    """The day whose law governs the act."""
    return governing(track, day, cost).day


def _known_before(track: CollectionTrack, day: date) -> date | None:
    """The day on which the act ended, where it lies before ``day`` and a book applied then."""
    then = offence_end(track)
    book = None if then is None or then >= day else book_of(track, then)
    if book is None or then is None:
        return None
    try:
        book.on(then)
    except BadFact:
        return None
    return then


def other_law(track: CollectionTrack, day: date, cost: Decimal | None = None) -> str:
    """How the law of the day on which the act ended differs from that of ``day``, in words.

    Empty where both are the same, or the end of the act or the law of its day is not known.
    """
    return governing(track, day, cost).choice


def law_not_in_books(track: CollectionTrack, day: date) -> str:
    """That the books do not reach back to the act, in words for the office; empty where they do.

    The law of the act's time governs all the same: somebody has to look it up. Source: 行政处罚法
    art. 37.
    """
    then = offence_end(track)
    if then is None or then >= day or _known_before(track, day) is not None:
        return ""
    return (
        f"规则库没有违法行为终了之日（{then}）施行的规定，这里按现行规定列出。"
        "由法制审核核对行为时的规定，现行规定处罚不是较轻的，适用行为时的规定"
        "（《行政处罚法》第三十七条）"
    )


def needs_cost(track: CollectionTrack, day: date) -> bool:
    """Whether a law to be applied or compared measures the fine by the shelter's cost."""
    days = {day, _known_before(track, day) or day}
    return any(rule.kind == "SHARE_OF_COST" for on in days for rule in _fine_rules(track, on))


def _fine_facts(track: CollectionTrack, cost: Decimal | None) -> FineFacts:
    last = track.case.account.assessments.order_by("-version").first()
    assessment = last.computed if last else None
    return FineFacts(
        required_area=assessment.required_area if assessment else None,
        unbuilt_area=assessment.shortfall_area if assessment else None,
        cost=cost,
    )


def fine_proposals(track: CollectionTrack, day: date) -> tuple[ProposedFine, ...]:
    """The rows of the 裁量基准 that fit, by the law that governs; empty where it cannot say."""
    law = governing(track, day)
    book = book_of(track, law.day)
    if book is None or law.found is None or law.sanction is None:
        return ()
    facts = _fine_facts(track, law.cost)
    try:
        return proposed_fines(book, law.sanction.act, facts, law.found.value, law.day)
    except MissingFact:
        return ()


def mitigations_of(track: CollectionTrack, day: date) -> dict[str, Mitigation]:
    """The grounds of 减轻处罚 by code. Source: 行政处罚法 art. 32."""
    book = book_of(track, day)
    return {} if book is None else mitigations_at(book, day)


def order_in(sanction: Sanction, values: Mapping[str, Any]) -> str:
    """Which of the book's orders is made: the only one, or the one chosen; empty without any."""
    chosen = str(values.get("order") or "")
    return sanction.orders[0] if len(sanction.orders) == 1 else chosen


def fine_in(values: Mapping[str, Any]) -> Decimal:
    """The fine that was entered, in yuan; nothing where none is to be imposed."""
    return values.get("amount") or ZERO


def told_order(track: CollectionTrack) -> str:
    """The order of which the prior notice told; empty without one."""
    step = track.steps.filter(code="foretell").order_by("-id").first()
    return "" if step is None else step.values.get("made_order", "")


def require_lawful_penalty(
    track: CollectionTrack, values: Mapping[str, Any], day: date, *, told: bool
) -> None:
    """Raise Incomplete, naming the form's field, for a penalty that the law does not allow.

    With ``told`` it is the decision: never heavier than the prior notice, and no other order.
    Source: 行政处罚法 arts 32, 44, 45; 人民防空法 art. 48 and the province's article.
    """
    law = governing_step(track, day, values)
    sanction, found = law.sanction, law.found
    assert sanction is not None, "the step's conditions ask for it"
    _require_order(track, sanction, values, day, told=told)
    fine = fine_in(values)
    mitigation = _mitigation(track, values, day)
    if fine and law.cost is None and needs_cost(track, day):
        raise Incomplete("罚款按应建防空地下室造价确定，填写造价", field="shelter_cost")
    # Without a range the book leaves the sum to the office, but not whether there is a fine.
    allowed = FineRange(ZERO, fine) if found is None else found.value
    if problem := fine_problem(sanction, allowed, fine, mitigation):
        raise Incomplete(problem, field="amount")
    if fine and not str(values.get("fine_grounds") or "").strip():
        raise Incomplete("写明罚款数额的裁量理由和依据", field="fine_grounds")
    if told and fine > track.told_amount:
        raise Incomplete(
            f"罚款不得高于事先告知的 {track.told_amount:,} 元。确需加重的，重新事先告知",
            field="amount",
        )


def _require_order(
    track: CollectionTrack,
    sanction: Sanction,
    values: Mapping[str, Any],
    day: date,
    *,
    told: bool,
) -> None:
    if not sanction.orders:
        return
    order = order_in(sanction, values)
    if order not in sanction.orders:
        raise Incomplete("选择责令事项", field="order")
    until = values.get("order_by")
    if until is None:
        raise Incomplete(f"填写责令{ORDERS[order]}的最后日期", field="order_by")
    if until <= day:
        raise Incomplete("责令的期限须晚于签发日期", field="order_by")
    if told and (before := told_order(track)) and order != before:
        raise Incomplete(
            f"事先告知的是责令{ORDERS[before]}。改为其他事项的，重新事先告知", field="order"
        )


def _mitigation(track: CollectionTrack, values: Mapping[str, Any], day: date) -> Mitigation | None:
    code = str(values.get("mitigation") or "")
    if not code:
        return None
    if not str(values.get("mitigation_facts") or "").strip():
        raise Incomplete("写明减轻处罚的事实", field="mitigation_facts")
    ground = mitigations_of(track, day).get(code)
    if ground is None:
        raise Incomplete("规则库没有这一减轻处罚的情形", field="mitigation")
    return ground


# What delay adds


def _obligation(track: CollectionTrack) -> str:
    """Under which the rows of the books know what the track claims."""
    return _FEE if track.kind == _LEVY else _FINE


def late_rule_of(track: CollectionTrack, day: date) -> LateRule | None:
    """The rule by which what the track claims grows on ``day``; None where nothing is added."""
    book = book_of(track, day)
    if book is None:
        return None
    try:
        rule = late_rule_at(book, _obligation(track), day)
    except BadFact:
        return None
    return rule if rule is not None and rule.daily_share else None


def counts_after(track: CollectionTrack, rule: LateRule) -> date | None:
    """The end of the period from which the rule counts; None while it has not begun to run.

    浙江 counts from the end of a 责令限期缴纳 and from nothing else.
    """
    return track.ordered_until if rule.counts_from == "ORDER" else track.pay_by


def standard_told(track: CollectionTrack, day: date, *, orders: bool = False) -> str:
    """The standard of 滞纳金 or 加处罚款 as a paper of ``day`` tells it; empty where none is added.

    Where it counts from a 责令限期缴纳, only the order itself (``orders``) and papers after one
    that was served tell it.
    """
    rule = late_rule_of(track, day)
    if rule is None:
        return ""
    is_ordered = orders or track.ordered_until is not None
    return standard_words(rule) if rule.counts_from != "ORDER" or is_ordered else ""


def added_on(
    track: CollectionTrack, day: date, book: RuleBook | None = None
) -> Explained[Late] | None:
    """What has been added up to ``day``, with its steps; None where nothing can be claimed.

    Claimed only where the standard was told in an order or decision that was served
    (行政强制法 art. 45(1)). Counted on what is unpaid, from the day after the period that the
    rule names; reconsideration and litigation stop the count.
    """
    if track.late_told_on is None or track.owed <= ZERO:
        return None
    book = book or book_of(track, day)
    if book is None:
        return None
    try:
        rule = late_rule_at(book, _obligation(track), day)
        due = None if rule is None else counts_after(track, rule)
        if due is None or day <= due:
            return None
        return accrue(
            book,
            as_of=day,
            obligation=_obligation(track),
            principal=track.owed,
            due=due,
            until=day,
            excluded=contested_days(track.steps.all(), day),
        )
    except BadFact:
        # The book has no rule for the obligation on that day: then nothing is added.
        return None


def added_then(
    track: CollectionTrack, day: date, *, sum_then: Decimal, due: date | None
) -> Decimal:
    """What could have been claimed for delay on ``day`` of the sum that the track has now.

    ``sum_then`` is the decision's sum on that day in yuan, ``due`` the day to pay by as it was
    before the decision was changed.
    """
    book = book_of(track, day)
    principal = max(_unpaid_on(track, day, sum_then) - (sum_then - track.amount), ZERO)
    if book is None or principal <= ZERO:
        return ZERO
    try:
        rule = late_rule_at(book, _obligation(track), day)
        by_order = rule is not None and rule.counts_from == "ORDER"
        start = track.ordered_until if by_order else due
        if rule is None or start is None or day <= start:
            return ZERO
        late = accrue(
            book,
            as_of=day,
            obligation=_obligation(track),
            principal=principal,
            due=start,
            until=day,
            excluded=contested_days(track.steps.order_by("id"), day),
        )
    except BadFact:
        return ZERO
    return late.value.accrued


def _unpaid_on(track: CollectionTrack, day: date, sum_then: Decimal) -> Decimal:
    """What was unpaid at the end of a day: of the fee by the ledger, of a fine by the steps."""
    if track.kind == _LEVY:
        return owed_of(track.case.account, day).total
    paid = track.steps.filter(code="pay_fine", on__lte=day).values_list("values", flat=True)
    return max(sum_then - sum((Decimal(said["amount"]) for said in paid), ZERO), ZERO)


def added_sum(track: CollectionTrack, day: date, book: RuleBook | None = None) -> Decimal:
    """The same in yuan."""
    added = added_on(track, day, book)
    return added.value.accrued if added else ZERO


def contested_days(steps: Iterable[CollectionStep], today: date) -> list[Interval]:
    """The days of 复议 and 诉讼, the last one open until today."""
    found: list[Interval] = []
    began: date | None = None
    for step in steps:
        if step.code == CONTESTED:
            began = step.on
        elif step.code in RESULTS and began is not None:
            found.append((began, max(began, step.on)))
            began = None
    if began is not None:
        found.append((began, max(began, today)))
    return found
