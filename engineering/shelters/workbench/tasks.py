"""What shelters put on the to-do list: filing, reports, rectification, demolition, printing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from engineering.lifecycle.models import Demolition, ShelterLimit
from engineering.shelters.limits import Limits
from engineering.shelters.models import Shelter
from engineering.shelters.views.shelters import with_certificate
from engineering.works.models import Rectification, Supervision
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import WorkingCalendar, light_until
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import Pile, Task

MOST = 100


def after_acceptance(scope: Scope, today: date) -> Iterator[Task]:
    """Certificates and supervision reports that accepted works wait for: one look at the works."""
    if not (scope.holds("issue_certificate") or scope.holds("supervise_works")):
        return
    calendar = current_calendar()
    reports = IssuedDocument.objects.current().filter(
        kind="supervision_report", subject_id=OuterRef("pk")
    )
    mine = Shelter.objects.visible_to(scope, "issue_certificate") | Shelter.objects.visible_to(
        scope, "supervise_works"
    )
    waiting = (
        mine.filter(state=Shelter.State.ACCEPTED)
        .annotate(
            owes_report=Exists(Supervision.objects.filter(shelter=OuterRef("pk")))
            & ~Exists(reports),
            has_own_limit=Exists(ShelterLimit.objects.filter(item="supervision_report")),
        )
        .select_related("filing", "organisation")
        .order_by("filing_due_on", "id")
    )
    owing = []
    for shelter in waiting[:MOST]:
        if scope.may("issue_certificate", shelter):
            yield _to_certify(shelter, today, calendar)
        if shelter.owes_report and scope.may("supervise_works", shelter):
            owing.append(shelter)
    yield from _to_report(owing, today, calendar)


def _to_certify(shelter: Shelter, today: date, calendar: WorkingCalendar) -> Task:
    due = shelter.filing_due_on
    is_filed = hasattr(shelter, "filing")
    note = "备案材料已收" if is_filed else "备案材料未收，到期前催报"
    return Task(
        "核对并签发备案证明" if is_filed else "登记备案收件",
        shelter.name,
        shelter.get_absolute_url(),
        due=due,
        light=light_until(due, today, calendar, estimated=shelter.filing_due_is_estimated)
        if due
        else None,
        note=f"竣工验收合格，{note}",
    )


def _to_report(owing: list[Any], today: date, calendar: WorkingCalendar) -> Iterator[Task]:
    """Reports to hand in after acceptance."""
    if not owing:
        return
    # Few offices set limits of their own: only those cost a look.
    limits = Limits("supervision_report", read=owing[0].has_own_limit)
    for shelter in owing:
        due = limits.last_day(shelter.organisation, shelter.completed_on, calendar).last_day
        yield Task(
            "签发质量监督报告",
            shelter.name,
            reverse("engineering:shelter_report", args=[shelter.pk]),
            due=due,
            light=light_until(due, today, calendar),
            note=f"{shelter.completed_on} 竣工验收合格",
        )


def _orders(scope: Scope, today: date) -> QuerySet[Rectification]:
    """Orders to rectify that are still open."""
    mine = Shelter.objects.visible_to(scope, "supervise_works")
    return (
        Rectification.objects.filter(closed_on__isnull=True, shelter__in=mine)
        .select_related("shelter")
        .order_by("due_on", "id")
    )


def _to_reinspect(order: Rectification, today: date) -> Task:
    return Task(
        "整改复查",
        order.shelter.name,
        reverse("engineering:rectification_close", args=[order.pk]),
        due=order.due_on,
        light=light_until(order.due_on, today, current_calendar()),
        note=f"{order.ordered_on} 责令整改",
    )


def _applied(scope: Scope, today: date) -> QuerySet[Demolition]:
    return (
        Demolition.objects.visible_to(scope, "decide_demolition")
        .filter(state=Demolition.State.APPLIED)
        .select_related("shelter")
        .order_by("id")
    )


def _to_decide(case: Demolition, today: date) -> Task:
    return Task(
        "拆除审批",
        case.shelter.name,
        reverse("engineering:demolition_decide", args=[case.pk]),
        note=f"{case.applied_on} 申请，{case.area:,} ㎡",
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


def _to_compensate(case: Demolition, today: date) -> Task:
    name = "demolition_done" if case.state == Demolition.State.APPROVED else "demolition_settle"
    return Task(
        f"督促{case.get_remedy_display()}",
        case.shelter.name,
        reverse(f"engineering:{name}", args=[case.pk]),
        due=case.due_on,
        light=light_until(case.due_on, today, current_calendar()) if case.due_on else None,
        note=case.get_state_display(),
    )


def _unprinted(scope: Scope, today: date) -> QuerySet[Shelter]:
    return (
        Shelter.objects.visible_to(scope, "print_certificates")
        .annotate(**with_certificate())
        .filter(is_certified=True, is_printed=False)
        .order_by("-id")
    )


def _to_print(shelter: Shelter, today: date) -> Task:
    return Task(
        "打印备案证明",
        shelter.name,
        shelter.get_absolute_url(),
        note="备案证明已签发，尚未打印",
    )


PILES = (
    Pile(("supervise_works",), _orders, _to_reinspect, MOST),
    Pile(("decide_demolition",), _applied, _to_decide, MOST),
    Pile(("manage_shelter_life",), _unsettled, _to_compensate, MOST),
    Pile(("print_certificates",), _unprinted, _to_print, MOST),
)
