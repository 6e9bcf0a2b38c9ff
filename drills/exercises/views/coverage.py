"""演练覆盖: who has drilled this year and who has not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from drills.exercises.queries.coverage import COLUMNS, SIDE, STEP, Block, coverage
from renfang.pages import columns as col
from renfang.pages.act_forms import offices_with
from renfang.pages.tables import Table
from renfang.pages.years import YearForm

_SQUARES = (
    col.Column("名称", "name", link=lambda square: reverse(square.url_name, args=[square.pk])),
    col.Short("最近演练", lambda square: square.last_on or "本年未演练"),
)


def _table(block: Block) -> Table:
    return Table(block.title, _SQUARES, block.squares, is_dense=True)


@require_GET
def coverage_page(request: HttpRequest) -> HttpResponse:
    """演练覆盖: the picture and the lists of teams and places that have not drilled yet."""
    offices_with(request.scope, "view_drills")
    form = YearForm(request.GET or None)
    year = form.asked()
    context = {
        "form": form,
        "year": year,
        "blocks": [(block, _table(block)) for block in coverage(request.scope, year)],
        "width": COLUMNS * STEP,
        "side": SIDE,
    }
    return render(request, "drills/exercises/coverage.html", context)
