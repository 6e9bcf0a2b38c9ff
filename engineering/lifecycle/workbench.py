"""What a shelter's later life adds to the shared pages: papers, to-do lines, a shelter's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.template.loader import render_to_string

from engineering.lifecycle import papers
from engineering.lifecycle.models import Demolition
from engineering.lifecycle.queries import advised_for, demolitions_of, with_life
from engineering.lifecycle.steps import (
    DECIDE,
    DEMOLITION_STEPS,
    RECORD_DEMOLISHED,
    SETTLE,
    SHELTER_STEPS,
    is_whole,
    standing_demolition,
)
from engineering.shelters import hooks
from engineering.shelters.hooks import Addition, ShelterPage
from engineering.shelters.models import LifeRecord, Shelter
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import light_until
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.tables import Table
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.steps import Button
from renfang.workbench.tasks import Pile, Task, register_piles

MOST = 100


def register() -> None:
    """Make demolitions known to the registry of papers and 待办, and both to the shelter's page."""
    papers.register()
    register_piles(
        Pile((DECIDE.permission,), _applied, _to_decide, MOST),
        Pile((SETTLE.permission,), _unsettled, _to_compensate, MOST),
    )
    rests_on(Demolition, on_demolition)
    rests_on(Shelter, on_shelter)
    hooks.READ_ALONG.register(with_life)
    hooks.ADDITIONS.register(on_the_shelters_page)


def _said(event: LifeRecord) -> str:
    grade = f"{event.grade}（{event.grade_name}）" if event.grade else ""
    return " ".join(filter(None, (f"{grade}{event.evaluator}", event.basis, event.note)))


_LIFE = (
    col.Day("日期", "on"),
    col.Short("事项", "kind"),
    col.Column("结论、依据和说明", _said),
    col.Short("登记人", "recorded_by"),
)


def on_demolition(demolition: Demolition, ending: Ending | None) -> Iterator[Resting]:
    """The works themselves: gone as a whole, or less by what is demolished."""
    whole = is_whole(demolition)
    yield Resting(
        row=demolition.shelter,
        label="人防工程",
        effect=Effect.FOLLOWS if ending is Ending.DEMOLISH else Effect.REMAINS,
        words=""
        if ending is not Ending.DEMOLISH
        else "全部拆除，退出人均面积"
        if whole
        else f"扣减建筑面积 {demolition.area:,} ㎡，剩余部分实测后更正单元和设备",
    )


def on_shelter(shelter: Shelter, ending: Ending | None) -> Iterator[Resting]:
    """A demolition in hand, and those that were made good by these works."""
    for row in shelter.demolitions.all():
        yield Resting(row=row, label="拆除审批", effect=Effect.REMAINS)
    for row in Demolition.objects.filter(rebuilt_as=shelter):
        words = "以本工程补建，本工程不再存在的须另行补建" if ending else ""
        yield Resting(row=row, label="补建的拆除审批", effect=Effect.REMAINS, words=words)


def on_the_shelters_page(page: ShelterPage) -> Addition:
    """The life and the demolitions of one shelter."""
    row = page.shelter
    demolitions = demolitions_of(row, page.today, page.calendar) if row.has_demolitions else []
    row.read_demolitions = demolitions
    life = row.life.select_related("recorded_by") if row.has_life else []
    return Addition(
        steps=_buttons(page, advised_for(row) if row.has_life else ""),
        cards=render_to_string(
            "engineering/lifecycle/shelter_cards.html",
            {"life": Table("工程履历", _LIFE, life), "demolitions": demolitions},
        ),
    )


def _buttons(page: ShelterPage, advised: str) -> list[Button]:
    """Those of the shelter's life, the one that the last evaluation calls for first; demolition."""
    row = page.shelter
    steps = SHELTER_STEPS.open_to(row, page.may)
    buttons = [step.button(row, is_primary=step.args == (advised,)) for step in steps]
    buttons.sort(key=lambda button: not button.is_primary)
    demolition = standing_demolition(row)
    return buttons + (DEMOLITION_STEPS.buttons(demolition, page.may) if demolition else [])


def _applied(scope: Scope, today: date) -> QuerySet[Demolition]:
    return (
        Demolition.objects.visible_to(scope, DECIDE.permission)
        .filter(state__in=DECIDE.start)
        .select_related("shelter")
        .order_by("id")
    )


def _to_decide(demolition: Demolition, today: date) -> Task:
    return Task(
        DECIDE.label,
        demolition.shelter.name,
        DECIDE.url_for(demolition),
        note=f"{demolition.applied_on} 申请，{demolition.area:,} ㎡",
    )


def _unsettled(scope: Scope, today: date) -> QuerySet[Demolition]:
    """What approved demolitions still owe: the works rebuilt, or the sum paid."""
    return (
        Demolition.objects.visible_to(scope, SETTLE.permission)
        .filter(state__in=[*RECORD_DEMOLISHED.start, *SETTLE.start])
        .select_related("shelter")
        .order_by("due_on", "id")
    )


def _to_compensate(demolition: Demolition, today: date) -> Task:
    step = RECORD_DEMOLISHED if RECORD_DEMOLISHED.fits(demolition) else SETTLE
    return Task(
        f"督促{demolition.get_remedy_display()}",
        demolition.shelter.name,
        step.url_for(demolition),
        due=demolition.due_on,
        light=light_until(demolition.due_on, today, current_calendar())
        if demolition.due_on
        else None,
        note=demolition.get_state_display(),
    )
