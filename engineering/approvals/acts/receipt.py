"""收件 and 补正收件: the papers of an application come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engineering.approvals.acts.applications import lock_application
from engineering.approvals.acts.changes import ABOUT_A_PERMIT, lateness_of_renewal, permit_for
from engineering.approvals.acts.clock import set_due
from engineering.approvals.acts.lawful_plans import (
    Plan,
    plan_of,
    require_lawful_plan,
    set_plan,
    shown_plan,
)
from engineering.approvals.acts.materials import list_materials
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.clock import due_to_complete
from engineering.approvals.queries.computation import compute_for
from engineering.approvals.steps import RESUBMIT, SUBMIT
from engineering.projects.acts import move_stage
from engineering.projects.models import Project
from renfang.acts import Incomplete, act, require_day, require_past
from renfang.history.record import record
from renfang.organisations.models import User

_State, _Kind = Application.State, Application.Kind


@act
def submit_application(project_id: int, plan: Plan, *, received_on: date, by: User) -> Application:
    """收件: the papers are received; five working days to accept or to say what is missing.

    Source: 行政许可法 arts 29, 32. Raises NotFound, NotPermitted, WrongState, or Incomplete naming
    the form's field.
    """
    project: Project = Project.objects.locked_for(SUBMIT, project_id, by, on=received_on)
    permit = permit_for(project, plan.kind)
    require_past(received_on, "收件日期", field="received_on")
    lateness = ""
    if plan.kind == _Kind.RENEWAL:
        plan = replace(plan_of(permit), kind=plan.kind, note=plan.note)
        lateness = lateness_of_renewal(permit, received_on)
    computed = compute_for(project, plan.planned_area, received_on)
    require_lawful_plan(plan, computed)
    application = Application(
        organisation=project.organisation,
        project=project,
        received_on=received_on,
        supersedes=permit,
        handler=by,
    )
    set_plan(application, plan, computed)
    set_due(application, due_to_complete(application))
    application.save(force_insert=True)
    list_materials(application)
    move_stage(project.pk, Project.Stage.IN_HAND)
    record(
        by,
        "收件",
        application,
        after={"收件日期": received_on, **shown_plan(application), "办理时限": application.due_on},
        note=lateness,
    )
    return application


@act
def resubmit_application(
    application_id: int, plan: Plan, *, on: date, version: int | None = None, by: User
) -> Application:
    """补正收件: the missing papers are in; the five days begin again."""
    application = lock_application(application_id, RESUBMIT, by, version)
    require_day(on, application.correction_requested_on, "补正收件日期")
    if (application.supersedes_id is None) == (plan.kind in ABOUT_A_PERMIT):
        raise Incomplete(
            f"本件申请的是“{application.get_kind_display()}”，补正时不能改为"
            f"“{_Kind(plan.kind).label}”。由申请人撤回后另行申请",
            field="kind",
        )
    computed = compute_for(application.project, plan.planned_area, on)
    require_lawful_plan(plan, computed)
    before = shown_plan(application)
    set_plan(application, plan, computed)
    application.resubmitted_on = on
    application.state = _State.RECEIVED
    set_due(application, due_to_complete(application))
    application.save_next()
    record(
        by,
        "补正收件",
        application,
        before=before,
        after={**shown_plan(application), "办理时限": application.due_on},
    )
    return application
