"""What engineering asks of a project's fee: the card on its page, and what its certificate needs.

The certificate is held while the fee is unsettled, and states the fee when it is paid. The room's
``workbench`` registers these functions with the hooks of engineering.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from engineering.models import Computation, Project
from fees.assessments.models import Assessment, AssessmentDraft, CompletionReview
from fees.assessments.queries import awaiting_assessment, awaiting_violation, permits_of
from fees.ledger.models import ZERO, FeeAccount
from fees.ledger.queries import standing_of
from renfang.clocks.calendars import current_calendar
from renfang.database.presence import present


def fee_card(request: HttpRequest, project: Project) -> SafeString | None:
    """应缴, 已缴, 欠缴 and the way to the account; None where the user is to see no fee."""
    account, waiting, violation, under_review = _found(
        project,
        FeeAccount.objects.visible_to(request.scope).filter(project=project),
        awaiting_assessment(request.scope).filter(project=project),
        awaiting_violation(request.scope).filter(project=project),
        AssessmentDraft.objects.visible_to(request.scope).filter(
            project=project, state=AssessmentDraft.State.SUBMITTED
        ),
    )
    if account is None and waiting is None and violation is None and under_review is None:
        return None
    standing = standing_of(account, timezone.localdate(), current_calendar()) if account else None
    context = {
        "account": account,
        "standing": standing,
        "waiting": waiting,
        "violation": violation,
        "under_review": under_review,
        "project": project,
        "may_try": request.scope.holds("view_rulebooks"),
        "may_assess": request.scope.may("assess_fee", project.organisation_id),
    }
    return render_to_string("fees/ledger/project_card.html", context, request=request)


def _found(project: Project, *queries: QuerySet[Any]) -> list[Any]:
    """The first row of each query, None where it has none; most have none, and are not read."""
    return [
        query.first() if holds else None
        for query, holds in zip(queries, present(project, *queries), strict=True)
    ]


def unsettled_fee(project: Project) -> str | None:
    """Why the certificate is held: a decided shortfall not assessed, or a sum not paid."""
    last = _last_decision(project)
    if last is not None and _is_unassessed(last):
        return "尚未核定易地建设费"
    review = None
    if last is None or last.has_open_review:
        review = _open_reviews(project.pk).first()
    if review is not None:
        return (
            f"实测面积较批准面积少 {review.shortfall:,} 平方米，尚未核定补缴的易地建设费，"
            "由财务在“竣工核费”办理"
        )
    account = FeeAccount.objects.filter(project=project).first()
    if account is not None and account.balance > ZERO:
        return f"易地建设费尚欠缴 {account.balance:,} 元"
    return None


def _open_reviews(project: Any) -> QuerySet[CompletionReview]:
    """Reviews of a project (its key, or a query expression for it) that are not settled."""
    return CompletionReview.objects.filter(
        acceptance__shelter__project=project, state=CompletionReview.State.OPEN
    )


def _last_decision(project: Project) -> Any:
    """The project's last granted application, with what was decided and what is open; or None."""
    computations = Computation.objects.filter(application=OuterRef("pk")).order_by("-id")
    return (
        permits_of(project.pk)
        .annotate(
            is_assessed=Exists(Assessment.objects.filter(application=OuterRef("pk"))),
            shortfall=Subquery(computations.values("shortfall_area")[:1]),
            is_charged=Exists(
                FeeAccount.objects.filter(project=OuterRef("project_id"), payable__gt=ZERO)
            ),
            has_open_review=Exists(_open_reviews(OuterRef("project_id"))),
        )
        .order_by("-id")
        .first()
    )


def _is_unassessed(last: Any) -> bool:
    """Whether the last decision on the project still waits for its assessment."""
    return not last.is_assessed and ((last.shortfall or ZERO) > ZERO or last.is_charged)


def paid_fee(project: Project) -> tuple[str, str] | None:
    """The certificate's line about the fee, or None where none was due."""
    account = FeeAccount.objects.filter(project=project).first()
    if account is None or account.payable == ZERO:
        return None
    return "易地建设费", f"应缴 {account.payable:,} 元，已缴 {account.paid:,} 元"
