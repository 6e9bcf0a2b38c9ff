"""Things that the lines of table_upkeep are about, made by the acts.

What is written down about peacetime use carries the mark 用, about upkeep and capacity the mark 护:
fewer posts read either than read the register of shelters.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from engineering.capacity.acts import enter_population, take_capacity_snapshot
from engineering.inspections.acts import (
    draw_inspection,
    enter_inspector,
    enter_matter,
    list_unit,
    plan_inspection,
    set_inspector_active,
    set_unit_active,
)
from engineering.models import CheckItem, PeacetimeUse, Shelter, UseRequest
from engineering.peacetime_use.acts.inspections import record_use_inspection
from engineering.peacetime_use.acts.regimes import adopt_use_regime
from engineering.peacetime_use.acts.uses import UseEntry, apply_for_use, decide_request
from engineering.shelters.acts.register import ShelterEntry, register_shelter
from engineering.upkeep.acts.conversion import Measure, PlanEntry, enter_conversion_plan
from engineering.upkeep.acts.hazards import HazardEntry, report_hazard, report_rectified
from engineering.upkeep.acts.inspection import Finding, record_inspection
from engineering.upkeep.acts.maintenance import log_maintenance
from renfang.organisations.permissions import Role
from tests.sweep.bureau import Bureau


def furnish_upkeep(bureau: Bureau) -> None:
    """Everything that table_upkeep needs, in the bureau given."""
    shelter = _shelter(bureau)
    # What is done with its use everybody who works with shelters may know; of its upkeep, fewer.
    bureau.keep("shelter_in_use", shelter)
    bureau.keep("shelter_kept_up", shelter)
    _uses(bureau, shelter)
    _inspections(bureau, shelter)
    _hazards(bureau, shelter)
    _conversion(bureau, shelter)
    _capacity(bureau)


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def _shelter(bureau: Bureau) -> Shelter:
    """A standalone shelter of 1,000 ㎡ in use, entered in the register."""
    values = {
        "name": bureau.marked("案", "和平路地下工程"),
        "construction_form": "cut_and_cover",
        "division_id": bureau.organisation.division_id,
        "address": bureau.marked("案", "和平路 88 号"),
        "owner": bureau.marked("案", "置业有限公司"),
        "built_area": Decimal("1000.00"),
    }
    return register_shelter(
        ShelterEntry(values), organisation_id=bureau.organisation.pk, by=bureau.who(Role.CLERK)
    )


# --- peacetime use -------------------------------------------------------------------------------


def use_values(bureau: Bureau) -> dict[str, Any]:
    """What an applicant states, by field: a car park of 50 ㎡ for two years around today."""
    return {
        "operator": bureau.marked("用", "停车管理有限公司"),
        "responsible": bureau.marked("用", "负责人"),
        "phone": bureau.phone(),
        "purpose": bureau.marked("用", "汽车库"),
        "used_area": Decimal("50.00"),
        "starts_on": _days_ago(365),
        "ends_on": _days_ago(-365),
    }


def _regime(bureau: Bureau, kind: str, effective_from: date, days: int | None = None) -> None:
    adopt_use_regime(
        bureau.organisation.pk,
        by=bureau.who(Role.HEAD),
        kind=kind,
        decision_days=days,
        legal_basis="人防规〔2020〕1号",
        effective_from=effective_from,
    )


def _asked(bureau: Bureau, shelter: Shelter, received_on: date) -> UseRequest:
    entry = UseEntry(**{**use_values(bureau), "phone": bureau.contact()})
    use = apply_for_use(shelter.pk, entry, received_on=received_on, by=bureau.who(Role.CLERK))
    return use.requests.get()


def _uses(bureau: Bureau, shelter: Shelter) -> None:
    """A use in force, one to decide by permit, and one to close as a filing."""
    _regime(bureau, "filing", date(2015, 1, 1))
    _regime(bureau, "permit", _days_ago(5), days=10)
    bureau.keep("use_filing", _asked(bureau, shelter, _days_ago(10)))
    bureau.keep("use_request", _asked(bureau, shelter, _days_ago(3)))
    granted = decide_request(
        _asked(bureau, shelter, _days_ago(3)).pk,
        grant=True,
        opinion=bureau.marked("用", "同意"),
        on=timezone.localdate(),
        by=bureau.who(Role.HEAD),
    )
    record_use_inspection(
        granted.use_id,
        inspected_on=_days_ago(1),
        conclusion="passed",
        note=bureau.marked("用", "年检合格"),
        by=bureau.who(Role.CLERK),
    )
    bureau.keep("use", PeacetimeUse.objects.get(pk=granted.use_id))


# --- inspections and hazards ---------------------------------------------------------------------


def _inspections(bureau: Bureau, shelter: Shelter) -> None:
    """Inspectors of whom one has left, a plan drawn at random, a task of a listed plan."""
    clerk, office = bureau.who(Role.CLERK), bureau.organisation.pk
    for number in ("1", "2"):
        inspector = enter_inspector(
            office,
            name=bureau.marked("护", f"检查员{number}"),
            certificate=bureau.marked("护", number),
            by=clerk,
        )
    bureau.keep("inspector", inspector)
    terms = {
        "starts_on": timezone.localdate(),
        "ends_on": _days_ago(-90),
        "note": bureau.marked("护", "说明"),
    }
    _matters_and_units(bureau)
    draw = draw_inspection(
        office,
        matters=[5],
        count=1,
        team_size=2,
        seed=bureau.marked("护", "种子"),
        by=clerk,
        name=bureau.marked("护", "抽查"),
        **terms,
    )
    bureau.keep("inspection_plan", draw.plan)
    former = enter_inspector(
        office, name=bureau.marked("护", "检查员9"), certificate=bureau.marked("护", "9"), by=clerk
    )
    bureau.keep("inspector_out", set_inspector_active(former.pk, is_active=False, by=clerk))
    plan = plan_inspection(
        office, shelter_ids=[shelter.pk], by=clerk, name=bureau.marked("护", "年度检查"), **terms
    )
    bureau.keep("inspection_task", plan.tasks.get())


def matter_values(bureau: Bureau) -> dict[str, Any]:
    """Matter 5: works drawn as such."""
    return {
        "number": 5,
        "category": "maintenance",
        "name": bureau.marked("护", "早期工程检查"),
        "content": bureau.marked("护", "封堵和排水"),
        "object_kind": "works",
        "level": "general",
        "method": "现场检查",
        "ratio": 10,
        "times": 1,
        "basis": "《中华人民共和国人民防空法》第二十五条",
        "publish_days": 20,
        "document": bureau.marked("护", "抽查事项清单"),
        "is_listed": True,
    }


def _matters_and_units(bureau: Bureau) -> None:
    """A list of its own; makers of doors, of whom one has left, and a task at the other."""
    clerk, office = bureau.who(Role.CLERK), bureau.organisation.pk
    since = {"effective_from": _days_ago(30), "by": clerk}
    works = matter_values(bureau)
    enter_matter(office, **works, **since)
    makers = {"number": 6, "name": bureau.marked("护", "设备检查"), "object_kind": "equipment"}
    enter_matter(office, **(works | makers), **since)
    names = [bureau.marked("护", name) for name in ("设备一厂", "设备二厂")]
    kept, former = (list_unit(office, kind="equipment", name=name, by=clerk) for name in names)
    bureau.keep("listed_unit", kept)
    bureau.keep("listed_unit_out", set_unit_active(former.pk, is_active=False, by=clerk))
    drawn = draw_inspection(
        office,
        matters=[6],
        count=1,
        team_size=2,
        by=clerk,
        name=bureau.marked("护", "设备抽查"),
        starts_on=timezone.localdate(),
        ends_on=_days_ago(-90),
    )
    bureau.keep("unit_task", drawn.plan.tasks.get())


def hazard_entry(bureau: Bureau) -> HazardEntry:
    """Water that has to be stopped within a month."""
    return HazardEntry("leakage", bureau.marked("护", "口部渗水"), "general", _days_ago(-30))


def _hazards(bureau: Bureau, shelter: Shelter) -> None:
    """A record that found a hazard, which is open; another hazard reported rectified."""
    clerk, today = bureau.who(Role.CLERK), timezone.localdate()
    hazard = hazard_entry(bureau)
    findings = {item.value: Finding("good") for item in CheckItem}
    inspection = record_inspection(
        shelter.pk,
        inspected_on=today,
        inspectors=bureau.marked("护", "检查员"),
        findings=findings | {hazard.item: Finding("bad", hazard.description)},
        hazards=[hazard],
        note=bureau.marked("护", "限期整改"),
        by=clerk,
    )
    bureau.keep("inspection", inspection)
    bureau.keep("hazard_open", inspection.hazards.get())
    reported = report_hazard(shelter.pk, hazard, found_on=today, by=clerk)
    measures = bureau.marked("护", "已注浆堵漏")
    bureau.keep(
        "hazard_rectified",
        report_rectified(reported.pk, measures=measures, rectified_on=today, by=clerk),
    )
    log_maintenance(
        shelter.pk,
        done_on=today,
        kind="patrol",
        content=bureau.marked("护", "巡查"),
        unit=bureau.marked("护", "物业公司"),
        by=clerk,
    )


def _conversion(bureau: Bureau, shelter: Shelter) -> None:
    entry = PlanEntry(
        prepared_by=bureau.marked("护", "编制单位"),
        prepared_on=_days_ago(1),
        review_due_on=_days_ago(-365),
        note=bureau.marked("护", "预案"),
    )
    measure = Measure("early", bureau.marked("护", "封堵孔口"), bureau.marked("护", "责任单位"))
    enter_conversion_plan(shelter.pk, entry, [measure], by=bureau.who(Role.CLERK))


# --- capacity ------------------------------------------------------------------------------------


def _capacity(bureau: Bureau) -> None:
    """Residents, still to be computed with; registered people, computed with today."""
    clerk, office = bureau.who(Role.CLERK), bureau.organisation
    for kind in ("resident", "registered"):
        enter_population(
            office.pk,
            division=office.division,
            kind=kind,
            population=100_000,
            as_of=_days_ago(1),
            source=bureau.marked("护", "人口公报"),
            by=clerk,
        )
    take_capacity_snapshot(office.pk, kind="registered", by=clerk)
