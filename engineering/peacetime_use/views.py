"""Pages of peacetime use: the register, one use, and its acts."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.peacetime_use import forms
from engineering.peacetime_use.acts.inspections import record_use_inspection
from engineering.peacetime_use.acts.regimes import PERMISSION, adopt_use_regime
from engineering.peacetime_use.acts.uses import (
    DECIDE,
    HANDLE,
    apply_for_change,
    apply_for_renewal,
    apply_for_use,
    cancel_use,
    decide_request,
    entry_of,
    reissue_use_papers,
    withdraw_request,
)
from engineering.peacetime_use.models import PeacetimeUse, Regime, UseRegime, UseRequest
from engineering.peacetime_use.papers import papers_of
from engineering.peacetime_use.queries import (
    ends_soon,
    regime_on,
    request_light,
    room_left,
    term_light,
)
from engineering.shelters.models import Shelter
from renfang.acts import NotPermitted, require_state
from renfang.clocks.calendars import current_calendar
from renfang.history.record import events_of
from renfang.organisations.scope import Scope
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of
from renfang.resting import Ending

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


def _use_for(request: HttpRequest, pk: int, to: str) -> PeacetimeUse:
    """A use in force for one of the acts that need it so."""
    use = get_object_or_404(_visible(request), pk=pk)
    request.scope.require(HANDLE, use)
    require_state(use, _State.IN_FORCE, to=to)
    return use


@require_GET
def uses(request: HttpRequest) -> HttpResponse:
    """平时使用登记簿 within scope."""
    today = timezone.localdate()
    form = forms.UseQuery(request.GET or None)
    found = _visible(request).order_by("-id")
    if form.is_bound and form.is_valid():
        found = _matching(found, form.cleaned_data, today)
    page = page_of(request, Paginator(found, 20))
    calendar = current_calendar()
    for use in page:
        use.light = term_light(use, calendar, today)
    context = {
        "form": form,
        "page": page,
        "today": today,
        "may_see_regimes": _may_see_regimes(request.scope),
    }
    return render(request, "engineering/peacetime_use/peacetime_uses.html", context)


def _may_see_regimes(scope: Scope) -> bool:
    return scope.holds(PERMISSION) or scope.holds(HANDLE)


def _matching(
    found: QuerySet[PeacetimeUse], wanted: dict[str, str], today: date
) -> QuerySet[PeacetimeUse]:
    if wanted["name"]:
        found = found.filter(
            Q(operator__contains=wanted["name"]) | Q(shelter__name__contains=wanted["name"])
        )
    if wanted["state"] == "expired":
        found = found.filter(state=_State.IN_FORCE, ends_on__lt=today)
    elif wanted["state"]:
        found = found.filter(state=wanted["state"])
    if wanted["due"] == "ending":
        found = ends_soon(found.filter(state=_State.IN_FORCE), today)
    elif wanted["due"] == "inspection":
        found = found.filter(
            state=_State.IN_FORCE, inspection_due_on__lte=today + timedelta(days=30)
        )
    return found


@require_GET
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """One use: as it stands, what was asked, papers, annual inspections, and the next step."""
    row = get_object_or_404(_visible(request), pk=pk)
    today, calendar = timezone.localdate(), current_calendar()
    scope = request.scope
    requests = list(row.requests.select_related("received_by", "decided_by"))
    pending = next((r for r in requests if r.state == UseRequest.State.PENDING), None)
    papers = list(papers_of(row)) if scope.may("view_peacetime_use_papers", row) else []
    decider = DECIDE if row.regime.kind == Regime.PERMIT else HANDLE
    context = {
        "use": row,
        "requests": requests,
        "pending": pending,
        "pending_light": request_light(pending, calendar, today) if pending else None,
        "light": term_light(row, calendar, today),
        "has_expired": row.has_expired(today),
        "papers": papers,
        "inspections": row.inspections.select_related("recorded_by"),
        "may_handle": scope.may(HANDLE, row),
        "may_decide": pending is not None and scope.may(decider, row),
        "events": events_of(row, *papers),
    }
    return render(request, "engineering/peacetime_use/peacetime_use.html", context)


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """首次申请; ``pk`` is the shelter's."""
    shelter = get_object_or_404(Shelter.objects.visible_to(request.scope), pk=pk)
    request.scope.require(HANDLE, shelter)
    today = timezone.localdate()
    regime = regime_on(shelter.organisation, today)
    form = forms.ApplyForm(request.POST or None, initial={"received_on": today})
    page = FormPage(
        "申请平时使用",
        "登记收件",
        ((shelter.name, reverse("engineering:shelter", args=[pk])),),
        lead=f"管理方式：{regime.get_kind_display()}（{regime.legal_basis}）"
        if regime
        else "本机构没有生效的平时使用管理方式，由审批负责人设定后再办理",
        facts=[("可用面积（㎡）", f"{room_left(shelter):,.2f}")],
    )
    return act_form(
        request,
        form,
        page,
        lambda: apply_for_use(
            pk, form.entry(), received_on=form.cleaned_data["received_on"], by=request.user
        ),
        done="已登记平时使用申请",
        to=lambda made: made.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """申请延续."""
    row = _use_for(request, pk, "申请延续")
    form = forms.RenewalForm(
        request.POST or None, initial={"version": row.version, "received_on": timezone.localdate()}
    )
    last = row.ends_on - timedelta(days=row.regime.renewal_days)
    page = FormPage(
        "申请延续",
        "登记延续申请",
        _trail(row),
        lead=f"现期限至 {row.ends_on}；应于 {last} 前提出",
    )
    return act_form(
        request,
        form,
        page,
        lambda: apply_for_renewal(pk, by=request.user, **form.cleaned_data),
        done="已登记延续申请",
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """申请变更."""
    row = _use_for(request, pk, "申请变更")
    initial = vars(entry_of(row)) | {
        "version": row.version,
        "received_on": timezone.localdate(),
    }
    form = forms.ChangeForm(request.POST or None, initial=initial)
    return act_form(
        request,
        form,
        FormPage("申请变更", "登记变更申请", _trail(row), lead="改动有变化的栏目"),
        lambda: apply_for_change(
            pk,
            form.entry(),
            received_on=form.cleaned_data["received_on"],
            version=form.cleaned_data["version"],
            by=request.user,
        ),
        done="已登记变更申请",
    )


def _request_for(request: HttpRequest, pk: int) -> UseRequest:
    return get_object_or_404(
        UseRequest.objects.filter(
            use__in=PeacetimeUse.objects.visible_to(request.scope)
        ).select_related("use__regime", "use__shelter__project", "use__organisation"),
        pk=pk,
    )


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """决定、备案或登记; ``pk`` is the request's."""
    asked = _request_for(request, pk)
    is_permit = asked.use.regime.kind == Regime.PERMIT
    request.scope.require(DECIDE if is_permit else HANDLE, asked.use)
    require_state(asked, UseRequest.State.PENDING, to="作出决定")
    form = forms.DecisionForm(request.POST or None, initial={"on": timezone.localdate()})
    facts = [
        ("申请事项", asked.get_kind_display()),
        ("使用单位", asked.operator),
        ("平时用途", asked.purpose),
        ("使用面积（㎡）", f"{asked.used_area:,.2f}"),
        ("使用期限", f"{asked.starts_on} 至 {asked.ends_on}"),
        ("办理时限", asked.due_on or "即时办结"),
    ]
    title = "作出决定" if is_permit else f"办理{asked.use.regime.get_kind_display()}"
    lead = "同意后立即编号签发文书；原有文书作废"
    page = FormPage(title, title, _trail(asked.use), lead=lead, facts=facts)
    return act_form(
        request,
        form,
        page,
        lambda: decide_request(pk, by=request.user, **form.cleaned_data),
        done="已办结",
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回申请; ``pk`` is the request's."""
    asked = _request_for(request, pk)
    request.scope.require(HANDLE, asked.use)
    require_state(asked, UseRequest.State.PENDING, to="撤回申请")
    form = forms.ReasonForm(request.POST or None)
    return act_form(
        request,
        form,
        FormPage("撤回申请", "登记撤回", _trail(asked.use), ends=(asked, Ending.WITHDRAW)),
        lambda: withdraw_request(pk, by=request.user, **form.cleaned_data),
        done="已登记撤回",
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """注销."""
    row = _use_for(request, pk, "注销平时使用")
    initial = {"version": row.version, "on": timezone.localdate()}
    form = forms.CancelForm(request.POST or None, initial=initial)
    lead = "注销后现行文书立即作废，不能恢复"
    return act_form(
        request,
        form,
        FormPage(
            "注销平时使用",
            "注销",
            _trail(row),
            lead=lead,
            danger=True,
            ends=(row, Ending.CANCEL),
        ),
        lambda: cancel_use(pk, by=request.user, **form.cleaned_data),
        done="已注销，文书同时作废",
    )


@require_http_methods(["GET", "POST"])
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """换发文书."""
    row = _use_for(request, pk, "换发证书")
    request.scope.require("void_peacetime_use_papers", row)
    form = forms.ReasonForm(request.POST or None)
    lead = "现行文书立即作废，按现在的记录签发新文书，并注明换发自旧文书"
    return act_form(
        request,
        form,
        FormPage("换发平时使用文书", "作废并换发", _trail(row), lead=lead, danger=True),
        lambda: reissue_use_papers(pk, by=request.user, **form.cleaned_data),
        done="已换发",
    )


@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """登记年检."""
    row = _use_for(request, pk, "登记年检")
    initial = {"version": row.version, "inspected_on": timezone.localdate()}
    form = forms.UseInspectionForm(request.POST or None, initial=initial)
    lead = f"本次年检应于 {row.inspection_due_on} 前完成" if row.inspection_due_on else ""
    return act_form(
        request,
        form,
        FormPage("登记年检", "登记年检", _trail(row), lead=lead),
        lambda: record_use_inspection(pk, by=request.user, **form.cleaned_data),
        done="已登记年检",
    )


@require_GET
def regimes(request: HttpRequest) -> HttpResponse:
    """平时使用管理方式 of the user's organisations, all dates."""
    if not _may_see_regimes(request.scope):
        raise NotPermitted.lacking(PERMISSION)
    reach = request.scope.organisations("view_peacetime_use")
    rows = UseRegime.objects.filter(organisation__in=reach).select_related("organisation")
    return render(
        request,
        "engineering/peacetime_use/use_regimes.html",
        {
            "rows": rows.order_by(F("organisation__path"), "-effective_from"),
            "may_set": request.scope.holds(PERMISSION),
        },
    )


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
        return adopt_use_regime(office.pk, by=request.user, **form.terms())

    return act_form(request, form, page, perform, done="已设定")
