"""What a shelter's later life adds to the shared pages: papers, to-do lines, a shelter's page."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from engineering.lifecycle import papers
from engineering.lifecycle.models import Demolition
from engineering.lifecycle.queries import advised_for, demolitions_of, with_life
from engineering.lifecycle.steps import next_steps
from engineering.shelters import hooks
from engineering.shelters.hooks import Addition, ShelterPage
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import light_until
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Pile, Task, register_piles

MOST = 100


def register() -> None:
    """Make demolitions known to the registry of papers and 待办, and both to the shelter's page."""
    papers.register()
    register_piles(
        Pile(("decide_demolition",), _applied, _to_decide, MOST),
        Pile(("manage_shelter_life",), _unsettled, _to_compensate, MOST),
    )
    hooks.READ_ALONG.register(with_life)
    hooks.ADDITIONS.register(on_the_shelters_page)


def on_the_shelters_page(page: ShelterPage) -> Addition:
    """The life and the demolitions of one shelter."""
    row = page.shelter
    demolitions = demolitions_of(row, page.today, page.calendar) if row.has_demolitions else []
    life = list(row.life.select_related("recorded_by")) if row.has_life else []
    return Addition(
        steps=next_steps(page, demolitions, advised_for(row) if row.has_life else ""),
        cards=render_to_string(
            "engineering/lifecycle/shelter_cards.html", {"life": life, "demolitions": demolitions}
        ),
    )


def _applied(scope: Scope, today: date) -> QuerySet[Demolition]:
    return (
        Demolition.objects.visible_to(scope, "decide_demolition")
        .filter(state=Demolition.State.APPLIED)
        .select_related("shelter")
        .order_by("id")
    )


def _to_decide(demolition: Demolition, today: date) -> Task:
    return Task(
        "拆除审批",
        demolition.shelter.name,
        reverse("engineering:demolition_decide", args=[demolition.pk]),
        note=f"{demolition.applied_on} 申请，{demolition.area:,} ㎡",
    )


def _unsettled(scope: Scope, today: date) -> QuerySet[Demolition]:
    """What approved demolitions still owe: the works rebuilt, or the sum paid."""
    states = Demolition.State
    return (
        Demolition.objects.visible_to(scope, "manage_shelter_life")
        .filter(state__in=[states.APPROVED, states.DEMOLISHED])
        .select_related("shelter")
        .order_by("due_on", "id")
    )


def _to_compensate(demolition: Demolition, today: date) -> Task:
    name = (
        "demolition_done" if demolition.state == Demolition.State.APPROVED else "demolition_settle"
    )
    return Task(
        f"督促{demolition.get_remedy_display()}",
        demolition.shelter.name,
        reverse(f"engineering:{name}", args=[demolition.pk]),
        due=demolition.due_on,
        light=light_until(demolition.due_on, today, current_calendar())
        if demolition.due_on
        else None,
        note=demolition.get_state_display(),
    )
