"""The works and their completion acceptance (竣工验收): acts on a shelter.

Sources: 人民防空法 arts. 22-23; 建设工程质量管理条例 arts. 16, 49;
人民防空工程建设管理规定 arts. 45-48.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from engineering.models import CompletionAcceptance, Shelter
from renfang.acts import Incomplete, act, require_state, require_version
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

State = Shelter.State


@act
def start_construction(
    shelter_id: int, *, by: User, started_on: date, version: int | None = None
) -> Shelter:
    """开工登记: the works have begun."""
    shelter = Shelter.objects.locked(shelter_id, Scope(by), "record_acceptance")
    require_version(shelter, version)
    require_state(shelter, State.PLANNED, to="登记开工")
    decided_on = shelter.approval.decided_on
    if started_on > timezone.localdate():
        raise Incomplete("开工日期不能晚于今天", field="started_on")
    if decided_on and started_on < decided_on:
        raise Incomplete(
            f"开工日期早于审批决定日期 {decided_on}。核对日期；确属未批先建的，另行立案",
            field="started_on",
        )
    shelter.state, shelter.started_on = State.UNDER_CONSTRUCTION, started_on
    shelter.version += 1
    shelter.save(update_fields=["state", "started_on", "version"])
    record(
        by,
        "登记开工",
        shelter,
        before={"状态": State.PLANNED.label},
        after={"状态": State.UNDER_CONSTRUCTION.label, "开工日期": started_on},
    )
    return shelter


@act
def record_acceptance(
    shelter_id: int, *, by: User, findings: dict[str, Any], version: int | None = None
) -> CompletionAcceptance:
    """竣工验收: record what was found; a pass makes the shelter an accepted one.

    ``findings`` maps the editable fields of CompletionAcceptance to their values. A failed
    acceptance is kept and the shelter stays under construction until a later one passes.
    """
    shelter = Shelter.objects.locked(shelter_id, Scope(by), "record_acceptance")
    require_version(shelter, version)
    require_state(shelter, State.UNDER_CONSTRUCTION, to="登记竣工验收")
    acceptance = CompletionAcceptance(shelter=shelter, recorded_by=by, **findings)
    if acceptance.accepted_on > timezone.localdate():
        raise Incomplete("验收日期不能晚于今天", field="accepted_on")
    if shelter.started_on and acceptance.accepted_on < shelter.started_on:
        raise Incomplete(f"验收日期早于开工日期 {shelter.started_on}", field="accepted_on")
    acceptance.full_clean()
    acceptance.save(force_insert=True)
    passed = acceptance.conclusion == CompletionAcceptance.Conclusion.PASSED
    before = shelter.get_state_display()
    if passed:
        shelter.state = State.ACCEPTED
    shelter.version += 1
    shelter.save(update_fields=["state", "version"])
    record(
        by,
        "登记竣工验收",
        shelter,
        before={"状态": before},
        after={
            "状态": shelter.get_state_display(),
            "验收结论": acceptance.get_conclusion_display(),
            "实测人防建筑面积": f"{acceptance.built_area}㎡",
        },
        note=acceptance.note,
    )
    return acceptance


def passed_acceptance(shelter: Shelter) -> CompletionAcceptance | None:
    """The acceptance that passed, if there is one."""
    return shelter.acceptances.filter(conclusion=CompletionAcceptance.Conclusion.PASSED).first()


def surplus(shelter: Shelter, acceptance: CompletionAcceptance) -> Decimal:
    """Square metres built beyond what was approved; below zero where too little was built."""
    return acceptance.built_area - shelter.approved_area
