"""Pages of a shelter's life after filing, of its demolition, and of the limits along it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from engineering.lifecycle.acts.changes import take_life_step
from engineering.lifecycle.acts.demolitions import (
    apply_demolition,
    decide_demolition,
    record_demolished,
    settle_demolition,
    withdraw_demolition,
)
from engineering.lifecycle.forms import (
    DemolishedForm,
    DemolitionDecisionForm,
    DemolitionForm,
    DemolitionSettlementForm,
    LifeStepForm,
)
from engineering.lifecycle.models import Demolition
from engineering.lifecycle.steps import (
    DECIDE,
    DEMOLISH,
    RECORD_DEMOLISHED,
    SETTLE,
    STEPS,
    WITHDRAW,
)
from engineering.shelters.models import LifeRecord, Shelter
from engineering.shelters.views.shelters import find_shelter, shelter_for, trail_to
from renfang.pages.act_forms import acts_on, step_page
from renfang.pages.forms import ReasonForm
from renfang.pages.lists import sent


@require_http_methods(["GET", "POST"])
def life(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One step: 投入使用, 评估鉴定, 加固改造, 封堵停用, 恢复使用, 改造转用."""
    row = shelter_for(request, pk, "manage_shelter_life")
    step = STEPS.get(kind)
    if step is None:
        return render(request, "404.html", status=404)
    form = LifeStepForm(
        sent(request),
        initial={"version": row.version},
        is_evaluation=kind == LifeRecord.Kind.EVALUATION,
        needs_basis=step.needs_basis,
    )
    return step_page(
        request,
        step,
        row,
        form,
        lambda: take_life_step(pk, kind, by=request.user, **form.cleaned_data),
        trail=trail_to(row),
        done=f"已登记{row}{step.label}",
    )


def _as_registered(data: QueryDict | None, shelter: Shelter) -> DemolitionForm:
    """The whole of the works, asked for by who owns them."""
    area = shelter.built_area or shelter.approved_area
    return DemolitionForm(data, initial={"applicant": shelter.owner_name, "area": area})


demolish = acts_on(find_shelter, trail_to)(
    DEMOLISH,
    _as_registered,
    apply_demolition,
    lambda row: f"已受理{row.shelter}拆除申请，由负责人审批",
)


def _demolition(request: HttpRequest, pk: int) -> Demolition:
    found = Demolition.objects.visible_to(request.scope).select_related("shelter__project")
    return get_object_or_404(found, pk=pk)


def _trail(row: Demolition) -> tuple[tuple[str, str], ...]:
    return trail_to(row.shelter)


def _facts(row: Demolition) -> dict[str, Any]:
    """What was applied for and decided, above the form of every act."""
    return {
        "facts": [
            ("申请单位", row.applicant),
            ("拆除面积", f"{row.area:,} ㎡"),
            ("补偿方式", row.get_remedy_display()),
            ("补偿费", f"{row.compensation:,} 元" if row.compensation else ""),
            ("拆除理由", row.reason),
            ("补建或缴费期限", str(row.due_on or "")),
        ]
    }


_act = acts_on(_demolition, _trail)
decide = _act(
    DECIDE,
    lambda data, row: DemolitionDecisionForm(data),
    decide_demolition,
    "已作出拆除审批决定",
    _facts,
)
demolished = _act(
    RECORD_DEMOLISHED,
    lambda data, row: DemolishedForm(data),
    record_demolished,
    lambda row: f"已登记{row.shelter}拆除",
    _facts,
)


withdraw = _act(
    WITHDRAW,
    lambda data, row: ReasonForm(data),
    withdraw_demolition,
    lambda row: f"已撤回{row.shelter}的拆除申请",
    _facts,
)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """补建完成 or 补偿费缴清; offers the works of the user's scope that may have been built."""
    row = _demolition(request, pk)
    request.scope.require(SETTLE.permission, row)
    form = DemolitionSettlementForm(sent(request), demolition=row, scope=request.scope)
    return step_page(
        request,
        SETTLE,
        row,
        form,
        lambda: settle_demolition(pk, by=request.user, **form.cleaned_data),
        trail=_trail(row),
        done="已登记补偿完成",
        **_facts(row),
    )
