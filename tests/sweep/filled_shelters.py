"""Forms of the register of shelters, of works, life and demolition, filled in as they should be."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from engineering.models import Shelter
from engineering.shelters.standards import filing_materials
from renfang.exchange.models import ImportRow
from tests.sweep.bureau import Bureau
from tests.sweep.casework_shelters import (
    defect,
    shelter_table,
    standing_values,
    supervision_values,
    visit_values,
)
from tests.sweep.filled import Filled, Form


def _typed(values: dict[str, Any]) -> Form:
    """Values as a browser sends them."""
    return {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in values.items()
    }


def today(field: str = "on", **more: str) -> Filled:
    """An act of today; ``field`` names the date."""
    return lambda bureau: {field: timezone.localdate().isoformat(), **more}


# --- the register ----------------------------------------------------------------------------


def _counts(formset: str, rows: int) -> Form:
    return {f"{formset}-TOTAL_FORMS": str(rows), f"{formset}-INITIAL_FORMS": "0"}


def _page_of_register(bureau: Bureau) -> Form:
    values = standing_values(bureau)
    values["division"] = values.pop("division_id")
    return {
        **_typed({**values, "is_legacy": "on"}),
        **_counts("units", 1),
        "units-0-number": bureau.marked("案", "1"),
        "units-0-floor": "地下一层",
        "units-0-wartime_function": "personnel_second",
        "units-0-built_area": "520.00",
        "units-0-shelter_area": "320.00",
        "units-0-shared_area": "",
        "units-0-headcount": "300",
        "units-0-blast_units": "2",
        "units-0-exits": "2",
        "units-0-outdoor_exits": "1",
        "units-0-peacetime_use": "",
        "units-0-parking_spaces": "0",
    }


# Openings in one form and equipment in the other: with the name of every column added to each kind
# of row, three kinds in one form would be more fields than the server reads.


def new_shelter(bureau: Bureau) -> Form:
    return {
        **_page_of_register(bureau),
        **_counts("openings", 1),
        **_counts("equipment", 0),
        "openings-0-number": bureau.marked("案", "K1"),
        "openings-0-kind": "main_exit",
        "openings-0-place": bureau.marked("案", "东侧"),
        "openings-0-doors": "",
        "organisation": bureau.organisation.pk,
        "state": "in_use",
    }


def amended_shelter(bureau: Bureau) -> Form:
    return {
        **_page_of_register(bureau),
        **_counts("openings", 0),
        **_counts("equipment", 1),
        "equipment-0-unit": bureau.marked("案", "1"),
        "equipment-0-category": "doors",
        "equipment-0-name": bureau.marked("案", "防护密闭门"),
        "equipment-0-model": "",
        "equipment-0-quantity": "2",
        "confidential": "1",
        "version": Shelter.objects.get(pk=bureau.pk("shelter_standing")).version,
    }


def shelters_file(bureau: Bureau) -> Form:
    return {"file": SimpleUploadedFile("工程台账.csv", shelter_table(bureau), "text/csv")}


def mended_shelter(bureau: Bureau) -> Form:
    row = ImportRow.objects.filter(batch=bureau.pk("batch_shelters_row")).first()
    return {f"{row.pk}-owner": bureau.marked("账", "改正后的产权单位")}


def limit(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "item": "filing",
        "count": "10",
        "unit": "working_day",
        "effective_from": "2035-01-01",
        "basis": "动〔2035〕1号",
    }


def chosen_shelters(bureau: Bureau) -> Form:
    return {"shelter": str(bureau.pk("shelter_accepted"))}


# --- works -----------------------------------------------------------------------------------


def supervision(bureau: Bureau) -> Form:
    return _typed(supervision_values(bureau))


def visit(bureau: Bureau) -> Form:
    place, description = defect(bureau)
    return {
        **_typed(visit_values(bureau)),
        "rectify_by": "",
        "defects-TOTAL_FORMS": "1",
        "defects-INITIAL_FORMS": "0",
        "defects-0-place": place,
        "defects-0-description": description,
    }


def filing(bureau: Bureau) -> Form:
    day = timezone.localdate()
    return {"received_on": day.isoformat(), "materials": filing_materials(day), "note": ""}


# --- life and demolition ---------------------------------------------------------------------


def put_into_use(bureau: Bureau) -> Form:
    return {
        "on": timezone.localdate().isoformat(),
        "evaluator": "",
        "basis": "",
        "note": bureau.marked("案", "移交使用"),
        "version": Shelter.objects.get(pk=bureau.pk("shelter_life")).version,
    }


def demolition(bureau: Bureau) -> Form:
    return {
        "applicant": bureau.marked("案", "城投公司"),
        "applied_on": timezone.localdate().isoformat(),
        "area": "520.00",
        "remedy": "compensation",
        "compensation": "1000000.00",
        "reason": bureau.marked("案", "道路拓宽"),
    }


def settlement(bureau: Bureau) -> Form:
    return {
        "on": timezone.localdate().isoformat(),
        "rebuilt_as": bureau.pk("shelter_rebuilt"),
        "settlement": bureau.marked("案", "已按原面积补建"),
    }
