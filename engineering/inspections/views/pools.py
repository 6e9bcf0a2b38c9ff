"""Pages of what a draw is made from: inspectors, units listed by hand, the list of matters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from engineering.inspections import forms
from engineering.inspections.acts import (
    enter_inspector,
    enter_matter,
    list_unit,
    set_inspector_active,
    set_unit_active,
)
from engineering.inspections.models import (
    InspectionMatter,
    Inspector,
    ListedUnit,
    ObjectKind,
)
from engineering.inspections.queries import PLAN, matters_on
from engineering.inspections.rules import frequency_words
from engineering.inspections.steps import (
    INSPECTOR_STEPS,
    PUT_BACK,
    TAKE_OUT,
    UNIT_BACK,
    UNIT_OUT,
    UNIT_STEPS,
)
from engineering.inspections.views.plans import trail
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, offices_with
from renfang.pages.columns import row_button
from renfang.pages.forms import AtAnOffice
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table
from renfang.steps import Step


def _pool_button(row: Inspector | ListedUnit) -> str:
    steps = INSPECTOR_STEPS if isinstance(row, Inspector) else UNIT_STEPS
    step = next(step for step in steps if step.fits(row))
    return row_button(step.label, step.url_for(row), row.name)


_STATE = col.State(
    "状态",
    lambda row: "在库" if row.is_active else "已移出",
    lambda row: "good" if row.is_active else "plain",
    sort="is_active",
)
_BUTTON = col.Column("办理", "name", html=_pool_button, sort="", permission=PLAN, in_file=False)


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
        _STATE,
        _BUTTON,
    )
    nothing = (Nothing("名录中还没有检查人员", symbol="users"),)

    def rows(self) -> QuerySet[Inspector]:
        """With how often each was sent."""
        return super().rows().annotate(times=Count("tasks"))


def _pool_page(
    request: HttpRequest, page: type[ListPage], form: type[AtAnOffice], enter: Callable[..., Any]
) -> HttpResponse:
    """A pool, and for who plans inspections the form that adds to it."""
    listing = page(request)
    if request.method == "GET" and not request.scope.holds(PLAN):
        return listing.answer()
    offices = offices_with(request.scope, PLAN)
    bound = form(
        request.POST or None, organisations=offices, initial={"organisation": offices.first()}
    )
    shown = FormPage(
        page.title,
        "列入名录",
        (*trail(), (page.title, request.path)),
        template=page.template,
        extra=listing.full_context(),
    )

    def perform() -> Any:
        return enter(bound.cleaned_data["organisation"].pk, by=request.user, **bound.rest())

    return act_form(request, bound, shown, perform, done=f"已列入{page.title}")


def _acts_on_pool(page: type[ListPage], address: str) -> Callable[..., Any]:
    """The two acts on a row of a pool: the views of 移出 and 移回."""

    def find(request: HttpRequest, pk: int) -> Inspector | ListedUnit:
        return get_object_or_404(page.model.objects.visible_to(request.scope), pk=pk)

    view_of = acts_on(find, lambda row: (*trail(), (page.title, reverse(address))))

    def moved(step: Step, act: Callable[..., Any], words: str) -> Callable[..., HttpResponse]:
        return view_of(step, lambda data, row: Form(data), act, lambda row: f"已将{row}{words}")

    return moved


@require_http_methods(["GET", "POST"])
def inspectors(request: HttpRequest) -> HttpResponse:
    """检查人员名录, and the form that adds to it."""
    return _pool_page(request, InspectorList, forms.InspectorForm, enter_inspector)


_inspector_moved = _acts_on_pool(InspectorList, "engineering:inspectors")
inspector_out = _inspector_moved(
    TAKE_OUT, partial(set_inspector_active, is_active=False), "移出名录"
)
inspector_back = _inspector_moved(
    PUT_BACK, partial(set_inspector_active, is_active=True), "移回名录"
)


# --- units listed by hand ------------------------------------------------------------------------


class UnitList(ListPage):
    """检查对象名录: the units that no other register names."""

    model, title, noun = ListedUnit, "检查对象名录", "个"
    parents = (("检查计划", "engineering:inspection_plans"),)
    template = "engineering/inspections/listed_units.html"
    order = ("organisation__path", "kind", "name")
    size = 50
    has_row_acts = True
    columns = (
        col.Column("单位名称", "name", width=32),
        col.Short("对象类别", "kind"),
        col.Code("统一社会信用代码", "credit_code", width=20),
        col.Column("机构", "organisation.short_name"),
        _STATE,
        _BUTTON,
    )
    nothing = (
        Nothing("没有另行列入的检查对象。建设、施工、使用、警报设置单位由台账带出", symbol="users"),
    )


@require_http_methods(["GET", "POST"])
def listed_units(request: HttpRequest) -> HttpResponse:
    """检查对象名录, and the form that adds to it."""
    return _pool_page(request, UnitList, forms.UnitForm, list_unit)


_unit_moved = _acts_on_pool(UnitList, "engineering:listed_units")
unit_out = _unit_moved(UNIT_OUT, partial(set_unit_active, is_active=False), "移出名录")
unit_back = _unit_moved(UNIT_BACK, partial(set_unit_active, is_active=True), "移回名录")


# --- 随机抽查事项清单 --------------------------------------------------------------------------


def _method(matter: Any) -> str:
    return f"{matter.method}；{frequency_words(matter.ratio, matter.times)}"


_IN_FORCE = (
    col.Number("序号", "number"),
    col.Column("抽查事项", "name", width=28),
    col.Column("检查对象", lambda matter: ObjectKind(matter.object_kind).label),
    col.Column("抽查内容", "content", width=40),
    col.Column("方式和频次", _method, width=24),
    col.Column("检查依据", "basis", width=28),
    col.Column("清单", "whose"),
    col.Day("施行日期", "effective_from"),
)


class MatterList(ListPage):
    """随机抽查事项清单: what applies today, and below it every row that an office entered."""

    model, title, noun = InspectionMatter, "随机抽查事项清单", "项"
    parents = (("检查计划", "engineering:inspection_plans"),)
    template = "engineering/inspections/inspection_matters.html"
    order = ("organisation__path", "number", "-effective_from")
    size = 50
    columns = (
        col.Short("机构", "organisation.short_name"),
        col.Number("序号", "number"),
        col.Column("抽查事项", "name", width=28),
        col.Column("检查对象", "object_kind"),
        col.Column("方式和频次", _method, width=24),
        col.Number("公示（工作日）", "publish_days"),
        col.Column("清单文件", "document", width=28),
        col.Day("施行日期", "effective_from"),
        col.State(
            "清单",
            lambda row: "列入" if row.is_listed else "移出",
            lambda row: "good" if row.is_listed else "plain",
            sort="is_listed",
        ),
    )
    links = (Link("登记抽查事项", "engineering:inspection_matter_new", "plus", PLAN, is_main=True),)
    nothing = (Nothing("没有机构登记自己的清单，适用上列法定事项", symbol="list-check"),)

    def context(self) -> dict[str, Any]:
        """The list that applies today at the first office of the user."""
        if not self.scope.organisations(InspectionMatter.view_permission):
            return {}
        office = offices_with(self.scope, InspectionMatter.view_permission).first()
        listed = matters_on(office, self.today)
        return {"office": office, "in_force": Table("现行清单", _IN_FORCE, listed)}


@require_http_methods(["GET", "POST"])
def new_matter(request: HttpRequest) -> HttpResponse:
    """登记抽查事项."""
    offices = offices_with(request.scope, PLAN)
    form = forms.MatterForm(
        request.POST or None,
        organisations=offices,
        initial={"organisation": offices.first(), "effective_from": timezone.localdate()},
    )

    def perform() -> InspectionMatter:
        office = form.cleaned_data["organisation"]
        return enter_matter(office.pk, by=request.user, **form.rest())

    page = FormPage(
        "登记抽查事项",
        "登记",
        (*trail(), ("随机抽查事项清单", reverse("engineering:inspection_matters"))),
        lead="自施行日期起适用于本机构和没有另行登记的下级机构，代替同一序号的法定事项或者上级清单；"
        "不再抽查的，去掉“列入清单”。已作的抽取不受影响",
    )
    return act_form(
        request,
        form,
        page,
        perform,
        done="已登记抽查事项",
        to=lambda made: reverse("engineering:inspection_matters"),
    )
