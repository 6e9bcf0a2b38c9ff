"""What the fee means for the project's certificate: held while unsettled, stated when paid."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from engineering.models import Computation, Project
from fees.chain import permits_of
from fees.models import Assessment, CompletionReview, FeeAccount
from fees.models.accounts import ZERO


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
