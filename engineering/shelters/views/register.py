"""登记与更正人防工程台账, and looking at what is confidential of a shelter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engineering.shelters.acts.register import (
    amend_shelter,
    register_shelter,
    reveal_confidential,
    warnings_of,
)
from engineering.shelters.exchange.export import (
    CONFIDENTIAL_RIGHT,
    export_confidential_register,
    masked_register,
)
from engineering.shelters.forms import (
    EquipmentFormSet,
    OpeningFormSet,
    ShelterForm,
    UnitFormSet,
    entry_from,
    initial_equipment,
    initial_openings,
    initial_units,
)
from engineering.shelters.models import Shelter
from engineering.shelters.steps import AMEND
from renfang.acts import Incomplete, NotPermitted, Refused
from renfang.exchange.workbook import download
from renfang.pages.formsets import with_one_more
from renfang.pages.lists import refuse_on_form


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """登记人防工程 that no approval of ours made."""
    if not request.scope.holds(AMEND.permission):
        raise NotPermitted.lacking(AMEND.permission)
    confidential = request.scope.holds("view_confidential")
    return _edit(request, None, confidential=confidential)


@require_http_methods(["GET", "POST"])
@never_cache
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """更正台账. What is confidential stays out of the form until it was looked at."""
    row = get_object_or_404(Shelter.objects.visible_to(request.scope), pk=pk)
    request.scope.require(AMEND.permission, row)
    asked = request.POST.get("confidential") == "1"
    confidential = asked and request.scope.may("view_confidential", row)
    if confidential and "open_form" in request.POST:
        reveal_confidential(row.pk, by=request.user, reason="更正台账")
    return _edit(request, row, confidential=confidential)


def _edit(request: HttpRequest, row: Shelter | None, *, confidential: bool) -> HttpResponse:
    sent = request.POST if request.method == "POST" and "open_form" not in request.POST else None
    adding = sent is not None and "add_row" in sent
    data = with_one_more(request.POST) if adding else sent
    form = ShelterForm(data, instance=row, scope=request.scope, confidential=confidential)
    units = UnitFormSet(data, prefix="units", initial=initial_units(row) if row else None)
    openings = None
    if confidential:
        openings = OpeningFormSet(
            data, prefix="openings", initial=initial_openings(row) if row else None
        )
    equipment = EquipmentFormSet(
        data, prefix="equipment", initial=initial_equipment(row) if row else None
    )
    status = 200
    if sent is not None and not adding:
        status = 422
        parts = [form, units, equipment, *([openings] if openings is not None else [])]
        if _all_valid(parts):
            try:
                saved = _save(request, row, form, entry_from(form, units, openings, equipment))
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                return _saved(request, saved)
    context = {
        "shelter": row,
        "form": form,
        "units": units,
        "openings": openings,
        "equipment": equipment,
        "confidential": confidential,
    }
    return render(request, "engineering/shelters/shelter_form.html", context, status=status)


def _all_valid(parts: list[Any]) -> bool:
    """Every form is asked, so that all errors show at once."""
    return not [part for part in parts if not part.is_valid()]


def _save(request: HttpRequest, row: Shelter | None, form: ShelterForm, entry: Any) -> Shelter:
    if row is None:
        return register_shelter(
            entry,
            organisation_id=form.cleaned_data["organisation"].pk,
            state=form.cleaned_data["state"],
            by=request.user,
        )
    return amend_shelter(row.pk, entry, by=request.user, version=form.cleaned_data["version"])


def _saved(request: HttpRequest, shelter: Shelter) -> HttpResponse:
    messages.success(request, f"已保存{shelter}的台账")
    for warning in warnings_of(shelter):
        messages.warning(request, warning)
    return redirect("engineering:shelter", pk=shelter.pk)


class RevealForm(forms.Form):
    """Why somebody looks at what is kept secret; the act says what is too short."""

    reason = forms.CharField(label="查看事由", max_length=200, required=False)


@require_POST
@never_cache
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """查看涉密指标: shown once, on this answer alone; the look is on record."""
    form = RevealForm(request.POST)
    try:
        if not form.is_valid():
            raise Incomplete(f"查看事由：{form.errors['reason'][0]}", field="reason")
        row = reveal_confidential(pk, by=request.user, **form.cleaned_data)
    except Incomplete as refusal:
        messages.error(request, refusal.message)
        return redirect("engineering:shelter", pk=pk)
    context = {
        "shelter": row,
        "openings": row.openings.all(),
        "may_edit": request.scope.may(AMEND.permission, row),
    }
    return render(request, "engineering/shelters/shelter_confidential.html", context)


class ExportForm(forms.Form):
    """Why somebody takes the register out of the house with its secrets."""

    reason = forms.CharField(
        label="导出事由", max_length=200, help_text="至少 5 个字，例如“上报年度人防工程统计”"
    )


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The register in scope as a workbook that can be imported again, secrets masked."""
    if not request.scope.holds(Shelter.view_permission):
        raise NotPermitted.lacking(Shelter.view_permission)
    return download(
        masked_register(request.scope), f"人防工程台账{timezone.localdate():%Y%m%d}.xlsx"
    )


@require_http_methods(["GET", "POST"])
@never_cache
def export_whole(request: HttpRequest) -> HttpResponse:
    """The same with grades, coordinates and openings: asks for the reason, which is kept."""
    if not request.scope.holds(CONFIDENTIAL_RIGHT):
        raise NotPermitted.lacking(CONFIDENTIAL_RIGHT)
    form = ExportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                content = export_confidential_register(
                    by=request.user, reason=form.cleaned_data["reason"]
                )
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                return download(content, f"人防工程台账（内部）{timezone.localdate():%Y%m%d}.xlsx")
    return render(
        request, "engineering/shelters/shelters_export.html", {"form": form}, status=status
    )
