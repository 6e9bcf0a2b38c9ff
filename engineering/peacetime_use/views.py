"""Pages of peacetime use: the register, one use, and its acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.peacetime_use import forms
from engineering.peacetime_use.acts.inspections import record_use_inspection
from engineering.peacetime_use.acts.regimes import PERMISSION, adopt_use_regime
from engineering.peacetime_use.acts.uses import (
    UseEntry,
    apply_for_change,
    apply_for_renewal,
    apply_for_use,
    cancel_use,
    decide_request,
    entry_of,
    reissue_use_papers,
    withdraw_request,
)
from engineering.peacetime_use.models import PeacetimeUse, UseRegime, UseRequest
from engineering.peacetime_use.papers import papers_of
from engineering.peacetime_use.queries import (
    regime_on,
    request_light,
    room_left,
    term_light,
)
from engineering.peacetime_use.steps import (
    APPLY,
    CANCEL,
    CHANGE,
    CLOSING,
    HANDLE,
    INSPECT,
    REISSUE,
    RENEW,
    REQUEST_STEPS,
    USE_STEPS,
    WITHDRAW,
    pending_request,
)
from engineering.shelters.models import Shelter
from engineering.shelters.views.shelters import find_shelter, trail_to
from renfang.acts import NotPermitted
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.history.record import events_of
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with, step_page
from renfang.pages.forms import ReasonForm, VersionedReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import sent
from renfang.pages.tables import Table
from renfang.quantities.templatetags.quantities import area
from renfang.steps import Button

_State = PeacetimeUse.State


def _visible(request: HttpRequest) -> QuerySet[PeacetimeUse]:
    return PeacetimeUse.objects.visible_to(request.scope).select_related(
        "shelter__project__developer", "regime", "organisation"
    )


def _trail(use: PeacetimeUse) -> tuple[tuple[str, str], ...]:
    return (
        ("平时使用", reverse("engineering:peacetime_uses")),
        (str(use), use.get_absolute_url()),
    )


def _use(request: HttpRequest, pk: int) -> PeacetimeUse:
    return get_object_or_404(_visible(request), pk=pk)


def _use_with_papers_to_void(request: HttpRequest, pk: int) -> PeacetimeUse:
    """换发 voids and issues in one, and asks for the right to both."""
    use = _use(request, pk)
    request.scope.require("void_peacetime_use_papers", use)
    return use


class UseList(ListPage):
    """平时使用登记簿 within scope."""

    model, query, title, noun = PeacetimeUse, forms.UseQuery, "平时使用登记簿", "件"
    columns = (
        col.Title("使用单位", "operator", link="engineering:peacetime_use", width=32),
        col.Column("人防工程", "shelter.name", width=32),
        col.Column("平时用途", "purpose"),
        col.Area("使用面积（㎡）", "used_area", total=True),
        col.Day("使用期限至", "ends_on"),
        LightColumn("到期提醒", "light"),
        col.Day("下次年检", "inspection_due_on"),
        col.State("状态", "state", "pending=todo in_force=good refused=bad"),
        col.Short("主管机构", "organisation.short_name"),
    )
    related = ("regime",)
    nothing = (
        Nothing(
            "还没有平时使用。在已验收的人防工程页面登记申请",
            "打开人防工程台账",
            "engineering:shelters",
            "building",
        ),
    )
    nothing_found = "没有符合条件的平时使用"

    @property
    def links(self) -> tuple[Link, ...]:
        """How uses are handled here, for those who handle them or decide how."""
        seen = _may_see_regimes(self.scope)
        return (Link("管理方式", "engineering:use_regimes"),) if seen else ()

    def prepare(self, rows: Sequence[PeacetimeUse]) -> None:
        """The light of each term that is running out."""
        calendar = current_calendar()
        for use in rows:
            use.light = term_light(use, calendar, self.today)


def _may_see_regimes(scope: Scope) -> bool:
    return scope.holds(PERMISSION) or scope.holds(HANDLE)


def _asked_for(row: UseRequest) -> str:
    term = f"{row.starts_on} 至 {row.ends_on}"
    return f"{row.operator}，{row.purpose}，{area(row.used_area)} ㎡，{term}"


_REQUESTS = (
    col.Short("事项", "kind"),
    col.Day("收件日期", "received_on"),
    col.Column("申请内容", _asked_for),
    col.Short("办理时限", lambda row: row.due_on or "即时办结"),
    LightColumn("时限灯", "light"),
    col.State("结果", "state", "pending=todo granted=good refused=bad"),
    col.Day("决定日期", "decided_on"),
    col.Column("意见", "opinion"),
)
_INSPECTIONS = (
    col.Day("年检日期", "inspected_on"),
    col.State("结论", "conclusion", "passed=good *=bad"),
    col.Day("整改期限", "rectify_by"),
    col.Column("意见", "note"),
    col.Short("登记人", "recorded_by"),
)


@require_GET
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """One use: as it stands, what was asked, papers, annual inspections, and the next step."""
    row = _use(request, pk)
    today, calendar = timezone.localdate(), current_calendar()
    scope = request.scope
    row.read_requests = list(row.requests.select_related("received_by", "decided_by"))
    pending = pending_request(row)
    for each in row.read_requests:
        each.light = request_light(each, calendar, today) if each == pending else None
    papers = list(papers_of(row)) if scope.may("view_peacetime_use_papers", row) else []
    if pending is not None:
        pending.use = row
    context = {
        "use": row,
        "requests": Table("申请", _REQUESTS, row.read_requests),
        "pending": pending,
        "light": term_light(row, calendar, today),
        "has_expired": row.has_expired(today),
        "papers": papers,
        "inspections": Table("年检", _INSPECTIONS, row.inspections.select_related("recorded_by")),
        "buttons": _buttons(row, pending, scope),
        "events": events_of(row, *papers),
    }
    return render(request, "engineering/peacetime_use/peacetime_use.html", context)


def _buttons(row: PeacetimeUse, pending: UseRequest | None, scope: Scope) -> list[Button]:
    """Those of the request that waits come first."""

    def may(permission: str) -> bool:
        return scope.may(permission, row)

    asked = REQUEST_STEPS.buttons(pending, may) if pending is not None else []
    return asked + USE_STEPS.buttons(row, may)


def _at_the_shelter(shelter: Shelter) -> dict[str, Any]:
    """How uses are handled at the shelter's office today, and how much of it is free."""
    regime = regime_on(shelter.organisation, timezone.localdate())
    return {
        "lead": f"管理方式：{regime.get_kind_display()}（{regime.legal_basis}）" if regime else "",
        "facts": [("可用面积（㎡）", f"{room_left(shelter):,.2f}")],
    }


def _apply(shelter_id: int, *, received_on: date, by: User, **stated: Any) -> PeacetimeUse:
    return apply_for_use(shelter_id, UseEntry(**stated), received_on=received_on, by=by)


def _change(use_id: int, *, received_on: date, version: int, by: User, **stated: Any) -> UseRequest:
    entry = UseEntry(**stated)
    return apply_for_change(use_id, entry, received_on=received_on, version=version, by=by)


def _as_it_stands(data: QueryDict | None, use: PeacetimeUse) -> forms.ChangeForm:
    today = {"version": use.version, "received_on": timezone.localdate()}
    return forms.ChangeForm(data, initial=vars(entry_of(use)) | today)


def _until_when(use: PeacetimeUse) -> dict[str, Any]:
    last = use.ends_on - timedelta(days=use.regime.renewal_days)
    return {"lead": f"现期限至 {use.ends_on}；应于 {last} 前提出"}


def _when_inspected(use: PeacetimeUse) -> dict[str, Any]:
    due = use.inspection_due_on
    return {"lead": f"本次年检应于 {due} 前完成"} if due else {}


apply = acts_on(find_shelter, lambda row: trail_to(row)[1:])(
    APPLY,
    fresh(forms.ApplyForm, "received_on"),
    _apply,
    "已登记平时使用申请",
    _at_the_shelter,
    to=PeacetimeUse.get_absolute_url,
)
_act = acts_on(_use, _trail)
renew = _act(
    RENEW, fresh(forms.RenewalForm, "received_on"), apply_for_renewal, "已登记延续申请", _until_when
)
change = _act(CHANGE, _as_it_stands, _change, "已登记变更申请")
inspect = _act(
    INSPECT,
    fresh(forms.UseInspectionForm, "inspected_on"),
    record_use_inspection,
    "已登记年检",
    _when_inspected,
)
cancel = _act(CANCEL, fresh(forms.CancelForm), cancel_use, "已注销，文书同时作废")
reissue = acts_on(_use_with_papers_to_void, _trail)(
    REISSUE,
    fresh(partial(VersionedReasonForm, label="换发原因")),
    reissue_use_papers,
    "已换发",
)


def _request(request: HttpRequest, pk: int) -> UseRequest:
    return get_object_or_404(
        UseRequest.objects.filter(
            use__in=PeacetimeUse.objects.visible_to(request.scope)
        ).select_related("use__regime", "use__shelter__project", "use__organisation"),
        pk=pk,
    )


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """决定、备案或登记, as the regime of the use has it; ``pk`` is the request's."""
    asked = _request(request, pk)
    step = CLOSING[asked.use.regime.kind]
    request.scope.require(step.permission, asked.use)
    form = forms.DecisionForm(sent(request), initial={"on": timezone.localdate()})
    return step_page(
        request,
        step,
        asked,
        form,
        lambda: decide_request(pk, by=request.user, **form.cleaned_data),
        trail=_trail(asked.use),
        done="已办结",
        facts=[
            ("申请事项", asked.get_kind_display()),
            ("使用单位", asked.operator),
            ("平时用途", asked.purpose),
            ("使用面积（㎡）", f"{asked.used_area:,.2f}"),
            ("使用期限", f"{asked.starts_on} 至 {asked.ends_on}"),
            ("办理时限", asked.due_on or "即时办结"),
        ],
    )


withdraw = acts_on(_request, lambda asked: _trail(asked.use))(
    WITHDRAW,
    lambda data, asked: ReasonForm(data, label="撤回原因"),
    withdraw_request,
    "已登记撤回",
)


class RegimeList(ListPage):
    """平时使用管理方式 of the user's organisations, all dates."""

    model, title = UseRegime, "平时使用管理方式"
    parents = (("平时使用", "engineering:peacetime_uses"),)
    order = ("organisation__path", "-effective_from", "-pk")
    size = 50
    columns = (
        col.Column("机构", "organisation.short_name"),
        col.Day("施行日期", "effective_from"),
        col.Column("管理方式", "kind"),
        col.Number("办理期限（工作日）", lambda row: row.decision_days or "即时办结"),
        col.Number("年检周期（月）", "inspection_months"),
        col.Number("到期前提醒（日）", "reminder_days"),
        col.Column("文书", lambda row: "、".join(row.papers), width=28),
        col.Column("依据文件", "legal_basis", width=40),
    )
    file_permission = ""
    links = (
        Link("平战转换阶段", "engineering:conversion_stages", permission=PERMISSION),
        Link("设定管理方式", "engineering:use_regime_new", "plus", PERMISSION, is_main=True),
    )
    nothing = (
        Nothing(
            "还没有设定平时使用管理方式。由审批负责人设定后才能办理平时使用", symbol="settings"
        ),
    )

    def rows(self) -> QuerySet[UseRegime]:
        """Those of the offices whose uses the user sees, for those who handle or decide."""
        if not _may_see_regimes(self.scope):
            raise NotPermitted.lacking(PERMISSION)
        reach = self.scope.organisations("view_peacetime_use")
        return UseRegime.objects.filter(organisation__in=reach)


@require_http_methods(["GET", "POST"])
def regime(request: HttpRequest) -> HttpResponse:
    """设定管理方式."""
    offices = offices_with(request.scope, PERMISSION)
    form = forms.RegimeForm(
        request.POST or None,
        organisations=offices,
        initial={"organisation": offices.first(), "effective_from": timezone.localdate()},
    )
    page = FormPage(
        "设定平时使用管理方式",
        "设定",
        (("平时使用管理方式", reverse("engineering:use_regimes")),),
        lead="自施行日期起适用于本机构和没有另行设定的下级机构；已办结的平时使用不受影响",
    )

    def perform() -> UseRegime:
        office = form.cleaned_data["organisation"]
        return adopt_use_regime(office.pk, by=request.user, **form.rest())

    return act_form(request, form, page, perform, done="已设定")
