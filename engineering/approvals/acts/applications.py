"""Steps that the acts on an application share. No act of its own.

Every act that moves an application holds the project's row lock first and the application's
second, so that a project is never amended while its application is being accepted.
"""

from __future__ import annotations

from datetime import date

from engineering.approvals.acts.changes import restore_design
from engineering.approvals.acts.lawful_plans import MINIMUM_REASON
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.deciding import DECIDES, require_decider
from engineering.projects.acts import move_stage
from engineering.projects.models import Project
from renfang.acts import NotFound, require_text, require_version
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.steps import Step


def lock_application(
    application_id: int,
    step: Step,
    by: User,
    version: int | None,
    *,
    on: date | None = None,
    explanation: str = "",
) -> Application:
    """The application, after its project's row, locked once the step lets this user go on.

    Raises NotFound, NotPermitted, Overtaken, and what ``Step.require`` raises.
    """
    scope = Scope(by)
    project_id = (
        Application.objects.visible_to(scope)
        .filter(pk=application_id)
        .values_list("project_id", flat=True)
        .first()
    )
    if project_id is None:
        raise NotFound("结建审批")
    Project.objects.select_for_update().get(pk=project_id)
    application: Application = Application.objects.locked(application_id, scope, step.permission)
    if step.permission == DECIDES:
        require_decider(scope, application)
    require_version(application, version)
    step.require(application, by, on=on, explanation=explanation)
    return application


def close_application(application: Application, by: User) -> None:
    """The application came to nothing; a permit that it was about stands as it was."""
    restore_design(application, by)
    is_first = application.supersedes_id is None
    stage = Project.Stage.CLOSED if is_first else Project.Stage.GRANTED
    move_stage(application.project_id, stage)


def required_reason(text: str, field: str, label: str) -> str:
    """The text, or Incomplete on the field where it says too little."""
    return require_text(text, f"写明{label}", field=field, least=MINIMUM_REASON)
