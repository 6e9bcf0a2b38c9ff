"""竣工核定: the supplementary assessment when the survey finds less built than was approved.

Source: 人民防空工程建设管理规定 art. 48; local filing forms ask for 应交、已交、补交 at completion.
Rules and rate are those of the decision; only what was built has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone

from engineering.models import Application, CompletionAcceptance
from fees.assessments.acts.assessment import (
    require_as_checked,
    require_rate_document,
    submit,
)
from fees.assessments.models import Assessment, AssessmentDraft, CompletionReview
from fees.assessments.proposal import Proposal, propose
from fees.assessments.queries import earlier_document, latest_version, permits_of
from fees.assessments.reliefs import Judgement, require_judged
from fees.assessments.steps import COMPLETE
from fees.ledger.models import ZERO
from renfang.acts import Refused, WrongState, act, require_past
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.uploads.keeping import KeptFile, kept_first

State = CompletionReview.State


def open_review(acceptance: CompletionAcceptance, by: User) -> None:
    """Told by engineering of each passed acceptance, inside its transaction.

    Where the rules say at once that the shortfall costs nothing more (more was approved than was
    owed), the review is closed as it is opened.
    """
    shelter = acceptance.shelter
    if shelter.approval is None or acceptance.built_area >= shelter.approved_area:
        return
    review = CompletionReview.objects.create(
        organisation_id=shelter.organisation_id,
        acceptance=acceptance,
        approved_area=shelter.approved_area,
        surveyed_area=acceptance.built_area,
        opened_on=timezone.localdate(),
    )
    try:
        if additional_payable(review) == ZERO:
            review.state, review.closed_on = State.NOTHING_DUE, timezone.localdate()
            review.save(update_fields=["state", "closed_on"])
    except Refused:
        pass  # finance sees on the page what is missing for a computation
    record(
        by,
        "提出竣工核费",
        shelter,
        after={
            "批准修建面积": f"{review.approved_area:,}㎡",
            "实测建筑面积": f"{review.surveyed_area:,}㎡",
            "结果": review.get_state_display(),
        },
    )


def propose_completion(
    review: CompletionReview,
    *,
    rate: Decimal | None = None,
    rate_ground: str = "",
    judgements: Sequence[Judgement] = (),
) -> Proposal:
    """The fee of the decision with the surveyed area in place of the planned one.

    A rate that an earlier version took from a document of its own goes on to apply.
    """
    application = application_of(review)
    previous = latest_version(application.project)
    if rate is None and previous is not None and previous.application_id == application.pk:
        own = previous.stated.rate
        if own is not None and previous.local_basis:
            rate, rate_ground = own, previous.local_basis
    return propose(
        application,
        rate=rate,
        rate_ground=rate_ground,
        built_area=review.surveyed_area,
        judgements=judgements,
    )


def additional_payable(review: CompletionReview) -> Decimal:
    """Yuan that the survey adds to what was assessed before; negative when it lowers it."""
    previous = latest_version(application_of(review).project)
    return propose_completion(review).payable - (previous.payable if previous else ZERO)


def application_of(review: CompletionReview) -> Application:
    """The decision whose shelter was surveyed."""
    return review.acceptance.shelter.approval


@kept_first
@act
def submit_completion(
    review_id: int,
    *,
    by: User,
    on: date,
    rate: Decimal | None = None,
    rate_ground: str = "",
    rate_document: KeptFile | None = None,
    expected: Decimal | None = None,
    judgements: Sequence[Judgement] = (),
) -> AssessmentDraft | None:
    """竣工核定: hand the version that the survey makes due to a second person.

    None when nothing changes: the review is closed at once. ``expected`` is the payable (yuan)
    that the user checked on the page. Raises WrongState while the decision itself is not
    assessed, or when the review has ended.
    """
    review: CompletionReview = CompletionReview.objects.locked_for(COMPLETE, review_id, by)
    require_past(on, "核定日期")
    application = application_of(review)
    _require_assessed(application)
    proposal = propose_completion(review, rate=rate, rate_ground=rate_ground, judgements=judgements)
    require_judged(proposal.claims, judgements)
    require_rate_document(rate, rate_document)
    require_as_checked(proposal, expected)
    previous = latest_version(application.project)
    if proposal.payable != (previous.payable if previous else ZERO):
        return submit(
            proposal,
            application.project,
            kind=Assessment.Kind.COMPLETION,
            by=by,
            on=on,
            judgements=judgements,
            document=rate_document or earlier_document(previous),
            application=application,
            completion=review,
        )
    _close_unchanged(review, proposal.payable, on=on, by=by)
    return None


def _close_unchanged(review: CompletionReview, payable: Decimal, *, on: date, by: User) -> None:
    review.state, review.closed_on = State.NOTHING_DUE, on
    review.save(update_fields=["state", "closed_on"])
    record(
        by,
        "竣工核费办结",
        review,
        after={
            "结果": review.get_state_display(),
            "实测建筑面积": f"{review.surveyed_area:,}㎡",
            "实缴金额": f"{payable:,} 元",
        },
    )


def _require_assessed(application: Application) -> None:
    """The chain begins with the decision: its own shortfall is charged before the survey's."""
    if permits_of(application.project_id).exclude(pk=application.pk).exists():
        raise WrongState("该项目的许可已变更，费用按现行许可核定。打开现行许可的审批办理")
    computation = application.computations.first()
    if computation is None or computation.shortfall_area == ZERO:
        return
    if not Assessment.objects.filter(application=application).exists():
        raise WrongState("该项目许可决定的易地建设费尚未核定。先在“待核定”核定，再办理竣工核定")
