"""机构与口径: the tree of organisations, names and seals, prefixes, and the rules each applies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import NotPermitted, Refused
from renfang.administration.acts.offices import (
    PERMISSION,
    adopt_practice,
    change_prefix,
    found_office,
    give_decisions,
    register_authority,
    rename_office,
    visible_offices,
)
from renfang.administration.forms.offices import (
    AuthorityForm,
    DecidingForm,
    OfficeForm,
    PracticeForm,
    PrefixForm,
    RenameForm,
)
from renfang.documents.models import NumberPrefix
from renfang.history.record import events_of
from renfang.organisations.authorities import Matter, court_of, government_of
from renfang.organisations.models import Organisation
from renfang.pages import columns as col
from renfang.pages.lists import refuse_on_form, tried
from renfang.pages.tables import Table
from renfang.rules.books import load
from renfang.rules.law import law_at
from renfang.rules.models import LocalPractice


def _require(request: HttpRequest) -> None:
    if not request.scope.holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)


@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    """The tree, each office below its superior."""
    _require(request)
    rows = list(visible_offices(request.scope).prefetch_related("serves").order_by("path"))
    for row in rows:
        row.depth = row.path.count("/") - min(other.path.count("/") for other in rows)
    context = {"offices": Table("机构与口径", _OFFICES, rows, has_keys=True), "total": len(rows)}
    return render(request, "administration/offices.html", context)


def _name(office: Organisation) -> str:
    address = reverse("office", args=[office.pk])
    return format_html(
        '<span class="depth-{}"><a href="{}">{}</a></span>', office.depth, address, office.name
    )


_OFFICES = (
    col.Column("机构", "name", html=_name),
    col.Short("简称", "short_name"),
    col.Column("所在行政区划", "division"),
    col.Column("负责的行政区划", lambda office: "、".join(map(str, office.serves.all()))),
    col.Code("联系电话", "phone"),
)
_FROM, _TO = col.Day("启用", "effective_from"), col.Day("停用", "effective_to")
_STYLES = (col.Column("全称", "name"), col.Column("发文机关标志", "letterhead"), _FROM, _TO)
_PREFIXES = (col.Column("代字", "prefix"), _FROM, _TO)
_DECIDERS = (
    col.Column("许可决定机关", lambda row: str(row.office or "本机构自行决定")),
    col.Day("自", "effective_from"),
    col.Column("依据文件", "basis", note="reason"),
)
_AUTHORITIES = (
    col.Column("事项", "body"),
    col.Column("名称", lambda row: row.name or "不再集中管辖", note="address"),
    col.Day("自", "effective_from"),
    col.Column("依据文件", "basis"),
)
_PRACTICES = (
    col.Column("规则", "title"),
    col.Column("城市类别", "city_class"),
    col.Number("核定比例", "local_share_text"),
    col.Number("收费标准（元/㎡）", "local_rate"),
    col.Column("分期建设", "phase_method"),
    col.Column("依据文件", "legal_basis"),
    col.Short("施行", lambda row: f"{row.effective_from} 至 {row.effective_to or '今'}"),
)


def _page(request: HttpRequest, office: Organisation, **extra: Any) -> HttpResponse:
    practices = list(LocalPractice.objects.filter(organisation=office))
    for practice in practices:
        practice.title = load(practice.rulebook).title
    today = timezone.localdate()
    law = law_at(office, today)
    context = {
        "office": office,
        "styles": Table("名称与印章", _STYLES, office.styles.all()),
        "prefixes": Table("文号代字", _PREFIXES, NumberPrefix.objects.filter(organisation=office)),
        "deciders": Table(
            "许可决定机关", _DECIDERS, office.deciding_periods.select_related("office")
        ),
        "authorities": Table("复议机关与管辖法院", _AUTHORITIES, office.remedy_authorities.all()),
        "government": government_of(office, today),
        "suit_court": court_of(office, today),
        "enforcement_court": court_of(office, today, matter=Matter.ENFORCEMENT),
        "practices": Table("本地执行口径", _PRACTICES, practices),
        "law": law,
        "rename_form": RenameForm(),
        "prefix_form": PrefixForm(),
        "practice_form": PracticeForm(law=law),
        "authority_form": AuthorityForm(),
        "deciding_form": DecidingForm(office=office, offices=visible_offices(request.scope)),
        "events": events_of(office)[:50],
    }
    return render(request, "administration/office.html", {**context, **extra})


@require_GET
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation with everything that is dated about it."""
    _require(request)
    return _page(request, get_object_or_404(visible_offices(request.scope), pk=pk))


@require_http_methods(["GET", "POST"])
def new_office(request: HttpRequest, pk: int) -> HttpResponse:
    """设立下级机构 below ``pk``."""
    _require(request)
    parent = get_object_or_404(visible_offices(request.scope), pk=pk)
    form = OfficeForm(request.POST or None)

    def founded() -> HttpResponse:
        row = found_office(parent.pk, by=request.user, **form.cleaned_data)
        messages.success(request, f"已设立{row}")
        return redirect("office", pk=row.pk)

    answer, status = tried(request, form, founded)
    if answer is not None:
        return answer
    context = {"parent": parent, "form": form}
    return render(request, "administration/office_new.html", context, status=status)


def _change(
    request: HttpRequest,
    pk: int,
    name: str,
    form: forms.Form,
    change: Callable[[Organisation], object],
) -> HttpResponse:
    """Do one dated change from its form on the office's page, or show there what is wrong."""
    _require(request)
    row = get_object_or_404(visible_offices(request.scope), pk=pk)
    if form.is_valid():
        try:
            change(row)
        except Refused as refusal:
            refuse_on_form(form, refusal)
        else:
            messages.success(request, "已登记")
            return redirect("office", pk=pk)
    response = _page(request, row, **{name: form})
    response.status_code = 422
    return response


@require_http_methods(["POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """机构更名."""
    form = RenameForm(request.POST)
    return _change(
        request,
        pk,
        "rename_form",
        form,
        lambda row: rename_office(row.pk, by=request.user, **form.cleaned_data),
    )


@require_http_methods(["POST"])
def new_prefix(request: HttpRequest, pk: int) -> HttpResponse:
    """启用新代字."""
    form = PrefixForm(request.POST)
    return _change(
        request,
        pk,
        "prefix_form",
        form,
        lambda row: change_prefix(row.pk, by=request.user, **form.cleaned_data),
    )


@require_http_methods(["POST"])
def new_decider(request: HttpRequest, pk: int) -> HttpResponse:
    """指定许可决定机关."""
    _require(request)
    row = get_object_or_404(visible_offices(request.scope), pk=pk)
    form = DecidingForm(request.POST, office=row, offices=visible_offices(request.scope))

    def change(office: Organisation) -> object:
        decider = form.cleaned_data["deciding_office"]
        decider_id = decider.pk if decider else None
        given = {name: form.cleaned_data[name] for name in ("on", "basis", "reason")}
        return give_decisions(office.pk, deciding_office_id=decider_id, by=request.user, **given)

    return _change(request, pk, "deciding_form", form, change)


@require_http_methods(["POST"])
def new_authority(request: HttpRequest, pk: int) -> HttpResponse:
    """登记复议机关和管辖法院."""
    form = AuthorityForm(request.POST)
    return _change(
        request,
        pk,
        "authority_form",
        form,
        lambda row: register_authority(row.pk, by=request.user, **form.cleaned_data),
    )


@require_http_methods(["POST"])
def new_practice(request: HttpRequest, pk: int) -> HttpResponse:
    """登记本地执行口径."""
    form = PracticeForm(request.POST)
    return _change(
        request,
        pk,
        "practice_form",
        form,
        lambda row: adopt_practice(row.pk, by=request.user, values=form.values()),
    )
