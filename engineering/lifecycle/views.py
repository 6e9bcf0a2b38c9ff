"""Pages of a shelter's life after filing, of its demolition, and of the limits along it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from engineering.lifecycle.acts.changes import take_life_step
from engineering.lifecycle.acts.demolitions import (
    apply_demolition,
    decide_demolition,
    record_demolished,
    settle_demolition,
)
from engineering.lifecycle.forms import (
    DemolishedForm,
    DemolitionDecisionForm,
    DemolitionForm,
    DemolitionSettlementForm,
    LifeStepForm,
)
from engineering.lifecycle.models import Demolition
from engineering.lifecycle.steps import DECIDE, DEMOLISH, RECORD_DEMOLISHED, SETTLE, STEPS
from engineering.shelters.models import LifeRecord
from engineering.shelters.views.shelters import shelter_for, trail_to
from renfang.pages.act_forms import step_page
from renfang.pages.lists import sent
from renfang.steps import Step


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


@require_http_methods(["GET", "POST"])
def demolish(request: HttpRequest, pk: int) -> HttpResponse:
    """受理拆除申请."""
    row = shelter_for(request, pk, DEMOLISH.permission)
    initial = {"applicant": row.owner_name, "area": row.built_area or row.approved_area}
    form = DemolitionForm(sent(request), initial=initial)
    form._post_clean = lambda: None  # the act writes the row, with the shelter in sight
    return step_page(
        request,
        DEMOLISH,
        row,
        form,
        lambda: apply_demolition(pk, by=request.user, **form.cleaned_data),
        trail=trail_to(row),
        done=f"已受理{row}拆除申请，由负责人审批",
    )


def _demolition_for(request: HttpRequest, pk: int, step: Step) -> Demolition:
    found = Demolition.objects.visible_to(request.scope).select_related("shelter__project")
    row = get_object_or_404(found, pk=pk)
    request.scope.require(step.permission, row)
    return row


def _page(
    request: HttpRequest,
    step: Step,
    row: Demolition,
    form: BaseForm,
    act: Callable[..., Any],
    done: str,
) -> HttpResponse:
    return step_page(
        request,
        step,
        row,
        form,
        lambda: act(row.pk, by=request.user, **form.cleaned_data),
        trail=trail_to(row.shelter),
        done=done,
        facts=_facts(row),
    )


def _facts(row: Demolition) -> list[tuple[str, str]]:
    return [
        ("申请单位", row.applicant),
        ("拆除面积", f"{row.area:,} ㎡"),
        ("补偿方式", row.get_remedy_display()),
        ("补偿费", f"{row.compensation:,} 元" if row.compensation else ""),
        ("拆除理由", row.reason),
        ("补建或缴费期限", str(row.due_on or "")),
    ]


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """拆除审批; ``pk`` is the demolition's."""
    row = _demolition_for(request, pk, DECIDE)
    form = DemolitionDecisionForm(sent(request))
    return _page(request, DECIDE, row, form, decide_demolition, "已作出拆除审批决定")


@require_http_methods(["GET", "POST"])
def demolished(request: HttpRequest, pk: int) -> HttpResponse:
    """登记拆除."""
    row = _demolition_for(request, pk, RECORD_DEMOLISHED)
    form = DemolishedForm(sent(request))
    done = f"已登记{row.shelter}拆除"
    return _page(request, RECORD_DEMOLISHED, row, form, record_demolished, done)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """补建完成 or 补偿费缴清."""
    row = _demolition_for(request, pk, SETTLE)
    form = DemolitionSettlementForm(sent(request), demolition=row, scope=request.scope)
    return _page(request, SETTLE, row, form, settle_demolition, "已登记补偿完成")
