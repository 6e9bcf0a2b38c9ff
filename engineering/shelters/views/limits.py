"""Pages of 工程时限: what applies today, and a new limit from a day on."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.shelters.acts.limits import set_limit
from engineering.shelters.forms import LimitForm
from engineering.shelters.models import ShelterLimit
from engineering.shelters.queries import limit_on
from renfang.clocks.rules import Unit
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of


@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    """工程时限: what applies today at the user's office, and every edition on record."""
    offices = offices_with(request.scope, "manage_settings")
    rows = (
        ShelterLimit.objects.filter(organisation__in=offices)
        .select_related("organisation")
        .order_by("organisation__path", "item", "-effective_from")
    )
    today = timezone.localdate()
    office = offices.first()
    in_force = [
        (label, limit.count, Unit(limit.unit).label, limit.basis)
        for item, label in ShelterLimit.Item.choices
        if (limit := limit_on(office, item, today))
    ]
    context = {
        "office": office,
        "in_force": in_force,
        "page": page_of(request, Paginator(rows, 20)),
    }
    return render(request, "engineering/shelters/shelter_limits.html", context)


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
