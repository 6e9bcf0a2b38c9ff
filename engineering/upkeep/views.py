"""Pages of upkeep: a shelter's upkeep, its checklist, hazards, maintenance, conversion plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.inspections.models import InspectionTask
from engineering.inspections.queries import RECORD
from engineering.shelters.models import Shelter
from engineering.upkeep import forms
from engineering.upkeep.acts.conversion import (
    SETTINGS,
    enter_conversion_plan,
    name_conversion_stages,
    review_conversion_plan,
)
from engineering.upkeep.acts.hazards import (
    HazardEntry,
    reinspect_hazard,
    report_hazard,
    report_rectified,
)
from engineering.upkeep.acts.inspection import record_inspection
from engineering.upkeep.acts.maintenance import log_maintenance
from engineering.upkeep.models import ConversionPlan, Hazard, InspectionRecord
from engineering.upkeep.queries import hazard_light, stages_in_force, stages_of
from engineering.upkeep.steps import (
    HAZARD_STEPS,
    INSPECT,
    MAINTAIN,
    PLAN_STEPS,
    RECTIFY,
    REINSPECT,
    REPORT_HAZARD,
    REVIEW_PLAN,
    REVISE_PLAN,
    SHELTER_STEPS,
)
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.history.record import events_of
from renfang.organisations.models import User
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with, step_page
from renfang.pages.formsets import with_one_more
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import sent
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import tone

_State = Hazard.State


def _is_number(text: str) -> bool:
    """Whether text that was sent can stand for an id or a count."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def _shelter(request: HttpRequest, pk: int) -> Shelter:
    """A shelter whose upkeep the user may see; Http404 for any other."""
    return get_object_or_404(
        Shelter.objects.visible_to(request.scope, "view_upkeep").select_related("organisation"),
        pk=pk,
    )


def _shelter_for(request: HttpRequest, pk: int, permission: str) -> Shelter:
    """The same for an act; NotPermitted where it is another post's."""
    row = _shelter(request, pk)
    request.scope.require(permission, row)
    return row


def _may(request: HttpRequest, row: Model) -> Callable[[str], bool]:
    return lambda permission: request.scope.may(permission, row)


def _trail(shelter: Shelter) -> tuple[tuple[str, str], ...]:
    return (
        (shelter.name, reverse("engineering:shelter", args=[shelter.pk])),
        ("维护管理", reverse("engineering:shelter_upkeep", args=[shelter.pk])),
    )


_INSPECTIONS = (
    col.Day("检查日期", "inspected_on", link="engineering:inspection"),
    col.Column("检查人员", "inspectors"),
    col.Column("检查计划", lambda row: row.task.plan.name if row.task else "日常检查"),
    col.Number("不符合", lambda row: len(row.problems)),
    col.Column("意见", "note"),
)
_MAINTENANCE = (
    col.Day("日期", "done_on"),
    col.Short("类别", "kind"),
    col.Column("内容", "content"),
    col.Column("维护单位", "unit"),
    col.Short("登记人", "recorded_by"),
)
_MEASURES = (
    col.Short("阶段", "stage"),
    col.Column("转换内容", "content"),
    col.Column("数量", "quantity"),
    col.Column("责任单位", "responsible"),
)
_REINSPECTIONS = (
    col.Day("复查日期", "inspected_on"),
    col.State(
        "结果",
        lambda row: "合格" if row.is_passed else "不合格",
        lambda row: "good" if row.is_passed else "bad",
    ),
    col.Column("意见", "note"),
    col.Short("登记人", "recorded_by"),
)


@require_GET
def shelter_upkeep(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about keeping one shelter fit."""
    row = _shelter_for(request, pk, "view_upkeep")
    plan = ConversionPlan.objects.filter(shelter=row).first()
    names = stages_of(row.organisation)
    measures = list(plan.measures.all()) if plan else []
    for measure in measures:
        measure.stage = names[measure.time_class]
    hazards = list(row.hazards.order_by(F("closed_on").desc(nulls_first=True), "due_on")[:50])
    _with_lights(hazards)
    context = {
        "shelter": row,
        "inspections": Table(
            "检查记录",
            _INSPECTIONS,
            row.inspections.select_related("recorded_by", "task__plan")[:20],
        ),
        "tasks": row.inspection_tasks.filter(state=InspectionTask.State.PENDING).select_related(
            "plan"
        ),
        "hazards": hazards,
        "maintenance": Table(
            "维护记录", _MAINTENANCE, row.maintenance.select_related("recorded_by")[:50]
        ),
        "conversion": plan,
        "measures": Table("平战转换措施", _MEASURES, measures),
        "may_record": _may(request, row)(RECORD),
        "buttons": SHELTER_STEPS.buttons(row, _may(request, row)),
        "plan_buttons": PLAN_STEPS.buttons(plan, _may(request, plan)) if plan else [],
    }
    return render(request, "engineering/upkeep/shelter_upkeep.html", context)


def _with_lights(hazards: Sequence[Hazard]) -> None:
    today, calendar = timezone.localdate(), current_calendar()
    for hazard in hazards:
        hazard.light = hazard_light(hazard, calendar, today)


@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """登记检查; ``?task=`` names the task that is thereby done."""
    row = _shelter_for(request, pk, INSPECT.permission)
    task = None
    wanted = request.GET.get("task", "")
    if _is_number(wanted):
        task = get_object_or_404(row.inspection_tasks.filter(state="pending"), pk=int(wanted))
    initial: dict[str, Any] = {"inspected_on": timezone.localdate()}
    if task is not None:
        initial["inspectors"] = "、".join(person.name for person in task.inspectors.all())
    form = forms.ChecklistForm(request.POST or None, initial=initial)

    def perform() -> InspectionRecord:
        values = form.cleaned_data
        return record_inspection(
            pk,
            inspected_on=values["inspected_on"],
            inspectors=values["inspectors"],
            findings=form.findings(),
            hazards=form.hazards(),
            note=values["note"],
            task_id=task.pk if task else None,
            by=request.user,
        )

    return step_page(
        request,
        INSPECT,
        row,
        form,
        perform,
        trail=_trail(row),
        done="已登记检查",
        lead=f"检查任务：{task.plan}" if task else "日常检查",
        body="engineering/upkeep/inspection_fields.html",
    )


_FOUND = (
    col.Column("检查内容", "label"),
    col.State(
        "结果",
        lambda line: InspectionRecord.Result(line["result"]).label,
        lambda line: tone(line["result"], "good=good bad=bad"),
    ),
    col.Column("情况", "remark"),
)


@require_GET
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection record."""
    visible = Shelter.objects.visible_to(request.scope, "view_upkeep")
    row = get_object_or_404(
        InspectionRecord.objects.filter(shelter__in=visible).select_related(
            "shelter", "recorded_by", "task__plan"
        ),
        pk=pk,
    )
    context = {
        "inspection": row,
        "lines": Table("检查情况", _FOUND, row.findings),
        "hazards": row.hazards.all(),
    }
    return render(request, "engineering/upkeep/inspection.html", context)


class HazardList(ListPage):
    """隐患台账 within scope, the open ones first."""

    model, query, title, noun = Hazard, forms.HazardQuery, "隐患台账", "件"
    order = (F("closed_on").desc(nulls_first=True), "due_on", "pk")
    columns = (
        col.Title("隐患内容", "description", link="engineering:hazard", width=40),
        col.Column("人防工程", "shelter.name", width=32),
        col.Column("类别", "item"),
        col.State("等级", "grade", "major=bad"),
        col.Day("整改期限", "due_on"),
        col.State("状态", "state", "open=bad rectified=todo *=good"),
        LightColumn("时限", "light", sort="due_on"),
        col.Short("主管机构", "organisation.short_name"),
    )
    nothing = (Nothing("还没有登记隐患", symbol="circle-check"),)
    nothing_found = "没有符合条件的隐患"

    def prepare(self, rows: Sequence[Hazard]) -> None:
        """The light of each."""
        _with_lights(rows)


def _hazard(request: HttpRequest, pk: int) -> Hazard:
    return get_object_or_404(
        Hazard.objects.visible_to(request.scope).select_related(
            "shelter", "organisation", "inspection"
        ),
        pk=pk,
    )


@require_GET
def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """One hazard from discovery to closing."""
    row = _hazard(request, pk)
    _with_lights([row])
    context = {
        "hazard": row,
        "reinspections": Table(
            "复查", _REINSPECTIONS, row.reinspections.select_related("recorded_by")
        ),
        "buttons": HAZARD_STEPS.buttons(row, _may(request, row)),
        "events": events_of(row),
    }
    return render(request, "engineering/upkeep/hazard.html", context)


def _hazard_trail(hazard: Hazard) -> tuple[tuple[str, str], ...]:
    return (
        ("隐患台账", reverse("engineering:hazards")),
        (str(hazard), hazard.get_absolute_url()),
    )


def _report(shelter_id: int, *, found_on: date, by: User, **hazard: Any) -> Hazard:
    return report_hazard(shelter_id, HazardEntry(**hazard), found_on=found_on, by=by)


_act = acts_on(_shelter, _trail)
new_hazard = _act(
    REPORT_HAZARD,
    fresh(forms.HazardForm, "found_on"),
    _report,
    "已登记隐患",
    to=Hazard.get_absolute_url,
)
maintain = _act(MAINTAIN, fresh(forms.MaintenanceForm, "done_on"), log_maintenance, "已登记维护")
_act_on_hazard = acts_on(_hazard, _hazard_trail)
rectify = _act_on_hazard(
    RECTIFY,
    fresh(forms.RectifiedForm, "rectified_on"),
    report_rectified,
    "已登记整改完成，等待复查",
    lambda row: {"lead": row.description},
)
reinspect = _act_on_hazard(
    REINSPECT,
    fresh(forms.ReinspectionForm, "inspected_on"),
    reinspect_hazard,
    "已登记复查",
    lambda row: {"lead": row.measures},
)


@require_http_methods(["GET", "POST"])
def conversion_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """登记或修订平战转换预案; ``pk`` is the shelter's."""
    row = _shelter_for(request, pk, REVISE_PLAN.permission)
    plan = ConversionPlan.objects.filter(shelter=row).first()
    initial, rows = _entered(plan)
    data = with_one_more(request.POST) if request.method == "POST" else None
    form = forms.ConversionForm(data, initial=initial)
    formset = forms.MeasureFormSet(
        data, initial=rows, form_kwargs={"stages": stages_of(row.organisation)}
    )
    shown: dict[str, Any] = {
        "body": "engineering/upkeep/conversion_fields.html",
        "parts": [formset],
        "extra": {"measures": formset},
    }

    def perform() -> ConversionPlan:
        return enter_conversion_plan(
            pk,
            form.entry(),
            forms.measures_of(formset),
            version=form.cleaned_data["version"],
            by=request.user,
        )

    trail, done = _trail(row), "已保存平战转换预案"
    if plan is None:
        page = FormPage("登记预案", REVISE_PLAN.press, trail, law=REVISE_PLAN.law, **shown)
        return act_form(request, form, page, perform, done=done)
    return step_page(request, REVISE_PLAN, plan, form, perform, trail=trail, done=done, **shown)


def _entered(plan: ConversionPlan | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form starts with."""
    if plan is None:
        return {"prepared_on": timezone.localdate()}, []
    head = ("prepared_by", "prepared_on", "review_due_on", "note", "version")
    names = ("time_class", "content", "quantity", "responsible")
    return {name: getattr(plan, name) for name in head}, list(plan.measures.values(*names))


@require_http_methods(["GET", "POST"])
def review_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """复核预案; ``pk`` is the shelter's."""
    row = _shelter_for(request, pk, REVIEW_PLAN.permission)
    plan = get_object_or_404(ConversionPlan.objects.visible_to(request.scope), shelter=row)
    initial = {"version": plan.version, "reviewed_on": timezone.localdate()}
    form = forms.ReviewForm(sent(request), initial=initial)
    return step_page(
        request,
        REVIEW_PLAN,
        plan,
        form,
        lambda: review_conversion_plan(plan.pk, by=request.user, **form.cleaned_data),
        trail=_trail(row),
        done="已登记复核",
    )


_STAGES = (
    col.Column("本地名称", "label"),
    col.Number("时限（日）", lambda stage: stage.days or "未设定"),
    col.Column("由谁设定", lambda stage: stage.organisation.name if stage.pk else "通用名称"),
)


@require_http_methods(["GET", "POST"])
def conversion_stages(request: HttpRequest) -> HttpResponse:
    """设定平战转换阶段."""
    offices = offices_with(request.scope, SETTINGS)
    asked = request.GET.get("organisation", "")
    chosen = offices.filter(pk=asked).first() if _is_number(asked) else None
    office = chosen or offices.first()
    in_force = stages_in_force(office) if office else {}
    form = forms.StagesForm(
        request.POST or None,
        organisations=offices,
        initial={"organisation": office, **forms.initial_stages(in_force)},
    )
    trail = (("平时使用管理方式", reverse("engineering:use_regimes")),)
    lead = "各地对转换阶段的名称和时限规定不一，按本地文件填写"
    return act_form(
        request,
        form,
        FormPage(
            "设定平战转换阶段",
            "设定",
            trail,
            lead=lead,
            template="engineering/upkeep/conversion_stages.html",
            extra={
                "office": office,
                "offices": offices,
                "in_force": Table("现行平战转换阶段", _STAGES, in_force.values()),
            },
        ),
        lambda: name_conversion_stages(
            form.cleaned_data["organisation"].pk, form.stages(), by=request.user
        ),
        done="已设定平战转换阶段",
    )
