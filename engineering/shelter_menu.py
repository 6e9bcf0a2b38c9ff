"""What shelters add to the shared pages: menu, to-do list, search, kinds of papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from engineering import certificates, demolition_papers, shelter_papers
from engineering.models import Demolition, Rectification, Shelter, ShelterLimit, Supervision
from engineering.shelter_limits import Limits, light_until
from engineering.views.shelters import with_certificate
from renfang.clocks.calendar import WorkingCalendar
from renfang.clocks.calendars import current_calendar
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, Group, register_group
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Task, register_tasks

MOST = 100


def register() -> None:
    """Called when Django starts."""
    certificates.register()
    shelter_papers.register()
    demolition_papers.register()
    register_group(
        Group(
            "人防工程",
            [
                Entry("人防工程台账", "engineering:shelters", "shield", "view_shelters"),
                Entry("批量签发", "engineering:certify_batch", "certificate", "issue_certificate"),
                Entry("待打印", "print_queue", "printer", "print_certificates"),
                Entry("工程时限", "engineering:shelter_limits", "clock", "manage_settings"),
            ],
            rank=20,
        )
    )
    register_tasks(open_tasks)
    register_finder(find_shelters)


def open_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """What shelters ask of the user today: filing, rectification, reports, demolition, printing."""
    calendar = current_calendar()
    if scope.holds("issue_certificate") or scope.holds("supervise_works"):
        yield from _after_acceptance(scope, today, calendar)
    if scope.holds("supervise_works"):
        yield from _to_reinspect(scope, today, calendar)
    if scope.holds("decide_demolition"):
        yield from _to_decide(scope)
    if scope.holds("manage_shelter_life"):
        yield from _to_compensate(scope, today, calendar)
    if scope.holds("print_certificates"):
        yield from _to_print(scope)


def _after_acceptance(scope: Scope, today: date, calendar: WorkingCalendar) -> Iterator[Task]:
    """Certificates and supervision reports that accepted works wait for: one look at the works."""
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


def _to_reinspect(scope: Scope, today: date, calendar: WorkingCalendar) -> Iterator[Task]:
    """Orders to rectify that are still open."""
    mine = Shelter.objects.visible_to(scope, "supervise_works")
    orders = (
        Rectification.objects.filter(closed_on__isnull=True, shelter__in=mine)
        .select_related("shelter")
        .order_by("due_on", "id")
    )
    for order in orders[:MOST]:
        yield Task(
            "整改复查",
            order.shelter.name,
            reverse("engineering:rectification_close", args=[order.pk]),
            due=order.due_on,
            light=light_until(order.due_on, today, calendar),
            note=f"{order.ordered_on} 责令整改",
        )


def _to_decide(scope: Scope) -> Iterator[Task]:
    to_decide = Demolition.objects.visible_to(scope, "decide_demolition").filter(
        state=Demolition.State.APPLIED
    )
    for case in to_decide.select_related("shelter").order_by("id")[:MOST]:
        yield Task(
            "拆除审批",
            case.shelter.name,
            reverse("engineering:demolition_decide", args=[case.pk]),
            note=f"{case.applied_on} 申请，{case.area:,} ㎡",
        )


def _to_compensate(scope: Scope, today: date, calendar: WorkingCalendar) -> Iterator[Task]:
    """What an approved demolition still owes: the works rebuilt, or the sum paid."""
    states = Demolition.State
    owed = Demolition.objects.visible_to(scope, "manage_shelter_life").filter(
        state__in=[states.APPROVED, states.DEMOLISHED]
    )
    for case in owed.select_related("shelter").order_by("due_on", "id")[:MOST]:
        name = "demolition_done" if case.state == states.APPROVED else "demolition_settle"
        yield Task(
            f"督促{case.get_remedy_display()}",
            case.shelter.name,
            reverse(f"engineering:{name}", args=[case.pk]),
            due=case.due_on,
            light=light_until(case.due_on, today, calendar) if case.due_on else None,
            note=case.get_state_display(),
        )


def _to_print(scope: Scope) -> Iterator[Task]:
    unprinted = (
        Shelter.objects.visible_to(scope, "print_certificates")
        .annotate(**with_certificate())
        .filter(is_certified=True, is_printed=False)
        .order_by("-id")
    )
    for shelter in unprinted[:MOST]:
        yield Task(
            "打印备案证明",
            shelter.name,
            shelter.get_absolute_url(),
            note="备案证明已签发，尚未打印",
        )


def find_shelters(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Shelters by part of their own or their project's name, or by their number."""
    found = (
        Shelter.objects.visible_to(scope)
        .filter(Q(name__contains=words) | Q(project__name__contains=words) | Q(works_number=words))
        .select_related("project__developer")
    )
    for shelter in found[:limit]:
        yield Hit(
            "人防工程",
            shelter.name,
            f"{shelter.owner_name}，{shelter.get_state_display()}",
            shelter.get_absolute_url(),
        )
