"""Pages of 战勤值班: shifts, their log, call tests and swaps; the roster to Excel and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from django.db.models import Avg, Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.duty import steps
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
    AtForm,
    CallTestForm,
    DutyLogForm,
    HandOverForm,
    ShiftForm,
    ShiftQuery,
    SwapDecisionForm,
    SwapForm,
    instant,
)
from drills.duty.models import CallTest, DutyShift, ShiftSwap, SwapState
from drills.figures import rate_text
from renfang.exchange.workbook import download
from renfang.history.record import events_of
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with
from renfang.pages.columns import row_link
from renfang.pages.forms import VersionForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table

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
            "swaps": _offered(swaps.select_related("shift", "leaving", "taking")[:20], self.scope),
        }


def _find(request: HttpRequest, pk: int) -> DutyShift:
    visible = DutyShift.objects.visible_to(request.scope).select_related(*_PEOPLE)
    shift: DutyShift = get_object_or_404(visible, pk=pk)
    return shift


def _find_swap(request: HttpRequest, pk: int) -> ShiftSwap:
    visible = ShiftSwap.objects.visible_to(request.scope)
    swap: ShiftSwap = get_object_or_404(visible.select_related("shift", "leaving", "taking"), pk=pk)
    return swap


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
    for button in swap.buttons:
        return row_link(button.label, button.url, swap)
    return f"{swap.decided_by or col.NOTHING} {swap.opinion}"


_SWAPS = (
    col.Column("换出", "leaving"),
    col.Column("换入", "taking"),
    col.Column("原因", "reason"),
    col.Column("状态", "state"),
    col.Column("审批", "opinion", html=_decision),
)


def _offered(swaps: Iterable[ShiftSwap], scope: Scope) -> list[ShiftSwap]:
    """The swaps, each with what this user can do to it."""
    found = list(swaps)
    for swap in found:
        swap.buttons = steps.SWAP_STEPS.buttons(swap, partial(scope.may, subject=swap), scope.user)
    return found


@require_GET
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift: people, log, call tests, swaps, history."""
    found = _find(request, pk)
    context = {
        "shift": found,
        "log": Table("值班日志", _LOG, found.log.select_related("recorded_by")),
        "tests": Table("点名测试", _TESTS, found.call_tests.all()),
        "swaps": Table(
            "换班",
            _SWAPS,
            _offered(found.swaps.select_related("leaving", "taking", "decided_by"), request.scope),
        ),
        "events": events_of(found)[:30],
        "buttons": steps.STEPS.buttons(found, lambda needed: request.scope.may(needed, found)),
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


def _at_now(form: type[AtForm]) -> Callable[[Any, DutyShift], AtForm]:
    def made(data: Any, found: DutyShift) -> AtForm:
        now = timezone.localtime()
        return form(data, initial={"on": now.date(), "at_time": now.time()})

    return made


def _happened(act: Callable[..., Any]) -> Callable[..., Any]:
    """The act with the instant in place of the day and time that the form has."""

    def perform(pk: int, *, on: date, at_time: time, **values: Any) -> Any:
        return act(pk, at=instant(on, at_time), **values)

    return perform


_act = acts_on(_find, _trail)


def _ask(pk: int, *, leaving: int, taking: int, **values: Any) -> ShiftSwap:
    return ask_swap(pk, leaving_id=leaving, taking_id=taking, on=timezone.localdate(), **values)


def _decide(pk: int, *, decision: str, **values: Any) -> ShiftSwap:
    return decide_swap(pk, grant=decision == "yes", **values)


def _kept(found: DutyShift) -> dict[str, Any]:
    """What is typed on duty outlives a lost connection."""
    return {"template": "drills/act_form.html", "body": "drills/_kept_fields.html"}


shift_take = _act(steps.TAKE, fresh(VersionForm), take_over, "已接班")
shift_hand_over = _act(steps.HAND_OVER, fresh(HandOverForm), hand_over, "已交班", _kept)
shift_log = _act(steps.LOG, _at_now(DutyLogForm), _happened(log_duty), "已记入日志", _kept)
shift_call = _act(
    steps.CALL, _at_now(CallTestForm), _happened(record_call_test), "点名测试已登记", _kept
)
shift_swap = _act(
    steps.ASK_SWAP, lambda data, found: SwapForm(data, shift=found), _ask, "换班申请已提交审批"
)
swap_decide = acts_on(_find_swap, lambda swap: _trail(swap.shift))(
    steps.DECIDE,
    fresh(SwapDecisionForm),
    _decide,
    "换班审批已登记",
    lambda swap: {
        "facts": [("班次", _title(swap.shift)), ("换班", str(swap)), ("原因", swap.reason)]
    },
)


@require_POST
def shifts_export(request: HttpRequest) -> HttpResponse:
    """The shifts that the query finds, as XLSX."""
    from drills.duty.exchange import export_shifts

    offices_with(request.scope, "view_readiness")
    found = ShiftList(request).found.select_related(*_PEOPLE)
    content = export_shifts(found, by=request.user)
    return download(content, f"值班表{timezone.localdate():%Y%m%d}.xlsx")
