"""演练覆盖: who has drilled this year and who has not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from drills.exercises.queries.coverage import COLUMNS, SIDE, STEP, coverage
from renfang.pages.act_forms import offices_with
from renfang.pages.years import YearForm


@require_GET
def coverage_page(request: HttpRequest) -> HttpResponse:
    """演练覆盖: the picture and the lists of teams and places that have not drilled yet."""
    offices_with(request.scope, "view_drills")
    form = YearForm(request.GET or None)
    year = form.asked()
    context = {
        "form": form,
        "year": year,
        "blocks": coverage(request.scope, year),
        "width": COLUMNS * STEP,
        "side": SIDE,
    }
    return render(request, "drills/exercises/coverage.html", context)
