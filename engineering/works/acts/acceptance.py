"""The works and their completion acceptance (竣工验收): acts on a shelter.

Sources: 人民防空法 arts. 22-23; 建设工程质量管理条例 arts. 16, 49;
人民防空工程建设管理规定 arts. 45-48.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engineering.shelters.models import Shelter
from engineering.shelters.queries import due_to_file
from engineering.works.acts.supervision import Defects, order_rectification
from engineering.works.hooks import SURVEY_LISTENERS
from engineering.works.models import AcceptanceItem, CompletionAcceptance
from engineering.works.steps import ACCEPT, START
from renfang.acts import Incomplete, WrongState, act, require_past
from renfang.history.record import record
from renfang.organisations.models import User

State = Shelter.State


@dataclass(frozen=True)
class ItemFinding:
    """One row of the checklist as it was ticked; ``result`` is a value of AcceptanceItem.Result."""

    discipline: str
    item: str
    result: str
    basis: str = ""
    note: str = ""


@act
def start_construction(
    shelter_id: int, *, by: User, started_on: date, version: int | None = None
) -> Shelter:
    """开工登记: the works have begun."""
    shelter = Shelter.objects.locked_for(START, shelter_id, by, version=version)
    decided_on = _permit_to_start(shelter, started_on)
    require_past(started_on, "开工日期", field="started_on")
    if decided_on and started_on < decided_on:
        raise Incomplete(
            f"开工日期早于审批决定日期 {decided_on}。核对日期；确属未批先建的，另行立案",
            field="started_on",
        )
    shelter.state, shelter.started_on = State.UNDER_CONSTRUCTION, started_on
    shelter.save_next("state", "started_on")
    record(
        by,
        "登记开工",
        shelter,
        before={"状态": State.PLANNED.label},
        after={"状态": State.UNDER_CONSTRUCTION.label, "开工日期": started_on},
    )
    return shelter


def _permit_to_start(shelter: Shelter, started_on: date) -> date | None:
    """Day of the permit under which the works begin; None for works that need none (单建工程).

    Raises WrongState where the permit has run out.
    """
    permit = shelter.approval
    if permit is None:
        return None
    if permit.valid_until is not None and permit.valid_until < started_on:
        raise WrongState(
            f"{shelter}的许可有效期已于 {permit.valid_until} 届满，不能登记开工。"
            "由负责人注销该许可，建设单位重新申请"
        )
    return permit.decided_on


@act
def record_acceptance(
    shelter_id: int,
    *,
    by: User,
    findings: dict[str, Any],
    version: int | None = None,
    items: Sequence[ItemFinding] = (),
    defects: Defects = (),
    rectify_by: date | None = None,
) -> CompletionAcceptance:
    """竣工验收: record what was found; a pass makes the shelter an accepted one.

    ``findings`` maps the editable fields of CompletionAcceptance to their values, ``items`` is the
    checklist as ticked, ``defects`` give an order to rectify that holds the certificate. A failed
    acceptance is kept and the shelter stays under construction until a later one passes.
    A surveyed area below the approved one is reported to whoever registered for it.
    """
    shelter = Shelter.objects.locked_for(ACCEPT, shelter_id, by, version=version)
    acceptance = CompletionAcceptance(shelter=shelter, recorded_by=by, **findings)
    passed = acceptance.conclusion == CompletionAcceptance.Conclusion.PASSED
    _check_days(shelter, acceptance)
    acceptance.full_clean()
    _check_items(items, passed)
    _keep(acceptance, items)
    _carry_to_shelter(acceptance, by, passed=passed)
    if passed:
        for tell in SURVEY_LISTENERS:
            tell(acceptance, by)
    if defects:
        order_rectification(
            shelter,
            defects,
            by=by,
            on=acceptance.accepted_on,
            rectify_by=rectify_by,
            acceptance=acceptance,
        )
    return acceptance


def _keep(acceptance: CompletionAcceptance, items: Sequence[ItemFinding]) -> None:
    acceptance.save(force_insert=True)
    AcceptanceItem.objects.bulk_create(
        AcceptanceItem(acceptance=acceptance, position=position, **vars(item))
        for position, item in enumerate(items, 1)
    )


def _carry_to_shelter(acceptance: CompletionAcceptance, by: User, *, passed: bool) -> None:
    """What a pass changes on the shelter; the history has the acceptance in any case."""
    shelter = acceptance.shelter
    before = shelter.get_state_display()
    if passed:
        _take_over(shelter, acceptance)
    shelter.save_next()
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


def _check_days(shelter: Shelter, acceptance: CompletionAcceptance) -> None:
    require_past(acceptance.accepted_on, "验收日期", field="accepted_on")
    if shelter.started_on and acceptance.accepted_on < shelter.started_on:
        raise Incomplete(f"验收日期早于开工日期 {shelter.started_on}", field="accepted_on")


def _check_items(items: Sequence[ItemFinding], passed: bool) -> None:
    failed = [item for item in items if item.result == AcceptanceItem.Result.FAILED]
    if passed and failed:
        raise Incomplete(
            f"核查表有 {len(failed)} 项不符合（{failed[0].discipline}：{failed[0].item}），"
            "结论不能为合格。改正核查结果，或把结论改为不合格",
            field="conclusion",
        )


def _take_over(shelter: Shelter, acceptance: CompletionAcceptance) -> None:
    """The register states from now on what was surveyed, and by when it is to be filed."""
    shelter.state = State.ACCEPTED
    shelter.completed_on = acceptance.accepted_on
    for name, value in due_to_file(shelter).items():
        setattr(shelter, name, value)
    for name in ("built_area", "shelter_area", "protected_area", "passage_area", "headcount"):
        setattr(shelter, name, getattr(acceptance, name))
