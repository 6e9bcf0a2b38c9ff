"""结建审批 up to acceptance: receipt, correction, acceptance or not, withdrawal.

Every act that moves an application holds the project's row lock first and the application's
second, so that a project is never amended while its application is being accepted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone

from engineering.approvals.acts.changes import (
    ABOUT_A_PERMIT,
    lateness_of_renewal,
    permit_for,
    restore_design,
)
from engineering.approvals.acts.clock import set_due
from engineering.approvals.acts.lawful_plans import (
    MINIMUM_REASON,
    Plan,
    plan_of,
    require_lawful_plan,
    set_plan,
    shown_plan,
)
from engineering.approvals.acts.materials import list_materials
from engineering.approvals.models.applications import OPEN_STATES, Application, Computation
from engineering.approvals.papers import issue_paper
from engineering.approvals.queries.clock import completeness_deadline, due_to_decide, receipt_day
from engineering.approvals.queries.computation import compute_for
from engineering.approvals.queries.deciding import DECIDES, require_decider
from engineering.approvals.queries.settings import limits_on
from engineering.area.computation import ComputedArea
from engineering.projects.acts import move_stage
from engineering.projects.models import Project
from renfang.acts import (
    Incomplete,
    NotFound,
    WrongState,
    act,
    require_day,
    require_past,
    require_state,
    require_version,
)
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

_State, _Kind = Application.State, Application.Kind


@act
def submit_application(project_id: int, plan: Plan, *, received_on: date, by: User) -> Application:
    """收件: the papers are received; five working days to accept or to say what is missing.

    Source: 行政许可法 arts 29, 32. Raises NotFound, NotPermitted, WrongState, or Incomplete naming
    the form's field.
    """
    project: Project = Project.objects.locked(project_id, Scope(by), "handle_application")
    _require_no_other(project)
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
    set_due(application, _due_for_completeness(application))
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
def request_correction(
    application_id: int, *, note: str, on: date, version: int | None = None, by: User
) -> Application:
    """补正告知: say once and completely what is missing; the clock stops until it is brought.

    Source: 行政许可法 art. 32(1)(4). Issues the notice. Refused once the five days have passed,
    because the application then counts as accepted, and a second time, because the law wants
    everything told at once.
    """
    application = lock_application(application_id, by, "handle_application", version)
    require_state(application, _State.RECEIVED, to="要求补正")
    if application.correction_requested_on is not None:
        raise WrongState(
            f"本件已于 {application.correction_requested_on} 告知补正，需补正的内容须一次告知。"
            "补正后仍不符合规定的，办理“不予受理”并说明理由"
        )
    require_day(on, receipt_day(application), "告知日期")
    if on > application.due_on:
        raise WrongState(
            f"应在 {application.due_on} 前一次告知补正，逾期未告知的自收到材料之日起即为受理"
            "（《行政许可法》第三十二条）。办理“受理”"
        )
    application.correction_note = _reason(note, "note", "需补正的内容")
    application.correction_requested_on = on
    _move(application, _State.CORRECTION_REQUESTED)
    set_due(application, None)
    application.save()
    record(by, "要求补正", application, after={"状态": "待补正"}, note=application.correction_note)
    issue_paper("supplement_notice", application, on=on, by=by)
    return application


@act
def resubmit_application(
    application_id: int, plan: Plan, *, on: date, version: int | None = None, by: User
) -> Application:
    """补正收件: the missing papers are in; the five days begin again."""
    application = lock_application(application_id, by, "handle_application", version)
    require_state(application, _State.CORRECTION_REQUESTED, to="登记补正材料")
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
    _move(application, _State.RECEIVED)
    set_due(application, _due_for_completeness(application))
    application.save()
    record(
        by,
        "补正收件",
        application,
        before=before,
        after={**shown_plan(application), "办理时限": application.due_on},
    )
    return application


@act
def accept_application(
    application_id: int, *, on: date, version: int | None = None, by: User
) -> Application:
    """受理: compute the required area, start the twenty days, issue the notice.

    Source: 行政许可法 arts 32(1)(5), 42. Where the five days have run out unused the application
    was accepted by law on the day it was received, and the clock started then.
    """
    application = lock_application(application_id, by, "handle_application", version)
    require_state(application, _State.RECEIVED, to="受理")
    require_day(on, receipt_day(application), "受理日期")
    overdue = application.due_on is not None and on > application.due_on
    accepted_on = receipt_day(application) if overdue else on
    computed = compute_for(application.project, application.planned_area, accepted_on)
    require_lawful_plan(plan_of(application), computed)
    application.accepted_on, application.accepted_by = accepted_on, by
    limits = limits_on(application.organisation, application.kind, accepted_on)
    application.statutory_days = limits.statutory_days
    application.promised_days = limits.promised_days
    _move(application, _State.ACCEPTED)
    set_due(application, due_to_decide(application, ()))
    application.save()
    store_computation(application, computed, by=by)
    record(
        by,
        "受理",
        application,
        before={"状态": "已收件"},
        after={
            "状态": "已受理",
            "受理日期": accepted_on,
            "办理时限": application.due_on,
            "应建面积": f"{computed.required_area:,}㎡",
            "易地建设面积": f"{computed.shortfall_area:,}㎡",
        },
        note="逾期未告知补正，自收到材料之日起即为受理" if overdue else "",
    )
    issue_paper("acceptance_notice", application, on=on, by=by, accepted_by_lapse=overdue)
    return application


@act
def recompute_area(
    application_id: int, plan: Plan, *, version: int | None = None, by: User
) -> Application:
    """重新核定: what the reviewer sent back is computed anew from the corrected facts.

    The earlier computation stays; the clock has run on. Whoever computes now is the one whose work
    another person reviews.
    """
    application = lock_application(application_id, by, "handle_application", version)
    require_state(application, _State.RETURNED, to="重新核定")
    if plan.kind != application.kind:
        raise Incomplete("重新核定时不能改变申请事项。由申请人撤回后另行申请", field="kind")
    computed = compute_for(application.project, plan.planned_area, application.accepted_on)
    require_lawful_plan(plan, computed)
    before = shown_plan(application)
    set_plan(application, plan, computed)
    application.accepted_by = by
    _move(application, _State.ACCEPTED)
    application.save()
    store_computation(application, computed, by=by)
    record(
        by,
        "重新核定",
        application,
        before=before,
        after={**shown_plan(application), "应建面积": f"{computed.required_area:,}㎡"},
    )
    return application


@act
def not_accept_application(
    application_id: int, *, reason: str, on: date, version: int | None = None, by: User
) -> Application:
    """不予受理: not needed here, not ours, or still incomplete; issues the notice with reasons.

    Source: 行政许可法 art. 32(1)(1), (2), art. 32(2).
    """
    application = lock_application(application_id, by, "handle_application", version)
    require_state(application, _State.RECEIVED, to="不予受理")
    require_day(on, receipt_day(application), "决定日期")
    application.rejection_reason = _reason(reason, "reason", "不予受理的理由")
    application.decided_on, application.decided_by = on, by
    _move(application, _State.NOT_ACCEPTED)
    set_due(application, None)
    application.save()
    _close(application, by)
    record(
        by,
        "不予受理",
        application,
        before={"状态": "已收件"},
        after={"状态": "不予受理"},
        note=application.rejection_reason,
    )
    issue_paper("rejection_notice", application, on=on, by=by)
    return application


@act
def withdraw_application(
    application_id: int, *, reason: str, version: int | None = None, by: User
) -> Application:
    """撤回: the applicant takes the application back before it is decided."""
    application = lock_application(application_id, by, "handle_application", version)
    require_state(
        application,
        *OPEN_STATES,
        to="登记撤回",
    )
    application.withdrawal_reason = _reason(reason, "reason", "撤回的理由")
    before = application.get_state_display()
    application.pauses.filter(ends_on__isnull=True).update(ends_on=timezone.localdate())
    _move(application, _State.WITHDRAWN)
    set_due(application, None)
    application.save()
    _close(application, by)
    record(
        by,
        "申请人撤回",
        application,
        before={"状态": before},
        after={"状态": "申请人撤回"},
        note=application.withdrawal_reason,
    )
    return application


def lock_application(
    application_id: int, by: User, permission: str, version: int | None
) -> Application:
    """The application, after its project's row, locked for the rest of the transaction.

    Raises NotFound, NotPermitted or Overtaken.
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
    application: Application = Application.objects.locked(application_id, scope, permission)
    if permission == DECIDES:
        require_decider(scope, application)
    require_version(application, version)
    return application


def store_computation(application: Application, computed: ComputedArea, *, by: User) -> Computation:
    """Keep what was computed with the application, inside the act that relies on it."""
    return Computation.objects.create(
        application=application,
        computed_by=by,
        as_of=date.fromisoformat(computed.facts["as_of"]),
        rulebook=computed.rulebook.code,
        rulebook_version=computed.rulebook.full_version,
        facts=computed.facts,
        required_area=computed.required_area,
        planned_area=computed.planned_area,
        shortfall_area=computed.shortfall_area,
        required_by_grade={grade: str(area) for grade, area in computed.by_grade.items()},
        may_relocate=computed.may_relocate,
        steps=computed.steps,
    )


def _require_no_other(project: Project) -> None:
    other = project.applications.filter(state__in=OPEN_STATES).first()
    if other is not None:
        raise WrongState(
            f"{project}已有一件申请，现为“{other.get_state_display()}”。在该件上继续办理"
        )


def _due_for_completeness(application: Application) -> Deadline:
    """Five working days from receipt, or the shorter limit that the office has set."""
    start = receipt_day(application)
    days = limits_on(application.organisation, application.kind, start).completeness_days
    return completeness_deadline(start, current_calendar(), days)


def _close(application: Application, by: User) -> None:
    """The application came to nothing; a permit that it was about stands as it was."""
    restore_design(application, by)
    is_first = application.supersedes_id is None
    stage = Project.Stage.CLOSED if is_first else Project.Stage.GRANTED
    move_stage(application.project_id, stage)


def _move(application: Application, state: str) -> None:
    application.state = state
    application.version += 1


def _reason(text: str, field: str, label: str) -> str:
    if len(text.strip()) < MINIMUM_REASON:
        raise Incomplete(f"写明{label}，至少 {MINIMUM_REASON} 个字", field=field)
    return text.strip()
