"""Pages of inspections: plans, the random draw and its outcome, tasks, the list of inspectors."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engineering.inspections import forms
from engineering.inspections.acts import (
    draw_inspection,
    drop_task,
    enter_inspector,
    plan_inspection,
    publish_inspection,
    set_inspector_active,
)
from engineering.inspections.exchange import export_draw_result
from engineering.inspections.models import InspectionPlan, InspectionTask, Inspector, RandomDraw
from engineering.inspections.papers import publications_of
from engineering.inspections.queries import (
    PLAN,
    RECORD,
    inspector_pool,
    is_repeatable,
    shelter_pool,
)
from engineering.inspections.rules import RULE, shelter_lot
from engineering.inspections.steps import DROP
from engineering.shelters.models import INSPECTED_STATES, Shelter
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, standing
from renfang.exchange.workbook import download
from renfang.organisations.models import Organisation
from renfang.pages.act_forms import FormPage, act_form, offices_with, step_page
from renfang.pages.lists import page_of, sent

_TRAIL = (("检查计划", "engineering:inspection_plans"),)


def _trail() -> tuple[tuple[str, str], ...]:
    return tuple((label, reverse(name)) for label, name in _TRAIL)


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """检查计划 with how far each has come."""
    done = Count("tasks", filter=Q(tasks__state=InspectionTask.State.DONE))
    found = (
        InspectionPlan.objects.visible_to(request.scope)
        .select_related("organisation", "made_by")
        .annotate(task_count=Count("tasks"), done_count=done)
        .order_by("-id")
    )
    page = page_of(request, Paginator(found, 20))
    context = {"page": page, "may_plan": request.scope.holds(PLAN)}
    return render(request, "engineering/inspections/inspection_plans.html", context)


@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan and its tasks; for a random one, the published draw."""
    row = get_object_or_404(
        InspectionPlan.objects.visible_to(request.scope).select_related("organisation", "made_by"),
        pk=pk,
    )
    tasks = (
        row.tasks.select_related("shelter", "organisation", "record")
        .prefetch_related("inspectors")
        .order_by("id")
    )
    outcome = RandomDraw.objects.filter(plan=row).select_related("drawn_by").first()
    context = {
        "plan": row,
        "page": page_of(request, Paginator(tasks, 50)),
        "draw": outcome,
        "may_record": request.scope.organisations(RECORD),
        "may_plan": request.scope.may(PLAN, row),
    }
    if outcome is not None:
        context |= {
            "publications": publications_of(row),
            "is_repeatable": is_repeatable(outcome),
            "rule": RULE,
            "lots": [(pk_, name, shelter_lot(outcome.seed, pk_)) for pk_, name in outcome.shelters],
        }
    return render(request, "engineering/inspections/inspection_plan.html", context)


@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """制定年度检查计划."""
    offices = offices_with(request.scope, PLAN)
    shelters = Shelter.objects.filter(
        organisation__in=request.scope.organisations(PLAN), state__in=INSPECTED_STATES
    ).order_by("name", "pk")
    form = forms.ListedPlanForm(
        request.POST or None,
        organisations=offices,
        shelters=shelters,
        initial={"organisation": offices.first(), **forms.year_from()},
    )

    def perform() -> InspectionPlan:
        values = form.cleaned_data
        return plan_inspection(
            values["organisation"].pk,
            shelter_ids=[shelter.pk for shelter in values["shelters"]],
            by=request.user,
            **form.terms(),
        )

    page = FormPage("制定检查计划", "制定计划", _trail())
    return act_form(
        request, form, page, perform, done="已制定检查计划", to=lambda made: made.get_absolute_url()
    )


@require_http_methods(["GET", "POST"])
def new_draw(request: HttpRequest) -> HttpResponse:
    """双随机抽取."""
    offices = offices_with(request.scope, PLAN)
    office = offices.first()
    form = forms.DrawForm(
        request.POST or None,
        organisations=offices,
        initial={"organisation": office, **forms.year_from()},
    )

    def perform() -> RandomDraw:
        values = form.cleaned_data
        return draw_inspection(
            values["organisation"].pk,
            shelter_count=values["shelter_count"],
            team_size=values["team_size"],
            by=request.user,
            **form.terms(),
        )

    page = FormPage(
        "双随机抽取",
        "抽取",
        _trail(),
        lead="随机种子由系统在抽取时生成并留存，抽取结果不能修改或删除",
        facts=_pools(office) if office else [],
    )
    return act_form(
        request,
        form,
        page,
        perform,
        done="已抽取，检查任务已下达",
        to=lambda made: made.plan.get_absolute_url(),
    )


def _pools(office: Organisation) -> list[tuple[str, str]]:
    """How many shelters and inspectors there are to draw from."""
    return [
        (f"{office.short_name}工程名录", f"{shelter_pool(office).count()} 个"),
        (f"{office.short_name}检查人员名录", f"{inspector_pool(office).count()} 人"),
    ]


@require_POST
def draw_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The outcome of a draw as XLSX, noted in the history; ``pk`` is the plan's."""
    content, name = export_draw_result(pk, by=request.user)
    return download(content, name)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """公示 the draw and what is known of its inspections; ``pk`` is the plan's."""
    paper = publish_inspection(pk, by=request.user)
    messages.success(request, f"已签发公示 {paper.number}，打印张贴或在门户网站发布，扫码可核验")
    return redirect("document", pk=paper.pk)


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """检查任务 of all plans within scope."""
    found = (
        InspectionTask.objects.visible_to(request.scope)
        .select_related("shelter", "plan", "organisation", "record")
        .prefetch_related("inspectors")
        .order_by("-due_on", "-id")
    )
    form = forms.TaskQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            found = found.filter(
                Q(shelter__name__contains=wanted["name"]) | Q(plan__name__contains=wanted["name"])
            )
        if wanted["state"]:
            found = found.filter(state=wanted["state"])
    page = page_of(request, Paginator(found, 20))
    today, calendar = timezone.localdate(), current_calendar()
    for task in page:
        if task.state == InspectionTask.State.PENDING:
            due = Deadline(task.due_on, False, ())
            task.light = standing(today, due, start=task.plan.starts_on, calendar=calendar)
    context = {"form": form, "page": page, "may_record": request.scope.organisations(RECORD)}
    return render(request, "engineering/inspections/inspection_tasks.html", context)


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """取消检查任务."""
    task = get_object_or_404(
        InspectionTask.objects.visible_to(request.scope).select_related("plan", "shelter"), pk=pk
    )
    request.scope.require(DROP.permission, task)
    form = forms.DropForm(sent(request))
    return step_page(
        request,
        DROP,
        task,
        form,
        lambda: drop_task(pk, by=request.user, **form.cleaned_data),
        trail=(*_trail(), (str(task.plan), task.plan.get_absolute_url())),
        done="已取消检查任务",
        lead=str(task),
    )


@require_http_methods(["GET", "POST"])
def inspectors(request: HttpRequest) -> HttpResponse:
    """检查人员名录, and the form that adds to it."""
    found = Inspector.objects.visible_to(request.scope).select_related("organisation")
    counted = found.annotate(times=Count("tasks")).order_by("organisation__path", "certificate")
    rows = page_of(request, Paginator(counted, 50))
    if request.method == "GET" and not request.scope.holds(PLAN):
        return render(request, "engineering/inspections/inspectors.html", {"rows": rows})
    offices = offices_with(request.scope, PLAN)
    form = forms.InspectorForm(
        request.POST or None, organisations=offices, initial={"organisation": offices.first()}
    )

    def perform() -> Inspector:
        values = form.cleaned_data
        return enter_inspector(
            values["organisation"].pk,
            name=values["name"],
            certificate=values["certificate"],
            by=request.user,
        )

    page = FormPage(
        "检查人员名录",
        "列入名录",
        (*_trail(), ("检查人员名录", reverse("engineering:inspectors"))),
        template="engineering/inspections/inspectors.html",
        extra={"rows": rows},
    )
    return act_form(request, form, page, perform, done="已列入检查人员名录")


@require_POST
def inspector_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an inspector out of the pool or back."""
    row = get_object_or_404(Inspector.objects.visible_to(request.scope), pk=pk)
    set_inspector_active(pk, is_active=not row.is_active, by=request.user)
    messages.success(request, f"已将{row}{'移出名录' if row.is_active else '移回名录'}")
    return redirect("engineering:inspectors")
