"""The fee's card on a project's page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from engineering.models import Project
from fees.chain import awaiting_assessment, awaiting_violation
from fees.models import AssessmentDraft, FeeAccount
from fees.standing import standing_of
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
    return render_to_string("fees/project_card.html", context, request=request)


def _found(project: Project, *queries: QuerySet[Any]) -> list[Any]:
    """The first row of each query, None where it has none; most have none, and are not read."""
    return [
        query.first() if holds else None
        for query, holds in zip(queries, present(project, *queries), strict=True)
    ]
