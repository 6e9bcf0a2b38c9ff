"""The papers of collection: what each freezes when it is issued, and which law it names.

``letters``, ``outcome_letters`` and ``approval_sheets`` (立案审批表, 结案审批表) turn such
a snapshot into pages and query nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fees.collection.models import CollectionCase, CollectionTrack
from fees.collection.outcomes import fate_of
from fees.collection.papers import approval_sheets, court, former, letters, outcome_letters
from fees.collection.papers.court_snapshot import court_facts
from fees.collection.penalties import (
    added_sum,
    fine_in,
    governing_step,
    late_rule_of,
    mitigations_of,
    order_in,
)
from fees.collection.steps.table import HANDLE, PENALTY, LawfulStep
from fees.ledger.models import FeeAccount
from fees.ledger.owed import owed_of
from fees.notices.acts import issue_demand
from fees.notices.rules import COLLECTION_RECEIPT, LEVY_DECISION, channel_on
from renfang.clocks.periods import Code
from renfang.documents.kinds import (
    BY_ANALOGY,
    DocumentKind,
    Passage,
    Service,
    Snapshot,
    Text,
    register_kind,
)
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.documents.wording import PHONE, REMEDIES_WITHOUT_DELAY, SIGNED_BY_HEAD
from renfang.documents.wording import day as written_day
from renfang.organisations.models import User
from renfang.quantities.capitals import capital_amount
from renfang.rules.vocabulary import ORDERS
from renfang.serving.models import ServiceReceipt

# code → (label, 类别字, composer)
_PAPERS = {
    "order_to_pay": ("责令限期缴纳通知书", "责缴", letters.order_to_pay),
    "payment_reminder": ("催缴通知书", "催缴", letters.payment_reminder),
    "statutory_demand": ("履行义务催告书", "催告", court.statutory_demand),
    "enforcement_application": ("强制执行申请书", "执申", court.enforcement_application),
    "penalty_filing": ("行政处罚立案审批表", "罚立", approval_sheets.penalty_filing),
    "penalty_prior_notice": ("行政处罚事先告知书", "罚告", letters.penalty_prior_notice),
    "hearing_notice": ("行政处罚听证通知书", "听通", letters.hearing_notice),
    "penalty_decision": ("行政处罚决定书", "罚决", letters.penalty_decision),
    "decision_change": ("变更决定书", "变决", outcome_letters.decision_change),
    "decision_revocation": ("撤销决定书", "撤决", outcome_letters.decision_revocation),
    "deferral_decision": ("准予暂缓（分期）缴纳罚款决定书", "罚缓", court.deferral_decision),
    "execution_agreement": ("执行协议书", "执协", former.execution_agreement),
    "suspension_decision": ("中止执行决定书", "中执", former.suspension_decision),
    "termination_decision": ("终结执行决定书", "终执", former.termination_decision),
    "claim_filing": ("债权申报书", "债申", letters.claim_filing),
    "case_closing": ("结案审批表", "结案", approval_sheets.case_closing),
}
# Issued no more: only the court suspends, ends and settles an execution. 行政强制法 arts 34, 53.
FORMER = ("execution_agreement", "suspension_decision", "termination_decision")
# Papers that are handed over to the debtor with a 送达回证, and the law that has them served.
SERVED = {
    **dict.fromkeys(("order_to_pay", "payment_reminder"), BY_ANALOGY),
    **dict.fromkeys(
        ("statutory_demand", "suspension_decision", "termination_decision"),
        "《行政强制法》第三十八条",
    ),
    **dict.fromkeys(
        ("penalty_prior_notice", "hearing_notice", "penalty_decision", "deferral_decision"),
        "《行政处罚法》第六十一条",
    ),
    # Of a levy and of a penalty alike; for the levy by analogy.
    **dict.fromkeys(
        ("decision_change", "decision_revocation"),
        f"《行政处罚法》第六十一条；征收决定{BY_ANALOGY}",
    ),
}
# What begins with the service besides the remedies; the case counts it, too.
_RUNS = {
    "penalty_prior_notice": (Code.HEARING_REQUEST,),
    "statutory_demand": (Code.DEMAND,),
}
_UNCLOCKED = {
    "order_to_pay": "责令缴纳的期限在追缴案件中自送达生效起计算",
    "payment_reminder": "催缴通知书不设期限",
    "hearing_notice": "听证的时间由通知书载明",
    "deferral_decision": "暂缓、分期的期限由决定书载明",
    **dict.fromkeys(
        ("suspension_decision", "termination_decision"), "自决定作出起生效，不设当事人的期限"
    ),
}
# Forms of the office's own, which name nobody to call.
_FORMS = ("penalty_filing", "case_closing")
# The bureau's own corrections of a decision.
_CORRECTIONS = ("decision_change", "decision_revocation")
# What binds the debtor.
DECISIONS = (LEVY_DECISION, "penalty_decision")
_DUTY = "《中华人民共和国人民防空法》第二十二条"
_COLLECTED = "《关于规范防空地下室易地建设收费的规定的通知》（计价格〔2000〕474号）"
_ENFORCED = "《中华人民共和国行政强制法》"
# paper → the law that it names.
BASES = {
    "order_to_pay": f"{_DUTY}\n{_COLLECTED}",
    "payment_reminder": f"{_DUTY}\n{_COLLECTED}",
    "statutory_demand": f"{_ENFORCED}第三十五条、第五十四条",
    "enforcement_application": f"{_ENFORCED}第五十三条、第五十四条、第五十五条",
    "penalty_filing": "《中华人民共和国行政处罚法》第五十四条第二款",
    "penalty_prior_notice": (
        "《中华人民共和国行政处罚法》第四十四条、第四十五条、第六十三条、第六十四条"
    ),
    "hearing_notice": "《中华人民共和国行政处罚法》第六十三条、第六十四条",
    "penalty_decision": "《中华人民共和国行政处罚法》第五十七条、第五十九条",
    "deferral_decision": ("《中华人民共和国行政处罚法》第六十六条第二款、第七十二条第二款"),
    **dict.fromkeys(
        ("decision_change", "decision_revocation"),
        "《中华人民共和国人民防空法》第二十二条、第四十八条",
    ),
    "execution_agreement": f"{_ENFORCED}第四十二条",
    "suspension_decision": f"{_ENFORCED}第三十九条",
    "termination_decision": f"{_ENFORCED}第四十条",
    "claim_filing": "《中华人民共和国企业破产法》第四十八条、第四十九条",
}
# 行政处罚法 art. 67: fines go to the bank, or are paid electronically, and into the treasury.
_FINES = "持决定书到指定的银行或者通过电子支付系统缴纳，上缴国库。"


def register() -> None:
    """Register the kinds of paper of collection."""
    for code, (label, word, compose) in _PAPERS.items():
        register_kind(
            DocumentKind(
                code=code,
                label=label,
                word=word,
                view_permission="view_fee_papers",
                print_permission="print_fee_papers",
                void_permission="void_fee_papers",
                compose=compose,
                public_rows=_public_rows,
                verifiable=code in SERVED,
                service=_service(code),
                passages=_passages(code),
                is_former=code in FORMER,
            )
        )


def _service(code: str) -> Service | None:
    """Who serves a paper of the kind and by which law; a reminder sets nothing running."""
    if code not in SERVED:
        return None
    return Service(
        SERVED[code],
        HANDLE,
        COLLECTION_RECEIPT,
        is_awaited=code not in ("payment_reminder", *FORMER),
        runs=_RUNS.get(code, ()),
        unclocked=_UNCLOCKED.get(code, ""),
    )


def _passages(code: str) -> dict[Passage, Text]:
    """What a paper prints in words that the office may choose."""
    passages: dict[Passage, Text] = {}
    if code in BASES:
        passages[Passage.LEGAL_BASIS] = BASES[code]
    if code in ("order_to_pay", "payment_reminder", "statutory_demand"):
        passages[Passage.PAYMENT] = channel_on
    if code in ("statutory_demand", "penalty_decision", "deferral_decision"):
        passages[Passage.FINE_PAYMENT] = _FINES
    if code in ("penalty_decision", "decision_change", "decision_revocation"):
        passages[Passage.REMEDIES] = REMEDIES_WITHOUT_DELAY
    if code == "decision_change":
        passages[Passage.PAYMENT] = channel_on
        passages[Passage.FINE_PAYMENT] = _FINES
    if code not in _FORMS:
        passages[Passage.CONTACT] = PHONE
    if code == "enforcement_application":
        passages[Passage.SIGNATURE] = SIGNED_BY_HEAD
    if code in ("penalty_filing", "case_closing"):
        passages[Passage.SIGNATURE] = "（签名）　　　　年　　月　　日"
    return passages


def _public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [("当事人", snapshot["developer"]), ("项目名称", snapshot["project"])]


def issue_paper(
    step: LawfulStep,
    track: CollectionTrack,
    values: Mapping[str, Any],
    *,
    on: date,
    by: User,
) -> IssuedDocument:
    """Number the paper of a step, inside its act and after the effect on the track."""
    kind = step.paper
    if kind == LEVY_DECISION:
        return _issue_levy_decision(track, values, on=on, by=by)
    snapshot = snapshot_of(track, on) | {
        **{name: _words(value) for name, value in values.items()},
    }
    if kind in _CORRECTIONS:
        snapshot |= _corrected(track, values)
    elif track.kind == PENALTY:
        snapshot |= _penal(track, values, on)
    if kind in ("statutory_demand", "enforcement_application"):
        snapshot |= court_facts(track, on)
    return _issue(kind, track, snapshot, on=on, by=by)


def _corrected(track: CollectionTrack, values: Mapping[str, Any]) -> dict[str, str]:
    """The sum before and after, and what was paid beyond it, as a correction tells them."""
    is_levy = track.kind != PENALTY
    surplus = track.case.account.surplus if is_levy else track.fine_to_refund
    return {
        "sum_before": f"{values['amount_before']:,.2f}",
        "sum_after": f"{track.amount:,.2f}",
        "sum_capitals": capital_amount(track.amount, prefix="人民币"),
        "overpaid": f"{surplus:,.2f}" if surplus else "",
        "named": _day(track.pay_by),
    }


def _penal(track: CollectionTrack, values: Mapping[str, Any], on: date) -> dict[str, Any]:
    """What the book lays on the act, and what is laid on this debtor, in the words of papers."""
    law = governing_step(track, on, values)
    sanction = law.sanction
    if sanction is None:
        # Execution of what was decided while the book still knew the act.
        return {}
    ground = mitigations_of(track, on).get(str(values.get("mitigation") or ""))
    order = order_in(sanction, values)
    return {
        "act": sanction.name,
        "violated": sanction.violated,
        "punish_basis": sanction.basis,
        "sanction": sanction.words,
        "act_review": track.act_review,
        "law_choice": law.choice,
        "kinds": _kinds(fine_in(values), order, values.get("order_by"), warning=sanction.warning),
        "evidence": [
            [row["name"], row["source"], row["proves"]] for row in values.get("evidence", ())
        ],
        "mitigation": f"{ground.name}（{ground.basis}）" if ground else "",
    }


def _kinds(fine: Decimal, order: str, until: date | None, *, warning: bool) -> list[str]:
    """Each kind that is laid on the debtor as one clause: 警告, 责令 with its day, the fine."""
    kinds = ["给予警告"] if warning else []
    if order and until is not None:
        kinds.append(f"责令{ORDERS[order]}，限于{written_day(until.isoformat())}前（含当日）完成")
    if fine:
        kinds.append(f"罚款{fine:,.2f}元（大写：{capital_amount(fine, prefix='人民币')}）")
    return kinds


def _issue_levy_decision(
    track: CollectionTrack, values: Mapping[str, Any], *, on: date, by: User
) -> IssuedDocument:
    """The one 征收决定书, as the assessment's own desk issues it for the version in force."""
    account = FeeAccount.objects.select_for_update().get(pk=track.case.account_id)
    assessment = account.assessments.order_by("-version").select_related("organisation").first()
    said = {name: str(values[name]).strip() for name in ("finding", "heard")}
    said |= _standard(track, on)
    demand = issue_demand(
        LEVY_DECISION, assessment, account, on=on, due_on=values["pay_by"], by=by, **said
    )
    return demand.document


def issue_closing_form(
    case: CollectionCase, tracks: Sequence[CollectionTrack], result: str, *, on: date, by: User
) -> IssuedDocument:
    """结案审批表: what happened on each track, from the first step to the last."""
    first = tracks[0]
    first.case = case
    snapshot = snapshot_of(first, on) | {
        "result": result,
        "closer": by.full_name,
        "tracks": [_told(track) for track in tracks],
    }
    return _issue("case_closing", first, snapshot, on=on, by=by)


def _told(track: CollectionTrack) -> dict[str, Any]:
    return {
        "kind": track.get_kind_display(),
        "state": track.get_state_display(),
        "amount": f"{track.amount:,}",
        "decision_number": track.decision_number,
        "imposed": _imposed(track),
        "added": _settled(track),
        "steps": [
            f"{written_day(step.on.isoformat())} {step.label}"
            f"{f'（{step.paper.number}）' if step.paper else ''}"
            for step in track.steps.select_related("paper")
        ],
    }


def _imposed(track: CollectionTrack) -> str:
    """What the decision laid on the debtor; of one from before renfang the fine alone is known."""
    decided = track.steps.filter(code="penalise", paper__isnull=False).order_by("-id").first()
    if decided is not None:
        return "；".join(decided.paper.snapshot.get("kinds", ()))
    return f"罚款{track.amount:,}元" if track.kind == PENALTY and track.amount else ""


def _settled(track: CollectionTrack) -> str:
    """What was claimed for delay and what became of it; empty where nothing was."""
    if not track.added_demanded:
        return ""
    name = "加处罚款" if track.kind == PENALTY else "滞纳金"
    waived = track.steps.filter(code="waive_added").order_by("id")
    grounds = "、".join(step.values.get("waive_ground", "") for step in waived)
    told = f"{name}要求缴纳 {track.added_demanded:,} 元，已缴 {track.added_paid:,} 元"
    return f"{told}，不再收取 {track.added_waived:,} 元（{grounds}）" if grounds else told


def _issue(
    kind: str, track: CollectionTrack, snapshot: dict[str, Any], *, on: date, by: User
) -> IssuedDocument:
    return issue_document(
        kind,
        track,
        snapshot,
        title=_PAPERS[kind][0],
        organisation=track.organisation,
        on=on,
        by=by,
    )


def snapshot_of(track: CollectionTrack, on: date) -> dict[str, Any]:
    """What every paper of a track may state: areas in ㎡, money in yuan, all as strings."""
    case = track.case
    account = case.account
    project = account.project
    return {
        "developer": project.developer.name,
        "credit_code": project.developer.credit_code,
        # The party is the developer where it is registered, not the building site.
        "party_address": project.developer.address,
        "legal_representative": project.developer.legal_representative,
        "project": project.name,
        "project_code": project.code,
        "address": project.address,
        "track": track.get_kind_display(),
        "is_fine": track.kind == PENALTY,
        "opened_on": case.opened_on.isoformat(),
        "source": case.get_source_display(),
        "facts": case.facts,
        "level": str(case.level + 1),
        **_sums(track, account, on),
        "pay_days": str(track.pay_days),
        "pay_by": _day(track.last_day_to_pay),
        "decision_number": track.decision_number,
        # The sum is never told under the decision alone where another paper changed it.
        "changed": fate_of(track).changed_words,
        "decided_on": _day(track.decided_on),
        "served_on": _day(track.served_on),
        "remedies_end_on": _day(track.remedies_end_on),
        "demand": _demand(track),
        "notice": demanded_by(account, on),
        "office_address": track.organisation.address,
        **_standard(track, on),
    }


def _standard(track: CollectionTrack, on: date) -> dict[str, str]:
    """The standard of 滞纳金 or 加处罚款 that the paper tells (强制法 art. 45(1)), its article."""
    rule = late_rule_of(track, on)
    return {"late_standard": track.late_standard, "late_basis": rule.basis if rule else ""}


def demanded_by(account: FeeAccount, on: date) -> str:
    """The number of the paper in force that demands the fee; empty without one."""
    demand = owed_of(account, on).demand
    return account.demand.number if account.demand else demand.number if demand else ""


def _sums(track: CollectionTrack, account: FeeAccount, on: date) -> dict[str, str]:
    """What is owed on the track, with what a late fine adds, in figures and in words."""
    added = added_sum(track, on)
    total = track.owed + added
    return {
        "payable": f"{account.payable:,}",
        "paid": f"{account.paid:,}",
        "owed": f"{track.owed:,}",
        "capitals": capital_amount(track.owed, prefix="人民币"),
        "fine": f"{track.amount:,}",
        "fine_capitals": capital_amount(track.amount, prefix="人民币"),
        "told": f"{track.told_amount:,}",
        "told_capitals": capital_amount(track.told_amount, prefix="人民币"),
        "added": f"{added:,}" if added else "",
        "total": f"{total:,}",
        "total_capitals": capital_amount(total, prefix="人民币"),
    }


def _demand(track: CollectionTrack) -> dict[str, str]:
    """The demand that was served: its number and day, for the application to the court."""
    service = (
        ServiceReceipt.objects.filter(
            paper__collection_step__track=track, paper__kind="statutory_demand", state="served"
        )
        .exclude(paper__voiding__isnull=False)
        .select_related("paper")
        .order_by("-id")
        .first()
    )
    if service is None:
        return {}
    return {
        "number": service.paper.number,
        "served_on": service.effective_on.isoformat(),
        "method": service.get_method_display(),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _words(value: Any) -> Any:
    """A value of the form as the paper states it."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, list) else "" if value is None else str(value)
