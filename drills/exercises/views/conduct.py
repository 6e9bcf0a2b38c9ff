"""Pages of what is done to a drill: approval, rehearsal, log, evaluation, report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from drills.exercises.acts.conclusion import issue_report
from drills.exercises.acts.evaluation import evaluate_drill
from drills.exercises.acts.execution import log_event, record_rehearsal, record_responses
from drills.exercises.acts.planning import decide_plan, submit_plan
from drills.exercises.forms import DecisionForm, LogForm, RehearsalForm, ResponsesForm, ScoreRows
from drills.exercises.models import Drill, DrillState
from drills.exercises.queries.story import starting_sheet
from drills.exercises.rules import grade_of, total_of
from drills.exercises.views.drills import find_drill
from renfang.acts import Incomplete, Refused
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.formsets import unjudged, with_one_more
from renfang.pages.lists import whole_numbers


def trail_of(drill: Drill) -> list[tuple[str, str]]:
    """The pages above any page about a drill."""
    return [
        ("演练", reverse("drills:drills")),
        (drill.title, reverse("drills:drill", args=[drill.pk])),
    ]


@require_POST
def drill_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """提交审批: a button; a plan that is not whole goes back to its form with what is missing."""
    drill = find_drill(request, pk, "manage_drills")
    version = (whole_numbers([request.POST.get("version", "")]) or [-1])[0]
    try:
        submit_plan(pk, by=request.user, version=version)
    except Incomplete as refusal:
        messages.error(request, refusal.message)
        return redirect("drills:drill_edit", drill.pk)
    messages.success(request, "演练计划已提交审批")
    return redirect("drills:drill", pk)


@require_http_methods(["GET", "POST"])
def drill_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """审批演练计划, the plan in sight."""
    drill = find_drill(request, pk, "approve_drills")
    form = DecisionForm(request.POST or None, initial={"version": drill.version})
    page = FormPage("审批演练计划", "登记审批意见", trail_of(drill), facts=_plan_facts(drill))
    return act_form(
        request,
        form,
        page,
        lambda: decide_plan(
            pk,
            by=request.user,
            on=timezone.localdate(),
            approve=form.cleaned_data["decision"] == "yes",
            opinion=form.cleaned_data["opinion"],
            version=form.cleaned_data["version"],
        ),
        done="审批意见已登记",
    )


def _plan_facts(drill: Drill) -> list[tuple[str, Any]]:
    begin, end = (timezone.localtime(at) for at in (drill.starts_at, drill.ends_at))
    teams = drill.calls.select_related("team")
    return [
        ("演练名称", drill.title),
        ("类型与级别", f"{drill.get_kind_display()}，{drill.get_level_display()}"),
        ("时间", f"{begin:%Y-%m-%d %H:%M} 至 {end:%Y-%m-%d %H:%M}"),
        ("地点", drill.place),
        ("演练目标", drill.objectives),
        ("想定", drill.scenario),
        ("演练阶段", "\n".join(phase.words for phase in drill.phases.all())),
        ("参演力量", "、".join(str(each) for each in [*teams, *drill.participants.all()])),
        ("器材与保障", drill.resources),
        ("安全措施", drill.safety),
        ("拟制人", drill.planned_by),
    ]


@require_http_methods(["GET", "POST"])
def rehearsal_new(request: HttpRequest, pk: int) -> HttpResponse:
    """登记预演."""
    drill = find_drill(request, pk, "manage_drills")
    form = RehearsalForm(request.POST or None, initial={"on": timezone.localdate()})
    page = FormPage("登记预演", "登记预演", trail_of(drill))
    return act_form(
        request,
        form,
        page,
        lambda: record_rehearsal(pk, by=request.user, **form.cleaned_data),
        done="预演已登记",
    )


@require_http_methods(["GET", "POST"])
def drill_log(request: HttpRequest, pk: int) -> HttpResponse:
    """预演和执行记录: what was done, and the next line."""
    drill = find_drill(request, pk, None if request.method == "GET" else "manage_drills")
    now = timezone.localtime()
    initial = {"on": timezone.localdate(drill.period[0]), "at_time": now.time()}
    form = LogForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                log_event(pk, by=request.user, at=form.at(), kind=given["kind"], what=given["what"])
            except Refused as refusal:
                status = refusal.status
                form.add_error(
                    refusal.field if refusal.field in form.fields else None, refusal.message
                )
            else:
                messages.success(request, "已记入执行记录")
                return redirect("drills:drill_log", pk)
    context = {
        "drill": drill,
        "form": form,
        "may_manage": request.scope.may("manage_drills", drill),
        "rehearsals": drill.rehearsals.all(),
        "log": drill.log.select_related("recorded_by"),
        "is_open": drill.state in (DrillState.PLANNED, DrillState.HELD),
    }
    return render(request, "drills/exercises/drill_log.html", context, status=status)


@require_http_methods(["GET", "POST"])
def drill_responses(request: HttpRequest, pk: int) -> HttpResponse:
    """通知与到达: a grid of everybody who takes part."""
    drill = find_drill(request, pk, "manage_drills")
    form = ResponsesForm(request.POST or None, drill=drill)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            teams, units = form.responses()
            try:
                record_responses(pk, by=request.user, teams=teams, units=units)
            except Refused as refusal:
                status = refusal.status
                form.add_error(None, refusal.message)
            else:
                messages.success(request, "通知与到达已登记")
                return redirect("drills:drill", pk)
    context = {"drill": drill, "form": form}
    return render(request, "drills/exercises/drill_responses.html", context, status=status)


@require_http_methods(["GET", "POST"])
def drill_evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """登记评估: the sheet, its criteria open to change."""
    drill = find_drill(request, pk, "manage_drills")
    data = with_one_more(request.POST) if "add_row" in request.POST else request.POST or None
    rows = ScoreRows(data, initial=None if data else _sheet(request, drill), prefix="scores")
    for row in rows.forms:
        row.empty_permitted, row.use_required_attribute = True, False
    status, refusal_shown = 200, ""
    if "add_row" in request.POST:
        unjudged(rows)
    elif request.method == "POST":
        status = 422
        if rows.is_valid():
            version = (whole_numbers([request.POST.get("version", "")]) or [-1])[0]
            try:
                evaluate_drill(pk, rows.points(), by=request.user, version=version)
            except Refused as refusal:
                status, refusal_shown = refusal.status, refusal.message
            else:
                total = total_of(list(drill.scores.all()))
                messages.success(request, f"评估已登记：总分 {total}，{grade_of(total)}")
                return redirect("drills:drill", pk)
    context = {"drill": drill, "score_rows": rows, "refusal": refusal_shown}
    return render(request, "drills/exercises/drill_evaluate.html", context, status=status)


def _sheet(request: HttpRequest, drill: Drill) -> list[dict[str, Any]]:
    own = list(drill.scores.values("criterion", "full_marks", "score", "note"))
    return own or [
        {"criterion": name, "full_marks": marks}
        for name, marks in starting_sheet(drill, request.scope)
    ]


@require_POST
def drill_report(request: HttpRequest, pk: int) -> HttpResponse:
    """签发总结报告."""
    find_drill(request, pk, "manage_drills")
    paper = issue_report(pk, by=request.user, on=timezone.localdate())
    messages.success(request, f"演练总结报告 {paper.number} 已签发")
    return redirect("drills:drill", pk)
