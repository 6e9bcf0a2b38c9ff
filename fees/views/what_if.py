"""试算比较: the same project under two books or on two days, side by side, with every step."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from engineering.models import Project
from engineering.projects import entry_of
from fees.book_cases import EXPECTED, ask
from fees.case_forms import FactsForm
from renfang.acts import NotPermitted
from renfang.quantities.forms import DateFormField
from renfang.rules.explained import FactProblem
from renfang.rules.models import BookEdition, practice_on
from renfang.rules.rows import BookError
from renfang.workbench.lists import whole_numbers


class WhatIfForm(FactsForm):
    """Facts, and the two books and days to compute them by."""

    book_a = forms.ModelChoiceField(label="规则库甲", queryset=BookEdition.objects.none())
    day_a = DateFormField(label="适用日期甲")
    book_b = forms.ModelChoiceField(label="规则库乙", queryset=BookEdition.objects.none())
    day_b = DateFormField(label="适用日期乙")
    field_order = ("book_a", "day_a", "book_b", "day_b")

    def __init__(self, *args: Any, books: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("book_a", "book_b"):
            self.fields[name].queryset = books


@require_http_methods(["GET", "POST"])
def what_if(request: HttpRequest) -> HttpResponse:
    """Nothing is kept: the page only computes. ``?project=`` fills in a registered project."""
    if not request.scope.holds("view_rulebooks"):
        raise NotPermitted.lacking("view_rulebooks")
    books = BookEdition.objects.visible_to(request.scope).order_by("jurisdiction", "-id")
    form = WhatIfForm(request.POST or None, books=books, initial=_initial(request))
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            context.update(_sides(form))
        else:
            status = 422
    return render(request, "fees/what_if.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    initial: dict[str, Any] = {"day_a": today, "day_b": today, "city_class": "third"}
    wanted = whole_numbers([request.GET.get("project", "")])
    project = Project.objects.visible_to(request.scope).filter(pk__in=wanted).first()
    if project is None:
        return initial
    rows = [entry_of(building) for building in project.buildings.all()]
    initial["zone"] = project.zone
    initial["buildings"] = [
        {
            "name": row.name,
            "use": row.use,
            "storeys": row.storeys,
            "foundation_depth": row.foundation_depth,
            "ground_floor_area": row.ground_floor_area,
            "above_ground_area": row.above_ground_area,
            "relief": row.relief,
        }
        for row in rows
    ]
    practice = practice_on(project.organisation, today)
    if practice is not None:
        initial.update(
            city_class=practice.city_class,
            division_level=practice.division_level,
            local_share=practice.local_share_text.removesuffix("%"),
            rate=practice.local_rate,
        )
    return initial


def _sides(form: WhatIfForm) -> dict[str, Any]:
    found = form.cleaned_data
    sides = [
        _side(found[f"book_{side}"], found[f"day_{side}"], form.facts()) for side in ("a", "b")
    ]
    names = ("required_area", "shortfall_area", "gross", "relief", "payable")
    lines = [
        {
            "label": EXPECTED[name],
            "values": [side["result"].get(name, "-") for side in sides],
            "differs": len({side["result"].get(name) for side in sides}) > 1,
        }
        for name in names
    ]
    return {"sides": sides, "lines": lines}


def _side(book: BookEdition, day: date, facts: dict[str, Any]) -> dict[str, Any]:
    try:
        result = ask(book.book(), {**facts, "as_of": day.isoformat()})
    except (FactProblem, BookError) as problem:
        why = problem.message if isinstance(problem, FactProblem) else str(problem)
        return {"book": book, "day": day, "result": {}, "problem": why}
    return {"book": book, "day": day, "result": result, "problem": ""}
