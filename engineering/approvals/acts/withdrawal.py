"""撤回: the applicant takes the application back."""

from __future__ import annotations

from django.utils import timezone

from engineering.approvals.acts.applications import (
    close_application,
    lock_application,
    required_reason,
)
from engineering.approvals.acts.clock import set_due
from engineering.approvals.models.applications import Application
from engineering.approvals.steps import WITHDRAW
from renfang.acts import act
from renfang.history.record import record
from renfang.organisations.models import User

_State = Application.State


@act
def withdraw_application(
    application_id: int, *, reason: str, version: int | None = None, by: User
) -> Application:
    """撤回: the applicant takes the application back before it is decided."""
    application = lock_application(application_id, WITHDRAW, by, version)
    application.withdrawal_reason = required_reason(reason, "reason", "撤回的理由")
    before = application.get_state_display()
    application.pauses.filter(ends_on__isnull=True).update(ends_on=timezone.localdate())
    application.state = _State.WITHDRAWN
    set_due(application, None)
    application.save_next()
    close_application(application, by)
    record(
        by,
        "申请人撤回",
        application,
        before={"状态": before},
        after={"状态": "申请人撤回"},
        note=application.withdrawal_reason,
    )
    return application
