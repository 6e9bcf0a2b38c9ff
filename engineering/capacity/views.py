"""Pages of the picture: the map of shelters, and capacity against population."""

from __future__ import annotations

from django import forms as django_forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

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
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of

_LOOKED = "looked_at_map_on"
# Rows of which the chart is made: enough for every division of a city, computed a few times.
CHARTED = 300


class LookForm(django_forms.Form):
    """Why somebody looks at the map."""

    reason = django_forms.CharField(label="查看事由", max_length=300)


@require_http_methods(["GET", "POST"])
def shelter_map(request: HttpRequest) -> HttpResponse:
    """工程分布图: asks for the reason once a day, then shows the drawing and its table."""
    if not request.scope.holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)
    today = timezone.localdate().isoformat()
    address = reverse("engineering:shelter_map")
    if request.method == "POST" or request.session.get(_LOOKED) != today:
        return _ask_why(request, today, address)
    found = Shelter.objects.visible_to(request.scope, PERMISSION).filter(
        longitude__isnull=False, latitude__isnull=False
    )
    without = Shelter.objects.visible_to(request.scope, PERMISSION).filter(
        Q(longitude__isnull=True) | Q(latitude__isnull=True)
    )
    form = forms.MapQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = {name: value for name, value in form.cleaned_data.items() if value}
        found, without = found.filter(**wanted), without.filter(**wanted)
    found = found.select_related("organisation", "division").order_by("-id")
    context = {
        "form": form,
        "drawing": draw_map(found[:MOST]),
        "width": str(WIDTH),
        "height": str(HEIGHT),
        "legend": LEGEND,
        "most": MOST,
        "without": without.count(),
        "page": page_of(request, Paginator(found, 20)),
    }
    return render(request, "engineering/capacity/shelter_map.html", context)


def _ask_why(request: HttpRequest, today: str, address: str) -> HttpResponse:
    form = LookForm(request.POST or None)

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


@require_GET
def capacity(request: HttpRequest) -> HttpResponse:
    """人均占有面积: what was computed, with numerator, denominator and date."""
    if not request.scope.holds(VIEW):
        raise NotPermitted.lacking(VIEW)
    found = CapacitySnapshot.objects.visible_to(request.scope).select_related(
        "division", "organisation", "taken_by"
    )
    form = forms.CapacityQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        if form.cleaned_data["kind"]:
            found = found.filter(kind=form.cleaned_data["kind"])
        if form.cleaned_data["division"]:
            words = form.cleaned_data["division"]
            found = found.filter(
                Q(division__name__contains=words) | Q(division__code__startswith=words)
            )
    context = {
        "form": form,
        "page": page_of(request, Paginator(found, 20)),
        "chart": newest_chart(found[:CHARTED]),
        "figures": PopulationFigure.objects.visible_to(request.scope)
        .select_related("division", "organisation")
        .order_by("division__code", "kind", "-as_of")[:50],
        "may_keep": request.scope.holds(KEEP),
    }
    return render(request, "engineering/capacity/capacity.html", context)


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
