"""The fee's card on a project's page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from engineering.models import Project
from fees.chain import awaiting_assessment, awaiting_violation
from fees.models import AssessmentDraft, FeeAccount
from fees.standing import standing_of
from renfang.clocks.calendars import current_calendar


def fee_card(request: HttpRequest, project: Project) -> SafeString | None:
    """应缴, 已缴, 欠缴 and the way to the account; None where the user is to see no fee."""
    account = FeeAccount.objects.visible_to(request.scope).filter(project=project).first()
    waiting = awaiting_assessment(request.scope).filter(project=project).first()
    violation = awaiting_violation(request.scope).filter(project=project).first()
    drafted = AssessmentDraft.objects.visible_to(request.scope).filter(
        project=project, state=AssessmentDraft.State.SUBMITTED
    )
    under_review = drafted.first()
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
