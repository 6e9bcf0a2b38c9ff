"""What the works add to the shared pages: papers, menu, to-do lines, and a shelter's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from engineering.approvals.hooks import PERMIT_END_LISTENERS, PermitEnd
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.permits import why_permit_fails
from engineering.shelters import hooks
from engineering.shelters.hooks import Addition, ShelterPage
from engineering.shelters.models import Shelter, ShelterLimit
from engineering.shelters.queries import Limits, papers_in_force, with_certificate
from engineering.shelters.rules import CERTIFICATE
from engineering.works.models import Rectification, Supervision
from engineering.works.papers import certificates, supervision
from engineering.works.queries import acceptances_of, open_matters, orders_of, with_works
from engineering.works.steps import CERTIFY, CLOSE, FILE, REISSUE, REPORT, STEPS, VOIDS
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import light_html
from renfang.clocks.rules import WorkingCalendar, light_until
from renfang.documents.models import IssuedDocument
from renfang.documents.queries import papers_resting
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import status
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.steps import Button
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles, register_tasks

MOST = 100


def register() -> None:
    """Make the works known to the registry of papers, the menu, 待办 and the shelter's page."""
    certificates.register()
    supervision.register()
    register_entries(
        "人防工程",
        Entry("批量签发", "engineering:certify_batch", "certificate", "issue_certificate", rank=20),
        Entry("待打印", "print_queue", "printer", "print_certificates", rank=30),
    )
    register_tasks(after_acceptance)
    register_piles(
        Pile((CLOSE.permission,), _orders, _to_reinspect, MOST),
        Pile(("print_certificates",), _unprinted, _to_print, MOST),
    )
    hooks.READ_ALONG.register(with_works)
    hooks.ADDITIONS.register(on_the_shelters_page)
    rests_on(Shelter, on_shelter)
    rests_on(Application, on_permit)
    PERMIT_END_LISTENERS.register(falling_certificates)


def on_shelter(shelter: Shelter, ending: Ending | None) -> Iterator[Resting]:
    """The acceptances of the works; their certificate is told with the papers."""
    for row in shelter.acceptances.all():
        yield Resting(row=row, label="竣工验收", effect=Effect.REMAINS)


_VISITS = (
    col.Day("检查日期", "visited_on"),
    col.Short("检查部位", "stage"),
    col.Column("检查情况", "findings"),
    col.Short("检查人员", "visitors"),
)


def _defects(order: Any) -> str:
    shown = ((defect.position, defect.place, defect.description) for defect in order.listed)
    return format_html_join("", "<div>{}. {} {}</div>", shown)


def _outcome(order: Any) -> str:
    if not order.light:
        return format_html("{} {}", status("复查合格", "good"), order.closed_on)
    light = light_html(order.light)
    if not order.may_close:
        return light
    return format_html(
        "{} {}", light, col.row_link("登记复查", CLOSE.url_for(order), order.ordered_on)
    )


_ORDERS = (
    col.Day("责令日期", "ordered_on"),
    col.Code("通知书", "document.number", link="document", link_by="document_id"),
    col.Column("问题", "", html=_defects),
    col.Day("整改期限", "due_on"),
    col.Short("结果", "", html=_outcome),
)
_ACCEPTANCES = (
    col.Day("验收日期", "accepted_on"),
    col.State("结论", "conclusion", "passed=good *=bad"),
    col.Area("实测面积（㎡）", "built_area"),
    col.Column("施工单位", "contractor"),
    col.Column("监理单位", "supervisor"),
    col.Short("登记人", "recorded_by"),
)


def on_the_shelters_page(page: ShelterPage) -> Addition:
    """Supervision, orders, acceptance, filing and certificate of one shelter."""
    row = page.shelter
    orders = orders_of(row, page.today, page.calendar) if row.has_orders else []
    certificate = next((p for p in page.papers if p.kind == CERTIFICATE and not p.is_void), None)
    for order in orders:
        order.may_close = page.may(CLOSE.permission)
    found = {
        **(known := acceptances_of(row)),
        "acceptances": Table("竣工验收", _ACCEPTANCES, known["acceptances"]),
        "orders": Table("责令整改", _ORDERS, orders),
        "supervision": getattr(row, "supervision", None),
        "visits": Table("监督检查", _VISITS, row.visits.all() if row.has_visits else []),
        "filing": getattr(row, "filing", None),
        "certificate": certificate,
        "may_replace": page.may(REISSUE.permission) and page.may(VOIDS),
    }
    return Addition(
        # What the permit does not carry any more is not offered: the page says why above.
        steps=STEPS.buttons(row, page.may, page.scope.user if row.permit_mark else None),
        links=[_opening(certificate)] if certificate else [],
        holds=_holds(page, orders),
        area_facts=render_to_string("engineering/works/shelter_area_facts.html", found),
        area_notices=render_to_string("engineering/works/shelter_area_notices.html", found),
        cards=render_to_string("engineering/works/shelter_cards.html", found),
        paper_links=render_to_string("engineering/works/shelter_paper_links.html", found),
    )


def _opening(certificate: IssuedDocument) -> Button:
    return Button("打开备案证明", reverse("document", args=[certificate.pk]))


def _holds(page: ShelterPage, orders: list[Any]) -> list[str]:
    """What became of the permit; what holds the certificate of accepted works that have none."""
    if failing := _mark_of(page.shelter):
        return [failing]
    is_waiting = page.shelter.state == Shelter.State.ACCEPTED
    if not is_waiting or CERTIFICATE in papers_in_force(page.shelter):
        return []
    still_open = sorted((order for order in orders if order.is_open), key=lambda each: each.due_on)
    return open_matters(page.shelter, still_open)


def _mark_of(shelter: Shelter) -> str:
    """What the page says of works whose permit ended, whatever still goes with them."""
    if not shelter.permit_mark:
        return ""
    why = why_permit_fails(shelter.approval, shelter.completed_on)
    if why:
        return f"{why}。竣工验收、备案和备案证明停办，由建设单位重新申请许可或者依法处理"
    return f"{shelter.permit_mark}（{shelter.approval.ended_on}），此前已竣工，验收备案不受影响"


def falling_certificates(end: PermitEnd, by: User) -> list[IssuedDocument]:
    """The certificates of works whose permit never counted: they go with it.

    Told by approvals, inside the act. A permit that ends only from now on leaves what was filed.
    """
    shelter = Shelter.objects.filter(approval=end.permit).first()
    if shelter is None or not end.is_from_the_start:
        return []
    papers = IssuedDocument.objects.of(shelter).current().filter(kind=CERTIFICATE)
    return list(papers.with_state())


def on_permit(application: Application, ending: Ending | None) -> Iterator[Resting]:
    """The certificate that follows a revoked permit."""
    if ending is not Ending.REVOKE:
        return
    for shelter in Shelter.objects.filter(approval=application):
        papers = IssuedDocument.objects.of(shelter).current().filter(kind=CERTIFICATE)
        words = "随之失效，公开核验同时显示"
        yield from papers_resting(papers.with_state(), words=words, effect=Effect.FOLLOWS)


def after_acceptance(scope: Scope, today: date) -> Iterator[Task]:
    """Certificates and supervision reports that accepted works wait for: one look at the works."""
    if not (scope.holds(CERTIFY.permission) or scope.holds(REPORT.permission)):
        return
    calendar = current_calendar()
    reports = IssuedDocument.objects.current().filter(
        kind="supervision_report", subject_id=OuterRef("pk")
    )
    mine = Shelter.objects.visible_to(scope, CERTIFY.permission) | Shelter.objects.visible_to(
        scope, REPORT.permission
    )
    waiting = (
        mine.filter(state=Shelter.State.ACCEPTED)
        .annotate(
            owes_report=Exists(Supervision.objects.filter(shelter=OuterRef("pk")))
            & ~Exists(reports),
            has_own_limit=Exists(ShelterLimit.objects.filter(item="supervision_report")),
        )
        .select_related("filing", "organisation", "approval")
        .order_by("filing_due_on", "id")
    )
    owing = []
    for shelter in waiting[:MOST]:
        if why_permit_fails(shelter.approval, shelter.completed_on):
            continue
        if scope.may(CERTIFY.permission, shelter):
            yield _to_certify(shelter, today, calendar)
        if shelter.owes_report and scope.may(REPORT.permission, shelter):
            owing.append(shelter)
    yield from _to_report(owing, today, calendar)


def _to_certify(shelter: Shelter, today: date, calendar: WorkingCalendar) -> Task:
    due = shelter.filing_due_on
    is_filed = hasattr(shelter, "filing")
    note = "备案材料已收" if is_filed else "备案材料未收，到期前催报"
    return Task(
        CERTIFY.label if is_filed else FILE.label,
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
            REPORT.label,
            shelter.name,
            REPORT.url_for(shelter),
            due=due,
            light=light_until(due, today, calendar),
            note=f"{shelter.completed_on} 竣工验收合格",
        )


def _orders(scope: Scope, today: date) -> QuerySet[Rectification]:
    """Orders to rectify that are still open."""
    mine = Shelter.objects.visible_to(scope, CLOSE.permission)
    return (
        Rectification.objects.filter(closed_on__isnull=True, shelter__in=mine)
        .select_related("shelter")
        .order_by("due_on", "id")
    )


def _to_reinspect(order: Rectification, today: date) -> Task:
    return Task(
        CLOSE.label,
        order.shelter.name,
        CLOSE.url_for(order),
        due=order.due_on,
        light=light_until(order.due_on, today, current_calendar()),
        note=f"{order.ordered_on} 责令整改",
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
