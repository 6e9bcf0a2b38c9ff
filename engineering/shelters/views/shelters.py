"""Pages of shelters: the register, one shelter, its start of works and its certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from engineering.shelters.acts.register import warnings_of
from engineering.shelters.forms import ShelterQuery
from engineering.shelters.hooks import ADDITIONS, ShelterPage
from engineering.shelters.models import Shelter
from engineering.shelters.queries import filing_light, shelter_tone, with_certificate, with_parts
from engineering.shelters.steps import STEPS
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import light_html
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import status


def _visible(request: HttpRequest) -> QuerySet[Shelter]:
    return Shelter.objects.visible_to(request.scope).select_related(
        "project__developer", "approval", "organisation", "division"
    )


def _form(shelter: Shelter) -> str:
    return shelter.get_construction_form_display() + ("，早期" if shelter.is_legacy else "")


def _certificate(shelter: Shelter) -> str:
    if shelter.is_printed:
        return "已打印"
    if shelter.is_certified:
        return "待打印"
    if shelter.state != Shelter.State.ACCEPTED:
        return ""
    return shelter.light.text if shelter.light else "待签发"


def _certificate_html(shelter: Shelter) -> str:
    words = _certificate(shelter)
    if words in ("待打印", "待签发"):
        return status(words, "todo")
    is_waiting = words and not shelter.is_printed
    return light_html(shelter.light) if is_waiting else words or col.NOTHING


class ShelterList(ListPage):
    """人防工程台账 within scope."""

    model, query, title, noun = Shelter, ShelterQuery, "人防工程台账", "个"
    columns = (
        col.Title("工程名称", "name", link="engineering:shelter", note="works_number", width=32),
        col.Code("工程编号", "works_number", on_page=False, width=20),
        col.Name("产权（建设）单位", "owner_name", width=32),
        col.Column("建设形式", _form, sort="construction_form"),
        col.Column("战时功能", "wartime_function"),
        col.Area("建筑面积（㎡）", "area", sort="area", total=True),
        col.State("状态", "state", shelter_tone, note="permit_mark"),
        col.Short("备案证明", _certificate, html=_certificate_html),
        col.Short("主管机构", "organisation.short_name"),
    )
    related = ("project__developer", "approval", "division")
    links = (
        Link("登记工程", "engineering:shelter_new", "plus", "edit_shelter", is_main=True),
        Link("导入", "engineering:shelter_imports", "file-import", "import_shelters"),
        Link("导出", "engineering:shelters_export", "file-export"),
        Link("导出涉密台账", "engineering:shelters_export_whole", permission="view_confidential"),
    )
    nothing = (Nothing("还没有人防工程。准予修建的审批作出后，工程自动进入台账", symbol="shield"),)
    nothing_found = "没有符合条件的工程"

    def rows(self) -> QuerySet[Shelter]:
        """With the area as built, else as approved, and how far the certificate has come."""
        area = Coalesce("built_area", "approved_area")
        return super().rows().annotate(area=area, **with_certificate())

    def prepare(self, rows: Sequence[Shelter]) -> None:
        """The light of each filing."""
        calendar = current_calendar()
        for row in rows:
            row.light = filing_light(row, self.today, calendar)


_UNITS = (
    col.Column("编号", "number"),
    col.Column("所在层", "floor"),
    col.Short("战时功能", "wartime_function"),
    col.Area("建筑面积（㎡）", "built_area"),
    col.Area("掩蔽面积（㎡）", "shelter_area"),
    col.Number("人数", "headcount"),
    col.Number("抗爆单元", "blast_units"),
    col.Number("出入口（室外）", lambda unit: f"{unit.exits}（{unit.outdoor_exits}）"),
    col.Column("平时用途", "peacetime_use"),
)
_EQUIPMENT = (
    col.Column("防护单元", lambda row: row.unit.number if row.unit else "全工程"),
    col.Column("大类", "category"),
    col.Column("名称", "name"),
    col.Column("型号", "model"),
    col.Number("数量", "quantity"),
)


@require_GET
def shelter(request: HttpRequest, pk: int) -> HttpResponse:
    """One shelter: what it is, where it stands, and the next step at the top."""
    row: Any = get_object_or_404(with_parts(_visible(request)), pk=pk)
    scope = request.scope
    every = list(IssuedDocument.objects.of(row).with_state())
    page = ShelterPage(
        shelter=row,
        scope=scope,
        every_paper=every,
        papers=[paper for paper in every if _sees(scope, paper, row)],
        today=timezone.localdate(),
        calendar=current_calendar(),
    )
    row.kinds_in_force = {paper.kind for paper in every if not paper.is_void}
    additions = [addition(page) for addition in ADDITIONS]
    steps = [step for addition in additions for step in addition.steps]
    links = [link for addition in additions for link in addition.links]
    return render(
        request,
        "engineering/shelters/shelter.html",
        {
            "shelter": row,
            "papers": page.papers,
            "units": Table("防护单元", _UNITS, row.units.all()),
            "equipment": Table(
                "防护设备",
                _EQUIPMENT,
                row.equipment.select_related("unit") if row.has_equipment else (),
            ),
            "may_view_confidential": scope.may("view_confidential", row),
            "may_view_project": scope.may("view_projects", row),
            "warnings": warnings_of(row),
            "filing_light": filing_light(row, page.today, page.calendar),
            "events": events_of(row, *page.papers),
            "additions": additions,
            "steps": [*steps, *STEPS.buttons(row, page.may), *links],
        },
    )


def _sees(scope: Scope, paper: IssuedDocument, row: Shelter) -> bool:
    permission = paper.definition.view_permission
    return paper.organisation_id in scope.organisations(permission) or scope.may(permission, row)


def find_shelter(request: HttpRequest, pk: int) -> Shelter:
    """A shelter within the user's scope; Http404 for any other."""
    return get_object_or_404(_visible(request), pk=pk)


def shelter_for(request: HttpRequest, pk: int, permission: str) -> Shelter:
    """A visible shelter on which the user may do ``permission``."""
    row = find_shelter(request, pk)
    request.scope.require(permission, row)
    return row


def trail_to(shelter: Shelter) -> tuple[tuple[str, str], ...]:
    """The pages above those of a shelter's acts."""
    return (
        ("人防工程台账", reverse("engineering:shelters")),
        (shelter.name, reverse("engineering:shelter", args=[shelter.pk])),
    )
