"""Every step of collection in every state: of a track, a case, a block, and the taking up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from engineering.models import OmissionCase
from fees.collection.acts.cases import close_case, open_case, open_penalty_track, take_step
from fees.collection.acts.contacts import block_reminders, file_evidence, lift_block, log_contact
from fees.collection.acts.omissions import take_over_omission
from fees.collection.outcomes import RESULTS
from fees.collection.steps import table
from fees.collection.steps.table import DECIDE, LEVY, PENALTY, STEPS, LawfulStep
from fees.models import CollectionBlock, CollectionCase, CollectionTrack
from fees.notices.acts import issue_payment_notice
from fees.notices.rules import LEVY_DECISION
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from renfang.uploads.keeping import CheckedFile
from tests.builders.files import checked, pdf
from tests.builders.finance import Desk
from tests.builders.pursuit import GIVEN, LONG_AGO, Pursuit
from tests.builders.walking import Walk, name_of, walk
from tests.fees.collection.test_omissions import charge, told

S = CollectionTrack.State
WHY = "洪水冲毁档案室，已附证明"
BEGAN, LEVIED, SERVED = date(2025, 1, 8), date(2025, 1, 16), date(2025, 1, 17)
PASSED = date(2025, 7, 17)


def today() -> date:
    return timezone.localdate()


def said(code: str) -> dict[str, Any]:
    """What the form of a step says today."""
    soon = today() + timedelta(days=30)
    return {
        **GIVEN.get(code, {}),
        **{
            "levy": {"pay_by": soon},
            "enter_decision": {
                "decision_number": "X决〔2025〕1号",
                "amount": Decimal("1000.00"),
                "served_on": today(),
                "pay_by": soon,
                "rights_told": "yes",
            },
            "foretell": {**GIVEN["foretell"], "order_by": soon},
            "penalise": {**GIVEN["penalise"], "order_by": soon, "legal_review": "周敏：同意"},
            "hear": {
                "requested_on": PASSED,
                "hearing_on": soon,
                "hearing_place": "三楼会议室",
                "presider": "周敏（政策法规科）",
            },
            "uphold": {"paper_on": today()},
            "change_own": {"pay_by": soon, "new_amount": Decimal("10000.00")},
            "redo": {"redo_by": soon},
            "refund_fine": {"amount": Decimal("100.00"), "voucher": "47"},
            "refund_added": {"amount": Decimal("100.00"), "voucher": "48"},
            "pay_added": {"amount": Decimal("100.00"), "voucher": "46"},
            "waive_added": {**GIVEN["waive_added"], "amount": Decimal("100.00")},
            "defer": {"requested_on": LONG_AGO, "reason": "经济困难", "pay_by": soon},
            "pay_fine": {"amount": Decimal("10000.00"), "voucher": "45"},
            "settle": {**GIVEN["settle"], "until": soon},
            "extend": {**GIVEN["extend"], "until": soon},
            "claim": {
                "court": "X市中级人民法院",
                "administrator": "X律师事务所",
                "accepted_on": today(),
                "until": soon,
            },
        }.get(code, {}),
    }


def pursued(desk: Desk, kind: str = LEVY) -> Pursuit:
    """A case of an account that owes; to be punished it has to be of a violation."""
    account = desk.charged() if kind == PENALTY else desk.assessed()
    return Pursuit.begun(desk.office, account, BEGAN)


def track(desk: Desk, step: LawfulStep) -> CollectionTrack:
    """A track with all its facts: decided, demanded, its limits over, execution under way."""
    kind = step.tracks[0]
    pursuit = pursued(desk, kind)
    if kind == PENALTY:
        pursuit.penalise()
    elif step.code == "apply":
        pursuit.decided(LEVIED, SERVED)
        pursuit.step("demand", date(2025, 9, 1))
        pursuit.serve(date(2025, 9, 2))
    elif step.code == "adopt":
        issue_payment_notice(
            pursuit.account.assessments.get().pk,
            by=desk.officer,
            on=desk.today,
            due_on=desk.today + timedelta(days=20),
            kind=LEVY_DECISION,
        )
    elif step.code in CONTESTED_FIRST or step.code == "change_own":
        _contested(desk, pursuit, step)
    elif step.code == "take_back":
        CollectionTrack.objects.update(state=S.APPLIED)
        pursuit.step("withdraw", desk.today)
    elif step.code == "reopen":
        CollectionTrack.objects.update(state=S.ENFORCING)
        pursuit.step("close_round", desk.today)
    elif step.code in ("paid", "write_off"):
        desk.pay(pursuit.account, f"{pursuit.account.balance}", "TP001")
    pursued_track = pursuit.track(kind)
    CollectionTrack.objects.filter(pk=pursued_track.pk).update(
        amount=Decimal({"fulfil": "0.00", "change_own": "1275000.00"}.get(step.code, "70000.00")),
        paid=Decimal("70100.00" if step.code == "refund_fine" else "0.00"),
        added_paid=Decimal("100.00" if step.code == "refund_added" else "0.00"),
        added_demanded=Decimal("500.00" if step.code in ("pay_added", "waive_added") else "0.00"),
        told_amount=Decimal("70000.00"),
        decision_number="X决〔2025〕1号",
        decided_on=LEVIED,
        served_on=SERVED,
        pay_by=SERVED,
        heard_until=PASSED,
        remedies_end_on=PASSED,
        demand_ends_on=PASSED,
        apply_by=None if step.code == "defer" else date(2025, 10, 17),
        resumes_to=S.RULED,
        order="BUILD" if step.code == "perform" else "",
        order_until=PASSED if step.code == "perform" else None,
    )
    return pursuit.track(kind)


# What is only registered of a decision that was contested.
CONTESTED_FIRST = (*RESULTS, "judge", "appeal")


def _contested(desk: Desk, pursuit: Pursuit, step: LawfulStep) -> None:
    """Decided; before a court where a result is asked for, assessed lower before a correction."""
    pursuit.decided(LEVIED, SERVED)
    if step.code == "change_own":
        permit = pursuit.account.assessments.get().application
        desk.assess(desk.granted(project=permit.project, planned="500.00"))
        return
    pursuit.step("contest", date(2025, 2, 3))
    if step.code == "appeal":
        pursuit.step("judge", date(2025, 3, 3))


def taken(row: CollectionTrack, by: User, *, code: str) -> Any:
    return take_step(row.pk, code, on=today(), values=said(code), explanation=WHY, by=by)


def case(desk: Desk, step: Step) -> CollectionCase:
    """Nothing is left to do where it is to be closed."""
    pursuit = pursued(desk, PENALTY if step is table.PENALISE else LEVY)
    if step is table.CLOSE:
        pursuit.step("drop", desk.today)
    return pursuit.case


def handed_over(desk: Desk, step: Step) -> OmissionCase:
    omission = told(desk)
    charge(desk, omission)
    OmissionCase.objects.update(outcome=OmissionCase.Outcome.HANDED_OVER)
    return omission


def blocked(desk: Desk, step: Step) -> CollectionBlock:
    return block_reminders(pursued(desk).case.pk, kind="dispute", reason=WHY, by=desk.officer)


def evidence() -> CheckedFile:
    return checked("竣工备案表.pdf", pdf("x"))


def who(desk: Desk, step: Step) -> User:
    return desk.office.who(Role.HEAD) if step.permission == DECIDE else desk.officer


TRACKS = Walk(
    table.TRACK_STEPS,
    track,
    {step: partial(taken, code=step.code) for step in STEPS.values()},
    who=who,
)
CASES = Walk(
    table.CASE_STEPS,
    case,
    {
        table.CLOSE: lambda row, by: close_case(row.pk, result="已撤案", on=today(), by=by),
        table.CONTACT: lambda row, by: log_contact(
            row.pk, kind="call", summary=WHY, on=today(), by=by
        ),
        table.FILE: lambda row, by: file_evidence(row.pk, evidence(), purpose=WHY, by=by),
        table.BLOCK: lambda row, by: block_reminders(row.pk, kind="dispute", reason=WHY, by=by),
        table.PENALISE: lambda row, by: open_penalty_track(row.pk, by=by),
    },
    who=who,
)
BLOCKS = Walk(
    table.BLOCK_STEPS,
    blocked,
    {table.LIFT: lambda row, by: lift_block(row.pk, reason=WHY, by=by)},
    who=who,
)
ACCOUNTS = Walk(
    table.ACCOUNT_STEPS,
    lambda desk, step: desk.assessed(),
    {table.OPEN: lambda row, by: open_case(row.pk, source="overdue", facts=WHY, on=today(), by=by)},
    who=who,
)
OMISSIONS = Walk(
    table.OMISSION_STEPS,
    handed_over,
    {table.TAKE_OVER: lambda row, by: take_over_omission(row.pk, facts=WHY, by=by)},
    who=who,
)
WALKS = [TRACKS, CASES, BLOCKS, ACCOUNTS, OMISSIONS]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda each: name_of(each) if isinstance(each, Step) else "",
)
def test_every_step_of_collection_in_every_state(desk: Desk, walked: Walk, step: Step) -> None:
    walk(desk, walked, step)
