"""决定机关: who decides on an application where that is not the office that handles it.

An office may leave the decision to another (行政审批局, 上级机关) and still receive, review,
supervise and collect. Its heads reach the application through renfang's scope, which
shares what deciding needs; the handling office's own heads then no longer decide.
"""

from __future__ import annotations

from engineering.approvals.models.applications import Application
from renfang.acts import NotPermitted
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope

DECIDES = "decide_application"


def office_that_decides(organisation: Organisation) -> Organisation:
    """The office itself, unless its decisions were given to another."""
    return organisation.deciding_office or organisation


def may_take(scope: Scope, permission: str, application: Application) -> bool:
    """Whether the user's posts allow a step of the application."""
    decider_id = application.organisation.deciding_office_id
    if permission != DECIDES or decider_id is None:
        return scope.may(permission, application)
    return scope.may(permission, decider_id)


def require_decider(scope: Scope, application: Application) -> None:
    """Raise NotPermitted, naming the office, for one whose office does not decide here."""
    if not may_take(scope, DECIDES, application):
        office = office_that_decides(application.organisation)
        raise NotPermitted(f"本件由{office}作出决定。联系该机关的审批负责人办理")
