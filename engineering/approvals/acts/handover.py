"""办理人: who carries an application. Applications are handed over one by one or by the dozen.

The handler is a division of labour, not a right: whoever holds the post at the office may act.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from engineering.approvals.models.applications import Application
from renfang.acts import Incomplete, NotFound, Refused, WrongState, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.organisations.staff import staff_with

ASSIGNS = "assign_cases"
HANDLES = "handle_application"
MOST = 200


def possible_handlers(scope: Scope) -> QuerySet[User]:
    """Active staff whom this user may hand applications: those in the post at offices in scope."""
    return staff_with(HANDLES, scope.organisations(ASSIGNS))


@act
def assign_cases(
    application_ids: Collection[int], handler_id: int, *, by: User
) -> list[Application]:
    """分派: hand open applications to a member of staff; all of them or, where one cannot be, none.

    What others are typing on these stays valid: the version does not move. Returns the
    applications that changed hands. Raises NotFound, NotPermitted, WrongState or Incomplete.
    """
    if not application_ids:
        raise Incomplete("没有选中案件。在列表中勾选后再分派")
    if len(application_ids) > MOST:
        raise Refused(f"一次最多分派 {MOST} 件，已选 {len(application_ids)} 件。分几次办理")
    scope = Scope(by)
    handler = possible_handlers(scope).filter(pk=handler_id).first()
    if handler is None:
        raise NotFound("办理人")
    reach = Scope(handler)
    changed = []
    # Always in the same order, so that two who assign at once do not wait for each other.
    for pk in sorted(set(application_ids)):
        application: Application = Application.objects.locked(pk, scope, ASSIGNS)
        if not application.is_open:
            raise WrongState(f"{application}已办结，不能再分派。取消勾选后重新提交")
        if not reach.may(HANDLES, application):
            raise Refused(f"{handler}不在{application.organisation}办理审批，不能接办{application}")
        if application.handler_id != handler.pk:
            _hand_over(application, handler, by)
            changed.append(application)
    return changed


def _hand_over(application: Application, handler: User, by: User) -> None:
    before = application.handler
    application.handler = handler
    application.save(update_fields=["handler"])
    record(
        by,
        "分派",
        application,
        before={"办理人": str(before or "")},
        after={"办理人": str(handler)},
    )
