"""Pages of 工程时限: what applies today, and a new limit from a day on."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from engineering.shelters.acts.limits import set_limit
from engineering.shelters.forms import LimitForm
from engineering.shelters.models import ShelterLimit
from engineering.shelters.queries import limit_on
from renfang.clocks.rules import Unit
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table


class LimitList(ListPage):
    """工程时限: every edition on record, below what applies today at the user's office."""

    model, title = ShelterLimit, "工程时限"
    permission = "manage_settings"
    template = "engineering/shelters/shelter_limits.html"
    order = ("organisation__path", "item", "-effective_from")
    columns = (
        col.Column("机构", "organisation.short_name"),
        col.Column("事项", "item"),
        col.Number("期限", lambda row: f"{row.count} {row.get_unit_display()}"),
        col.Day("施行日期", "effective_from"),
        col.Column("依据文件", "basis", width=40),
    )
    links = (Link("登记时限", "engineering:shelter_limit_new", "plus", is_main=True),)
    nothing = (Nothing("本机构没有登记时限，适用国家规定或系统内置的期限", symbol="clock"),)

    def rows(self) -> QuerySet[ShelterLimit]:
        """Those of the offices that the user keeps."""
        offices = self.scope.organisations(self.permission)
        return ShelterLimit.objects.filter(organisation__in=offices)

    def context(self) -> dict[str, Any]:
        """What applies today."""
        office = offices_with(self.scope, self.permission).first()
        applying = [
            (label, limit)
            for item, label in ShelterLimit.Item.choices
            if (limit := limit_on(office, item, self.today))
        ]
        return {"office": office, "in_force": Table("今天适用的时限", _APPLYING, applying)}


_APPLYING = (
    col.Column("事项", lambda pair: pair[0]),
    col.Number("期限", lambda pair: f"{pair[1].count} {Unit(pair[1].unit).label}"),
    col.Column("依据", lambda pair: pair[1].basis),
)


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
