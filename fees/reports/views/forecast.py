"""收入预测 and 欠费试算: what may come in, and what another rule book would have charged."""

from __future__ import annotations

import io
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from fees.reports.exchange import forecast_sheet, recharged_sheet
from fees.reports.forms import ForecastQuery, RechargeQuery
from fees.reports.queries.forecast import OPEN_ENDED, Forecast, Line, Month, forecast_in
from fees.reports.queries.recharging import Comparison, recharge
from fees.reports.rules import Ground
from renfang.acts import NotPermitted
from renfang.exchange.workbook import download, write_sheets
from renfang.pages import columns as col
from renfang.pages.lists import page_of
from renfang.pages.tables import Table

_SHOWN = 50


def _month(month: Month) -> str:
    return format_html('<a href="?month={}#lines">{}</a>', month.key, month.label)


_MONTHS = (
    col.Head("月份", "label", html=_month),
    col.Number("户数", lambda month: len(month.accounts)),
    col.Money("按承诺", lambda month: month.sums[Ground.PROMISE]),
    col.Money("按缴款期限", lambda month: month.sums[Ground.DUE]),
    col.Money("预计收入", "total"),
)
_LINES = (
    col.Title("缴费人", "payer", link="fees:account", link_by="account_id"),
    col.Column("项目或工程", "subject"),
    col.Short("主管机构", "office"),
    col.Day("预计日期", "part.day"),
    col.Short("依据", "words"),
    col.Owed("金额", "part.amount"),
)


def _require(request: HttpRequest) -> None:
    if not request.scope.holds("view_fees"):
        raise NotPermitted.lacking("view_fees")


def _foot(found: Forecast) -> Month:
    whole = Month(None)
    for month in found.months:
        whole.accounts |= month.accounts
        for ground, amount in month.sums.items():
            whole.sums[ground] += amount
    return whole


def _open_ended(found: Forecast) -> Table:
    """What no month can be named for, and the ways to its lines."""
    columns = (
        col.Head(
            "原因",
            "label",
            html=lambda row: format_html('<a href="?month={key}#lines">{label}</a>', **row),
        ),
        col.Money("金额", "amount"),
    )
    rows = [
        {"key": ground.value, "label": OPEN_ENDED[ground], "amount": amount}
        for ground, amount in found.open_ended.items()
        if amount
    ]
    return Table("没有预计日期的欠缴", columns, rows)


@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """收入预测: what is owed today by month; below it the accounts of a month or a reason."""
    _require(request)
    found = forecast_in(request.scope, timezone.localdate())
    form = ForecastQuery(request.GET)
    key = form.cleaned_data.get("month", "") if form.is_valid() else ""
    lines: list[Line] = found.within(key)
    page = page_of(request, Paginator(lines, _SHOWN))
    context = {
        "found": found,
        "months": Table("各月预计收入", _MONTHS, found.months, foot=("合计", _foot(found))),
        "open_ended": _open_ended(found),
        "page": page,
        "lines": Table("预计收入明细", _LINES, list(page.object_list)),
        "chosen": _chosen(found, key),
    }
    return render(request, "fees/reports/forecast.html", context)


def _chosen(found: Forecast, key: str) -> str:
    """Of what the lines are, in words."""
    if key in OPEN_ENDED:
        return OPEN_ENDED[Ground(key)]
    return next((month.label for month in found.months if month.key == key), "各月")


@require_GET
def forecast_export(request: HttpRequest) -> HttpResponse:
    """The forecast as XLSX: the months, and every line."""
    _require(request)
    found, target = forecast_in(request.scope, timezone.localdate()), io.BytesIO()
    write_sheets(target, forecast_sheet(found))
    return download(target.getvalue(), f"收入预测{found.today:%Y%m%d}.xlsx")


_RECHARGED = (
    col.Title("缴费人", "assessment.account.payer", link="fees:account"),
    col.Column("项目", "assessment.account.title"),
    col.Day("核定日期", "assessment.assessed_on"),
    col.Money("现应缴", "assessment.payable"),
    col.Money("试算应缴", "payable", note="note"),
    col.Money("增减", "change"),
)


def _recharged(request: HttpRequest) -> tuple[RechargeQuery, Comparison | None]:
    """What the address asks for; nothing before a book was chosen."""
    if not request.scope.holds("view_fees") or not request.scope.holds("view_rulebooks"):
        raise NotPermitted.lacking("view_rulebooks")
    form = RechargeQuery(
        request.GET or None, scope=request.scope, initial={"on": timezone.localdate()}
    )
    if not form.is_bound or not form.is_valid():
        return form, None
    asked: dict[str, Any] = form.cleaned_data
    found = recharge(request.scope, asked["book"], asked["on"], keeps_rate=asked["rate"] == "kept")
    return form, found


@require_GET
def recharging(request: HttpRequest) -> HttpResponse:
    """欠费试算: every account that owes, charged by another book; nothing is kept."""
    form, found = _recharged(request)
    context: dict[str, Any] = {"form": form, "found": found}
    if found is not None:
        page = page_of(request, Paginator(found.lines, _SHOWN))
        context |= {"page": page, "lines": Table("逐户试算", _RECHARGED, list(page.object_list))}
        context["export"] = f"{reverse('fees:recharging_export')}?{request.GET.urlencode()}"
    return render(request, "fees/reports/recharging.html", context)


@require_GET
def recharging_export(request: HttpRequest) -> HttpResponse:
    """The same as XLSX; back to the page where nothing readable was asked."""
    _, found = _recharged(request)
    if found is None:
        return recharging(request)
    target = io.BytesIO()
    write_sheets(target, [recharged_sheet(found)])
    return download(target.getvalue(), f"欠费试算{timezone.localdate():%Y%m%d}.xlsx")
