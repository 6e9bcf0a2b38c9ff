"""Pages of the year's training plan: the list, one plan, its subjects, a team's hours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from drills.forms.rows import unjudged, with_one_more
from drills.forms.training import ConfirmForm, IssueForm, PlanForm, SubjectRows, TeamHoursForm
from drills.models import (
    Member,
    PlanState,
    Team,
    TeamHours,
    TeamKind,
    TrainingPlan,
    TrainingSession,
)
from drills.training_hours import accrued, required, standing, team_standings
from drills.training_plans import (
    draft_plan,
    issue_plan,
    set_subjects,
    set_team_hours,
    subjects_for,
    teams_of,
)
from renfang.acts import NotFound, Refused
from renfang.history.record import events_of
from renfang.workbench.act_forms import FormPage, act_form, offices_with
from renfang.workbench.lists import page_of

_EVENTS_SHOWN = 20


def find_plan(request: HttpRequest, pk: int, permission: str | None = None) -> TrainingPlan:
    """The plan in scope; NotPermitted where another post handles it."""
    visible = TrainingPlan.objects.visible_to(request.scope).select_related("organisation")
    plan: TrainingPlan = get_object_or_404(visible, pk=pk)
    if permission:
        request.scope.require(permission, plan)
    return plan


def trail_of(plan: TrainingPlan) -> tuple[tuple[str, str], ...]:
    """The pages above a page of this plan."""
    return (
        ("训练计划", reverse("drills:training_plans")),
        (str(plan), reverse("drills:training_plan", args=[plan.pk])),
    )


@require_GET
def training_plans(request: HttpRequest) -> HttpResponse:
    """训练计划: every year's plan that the user may see."""
    offices_with(request.scope, "view_training")
    found = TrainingPlan.objects.visible_to(request.scope).select_related("organisation")
    context = {
        "page": page_of(request, Paginator(found.prefetch_related("subjects"), 20)),
        "may_manage": request.scope.holds("manage_training"),
    }
    return render(request, "drills/training_plans.html", context)


@require_http_methods(["GET", "POST"])
def training_plan_new(request: HttpRequest) -> HttpResponse:
    """拟制年度训练计划."""
    organisations = offices_with(request.scope, "manage_training")
    form = PlanForm(
        request.POST or None,
        organisations=organisations,
        plans=TrainingPlan.objects.visible_to(request.scope),
        initial={"year": timezone.localdate().year},
    )
    page = FormPage(
        "拟制年度训练计划", "拟制计划", (("训练计划", reverse("drills:training_plans")),)
    )
    return act_form(
        request,
        form,
        page,
        lambda: draft_plan(form.cleaned_data["organisation"].pk, form.facts(), by=request.user),
        done="计划已拟制。列入课目和学时后下达",
        to=lambda plan: reverse("drills:training_plan_subjects", args=[plan.pk]),
    )


@require_GET
def training_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: its subjects, and how far every team is."""
    plan = find_plan(request, pk)
    teams = list(teams_of(plan, request.scope))
    members = Member.objects.serving_on(timezone.localdate()).filter(team__in=teams)
    context = {
        "plan": plan,
        "subjects": plan.subjects.select_related("team_kind"),
        "standings": team_standings(plan, teams, members),
        "sessions": plan_sessions(plan),
        "assessments": plan.assessments.all()[:10],
        "events": events_of(plan)[:_EVENTS_SHOWN],
        "may_manage": request.scope.may("manage_training", plan),
        "is_draft": plan.state == PlanState.DRAFT,
    }
    return render(request, "drills/training_plan.html", context)


def plan_sessions(plan: TrainingPlan) -> QuerySet[TrainingSession]:
    """The ten latest sessions of a plan."""
    return (
        TrainingSession.objects.filter(subject__plan=plan)
        .select_related("subject")
        .order_by("-starts_at")[:10]
    )


@require_http_methods(["GET", "POST"])
def training_plan_subjects(request: HttpRequest, pk: int) -> HttpResponse:
    """调整课目: the rows of the plan."""
    plan = find_plan(request, pk, "manage_training")
    initial = [
        {
            "name": subject.name,
            "category": subject.category,
            "team_kind": subject.team_kind_id,
            "required_hours": subject.required_hours,
        }
        for subject in plan.subjects.all()
    ]
    data = request.POST or None
    adding = data is not None and "add_row" in data
    if adding and data is not None:
        data = with_one_more(data)
    form = ConfirmForm(data, initial={"version": plan.version})
    # What was sent stands for itself: compared with the present rows an equal one counts as blank.
    rows = SubjectRows(
        data,
        initial=None if data else initial or [{}],
        prefix="subjects",
        form_kwargs={"kinds": TeamKind.objects.known_to(plan.organisation)},
    )
    status = 200
    if adding:
        unjudged(form, rows)
    elif data is not None:
        status = 422
        if form.is_valid() & rows.is_valid():
            try:
                set_subjects(
                    pk, rows.subjects(), by=request.user, version=form.cleaned_data["version"]
                )
            except Refused as refusal:
                form.add_error(None, refusal.message)
                status = refusal.status
            else:
                messages.success(request, "课目已保存")
                return redirect("drills:training_plan", pk)
    page = FormPage("调整课目", "保存课目", trail_of(plan))
    context = {
        "page": page,
        "form": form,
        "formset": rows,
        "formset_title": "课目与规定学时",
        "back": page.trail[-1][1],
    }
    return render(request, "workbench/act_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def training_plan_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """下达训练计划."""
    plan = find_plan(request, pk, "manage_training")
    form = IssueForm(
        request.POST or None, initial={"on": timezone.localdate(), "version": plan.version}
    )
    lead = "下达后各队按计划训练。课目和学时以后仍可调整，调整留痕。"
    return act_form(
        request,
        form,
        FormPage("下达训练计划", "下达计划", trail_of(plan), lead=lead),
        lambda: issue_plan(pk, by=request.user, **form.cleaned_data),
        done=f"{plan}已下达。下一步安排训练课",
    )


@require_http_methods(["GET", "POST"])
def training_plan_team(request: HttpRequest, pk: int, team: int) -> HttpResponse:
    """One team in the plan: every member's hours by subject; the team's own hours."""
    plan = find_plan(request, pk)
    row = teams_of(plan, request.scope).filter(pk=team).first()
    if row is None:
        raise NotFound("专业队")
    subjects = subjects_for(plan, row)
    own = dict(
        TeamHours.objects.filter(team=row, subject__plan=plan).values_list(
            "subject", "required_hours"
        )
    )
    form = TeamHoursForm(request.POST or None, subjects=subjects, own=own)
    status = 200
    if request.method == "POST":
        request.scope.require("manage_training", plan)
        status = 422
        if form.is_valid():
            try:
                set_team_hours(pk, team, form.hours(), by=request.user)
            except Refused as refusal:
                form.add_error(None, refusal.message)
                status = refusal.status
            else:
                messages.success(request, "本队学时已保存")
                return redirect("drills:training_plan_team", pk, team)
    context = {
        "plan": plan,
        "team": row,
        "form": form,
        "trail": trail_of(plan),
        "may_manage": request.scope.may("manage_training", plan),
        **_hours_of(plan, row),
    }
    return render(request, "drills/training_plan_team.html", context, status=status)


def _hours_of(plan: TrainingPlan, team: Team) -> dict[str, Any]:
    """Every member's hours by subject, for the page."""
    members = list(Member.objects.serving_on(timezone.localdate()).filter(team=team))
    hours = accrued(plan, [member.pk for member in members])
    asked = required(plan, [team])[team.pk]
    subjects = [(subject, asked[subject.pk]) for subject in subjects_for(plan, team)]
    return {
        "subjects": subjects,
        "rows": [
            (
                member,
                [(hours.get(member.pk, {}).get(subject.pk), need) for subject, need in subjects],
                standing(hours.get(member.pk, {}), asked),
            )
            for member in members
        ],
    }
