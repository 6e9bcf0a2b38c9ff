"""决定机关: who decides on an application where that is not the office that handles it.

An office may leave the decision to another (行政审批局, 上级机关) and still receive, review,
supervise and collect. Its heads reach the application through renfang's scope, which
shares what deciding needs; the handling office's own heads then no longer decide.
"""

from __future__ import annotations

from engineering.approvals.models.applications import Application
from renfang.acts import NotPermitted
from renfang.organisations.models import DecidingPeriod, Organisation
from renfang.organisations.scope import Scope

DECIDES = "decide_application"


def office_that_decides(organisation: Organisation) -> Organisation:
    """The office itself, unless its decisions were given to another."""
    return organisation.deciding_office or organisation


def decider_of(application: Application) -> Organisation:
    """Who decides on it, or has decided: a permit belongs to the office that granted it.

    However the powers were moved since, only that office or its superior retracts, revokes or
    cancels it (行政许可法 art. 69).
    """
    return application.decided_at or office_that_decides(application.organisation)


def power_of(application: Application) -> str:
    """The document by which another office decides on it; 有关规定 where none was entered."""
    periods = DecidingPeriod.objects.filter(
        organisation=application.organisation_id, office=decider_of(application)
    )
    return periods.values_list("basis", flat=True).first() or "有关规定"


def may_take(scope: Scope, permission: str, application: Application) -> bool:
    """Whether the user's posts allow a step of the application."""
    if permission != DECIDES:
        return scope.may(permission, application)
    decider = decider_of(application)
    if decider.pk == application.organisation_id:
        # Another office may still reach it for what that office decided itself.
        by_deciding = scope.reaches_by_deciding(permission, application.organisation_id)
        return not by_deciding and scope.may(permission, application)
    return scope.may(permission, decider.pk)


def require_decider(scope: Scope, application: Application) -> None:
    """Raise NotPermitted, naming the office, for one whose office does not decide here."""
    if may_take(scope, DECIDES, application):
        return
    office = decider_of(application)
    if application.decided_at is None:
        raise NotPermitted(f"本件由{office}作出决定。联系该机关的审批负责人办理")
    raise NotPermitted(
        f"本许可由{office}作出，由该机关或者其上级机关撤回、撤销、注销（《行政许可法》第六十九条）。"
        "联系该机关的审批负责人办理"
    )


def keep_decider(application: Application) -> None:
    """Note on the application which office decides it, inside the act; it keeps its reach."""
    office = office_that_decides(application.organisation)
    application.decided_at = office
    DecidingPeriod.objects.filter(organisation=application.organisation_id, office=office).update(
        has_decided=True
    )
