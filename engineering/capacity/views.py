"""Pages of the picture: the map of shelters, and capacity against population."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from engineering.capacity import forms
from engineering.capacity.acts import (
    KEEP,
    PERMISSION,
    VIEW,
    enter_population,
    look_at_map,
    take_capacity_snapshot,
)
from engineering.capacity.charts import newest_chart
from engineering.capacity.exchange import export_capacity
from engineering.capacity.map import HEIGHT, LEGEND, MOST, WIDTH, draw_map
from engineering.capacity.models import CapacitySnapshot, PopulationFigure
from engineering.shelters.models import Shelter
from renfang.acts import NotPermitted
from renfang.exchange.workbook import download
from renfang.organisations.models import Division
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table

_LOOKED = "looked_at_map_on"
# Rows of which the chart is made: enough for every division of a city, computed a few times.
CHARTED = 300


class MapList(ListPage):
    """工程分布图: the drawing and its table. Coordinates leave by no file."""

    model, query, title, noun = Shelter, forms.MapQuery, "工程分布图", "个"
    permission = PERMISSION
    parents = (("人防工程台账", "engineering:shelters"),)
    template = "engineering/capacity/shelter_map.html"
    has_files = has_print = False
    columns = (
        col.Title("工程名称", "name", link="engineering:shelter"),
        col.Short("状态", "state"),
        col.Column("战时功能", "wartime_function"),
        col.Short("抗力等级（核）", "nuclear_grade"),
        col.Column("行政区划", "division.name"),
        col.Number("经度", "longitude"),
        col.Number("纬度", "latitude"),
    )
    related = ("organisation",)
    nothing = (
        Nothing("没有登记坐标的工程。在工程页面登记经纬度后，图上自动出现", symbol="map-pin"),
    )
    nothing_found = "没有符合条件且登记了坐标的工程"

    def rows(self) -> QuerySet[Shelter]:
        """Those with coordinates, for who may see them."""
        visible = Shelter.objects.visible_to(self.scope, PERMISSION)
        return visible.filter(longitude__isnull=False, latitude__isnull=False)

    def context(self) -> dict[str, Any]:
        """The drawing, and how many are not in it."""
        visible = Shelter.objects.visible_to(self.scope, PERMISSION)
        nowhere = visible.filter(Q(longitude__isnull=True) | Q(latitude__isnull=True))
        return {
            "drawing": draw_map(self.sorted_rows[:MOST]),
            "width": str(WIDTH),
            "height": str(HEIGHT),
            "legend": LEGEND,
            "most": MOST,
            "without": self.form.narrow(nowhere).count(),
        }


@require_http_methods(["GET", "POST"])
def shelter_map(request: HttpRequest) -> HttpResponseBase:
    """工程分布图: asks for the reason once a day, then shows the drawing and its table."""
    if not request.scope.holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)
    today = timezone.localdate().isoformat()
    if request.method == "POST" or request.session.get(_LOOKED) != today:
        return _ask_why(request, today, reverse("engineering:shelter_map"))
    return MapList(request).answer()


def _ask_why(request: HttpRequest, today: str, address: str) -> HttpResponse:
    form = ReasonForm(request.POST or None, label="查看事由", example="编制防护规划")

    def perform() -> None:
        look_at_map(by=request.user, **form.cleaned_data)
        request.session[_LOOKED] = today

    page = FormPage(
        "工程分布图",
        "查看",
        (("人防工程台账", reverse("engineering:shelters")),),
        lead="分布图显示工程坐标，属内部敏感信息。写明事由，查看情况留存备查，当日内不再询问",
    )
    return act_form(request, form, page, perform, done="已登记查看事由", to=lambda _: address)


_FIGURES = (
    col.Column("行政区划", "division.name"),
    col.Short("口径", "kind"),
    col.Day("统计时点", "as_of"),
    col.Number("人口数", "population"),
    col.Column("数据来源", "source"),
    col.Short("登记机构", "organisation.short_name"),
)


class CapacityList(ListPage):
    """人均占有面积: what was computed, with numerator, denominator and date."""

    model, query, title = CapacitySnapshot, forms.CapacityQuery, "人均占有面积"
    permission = VIEW
    template = "engineering/capacity/capacity.html"
    order = ("-taken_on", "division", "-pk")
    # The workbook goes out by an act of its own.
    has_files = False
    columns = (
        col.Day("计算日期", "taken_on"),
        col.Column("行政区划", "division.name"),
        col.Number("工程数", "shelter_count"),
        col.Area("人防建筑面积（㎡）", "built_area"),
        col.Area("人员掩蔽面积（㎡）", "shelter_area"),
        col.Column("人口口径", "kind"),
        col.Number("人口数", "population"),
        col.Column("统计时点与来源", lambda row: f"{row.population_as_of} {row.population_source}"),
        col.Area("人均建筑面积（㎡）", "built_per_capita"),
        col.Area("人均掩蔽面积（㎡）", "shelter_per_capita"),
    )
    links = (
        Link("导出", "engineering:capacity_xlsx", "table-export", is_sent=True),
        Link("登记人口数据", "engineering:capacity_population", permission=KEEP),
        Link("计算", "engineering:capacity_snapshot", "calculator", KEEP, is_main=True),
    )
    nothing = (Nothing("还没有计算过人均占有面积。先登记人口数据，再计算", symbol="calculator"),)
    nothing_found = "没有符合条件的结果"

    def context(self) -> dict[str, Any]:
        """The picture of the newest, and the figures of population."""
        figures = PopulationFigure.objects.visible_to(self.scope)
        figures = figures.select_related("division", "organisation")
        known = list(figures.order_by("division__code", "kind", "-as_of")[:50])
        return {
            "chart": newest_chart(self.sorted_rows[:CHARTED]),
            "figures": Table("人口数据", _FIGURES, known),
        }


def _trail() -> tuple[tuple[str, str], ...]:
    return (("人均占有面积", reverse("engineering:capacity")),)


@require_http_methods(["GET", "POST"])
def population(request: HttpRequest) -> HttpResponse:
    """登记人口数据."""
    offices = offices_with(request.scope, KEEP)
    mine = Division.objects.filter(
        Q(served_by__in=offices.values("pk")) | Q(seated__in=offices.values("pk"))
    ).distinct()
    form = forms.PopulationForm(
        request.POST or None,
        organisations=offices,
        divisions=mine,
        initial={"organisation": offices.first()},
    )

    def perform() -> PopulationFigure:
        values = dict(form.cleaned_data)
        office = values.pop("organisation")
        return enter_population(office.pk, by=request.user, **values)

    page = FormPage("登记人口数据", "登记", _trail())
    return act_form(request, form, page, perform, done="已登记人口数据")


@require_http_methods(["GET", "POST"])
def snapshot(request: HttpRequest) -> HttpResponse:
    """计算人均占有面积."""
    offices = offices_with(request.scope, KEEP)
    form = forms.SnapshotForm(
        request.POST or None, organisations=offices, initial={"organisation": offices.first()}
    )
    page = FormPage(
        "计算人均占有面积",
        "计算",
        _trail(),
        lead="以已验收且未拆除的工程面积除以最近一次登记的人口数；分子、分母和日期一并留存，不再改动",
    )
    return act_form(
        request,
        form,
        page,
        lambda: take_capacity_snapshot(
            form.cleaned_data["organisation"].pk, kind=form.cleaned_data["kind"], by=request.user
        ),
        done="已计算人均占有面积",
    )


@require_POST
def capacity_workbook(request: HttpRequest) -> HttpResponse:
    """导出 XLSX; a POST, because every export is noted in the history."""
    content = export_capacity(by=request.user)
    return download(content, f"人均占有面积{timezone.localdate():%Y%m%d}.xlsx")
