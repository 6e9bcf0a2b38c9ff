"""Forms of peacetime use, upkeep and capacity, filled in as they should be."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from engineering.models import CheckItem, ConversionPlan, Hazard, PeacetimeUse, TimeClass
from tests.sweep.bureau import Bureau
from tests.sweep.casework_upkeep import hazard_entry, matter_values, use_values
from tests.sweep.filled import Filled, Form


def _today() -> str:
    return timezone.localdate().isoformat()


def _in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# --- peacetime use -------------------------------------------------------------------------------


def application(bureau: Bureau) -> Form:
    return {**use_values(bureau), "received_on": _today()}


def _on_use(bureau: Bureau) -> Form:
    return {"version": PeacetimeUse.objects.get(pk=bureau.pk("use")).version}


def renewal(bureau: Bureau) -> Form:
    return {"ends_on": _in_days(700), "received_on": _today(), **_on_use(bureau)}


def change(bureau: Bureau) -> Form:
    values = {**use_values(bureau), "purpose": bureau.marked("用", "仓储")}
    return {**values, "received_on": _today(), **_on_use(bureau)}


def cancellation(bureau: Bureau) -> Form:
    return {"reason": bureau.marked("用", "合同解除"), "on": _today(), **_on_use(bureau)}


def annual_inspection(bureau: Bureau) -> Form:
    return {"inspected_on": _today(), "conclusion": "passed", "note": "", **_on_use(bureau)}


def reason(bureau: Bureau) -> Form:
    return {"reason": bureau.marked("用", "情况有变化")}


def decision(bureau: Bureau) -> Form:
    return {"grant": "yes", "opinion": bureau.marked("用", "同意"), "on": _today()}


def regime(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "kind": "registration",
        "effective_from": "2035-01-01",
        "decision_days": "",
        "longest_months": "60",
        "renewal_days": "30",
        "reminder_days": "60",
        "inspection_months": "12",
        "issues_certificate": "on",
        "issues_letter": "on",
        "legal_basis": bureau.marked("用", "人防规〔2035〕1号"),
    }


# --- inspections and hazards ---------------------------------------------------------------------


def _plan(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "name": bureau.marked("护", "专项检查"),
        "starts_on": _today(),
        "ends_on": _in_days(60),
        "note": "",
    }


def listed_plan(bureau: Bureau) -> Form:
    return {**_plan(bureau), "shelters": [bureau.pk("shelter_kept_up")]}


def draw(bureau: Bureau) -> Form:
    return {
        **_plan(bureau),
        "matters": ["5"],
        "count": "1",
        "places_each": "3",
        "team_size": "2",
    }


def matter(bureau: Bureau) -> Form:
    values = {**matter_values(bureau), "number": "7", "is_listed": "on"}
    return {**values, "organisation": bureau.organisation.pk, "effective_from": "2035-01-01"}


def listed_unit(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "kind": "equipment",
        "name": bureau.marked("护", "设备三厂"),
        "credit_code": "",
    }


def unit_result(bureau: Bureau) -> Form:
    note = bureau.marked("护", "检验报告缺页，已责令补正")
    return {"inspected_on": _today(), "result": "mended", "result_note": note}


def inspector(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "name": bureau.marked("护", "新检查员"),
        "certificate": bureau.marked("护", "3"),
    }


def checklist(bureau: Bureau) -> Form:
    """Everything in order but for one leak."""
    leak = hazard_entry(bureau)
    return {
        "inspected_on": _today(),
        "inspectors": bureau.marked("护", "检查员"),
        "note": "",
        **{f"{item.value}-result": "good" for item in CheckItem},
        f"{leak.item}-result": "bad",
        f"{leak.item}-description": leak.description,
        f"{leak.item}-grade": leak.grade,
        f"{leak.item}-due_on": leak.due_on.isoformat(),
    }


def hazard(bureau: Bureau) -> Form:
    leak = hazard_entry(bureau)
    return {**vars(leak), "found_on": _today()}


def on_hazard(thing: str, day: str, **fields: str) -> Filled:
    """An act on the hazard ``thing`` today; ``day`` names the field of the date."""

    def filled(bureau: Bureau) -> Form:
        version = Hazard.objects.get(pk=bureau.pk(thing)).version
        return {day: _today(), **fields, "version": version}

    return filled


def maintenance(bureau: Bureau) -> Form:
    return {
        "done_on": _today(),
        "kind": "service",
        "unit": bureau.marked("护", "物业公司"),
        "content": bureau.marked("护", "风机保养"),
    }


# --- conversion and capacity ---------------------------------------------------------------------


def _on_conversion(bureau: Bureau) -> Form:
    plan = ConversionPlan.objects.get(shelter=bureau.pk("shelter_kept_up"))
    return {"review_due_on": _in_days(400), "note": "", "version": plan.version}


def conversion(bureau: Bureau) -> Form:
    return {
        "prepared_by": bureau.marked("护", "编制单位"),
        "prepared_on": _today(),
        **_on_conversion(bureau),
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-time_class": "imminent",
        "form-0-content": bureau.marked("护", "安装防护门"),
        "form-0-quantity": "2 樘",
        "form-0-responsible": bureau.marked("护", "责任单位"),
    }


def conversion_review(bureau: Bureau) -> Form:
    return {"reviewed_on": _today(), **_on_conversion(bureau)}


def stages(bureau: Bureau) -> Form:
    labels = {f"{stage.value}_label": bureau.marked("护", stage.value) for stage in TimeClass}
    days = {f"{stage.value}_days": "15" for stage in TimeClass}
    return {"organisation": bureau.organisation.pk, **labels, **days}


def population(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "division": bureau.organisation.division_id,
        "kind": "resident",
        "population": "120000",
        "as_of": _today(),
        "source": bureau.marked("护", "人口公报"),
    }


def snapshot(bureau: Bureau) -> Form:
    return {"organisation": bureau.organisation.pk, "kind": "resident"}
