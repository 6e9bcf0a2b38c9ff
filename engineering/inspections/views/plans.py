"""Pages of plans of inspection, the random draw and its outcome, tasks and their results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

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
    plan_inspection,
    publish_inspection,
    record_result,
)
from engineering.inspections.exchange import export_draw_result
from engineering.inspections.models import (
    InspectionPlan,
    InspectionTask,
    ObjectKind,
    RandomDraw,
)
from engineering.inspections.papers import publications_of
from engineering.inspections.queries import (
    PLAN,
    RECORD,
    drawn_this_year,
    finished_on,
    inspector_pool,
    is_repeatable,
    matters_on,
    pool_size,
    publish_by,
)
from engineering.inspections.rules import (
    RULE,
    UNIT,
    UNIT_RULE,
    WORK,
    still_to_draw,
    target_lot,
)
from engineering.inspections.steps import DROP, PLAN_STEPS, PUBLISH, RESULT
from engineering.shelters.models import INSPECTED_STATES, Shelter
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.clocks.rules import Deadline, standing
from renfang.documents.models import IssuedDocument
from renfang.exchange.workbook import download
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with
from renfang.pages.columns import row_link
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import page_of
from renfang.pages.tables import Table

_TRAIL = (("检查计划", "engineering:inspection_plans"),)


def trail() -> tuple[tuple[str, str], ...]:
    """The pages above all of inspections."""
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
        Link("抽查事项清单", "engineering:inspection_matters"),
        Link("检查对象名录", "engineering:listed_units"),
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
    word = UNIT if outcome.is_of_units else WORK
    places = (col.Number("场所（处）", lambda row: len(row[2])),) if outcome.is_of_units else ()
    return (
        col.Number("编号", itemgetter(0)),
        col.Column(outcome.get_object_kind_display(), itemgetter(1)),
        *places,
        col.Code("SHA-256 值", lambda row: target_lot(outcome.seed, row[0], word)),
    )


_MATTER_COLUMNS = (
    col.Number("序号", itemgetter("number")),
    col.Column("抽查事项", itemgetter("name")),
    col.Column("抽查内容", itemgetter("content"), width=40),
    col.Column("检查方式", itemgetter("method")),
    col.Column("检查依据", itemgetter("basis"), width=28),
    col.Column("清单", itemgetter("whose"), width=24),
)


def _drawn(row: InspectionPlan, outcome: RandomDraw) -> dict[str, Any]:
    """What the page of a plan shows of its draw."""
    finished = finished_on(row)
    due = publish_by(outcome, finished)
    published = publications_of(row)
    calendar = current_calendar()
    is_told = (
        any(not paper.is_void and paper.issued_on >= finished for paper in published)
        if finished
        else False
    )
    return {
        "publications": published,
        "publish_by": due,
        "publish_light": None
        if due is None or is_told
        else standing(timezone.localdate(), due, start=finished, calendar=calendar),
        "is_repeatable": is_repeatable(outcome),
        "rule": UNIT_RULE if outcome.is_of_units else RULE,
        "matters": Table("抽查事项", _MATTER_COLUMNS, outcome.matters),
        "lots": Table("名录", _lot_columns(outcome), outcome.pool, is_dense=True),
    }


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
        context |= _drawn(row, outcome)
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

    page = FormPage("制定检查计划", "制定计划", trail())
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
        matters=_choices(offices),
        initial={"organisation": office, **forms.year_from()},
    )

    def perform() -> RandomDraw:
        values = form.cleaned_data
        return draw_inspection(
            values["organisation"].pk,
            matters=map(int, values["matters"]),
            count=values["count"],
            places_each=values["places_each"],
            team_size=values["team_size"],
            by=request.user,
            **form.terms(),
        )

    page = FormPage(
        "双随机抽取",
        "抽取",
        trail(),
        lead="按随机抽查事项清单抽取检查对象和检查人员。"
        "随机种子由系统在抽取时生成并留存，抽取结果不能修改或删除",
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


def _choices(offices: Iterable[Organisation]) -> list[tuple[str, str]]:
    """The matters of today's lists of these offices, by number; what differs is told apart."""
    found: dict[int, dict[str, str]] = {}
    for office in offices:
        for matter in matters_on(office, timezone.localdate()):
            words = f"{matter.name}（抽{ObjectKind(matter.object_kind).label}）"
            found.setdefault(matter.number, {}).setdefault(words, office.short_name)
    return [
        (
            str(number),
            f"第 {number} 项 "
            + "；".join(
                f"{office}：{words}" if len(names) > 1 else words for words, office in names.items()
            ),
        )
        for number, names in sorted(found.items())
    ]


def _pools(office: Organisation) -> list[tuple[str, str]]:
    """How many objects of each matter, and inspectors, there are to draw from."""
    today = timezone.localdate()
    drawn = drawn_this_year(office, today.year)
    facts = []
    for matter in matters_on(office, today):
        size = pool_size(matter.object_kind, office)
        noun = "个工程" if matter.object_kind == ObjectKind.WORKS else "个单位"
        times, objects = drawn.get(matter.number, (0, 0))
        drawn_words = f"本年已抽 {times} 次 {objects} 个" if times else "本年未抽"
        words = f"名录 {size} {noun}，{drawn_words}"
        if left := still_to_draw(size, matter.ratio, objects):
            words += f"，按年抽查比例 {matter.ratio}% 还须抽 {left} 个"
        facts.append((f"第 {matter.number} 项", words))
    return [*facts, (f"{office.short_name}检查人员", f"{inspector_pool(office).count()} 人")]


@require_POST
def draw_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The outcome of a draw as XLSX, noted in the history; ``pk`` is the plan's."""
    content, name = export_draw_result(pk, by=request.user)
    return download(content, name)


publish = acts_on(_plan, lambda row: (*trail(), (row.name, row.get_absolute_url())))(
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
        if task.shelter_id is None:
            return ""
        return row_link(
            "查看检查记录", reverse("engineering:inspection", args=[task.record.pk]), task
        )
    if task.state == InspectionTask.State.DROPPED or not task.may_record:
        return ""
    if task.shelter_id is None:
        record = row_link(RESULT.press, RESULT.url_for(task), task)
    else:
        address = reverse("engineering:shelter_inspect", args=[task.shelter_id])
        record = row_link("登记检查", f"{address}?task={task.pk}", task)
    drop = reverse("engineering:inspection_task_drop", args=[task.pk])
    return (
        format_html("{} {}", record, row_link("取消任务", drop, task)) if task.may_drop else record
    )


def _found(task: InspectionTask) -> str:
    """What was entered for a unit, or why a task was called off; of works the record tells."""
    if task.state == InspectionTask.State.DROPPED:
        return task.drop_reason
    return "；".join(filter(None, (task.get_result_display(), task.result_note)))


def _place(task: InspectionTask) -> str:
    """Where to look: the works of a unit, its sirens; of works drawn as such where they lie."""
    if task.shelter_id is None:
        return task.place
    return task.shelter.name if task.unit else task.shelter.address


_PLAN_OF_TASK = col.Column(
    "检查计划", "plan.name", link="engineering:inspection_plan", link_by="plan_id", width=28
)
_TASK_COLUMNS = (
    col.Title(
        "检查对象",
        "subject",
        link="engineering:shelter_upkeep",
        link_by="shelter_id",
        width=32,
        sort="",
    ),
    col.Column("检查场所", _place, width=28),
    col.Column("检查人员", _inspectors),
    col.Day("完成期限", "due_on"),
    col.State("状态", "state", "pending=todo done=good"),
    LightColumn("时限", "light", sort="due_on"),
    col.Short("主管机构", "organisation.short_name"),
    col.Column("检查结果", _found, width=32),
    col.Column("办理", lambda task: "", html=_to_do, in_file=False),
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
    related = ("record", "shelter")
    prefetch = ("inspectors",)
    nothing = (Nothing("还没有检查任务。制定检查计划或双随机抽取后自动下达", symbol="list-check"),)
    nothing_found = "没有符合条件的检查任务"

    def prepare(self, rows: Sequence[InspectionTask]) -> None:
        """Lights and what may be done."""
        _with_acts(rows, self.scope, may_drop=False)


def _task(request: HttpRequest, pk: int) -> InspectionTask:
    tasks = InspectionTask.objects.visible_to(request.scope).select_related("plan", "shelter")
    return get_object_or_404(tasks, pk=pk)


_act_on_task = acts_on(
    _task, lambda task: (*trail(), (str(task.plan), task.plan.get_absolute_url()))
)
drop = _act_on_task(
    DROP,
    lambda data, task: ReasonForm(data, label="取消原因"),
    drop_task,
    "已取消检查任务",
    lambda task: {"lead": str(task)},
)
result = _act_on_task(
    RESULT,
    fresh(forms.ResultForm, "inspected_on"),
    record_result,
    lambda task: f"已登记{task.unit}的检查结果",
    lambda task: {
        "facts": [
            ("检查对象", task.unit),
            ("检查场所", task.place or "由检查人员确定"),
            ("检查人员", _inspectors(task)),
            ("完成期限", task.due_on),
        ]
    },
    to=lambda task: task.plan.get_absolute_url(),
)
