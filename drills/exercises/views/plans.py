"""The form of a drill's plan, with its rows of teams and phases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from drills.exercises.acts.planning import amend_drill, plan_drill
from drills.exercises.forms import CallRows, ParticipantRows, PhaseRows, PlanForm, plan_initial
from drills.exercises.models import Drill
from drills.exercises.views.drills import find_drill
from drills.registers.models import Locality, ProtectionPlan
from drills.teams.models import Team, TeamState
from renfang.acts import Refused
from renfang.organisations.models import Organisation
from renfang.pages.act_forms import offices_with
from renfang.pages.formsets import unjudged, with_one_more
from renfang.pages.lists import refuse_on_form


@require_http_methods(["GET", "POST"])
def drill_new(request: HttpRequest) -> HttpResponse:
    """拟制演练计划; ``?copy=`` takes over everything but the dates from an earlier drill."""
    organisations = offices_with(request.scope, "manage_drills")
    copied = request.GET.get("copy", "")
    source = None
    if copied.isascii() and copied.isdigit() and len(copied) <= 18:
        source = find_drill(request, int(copied))
    return _page(request, _forms(request, organisations, source=source, drill=None), None)


@require_http_methods(["GET", "POST"])
def drill_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """调整演练计划."""
    drill = find_drill(request, pk, "manage_drills")
    organisations = offices_with(request.scope, "manage_drills")
    return _page(request, _forms(request, organisations, source=drill, drill=drill), drill)


@dataclass
class _PlanForms:
    """The plan and its three sets of rows, filled in or not."""

    plan: PlanForm
    calls: Any
    phases: Any
    participants: Any

    def are_valid(self) -> bool:
        """Judge all four, so that every error shows at once."""
        parts = (self.plan, self.calls, self.phases, self.participants)
        # Every one is judged: ``all`` over a generator would stop at the first.
        judged = [part.is_valid() for part in parts]
        return all(judged)


def _forms(
    request: HttpRequest,
    organisations: QuerySet[Organisation],
    *,
    source: Drill | None,
    drill: Drill | None,
) -> _PlanForms:
    """What was sent, else what ``source`` says; ``drill`` is the one that is being changed."""
    data = with_one_more(request.POST) if "add_row" in request.POST else request.POST or None
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


def _page(request: HttpRequest, forms: _PlanForms, drill: Drill | None) -> HttpResponse:
    """Save the plan, or show the form with what needs mending."""
    status = 200
    if "add_row" in request.POST:
        unjudged(forms.plan, forms.calls, forms.phases, forms.participants)
    elif request.method == "POST":
        status = 422
        if forms.are_valid():
            try:
                saved = _save(request, forms, drill)
            except Refused as refusal:
                status = refuse_on_form(forms.plan, refusal)
            else:
                messages.success(request, "演练计划已保存")
                return redirect("drills:drill", saved.pk)
    context = {
        "form": forms.plan,
        "call_rows": forms.calls,
        "phase_rows": forms.phases,
        "participant_rows": forms.participants,
        "drill": drill,
    }
    return render(request, "drills/exercises/drill_form.html", context, status=status)


def _save(request: HttpRequest, forms: _PlanForms, drill: Drill | None) -> Drill:
    plan = forms.plan.plan(forms.phases, forms.calls, forms.participants)
    given = forms.plan.cleaned_data
    if drill is None:
        return plan_drill(given["organisation"].pk, plan, by=request.user)
    return amend_drill(drill.pk, plan, by=request.user, version=given["version"])
