"""Pages of 战勤值班: shifts, their log, call tests and swaps; the roster to Excel and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
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
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of

# Keeps what was typed when the connection is lost.
_LOG_FORM = "drills/duty/log_form.html"
_PEOPLE = ("organisation", "leader", "main", "deputy")


def shifts_asked(request: HttpRequest) -> tuple[ShiftQuery, Any]:
    """The query and the shifts that it finds, the latest first."""
    offices_with(request.scope, "view_readiness")
    form = ShiftQuery(request.GET or None)
    found = DutyShift.objects.visible_to(request.scope).select_related(*_PEOPLE)
    return form, form.narrow(found) if form.is_bound else found


@require_GET
def shifts(request: HttpRequest) -> HttpResponse:
    """值班表: the latest first, with how calls were answered in the last ninety days."""
    form, found = shifts_asked(request)
    tests = CallTest.objects.filter(
        shift__in=DutyShift.objects.visible_to(request.scope),
        at__gte=timezone.now() - timedelta(days=90),
    ).aggregate(
        all=Count("pk"), answered=Count("pk", filter=Q(has_answered=True)), seconds=Avg("seconds")
    )
    swaps = ShiftSwap.objects.visible_to(request.scope).filter(state=SwapState.ASKED)
    context = {
        "form": form,
        "page": page_of(request, Paginator(found, 20)),
        "answered": rate_text(tests["answered"], tests["all"]),
        "tests": tests,
        "swaps": swaps.select_related("shift", "leaving", "taking")[:20],
        "may_manage": request.scope.holds("manage_readiness"),
        "may_decide": request.scope.holds("approve_drills"),
        "query": request.GET.urlencode(),
    }
    return render(request, "drills/duty/shifts.html", context)


def _find(request: HttpRequest, pk: int, permission: str | None = None) -> DutyShift:
    visible = DutyShift.objects.visible_to(request.scope).select_related(*_PEOPLE)
    shift: DutyShift = get_object_or_404(visible, pk=pk)
    if permission:
        request.scope.require(permission, shift)
    return shift


@require_GET
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift: people, log, call tests, swaps, history."""
    found = _find(request, pk)
    context = {
        "shift": found,
        "log": found.log.select_related("recorded_by"),
        "tests": found.call_tests.all(),
        "swaps": found.swaps.select_related("leaving", "taking", "decided_by"),
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

    _, found = shifts_asked(request)
    content = export_shifts(found, by=request.user)
    return download(content, f"值班表{timezone.localdate():%Y%m%d}.xlsx")
