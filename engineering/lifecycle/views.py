"""Pages of a shelter's life after filing, of its demolition, and of the limits along it."""

from __future__ import annotations

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
from engineering.lifecycle.steps import STEPS
from engineering.shelters.models import LifeRecord
from engineering.shelters.views.shelters import page_for, shelter_for
from renfang.acts import NotPermitted, require_state
from renfang.pages.act_forms import act_form


@require_http_methods(["GET", "POST"])
def life(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One step: 投入使用, 评估鉴定, 加固改造, 封堵停用, 恢复使用, 改造转用."""
    row = shelter_for(request, pk, "manage_shelter_life")
    step = STEPS.get(kind)
    if step is None:
        return render(request, "404.html", status=404)
    require_state(row, *step.from_states, to=f"办理{step.label}")
    form = LifeStepForm(
        request.POST or None,
        initial={"version": row.version},
        is_evaluation=kind == LifeRecord.Kind.EVALUATION,
        needs_basis=step.needs_basis,
    )
    return act_form(
        request,
        form,
        page_for(row, step.label, f"登记{step.label}"),
        lambda: take_life_step(row.pk, kind, by=request.user, **form.cleaned_data),
        done=f"已登记{row}{step.label}",
    )


@require_http_methods(["GET", "POST"])
def demolish(request: HttpRequest, pk: int) -> HttpResponse:
    """受理拆除申请."""
    row = shelter_for(request, pk, "manage_shelter_life")
    initial = {"applicant": row.owner_name, "area": row.built_area or row.approved_area}
    form = DemolitionForm(request.POST or None, initial=initial)
    form._post_clean = lambda: None  # the act writes the row, with the shelter in sight
    return act_form(
        request,
        form,
        page_for(
            row,
            "受理拆除申请",
            "登记拆除申请",
            lead="拆除的，由拆除单位按原面积、等级补建；确实无法补建的，缴纳补偿费。",
        ),
        lambda: apply_demolition(row.pk, by=request.user, **form.cleaned_data),
        done=f"已受理{row}拆除申请，由负责人审批",
    )


def _demolition_for(request: HttpRequest, pk: int, permission: str) -> Demolition:
    found = Demolition.objects.visible_to(request.scope).select_related("shelter__project")
    row = get_object_or_404(found, pk=pk)
    if not request.scope.may(permission, row):
        raise NotPermitted.lacking(permission)
    return row


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
    row = _demolition_for(request, pk, "decide_demolition")
    require_state(row, Demolition.State.APPLIED, to="作出拆除审批决定")
    form = DemolitionDecisionForm(request.POST or None)
    return act_form(
        request,
        form,
        page_for(row.shelter, "拆除审批", "作出决定", facts=_facts(row)),
        lambda: decide_demolition(row.pk, by=request.user, **form.cleaned_data),
        done="已作出拆除审批决定",
    )


@require_http_methods(["GET", "POST"])
def demolished(request: HttpRequest, pk: int) -> HttpResponse:
    """登记拆除."""
    row = _demolition_for(request, pk, "manage_shelter_life")
    require_state(row, Demolition.State.APPROVED, to="登记拆除")
    form = DemolishedForm(request.POST or None)
    return act_form(
        request,
        form,
        page_for(row.shelter, "登记拆除", "登记拆除", danger=True, facts=_facts(row)),
        lambda: record_demolished(row.pk, by=request.user, **form.cleaned_data),
        done=f"已登记{row.shelter}拆除",
    )


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """补建完成 or 补偿费缴清."""
    row = _demolition_for(request, pk, "manage_shelter_life")
    require_state(row, Demolition.State.DEMOLISHED, to="登记补偿完成")
    form = DemolitionSettlementForm(request.POST or None, demolition=row, scope=request.scope)
    return act_form(
        request,
        form,
        page_for(row.shelter, "登记补偿完成", "登记完成", facts=_facts(row)),
        lambda: settle_demolition(row.pk, by=request.user, **form.cleaned_data),
        done="已登记补偿完成",
    )
