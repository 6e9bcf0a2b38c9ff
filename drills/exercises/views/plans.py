"""The form of a drill's plan, with its rows of teams and phases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from drills.exercises.acts.planning import DrillPlan, amend_drill, plan_drill
from drills.exercises.forms import CallRows, ParticipantRows, PhaseRows, PlanForm, plan_initial
from drills.exercises.models import Drill
from drills.exercises.steps import AMEND
from drills.exercises.views.conduct import TEMPLATE
from drills.exercises.views.drills import find_drill, trail_of
from drills.registers.models import Locality, ProtectionPlan
from drills.teams.models import Team, TeamState
from renfang.organisations.models import Organisation
from renfang.pages.act_forms import FormPage, act_form, offices_with, step_page
from renfang.pages.formsets import sent_rows


@require_http_methods(["GET", "POST"])
def drill_new(request: HttpRequest) -> HttpResponse:
    """拟制演练计划; ``?copy=`` takes over everything but the dates from an earlier drill."""
    organisations = offices_with(request.scope, "manage_drills")
    copied = request.GET.get("copy", "")
    source = None
    if copied.isascii() and copied.isdigit() and len(copied) <= 18:
        source = find_drill(request, int(copied))
    forms = _forms(request, organisations, source=source, drill=None)
    return act_form(
        request,
        forms.plan,
        FormPage("拟制演练计划", "保存计划", [("演练", reverse("drills:drills"))], **_shown(forms)),
        lambda: plan_drill(
            forms.plan.cleaned_data["organisation"].pk, forms.whole(), by=request.user
        ),
        done="演练计划已保存",
        to=lambda drill: reverse("drills:drill", args=[drill.pk]),
    )


@require_http_methods(["GET", "POST"])
def drill_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """调整演练计划."""
    drill = find_drill(request, pk, AMEND.permission)
    organisations = offices_with(request.scope, AMEND.permission)
    forms = _forms(request, organisations, source=drill, drill=drill)
    return step_page(
        request,
        AMEND,
        drill,
        forms.plan,
        lambda: amend_drill(
            pk, forms.whole(), by=request.user, version=forms.plan.cleaned_data["version"]
        ),
        trail=trail_of(drill),
        done="演练计划已保存",
        **_shown(forms),
    )


@dataclass
class _PlanForms:
    """The plan and its three sets of rows, filled in or not."""

    plan: PlanForm
    calls: Any
    phases: Any
    participants: Any

    def whole(self) -> DrillPlan:
        """What was filled in, for the acts."""
        return self.plan.plan(self.phases, self.calls, self.participants)


def _shown(forms: _PlanForms) -> dict[str, Any]:
    """What the page of either act shows."""
    return {
        "template": TEMPLATE,
        "body": "drills/exercises/_plan.html",
        "parts": [forms.calls, forms.phases, forms.participants],
    }


def _forms(
    request: HttpRequest,
    organisations: QuerySet[Organisation],
    *,
    source: Drill | None,
    drill: Drill | None,
) -> _PlanForms:
    """What was sent, else what ``source`` says; ``drill`` is the one that is being changed."""
    data = sent_rows(request)
    initial: dict[str, Any] = {"organiser": getattr(organisations.first(), "name", "")}
    # Sent rows get no initial values: one that still says what it said would count as blank.
    rows = {} if data else _rows_of(source)
    if source is not None and not data:
        initial = plan_initial(source, with_dates=drill is not None)
    forms = _PlanForms(
        PlanForm(
            data,
            initial=initial,
            organisations=organisations,
            tested_plans=ProtectionPlan.objects.visible_to(request.scope).filter(is_current=True),
            drill=drill,
        ),
        CallRows(
            data,
            initial=rows.get("calls"),
            prefix="calls",
            form_kwargs={"teams": _teams(request, source)},
        ),
        PhaseRows(data, initial=rows.get("phases"), prefix="phases"),
        ParticipantRows(
            data,
            initial=rows.get("participants"),
            prefix="participants",
            form_kwargs={"localities": _localities(request)},
        ),
    )
    for row in (*forms.calls.forms, *forms.phases.forms, *forms.participants.forms):
        row.empty_permitted, row.use_required_attribute = True, False
    return forms


def _rows_of(source: Drill | None) -> dict[str, list[Any]]:
    """What the rows show at first, by prefix: those of the source, else an empty one."""
    if source is None:
        return {"phases": [{}], "calls": [{}], "participants": [{}]}
    units = source.participants.values("kind", "unit", "locality", "planned_headcount")
    return {
        "phases": [*source.phases.values("planned_time", "what")] or [{}],
        "calls": [*source.calls.values("team", "planned_headcount")] or [{}],
        "participants": [*units] or [{}],
    }


def _localities(request: HttpRequest) -> list[Locality]:
    return list(Locality.objects.visible_to(request.scope).filter(is_current=True))


def _teams(request: HttpRequest, source: Drill | None) -> list[Team]:
    """Teams to choose from: the active ones, and those that the drill calls up already."""
    found = Team.objects.visible_to(request.scope).with_strength(timezone.localdate())
    wanted = Q(state=TeamState.ACTIVE)
    if source is not None:
        wanted |= Q(pk__in=source.calls.values("team"))
    return list(found.filter(wanted))
