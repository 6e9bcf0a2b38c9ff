"""The chain of a project's assessments: which version counts, how the next takes effect.

Every version is immutable, names the one it replaces, and posts only the difference.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db.models import Exists, OuterRef, Q, Subquery

from engineering.models import Application, Computation, OmissionCase, Project
from fees.assessments.models import Assessment, AssessmentDraft, CompletionReview
from fees.assessments.proposal import STORED
from fees.ledger.models import ZERO, FeeAccount
from fees.ledger.posting import Kind, Movement, post_entry
from renfang.acts import Overtaken, require_state
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope, ScopedQuerySet


def account_of(project: Project) -> FeeAccount:
    """The project's account, opened when it has none, locked for the rest of the transaction."""
    opened, _ = FeeAccount.objects.get_or_create(
        project=project, defaults={"organisation_id": project.organisation_id}
    )
    return FeeAccount.objects.select_for_update().get(pk=opened.pk)


def latest_version(project: Any) -> Assessment | None:
    """The project's assessment in force."""
    return Assessment.objects.filter(account__project=project).order_by("-version").first()


def refund_due(account: FeeAccount) -> Decimal:
    """Yuan to be given back because the chain went down: never more than what was paid net."""
    return refund_after(account, account.payable)


def refund_after(account: FeeAccount, payable: Decimal) -> Decimal:
    """Yuan that would be due back if ``payable`` took effect on the account."""
    return min(max(account.paid - payable, ZERO), max(account.paid, ZERO))


def permits_of(project: Any) -> ScopedQuerySet:
    """The permit in force on a project (its key, or a query expression): one at most."""
    return Application.objects.filter(project=project, state=Application.State.GRANTED)


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
    _post_difference(assessment, previous, account, by=by)
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


def _post_difference(
    assessment: Assessment, previous: Assessment | None, account: FeeAccount, *, by: User
) -> None:
    difference = assessment.payable - (previous.payable if previous else ZERO)
    if difference == ZERO:
        return
    movement = Movement(
        kind=Kind.CHARGE if difference > ZERO else Kind.REDUCTION,
        amount=difference,
        on=assessment.assessed_on,
        # One entry per version, whatever happens: the key follows from the version.
        key=uuid5(NAMESPACE_OID, f"renfang.assessment:{assessment.pk}"),
        assessment=assessment,
        note=f"第 {assessment.version} 版{assessment.get_kind_display()}",
    )
    post_entry(account, movement, by=by)


def under_review() -> ScopedQuerySet:
    """Drafts that wait for their second person."""
    return AssessmentDraft.objects.filter(state=AssessmentDraft.State.SUBMITTED)


def awaiting_violation(scope: Scope, permission: str = "view_fees") -> ScopedQuerySet:
    """应建未建 cases with a verified project that is not charged and did not apply since."""
    states = (OmissionCase.State.VERIFIED, OmissionCase.State.NOTIFIED)
    handed = Q(outcome=OmissionCase.Outcome.HANDED_OVER)
    project = OuterRef("project_id")
    return (
        OmissionCase.objects.visible_to(scope, permission)
        .filter(Q(state__in=states) | handed, project__isnull=False)
        .exclude(Exists(Assessment.objects.filter(account__project=project)))
        .exclude(Exists(under_review().filter(project=project)))
        .exclude(Exists(permits_of(project)))
    )


def awaiting_assessment(scope: Scope, permission: str = "view_fees") -> ScopedQuerySet:
    """待核定: granted applications, the last of each project, whose fee is not assessed yet.

    A decision without shortfall still waits when an earlier version charged something.
    """
    latest = Computation.objects.filter(application=OuterRef("pk")).order_by("-id")
    return (
        Application.objects.visible_to(scope, permission)
        .filter(state=Application.State.GRANTED)
        .annotate(
            required_area=Subquery(latest.values("required_area")[:1]),
            shortfall_area=Subquery(latest.values("shortfall_area")[:1]),
        )
        .filter(Q(shortfall_area__gt=ZERO) | Q(project__fee_account__payable__gt=ZERO))
        # Who builds elsewhere himself owes the works, not the fee.
        .exclude(relocation_way=Application.RelocationWay.ELSEWHERE)
        .exclude(Exists(Assessment.objects.filter(application=OuterRef("pk"))))
        .exclude(Exists(under_review().filter(application=OuterRef("pk"))))
    )
