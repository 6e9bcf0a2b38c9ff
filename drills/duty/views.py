"""Pages of 战勤值班: shifts, their log, call tests and swaps; the roster to Excel and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Avg, Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.duty.acts import (
    ask_swap,
    decide_swap,
    hand_over,
    log_duty,
    plan_shift,
    record_call_test,
    take_over,
)
from drills.duty.forms import (
    CallTestForm,
    DutyLogForm,
    HandOverForm,
    ShiftForm,
    ShiftQuery,
    SwapDecisionForm,
    SwapForm,
)
from drills.duty.models import CallTest, DutyShift, ShiftSwap, SwapState
from drills.figures import rate_text
from renfang.exchange.workbook import download
from renfang.history.record import events_of
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.columns import row_link
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table

# Keeps what was typed when the connection is lost.
_LOG_FORM = "drills/duty/log_form.html"
_PEOPLE = ("organisation", "leader", "main", "deputy")


class ShiftList(ListPage):
    """值班表: the latest first, with how calls were answered in the last ninety days."""

    model, query, title, noun = DutyShift, ShiftQuery, "战勤值班", "班"
    permission = "view_readiness"
    template = "drills/duty/shifts.html"
    # The roster goes out by an act of its own, in the columns that importing understands.
    has_files = False
    columns = (
        col.Day("接班时间", "starts_at", link="drills:shift"),
        col.Day("交班时间", "ends_at"),
        col.Short("等级", "level"),
        col.Column("带班领导", "leader"),
        col.Column("主班", "main"),
        col.Column("副班", "deputy"),
        col.Column("主管机构", "organisation.name"),
        col.State("状态", "state", "on_duty=good planned=todo"),
    )
    related = ("leader", "main", "deputy")
    links = (
        Link("值班人员", "drills:duty_persons", "user-circle"),
        Link("导出", "drills:shifts_export", "table-export", is_sent=True, keeps_query=True),
        Link("导入", "drills:shifts_import", "table-import", "manage_readiness"),
        Link("排班", "drills:shift_new", "plus", "manage_readiness", is_main=True),
    )
    nothing = (
        Nothing(
            "还没有排班。先登记值班人员，再排班",
            "排班",
            "drills:shift_new",
            "calendar-event",
            "manage_readiness",
        ),
        Nothing("还没有排班，由训练演练岗位排定", symbol="calendar-event"),
    )
    nothing_found = "没有符合条件的班次"

    def context(self) -> dict[str, Any]:
        """How calls were answered, and the swaps that wait."""
        tests = CallTest.objects.filter(
            shift__in=DutyShift.objects.visible_to(self.scope),
            at__gte=timezone.now() - timedelta(days=90),
        ).aggregate(
            all=Count("pk"),
            answered=Count("pk", filter=Q(has_answered=True)),
            seconds=Avg("seconds"),
        )
        swaps = ShiftSwap.objects.visible_to(self.scope).filter(state=SwapState.ASKED)
        return {
            "answered": rate_text(tests["answered"], tests["all"]),
            "tests": tests,
            "swaps": swaps.select_related("shift", "leaving", "taking")[:20],
            "may_decide": self.scope.holds("approve_drills"),
        }


def _find(request: HttpRequest, pk: int, permission: str | None = None) -> DutyShift:
    visible = DutyShift.objects.visible_to(request.scope).select_related(*_PEOPLE)
    shift: DutyShift = get_object_or_404(visible, pk=pk)
    if permission:
        request.scope.require(permission, shift)
    return shift


_LOG = (
    col.Day("时间", "at"),
    col.Short("事项", "kind"),
    col.Column("内容", "content"),
    col.Column("处置", "handling"),
    col.Short("登记人", "recorded_by"),
)
_TESTS = (
    col.Day("时间", "at"),
    col.Column("被点名单位", "station"),
    col.Column("手段", "means"),
    col.State(
        "应答",
        lambda test: "应答" if test.has_answered else "未应答",
        lambda test: "plain" if test.has_answered else "bad",
    ),
    col.Number("用时（秒）", "seconds"),
)


def _decision(swap: ShiftSwap) -> str:
    if swap.may_decide:
        return row_link("审批", reverse("drills:swap_decide", args=[swap.pk]), swap)
    return f"{swap.decided_by or col.NOTHING} {swap.opinion}"


_SWAPS = (
    col.Column("换出", "leaving"),
    col.Column("换入", "taking"),
    col.Column("原因", "reason"),
    col.Column("状态", "state"),
    col.Column("审批", "opinion", html=_decision),
)


def _swaps(shift: DutyShift, scope: Scope) -> list[ShiftSwap]:
    """The swaps of a shift, each knowing whether this user decides it."""
    swaps = list(shift.swaps.select_related("leaving", "taking", "decided_by"))
    for swap in swaps:
        is_open = swap.state == SwapState.ASKED
        swap.may_decide = is_open and scope.may("approve_drills", shift)
    return swaps


@require_GET
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift: people, log, call tests, swaps, history."""
    found = _find(request, pk)
    context = {
        "shift": found,
        "log": Table("值班日志", _LOG, found.log.select_related("recorded_by")),
        "tests": Table("点名测试", _TESTS, found.call_tests.all()),
        "swaps": Table("换班", _SWAPS, _swaps(found, request.scope)),
        "events": events_of(found)[:30],
        "may_manage": request.scope.may("manage_readiness", found),
        "may_decide": request.scope.may("approve_drills", found),
    }
    return render(request, "drills/duty/shift.html", context)


def _trail(found: DutyShift | None = None) -> list[tuple[str, str]]:
    trail = [("战勤值班", reverse("drills:shifts"))]
    if found is not None:
        trail.append((_title(found), reverse("drills:shift", args=[found.pk])))
    return trail


def _title(found: DutyShift) -> str:
    return f"{timezone.localtime(found.starts_at):%Y-%m-%d %H:%M} 值班"


@require_http_methods(["GET", "POST"])
def shift_new(request: HttpRequest) -> HttpResponse:
    """排班."""
    today = timezone.localdate()
    initial = {
        "starts_on": today,
        "starts_time": "08:30",
        "ends_on": today + timedelta(days=1),
        "ends_time": "08:30",
    }
    form = ShiftForm(
        request.POST or None,
        organisations=offices_with(request.scope, "manage_readiness"),
        scope=request.scope,
        initial=initial,
    )
    return act_form(
        request,
        form,
        FormPage("排班", "保存班次", _trail()),
        lambda: plan_shift(form.cleaned_data["organisation"].pk, form.facts(), by=request.user),
        done="班次已排定",
        to=lambda made: reverse("drills:shift", args=[made.pk]),
    )


@require_POST
def shift_take(request: HttpRequest, pk: int) -> HttpResponse:
    """接班."""
    take_over(pk, by=request.user)
    messages.success(request, "已接班")
    return redirect("drills:shift", pk)


@require_http_methods(["GET", "POST"])
def shift_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """交班."""
    found = _find(request, pk, "manage_readiness")
    form = HandOverForm(request.POST or None, initial={"version": found.version})
    page = FormPage("交班", "交班", _trail(found), template=_LOG_FORM)
    return act_form(
        request,
        form,
        page,
        lambda: hand_over(pk, by=request.user, **form.cleaned_data),
        done="已交班",
    )


def _at_now() -> dict[str, Any]:
    now = timezone.localtime()
    return {"on": now.date(), "at_time": now.time()}


@require_http_methods(["GET", "POST"])
def shift_log(request: HttpRequest, pk: int) -> HttpResponse:
    """记值班日志."""
    found = _find(request, pk, "manage_readiness")
    form = DutyLogForm(request.POST or None, initial=_at_now())
    return act_form(
        request,
        form,
        FormPage("记值班日志", "记入日志", _trail(found), template=_LOG_FORM),
        lambda: log_duty(pk, by=request.user, **form.given()),
        done="已记入日志",
    )


@require_http_methods(["GET", "POST"])
def shift_call(request: HttpRequest, pk: int) -> HttpResponse:
    """登记点名测试."""
    found = _find(request, pk, "manage_readiness")
    form = CallTestForm(request.POST or None, initial=_at_now())
    return act_form(
        request,
        form,
        FormPage("登记点名测试", "登记", _trail(found), template=_LOG_FORM),
        lambda: record_call_test(pk, by=request.user, **form.given()),
        done="点名测试已登记",
    )


@require_http_methods(["GET", "POST"])
def shift_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """申请换班."""
    found = _find(request, pk, "manage_readiness")
    form = SwapForm(request.POST or None, shift=found)
    return act_form(
        request,
        form,
        FormPage("申请换班", "提交申请", _trail(found)),
        lambda: ask_swap(
            pk,
            by=request.user,
            leaving_id=form.cleaned_data["leaving"],
            taking_id=form.cleaned_data["taking"],
            reason=form.cleaned_data["reason"],
            on=timezone.localdate(),
        ),
        done="换班申请已提交审批",
    )


@require_http_methods(["GET", "POST"])
def swap_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """审批换班."""
    visible = ShiftSwap.objects.visible_to(request.scope).select_related(
        "shift", "leaving", "taking"
    )
    swap: ShiftSwap = get_object_or_404(visible, pk=pk)
    request.scope.require("approve_drills", swap)
    form = SwapDecisionForm(request.POST or None)
    facts = [("班次", _title(swap.shift)), ("换班", str(swap)), ("原因", swap.reason)]
    return act_form(
        request,
        form,
        FormPage("审批换班", "登记审批", _trail(swap.shift), facts=facts),
        lambda: decide_swap(
            pk,
            by=request.user,
            grant=form.cleaned_data["decision"] == "yes",
            opinion=form.cleaned_data["opinion"],
        ),
        done="换班审批已登记",
    )


@require_POST
def shifts_export(request: HttpRequest) -> HttpResponse:
    """The shifts that the query finds, as XLSX."""
    from drills.duty.exchange import export_shifts

    offices_with(request.scope, "view_readiness")
    found = ShiftList(request).found.select_related(*_PEOPLE)
    content = export_shifts(found, by=request.user)
    return download(content, f"值班表{timezone.localdate():%Y%m%d}.xlsx")
