"""Pages of a shelter's life after filing, of its demolition, and of the limits along it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.lifecycle.acts.changes import STEPS, take_life_step
from engineering.lifecycle.acts.demolitions import (
    apply_demolition,
    decide_demolition,
    record_demolished,
    settle_demolition,
)
from engineering.lifecycle.models import Demolition, LifeRecord, ShelterLimit
from engineering.shelters.limits import limit_on, set_limit
from engineering.shelters.views.shelters import shelter_for
from engineering.works.forms import (
    DemolishedForm,
    DemolitionDecisionForm,
    DemolitionForm,
    DemolitionSettlementForm,
    LifeStepForm,
    LimitForm,
)
from engineering.works.views import page_for
from renfang.acts import NotPermitted, require_state
from renfang.clocks.rules import Unit
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of


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


@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    """工程时限: what applies today at the user's office, and every edition on record."""
    offices = offices_with(request.scope, "manage_settings")
    rows = (
        ShelterLimit.objects.filter(organisation__in=offices)
        .select_related("organisation")
        .order_by("organisation__path", "item", "-effective_from")
    )
    today = timezone.localdate()
    office = offices.first()
    in_force = [
        (label, limit.count, Unit(limit.unit).label, limit.basis)
        for item, label in ShelterLimit.Item.choices
        if (limit := limit_on(office, item, today))
    ]
    context = {
        "office": office,
        "in_force": in_force,
        "page": page_of(request, Paginator(rows, 20)),
    }
    return render(request, "engineering/lifecycle/shelter_limits.html", context)


@require_http_methods(["GET", "POST"])
def new_limit(request: HttpRequest) -> HttpResponse:
    """登记工程时限."""
    offices = offices_with(request.scope, "manage_settings")
    form = LimitForm(request.POST or None)
    form.fields["organisation"].queryset = offices
    form._post_clean = lambda: None  # the act validates and writes
    page = FormPage(
        title="登记工程时限",
        act="登记时限",
        trail=(("工程时限", reverse("engineering:shelter_limits")),),
        lead="自施行日期起对该机构及其下级适用，以前的事项不变。",
    )

    def perform() -> ShelterLimit:
        values = dict(form.cleaned_data)
        office = values.pop("organisation")
        return set_limit(office.pk, by=request.user, **values)

    return act_form(request, form, page, perform, done="已登记工程时限")
