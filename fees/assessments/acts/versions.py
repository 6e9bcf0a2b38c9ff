"""The chain of a project's assessments: which version counts, how the next takes effect.

Every version is immutable, names the one it replaces, and posts only the difference. No act of its
own: the review of a draft takes these steps, inside its transaction.
"""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_OID, uuid5

from engineering.models import Application, Project
from fees.assessments.models import Assessment, AssessmentDraft, CompletionReview
from fees.assessments.proposal import STORED
from fees.assessments.queries import latest_version
from fees.ledger.models import ZERO, FeeAccount
from fees.ledger.posting import Kind, Movement, post_entry
from renfang.acts import Overtaken, require_state
from renfang.history.record import record
from renfang.organisations.models import User


def account_of(project: Project) -> FeeAccount:
    """The project's account, opened when it has none, locked for the rest of the transaction."""
    opened, _ = FeeAccount.objects.get_or_create(
        project=project, defaults={"organisation_id": project.organisation_id}
    )
    return FeeAccount.objects.select_for_update().get(pk=opened.pk)


def put_into_effect(draft: AssessmentDraft, *, by: User, on: date) -> Assessment:
    """The next version of the chain, its difference posted; the survey it settles is closed.

    For ``fees.assessments.acts.assessment.review_draft``. Raises WrongState when the permit it
    rests on is no longer in force, Overtaken when the chain moved on meanwhile.
    """
    # Works that are built owe by their survey even where the permit has ended since.
    if draft.application is not None and draft.completion is None:
        application = Application.objects.select_for_update().get(pk=draft.application_id)
        require_state(application, Application.State.GRANTED, to="复核同意")
    account = account_of(draft.project)
    previous = latest_version(draft.project)
    if previous != draft.replaces:
        raise Overtaken("核定稿提出以后该项目已有新的核定。退回本稿，按新的核定重新提出")
    assessment = Assessment.objects.create(
        organisation_id=account.organisation_id,
        account=account,
        application_id=draft.application_id,
        version=previous.version + 1 if previous else 1,
        kind=draft.kind,
        replaces=previous,
        assessed_on=on,
        assessed_by=draft.prepared_by,
        reviewed_by=by,
        opinion=draft.opinion,
        **{name: getattr(draft, name) for name in STORED},
    )
    post_difference(assessment, previous, account, by=by)
    _close_completion(draft, assessment, on=on, by=by)
    _note(assessment, previous, account, by=by)
    return assessment


def _close_completion(
    draft: AssessmentDraft, assessment: Assessment, *, on: date, by: User
) -> None:
    """The survey that opened a completion review is settled with the version that charges it."""
    review = draft.completion
    if review is None:
        return
    review.state, review.assessment, review.closed_on = (
        CompletionReview.State.ASSESSED,
        assessment,
        on,
    )
    review.save(update_fields=["state", "assessment", "closed_on"])
    record(
        by,
        "竣工核费办结",
        review,
        after={
            "结果": review.get_state_display(),
            "实测建筑面积": f"{review.surveyed_area:,}㎡",
            "实缴金额": f"{assessment.payable:,} 元",
        },
    )


def _note(
    assessment: Assessment, previous: Assessment | None, account: FeeAccount, *, by: User
) -> None:
    record(
        by,
        "核定易地建设费",
        account,
        before={"实缴金额": f"{previous.payable:,} 元"} if previous else None,
        after={
            "版次": assessment.version,
            "核定人": str(assessment.assessed_by),
            "应缴金额": f"{assessment.gross:,} 元",
            "减免金额": f"{assessment.relief:,} 元",
            "实缴金额": f"{assessment.payable:,} 元",
        },
    )


def post_difference(
    assessment: Assessment, previous: Assessment | None, account: FeeAccount, *, by: User
) -> None:
    """The ledger's entry for what the version changes; none where it changes nothing."""
    difference = assessment.payable - (previous.payable if previous else ZERO)
    if difference == ZERO:
        return
    movement = Movement(
        kind=Kind.CHARGE if difference > ZERO else Kind.REDUCTION,
        amount=difference,
        on=assessment.assessed_on,
        # One entry per version, whatever happens: the key follows from the version.
        key=uuid5(NAMESPACE_OID, f"renfang.assessment:{assessment.pk}"),
        assessment_id=assessment.pk,
        note=f"第 {assessment.version} 版{assessment.get_kind_display()}",
    )
    post_entry(account, movement, by=by)
