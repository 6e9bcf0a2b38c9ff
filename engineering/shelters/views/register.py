"""登记与更正人防工程台账, and looking at what is confidential of a shelter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engineering.shelters.acts.register import (
    ShelterEntry,
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
from engineering.shelters.views.shelters import shelter_for, trail_to
from renfang.acts import Incomplete, NotPermitted
from renfang.exchange.workbook import download
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, step_page
from renfang.pages.forms import ReasonForm
from renfang.pages.formsets import with_one_more
from renfang.pages.lists import sent, tried
from renfang.pages.tables import Table

# The button of 查看涉密指标 that opens the form with what was looked at; it sends no entries.
_OPEN = "open_form"


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """登记人防工程 that no approval of ours made."""
    if not request.scope.holds(AMEND.permission):
        raise NotPermitted.lacking(AMEND.permission)
    parts = _parts(request, None, confidential=request.scope.holds("view_confidential"))

    def perform() -> Shelter:
        values = parts.form.cleaned_data
        return register_shelter(
            parts.entry(),
            organisation_id=values["organisation"].pk,
            state=values["state"],
            by=request.user,
        )

    page = FormPage(
        "登记人防工程",
        AMEND.press,
        (("人防工程台账", reverse("engineering:shelters")),),
        **parts.shown(),
    )
    return act_form(
        request, parts.form, page, perform, done=_saved, to=partial(_with_warnings, request)
    )


@require_http_methods(["GET", "POST"])
@never_cache
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """更正台账. What is confidential stays out of the form until it was looked at."""
    row = shelter_for(request, pk, AMEND.permission)
    asked = request.POST.get("confidential") == "1"
    confidential = asked and request.scope.may("view_confidential", row)
    if confidential and _OPEN in request.POST:
        reveal_confidential(row.pk, by=request.user, reason="更正台账")
    parts = _parts(request, row, confidential=confidential)
    return step_page(
        request,
        AMEND,
        row,
        parts.form,
        lambda: amend_shelter(
            pk, parts.entry(), by=request.user, version=parts.form.cleaned_data["version"]
        ),
        trail=trail_to(row),
        done=_saved,
        to=partial(_with_warnings, request),
        **parts.shown(),
    )


@dataclass
class _Parts:
    """The forms of one shelter; openings only for who may see what is confidential."""

    form: ShelterForm
    units: Any
    equipment: Any
    openings: Any = None

    def entry(self) -> ShelterEntry:
        """What the acts take; call it on valid forms."""
        return entry_from(self.form, self.units, self.openings, self.equipment)

    def shown(self) -> dict[str, Any]:
        """The fields of the page."""
        rows = [self.units, self.openings, self.equipment]
        return {
            "body": "engineering/shelters/shelter_fields.html",
            "parts": [part for part in rows if part is not None],
            "helpers": ("add_row", _OPEN),
            "extra": {
                "units": self.units,
                "openings": self.openings,
                "equipment": self.equipment,
                "confidential": self.form.confidential,
            },
        }


def _parts(request: HttpRequest, row: Shelter | None, *, confidential: bool) -> _Parts:
    """The forms as they were sent, else as the register has the shelter."""
    data = None if _OPEN in request.POST else sent(request)
    if data is not None:
        data = with_one_more(data)
    parts = _Parts(
        ShelterForm(data, instance=row, scope=request.scope, confidential=confidential),
        UnitFormSet(data, prefix="units", initial=initial_units(row) if row else None),
        EquipmentFormSet(data, prefix="equipment", initial=initial_equipment(row) if row else None),
    )
    if confidential:
        parts.openings = OpeningFormSet(
            data, prefix="openings", initial=initial_openings(row) if row else None
        )
    return parts


def _saved(shelter: Shelter) -> str:
    return f"已保存{shelter}的台账"


def _with_warnings(request: HttpRequest, shelter: Shelter) -> str:
    """The shelter's page, to which what differs from the standard is told along."""
    for warning in warnings_of(shelter):
        messages.warning(request, warning)
    return shelter.get_absolute_url()


_OPENINGS = (
    col.Column("编号", "number"),
    col.Short("类型", "kind"),
    col.Column("位置及坐标、高程", "place"),
    col.Column("防护门、密闭门、活门", "doors"),
)


@require_POST
@never_cache
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """查看涉密指标: shown once, on this answer alone; the look is on record."""
    shelter_for(request, pk, "view_confidential")
    form = ReasonForm(request.POST, label="查看事由", least=2, longest=200, example="竣工验收核对")
    try:
        if not form.is_valid():
            raise Incomplete(form.errors["reason"][0], field="reason")
        row = reveal_confidential(pk, by=request.user, **form.cleaned_data)
    except Incomplete as refusal:
        messages.error(request, refusal.message)
        return redirect("engineering:shelter", pk=pk)
    context = {
        "shelter": row,
        "openings": Table("口部", _OPENINGS, row.openings.all()),
        "may_edit": request.scope.may(AMEND.permission, row),
    }
    return render(request, "engineering/shelters/shelter_confidential.html", context)


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
    form = ReasonForm(
        request.POST or None, label="导出事由", longest=200, example="上报年度人防工程统计"
    )

    def exported() -> HttpResponse:
        content = export_confidential_register(by=request.user, reason=form.cleaned_data["reason"])
        return download(content, f"人防工程台账（内部）{timezone.localdate():%Y%m%d}.xlsx")

    answer, status = tried(request, form, exported)
    if answer is not None:
        return answer
    return render(
        request, "engineering/shelters/shelters_export.html", {"form": form}, status=status
    )
