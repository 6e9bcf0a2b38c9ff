"""The fee's card on a project's page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from engineering.models import Project
from fees.assessment import awaiting_assessment
from fees.models import FeeAccount
from fees.standing import standing_of
from renfang.clocks.calendars import current_calendar


def fee_card(request: HttpRequest, project: Project) -> SafeString | None:
    """应缴, 已缴, 欠缴 and the way to the account; None where the user is to see no fee."""
    account = FeeAccount.objects.visible_to(request.scope).filter(project=project).first()
    waiting = awaiting_assessment(request.scope).filter(project=project).first()
    if account is None and waiting is None:
        return None
    standing = standing_of(account, timezone.localdate(), current_calendar()) if account else None
    context = {
        "account": account,
        "standing": standing,
        "waiting": waiting,
        "may_assess": waiting is not None and request.scope.may("assess_fee", waiting),
    }
    return render_to_string("fees/project_card.html", context, request=request)
