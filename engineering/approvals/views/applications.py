"""Pages of applications: the receipt of papers and of corrected papers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.acts.computation import recompute_area
from engineering.approvals.acts.receipt import resubmit_application, submit_application
from engineering.approvals.forms.applications import PlanForm
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.computation import compute_for
from engineering.approvals.queries.deciding import DECIDES, require_decider
from engineering.approvals.queries.permits import permit_in_force
from engineering.approvals.queries.trail import changes_since
from engineering.approvals.steps import RECOMPUTE, RESUBMIT, SUBMIT
from engineering.area.computation import ComputedArea
from engineering.projects.models import Project
from renfang.acts import Incomplete, Refused
from renfang.history.models import Event
from renfang.organisations.models import User
from renfang.pages.act_forms import step_page
from renfang.pages.lists import sent, whole_numbers
from renfang.steps import Step


@require_GET
def application(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """An application's address leads to its project's page, where the application is handled."""
    row = get_object_or_404(Application.objects.visible_to(request.scope), pk=pk)
    return redirect("engineering:project", pk=row.project_id)


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """登记收件."""
    project = get_object_or_404(
        Project.objects.visible_to(request.scope).select_related("developer", "organisation"),
        pk=pk,
    )
    request.scope.require(SUBMIT.permission, project)
    computed, problem = computed_today(project)
    grounds = computed.grounds.values() if computed else ()
    in_force = permit_in_force(project)
    first_kind = Application.Kind.BUILD if in_force is None else Application.Kind.CHANGE
    form = PlanForm(sent(request), grounds=grounds, initial={"kind": first_kind})

    def perform() -> Application:
        try:
            return submit_application(
                pk, form.plan(), received_on=form.cleaned_data["on"], by=request.user
            )
        except Refused as refusal:
            raise _as_on(refusal) from None

    return step_page(
        request,
        SUBMIT,
        project,
        form,
        perform,
        trail=trail_to(project),
        done=f"已登记{project}的申请，五个工作日内受理或一次告知补正",
        rail="engineering/approvals/plan_rail.html",
        extra={"computed": computed, "problem": problem},
    )


@require_http_methods(["GET", "POST"])
def resubmit(request: HttpRequest, pk: int) -> HttpResponse:
    """登记补正材料 or 重新核定: the plan may have changed with the new papers."""
    row = application_for(request, pk, RESUBMIT.permission)
    step = RECOMPUTE if row.state == RECOMPUTE.start[0] else RESUBMIT
    data, changes = sent_or_overtaken(request, row)
    computed, problem = computed_today(row.project)
    grounds = computed.grounds.values() if computed else ()
    form = PlanForm(data, application=row, grounds=grounds, initial=_as_planned(row))
    return step_page(
        request,
        step,
        row,
        form,
        lambda: _restate(step, row, form, request.user),
        trail=trail_to(row.project),
        done="已重新核定，转复核" if step is RECOMPUTE else "已登记补正材料，重新计算五个工作日",
        changes=changes,
        facts=[("已告知的补正内容", row.correction_note)] if row.correction_note else [],
        rail="engineering/approvals/plan_rail.html",
        extra={"computed": computed, "problem": problem},
    )


def _as_planned(row: Application) -> dict[str, Any]:
    """What the form shows at first: the plan as the application states it now."""
    names = ("kind", "planned_area", "ground", "ground_facts")
    stated = {name: getattr(row, name) for name in names}
    return stated | {"way": row.relocation_way, "note": row.request_note}


def _restate(step: Step, row: Application, form: PlanForm, user: User) -> Application:
    """Corrected papers after 补正, or corrected figures after 退回重核."""
    cleaned = form.cleaned_data
    if step is RECOMPUTE:
        return recompute_area(row.pk, form.plan(), version=cleaned["version"], by=user)
    return resubmit_application(
        row.pk, form.plan(), on=cleaned["on"], version=cleaned["version"], by=user
    )


def trail_to(project: Project) -> tuple[tuple[str, str], ...]:
    """The pages above those of an application's acts."""
    return (
        ("建设项目", reverse("engineering:projects")),
        (project.name, project.get_absolute_url()),
    )


def application_for(request: HttpRequest, pk: int, permission: str) -> Application:
    """A visible application on which the user may do ``permission``.

    Raises 404 for one that is not visible, NotPermitted for one that another post handles.
    """
    row: Application = get_object_or_404(
        Application.objects.visible_to(request.scope).select_related(
            "project__developer", "project__organisation", "project__division", "organisation"
        ),
        pk=pk,
    )
    request.scope.require(permission, row)
    if permission == DECIDES:
        require_decider(request.scope, row)
    return row


def sent_or_overtaken(
    request: HttpRequest, row: Application
) -> tuple[QueryDict | None, Sequence[Event]]:
    """What was posted, and what others did to the application while it was typed.

    Where somebody did, the typed text comes back carrying the present version, so that the user
    may go on from there; nothing has been written.
    """
    data = sent(request)
    seen = whole_numbers([data.get("version", "")]) if data is not None else []
    if data is None or not seen or seen[0] >= row.version:
        return data, []
    renewed = data.copy()
    renewed["version"] = str(row.version)
    return renewed, changes_since(row, seen[0])


def files_beside(row: Application) -> dict[str, object]:
    """The files of an application for the viewer beside a form, and the one that shows first."""
    files = list(row.attachments.filter(removed_reason=""))
    return {"files": files, "first_file": next((file for file in files if file.is_viewable), None)}


def computed_today(
    project: Project, application: Application | None = None
) -> tuple[ComputedArea | None, str]:
    """What the rules give today, or the words that say what is missing."""
    planned = application.planned_area if application else Decimal("0.00")
    try:
        return compute_for(project, planned, timezone.localdate()), ""
    except Incomplete as refusal:
        return None, refusal.message


def _as_on(refusal: Refused) -> Refused:
    """The act's ``received_on`` is the form's ``on``."""
    if refusal.field == "received_on":
        refusal.field = "on"
    return refusal
