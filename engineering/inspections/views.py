"""Pages of inspections: plans, the random draw and its outcome, tasks, the list of inspectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from operator import itemgetter

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
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
from engineering.inspections.steps import (
    DROP,
    INSPECTOR_STEPS,
    PLAN_STEPS,
    PUBLISH,
    PUT_BACK,
    TAKE_OUT,
)
from engineering.shelters.models import INSPECTED_STATES, Shelter
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.clocks.rules import Deadline, standing
from renfang.documents.models import IssuedDocument
from renfang.exchange.workbook import download
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, offices_with
from renfang.pages.columns import row_button, row_link
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import page_of
from renfang.pages.tables import Table

_TRAIL = (("检查计划", "engineering:inspection_plans"),)


def _trail() -> tuple[tuple[str, str], ...]:
    return tuple((label, reverse(name)) for label, name in _TRAIL)


class PlanList(ListPage):
    """检查计划 with how far each has come."""

    model, title, noun = InspectionPlan, "检查计划", "个"
    columns = (
        col.Title("计划名称", "name", link="engineering:inspection_plan", width=32),
        col.Short("检查方式", "source"),
        col.Short("起止日期", lambda plan: f"{plan.starts_on} 至 {plan.ends_on}", sort="starts_on"),
        col.Number("已检查", "done_count", sort="done_count"),
        col.Number("任务", "task_count", sort="task_count"),
        col.Short("制定人", "made_by"),
        col.Short("机构", "organisation.short_name"),
    )
    related = ("made_by",)
    links = (
        Link("检查人员名录", "engineering:inspectors"),
        Link("制定检查计划", "engineering:inspection_plan_new", permission=PLAN),
        Link("双随机抽取", "engineering:inspection_draw", permission=PLAN, is_main=True),
    )
    nothing = (Nothing("还没有检查计划", symbol="calendar-event"),)

    def rows(self) -> QuerySet[InspectionPlan]:
        """With the tasks, and those that are done."""
        done = Count("tasks", filter=Q(tasks__state=InspectionTask.State.DONE))
        return super().rows().annotate(task_count=Count("tasks"), done_count=done)


def _plan(request: HttpRequest, pk: int) -> InspectionPlan:
    plans = InspectionPlan.objects.visible_to(request.scope)
    return get_object_or_404(plans.select_related("organisation", "made_by"), pk=pk)


def _lot_columns(outcome: RandomDraw) -> tuple[col.Column, ...]:
    return (
        col.Number("编号", itemgetter(0)),
        col.Column("人防工程", itemgetter(1)),
        col.Code("SHA-256 值", lambda shelter: shelter_lot(outcome.seed, shelter[0])),
    )


@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan and its tasks; for a random one, the published draw."""
    row = _plan(request, pk)
    tasks = (
        row.tasks.select_related("shelter", "plan", "organisation", "record")
        .prefetch_related("inspectors")
        .order_by("id")
    )
    page = page_of(request, Paginator(tasks, 50))
    page.object_list = list(page.object_list)
    _with_acts(page.object_list, request.scope, may_drop=request.scope.may(PLAN, row))
    outcome = RandomDraw.objects.filter(plan=row).select_related("drawn_by").first()
    context = {
        "plan": row,
        "page": page,
        "tasks": Table("检查任务", _TASK_COLUMNS, page.object_list),
        "draw": outcome,
        "buttons": PLAN_STEPS.buttons(row, lambda needed: request.scope.may(needed, row)),
    }
    if outcome is not None:
        context |= {
            "publications": publications_of(row),
            "is_repeatable": is_repeatable(outcome),
            "rule": RULE,
            "lots": Table("工程名录", _lot_columns(outcome), outcome.shelters, is_dense=True),
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


publish = acts_on(_plan, lambda row: (*_trail(), (row.name, row.get_absolute_url())))(
    PUBLISH,
    lambda data, row: Form(data),
    publish_inspection,
    lambda paper: f"已签发公示 {paper.number}，打印张贴或在门户网站发布，扫码可核验",
    to=IssuedDocument.get_absolute_url,
)


def _inspectors(task: InspectionTask) -> str:
    return "、".join(person.name for person in task.inspectors.all())


def _to_do(task: InspectionTask) -> str:
    if task.state == InspectionTask.State.DONE:
        return row_link(
            "查看检查记录", reverse("engineering:inspection", args=[task.record.pk]), task
        )
    if task.state == InspectionTask.State.DROPPED:
        return task.drop_reason
    if not task.may_record:
        return ""
    address = reverse("engineering:shelter_inspect", args=[task.shelter_id])
    record = row_link("登记检查", f"{address}?task={task.pk}", task)
    drop = reverse("engineering:inspection_task_drop", args=[task.pk])
    return (
        format_html("{} {}", record, row_link("取消任务", drop, task)) if task.may_drop else record
    )


_PLAN_OF_TASK = col.Column(
    "检查计划", "plan.name", link="engineering:inspection_plan", link_by="plan_id", width=28
)
_TASK_COLUMNS = (
    col.Title(
        "人防工程",
        "shelter.name",
        link="engineering:shelter_upkeep",
        link_by="shelter_id",
        width=32,
    ),
    col.Column("检查人员", _inspectors),
    col.Day("完成期限", "due_on"),
    col.State("状态", "state", "pending=todo done=good"),
    LightColumn("时限", "light", sort="due_on"),
    col.Short("主管机构", "organisation.short_name"),
    col.Short("办理", lambda task: "", html=_to_do, in_file=False),
)


def _with_acts(tasks: Iterable[InspectionTask], scope: Scope, *, may_drop: bool) -> None:
    """Give the tasks their lights, and what this user may do to them."""
    today, calendar = timezone.localdate(), current_calendar()
    offices = scope.organisations(RECORD)
    for task in tasks:
        task.may_record, task.may_drop = task.organisation_id in offices, may_drop
        task.light = None
        if task.state == InspectionTask.State.PENDING:
            due = Deadline(task.due_on, False, ())
            task.light = standing(today, due, start=task.plan.starts_on, calendar=calendar)


class TaskList(ListPage):
    """检查任务 of all plans within scope."""

    model, query, title, noun = InspectionTask, forms.TaskQuery, "检查任务", "件"
    order = ("-due_on", "-pk")
    columns = (_TASK_COLUMNS[0], _PLAN_OF_TASK, *_TASK_COLUMNS[1:])
    related = ("record",)
    prefetch = ("inspectors",)
    nothing = (Nothing("还没有检查任务。制定检查计划或双随机抽取后自动下达", symbol="list-check"),)
    nothing_found = "没有符合条件的检查任务"

    def prepare(self, rows: Sequence[InspectionTask]) -> None:
        """Lights and what may be done."""
        _with_acts(rows, self.scope, may_drop=False)


def _task(request: HttpRequest, pk: int) -> InspectionTask:
    tasks = InspectionTask.objects.visible_to(request.scope).select_related("plan", "shelter")
    return get_object_or_404(tasks, pk=pk)


drop = acts_on(_task, lambda task: (*_trail(), (str(task.plan), task.plan.get_absolute_url())))(
    DROP,
    lambda data, task: ReasonForm(data, label="取消原因"),
    drop_task,
    "已取消检查任务",
    lambda task: {"lead": str(task)},
)


def _pool_button(row: Inspector) -> str:
    step = next(step for step in INSPECTOR_STEPS if step.fits(row))
    return row_button(step.label, step.url_for(row), row.name)


class InspectorList(ListPage):
    """检查人员名录."""

    model, title, noun = Inspector, "检查人员名录", "人"
    parents = (("检查计划", "engineering:inspection_plans"),)
    template = "engineering/inspections/inspectors.html"
    order = ("organisation__path", "certificate")
    size = 50
    has_row_acts = True
    columns = (
        col.Column("姓名", "name"),
        col.Code("执法证号", "certificate", width=20),
        col.Column("机构", "organisation.short_name"),
        col.Number("检查任务", "times", sort="times"),
        col.State(
            "状态",
            lambda row: "在库" if row.is_active else "已移出",
            lambda row: "good" if row.is_active else "plain",
            sort="is_active",
        ),
        col.Column("办理", "name", html=_pool_button, sort="", permission=PLAN, in_file=False),
    )
    nothing = (Nothing("名录中还没有检查人员", symbol="users"),)

    def rows(self) -> QuerySet[Inspector]:
        """With how often each was sent."""
        return super().rows().annotate(times=Count("tasks"))


@require_http_methods(["GET", "POST"])
def inspectors(request: HttpRequest) -> HttpResponse:
    """检查人员名录, and the form that adds to it."""
    listing = InspectorList(request)
    if request.method == "GET" and not request.scope.holds(PLAN):
        return listing.answer()
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
        extra=listing.full_context(),
    )
    return act_form(request, form, page, perform, done="已列入检查人员名录")


def _inspector(request: HttpRequest, pk: int) -> Inspector:
    return get_object_or_404(Inspector.objects.visible_to(request.scope), pk=pk)


_act_on_inspector = acts_on(
    _inspector, lambda row: (*_trail(), ("检查人员名录", reverse("engineering:inspectors")))
)
inspector_out = _act_on_inspector(
    TAKE_OUT,
    lambda data, row: Form(data),
    partial(set_inspector_active, is_active=False),
    lambda row: f"已将{row}移出名录",
)
inspector_back = _act_on_inspector(
    PUT_BACK,
    lambda data, row: Form(data),
    partial(set_inspector_active, is_active=True),
    lambda row: f"已将{row}移回名录",
)
