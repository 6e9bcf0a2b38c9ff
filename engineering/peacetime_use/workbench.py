"""What peacetime use adds to the shared pages: papers, menu, search, and what falls due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from engineering.peacetime_use import papers
from engineering.peacetime_use.models import PeacetimeUse, Regime, UseRequest
from engineering.peacetime_use.queries import CLOCK, request_light, term_light, with_uses
from engineering.peacetime_use.steps import DECIDE, HANDLE
from engineering.shelters.hooks import READ_ALONG
from engineering.shelters.models import Shelter
from renfang.clocks.calendars import current_calendar
from renfang.clocks.recounting import register_clock
from renfang.clocks.rules import Deadline, WorkingCalendar, standing
from renfang.documents.models import IssuedDocument
from renfang.documents.queries import papers_resting
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Pile, Task, register_piles, register_tasks

_State = PeacetimeUse.State

# How long before its day an annual inspection is called to mind.
_INSPECTION_AHEAD = timedelta(days=30)
# No regime reminds earlier than this (validated on UseRegime.reminder_days).
_LONGEST_REMINDER = timedelta(days=366)


def register() -> None:
    """Make peacetime uses known to papers, menu, 待办 and search, and to the shelter's page."""
    papers.register()
    register_entries(
        "使用与维护",
        Entry("平时使用", "engineering:peacetime_uses", "building", "view_peacetime_use", rank=10),
        Entry("平时使用管理方式", "engineering:use_regimes", "settings", "set_use_regime", rank=70),
    )
    register_clock(CLOCK)
    register_tasks(use_tasks)
    register_piles(Pile((HANDLE, DECIDE), _undecided, _to_decide, 100))
    register_finder(find_uses)
    READ_ALONG.register(with_uses)
    rests_on(Shelter, on_shelter)
    rests_on(PeacetimeUse, on_use)


def on_shelter(shelter: Shelter, ending: Ending | None) -> Iterator[Resting]:
    """Uses in force or applied for."""
    for use in shelter.peacetime_uses.filter(state__in=(_State.PENDING, _State.IN_FORCE)):
        yield Resting(row=use, label="平时使用", effect=Effect.REMAINS)


def on_use(use: PeacetimeUse, ending: Ending | None) -> Iterator[Resting]:
    """Its papers, which 注销 voids, and requests about it that wait for a decision."""
    if ending is Ending.CANCEL:
        papers = IssuedDocument.objects.of(use).current()
        yield from papers_resting(papers, Effect.FOLLOWS, "同时作废")
    for request in use.requests.filter(state=UseRequest.State.PENDING):
        yield Resting(row=request, label="待决定的申请", effect=Effect.REMAINS)


def use_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """Terms that end and annual inspections that are due."""
    if not scope.holds(HANDLE):
        return
    calendar = current_calendar()
    mine = PeacetimeUse.objects.visible_to(scope, HANDLE).filter(state=_State.IN_FORCE)
    near = mine.filter(
        Q(ends_on__lte=today + _LONGEST_REMINDER)
        | Q(inspection_due_on__lte=today + _INSPECTION_AHEAD)
    )
    for use in near.select_related("shelter", "regime").order_by("ends_on")[:300]:
        yield from _reminders(use, today, calendar)


def _reminders(use: PeacetimeUse, today: date, calendar: WorkingCalendar) -> Iterator[Task]:
    light = term_light(use, calendar, today)
    if light is not None:
        yield Task(
            "平时使用已到期" if use.has_expired(today) else "提醒办理平时使用延续",
            str(use),
            use.get_absolute_url(),
            due=use.ends_on,
            light=light,
            note=f"使用期限至 {use.ends_on}，到期不延续的办理注销",
        )
    if use.inspection_due_on and use.inspection_due_on <= today + _INSPECTION_AHEAD:
        due = Deadline(use.inspection_due_on, False, ())
        start = use.inspection_due_on - _INSPECTION_AHEAD
        yield Task(
            "平时使用年检",
            str(use),
            use.get_absolute_url(),
            due=use.inspection_due_on,
            light=standing(today, due, start=start, calendar=calendar),
            note=use.purpose,
        )


def _undecided(scope: Scope, today: date) -> QuerySet[UseRequest]:
    """Requests that this user decides, or closes where the regime is no permit."""
    permits = Q(use__regime__kind=Regime.PERMIT)
    decided_by_me = permits & Q(use__in=PeacetimeUse.objects.visible_to(scope, DECIDE))
    closed_by_me = ~permits & Q(use__in=PeacetimeUse.objects.visible_to(scope, HANDLE))
    return (
        UseRequest.objects.filter(state=UseRequest.State.PENDING)
        .filter(decided_by_me | closed_by_me)
        .select_related("use__shelter", "use__regime")
        .order_by("due_on", "id")
    )


def _to_decide(request: UseRequest, today: date) -> Task:
    use = request.use
    return Task(
        f"平时使用{request.get_kind_display()}{use.regime.get_kind_display()}",
        str(use),
        use.get_absolute_url(),
        due=request.due_on,
        light=request_light(request, current_calendar(), today),
        note=_silence(request),
    )


def _silence(request: UseRequest) -> str:
    """行政许可法 art. 50: a renewal not decided before the term ends counts as granted."""
    use = request.use
    if request.kind != UseRequest.Kind.RENEWAL or use.regime.kind != Regime.PERMIT:
        return request.operator
    return f"{use.ends_on} 前未作决定的，视为准予延续（行政许可法第五十条）"


def find_uses(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Uses by part of the operator's or the shelter's name."""
    found = PeacetimeUse.objects.visible_to(scope).filter(
        Q(operator__contains=words) | Q(shelter__name__contains=words)
    )
    for use in found.select_related("shelter").order_by("-id")[:limit]:
        yield Hit(
            "平时使用",
            use.operator,
            f"{use.shelter.name}，{use.get_state_display()}，至 {use.ends_on}",
            use.get_absolute_url(),
        )
