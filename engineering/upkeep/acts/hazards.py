"""登记隐患, 整改完成, 复查: a hazard from its discovery until it is closed.

Source: 人民防空工程维护管理办法 (〔2001〕国人防办字第210号).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engineering.shelters.models import Shelter
from engineering.upkeep.models import CheckItem, Hazard, InspectionRecord, Reinspection
from engineering.upkeep.steps import RECTIFY, REINSPECT, REPORT_HAZARD
from renfang.acts import Incomplete, act, require_past, require_text
from renfang.history.record import record
from renfang.organisations.models import User

_State = Hazard.State


@dataclass(frozen=True)
class HazardEntry:
    """A hazard found: which item, what, how grave, and until when it is to be rectified."""

    item: str
    description: str
    grade: str
    due_on: date


@act
def report_hazard(shelter_id: int, entry: HazardEntry, *, found_on: date, by: User) -> Hazard:
    """登记隐患 that came up outside an inspection, for example by report."""
    shelter: Shelter = Shelter.objects.locked_for(REPORT_HAZARD, shelter_id, by)
    require_past(found_on, "发现日期", field="found_on")
    return enter_hazard(shelter, entry, found_on, by, None)


@act
def report_rectified(
    hazard_id: int, *, measures: str, rectified_on: date, by: User, version: int | None = None
) -> Hazard:
    """整改完成: what was done; the hazard then waits for its re-inspection."""
    hazard: Hazard = Hazard.objects.locked_for(RECTIFY, hazard_id, by, version=version)
    require_past(rectified_on, "整改完成日期", field="rectified_on")
    if rectified_on < hazard.found_on:
        raise Incomplete(f"整改完成日期早于发现日期 {hazard.found_on}", field="rectified_on")
    measures = require_text(measures, "写明整改情况", field="measures", least=5)
    hazard.state = _State.RECTIFIED
    hazard.measures, hazard.rectified_on = measures, rectified_on
    _save(hazard)
    record(
        by,
        "登记隐患整改完成",
        hazard,
        before={"状态": _State.OPEN.label},
        after={"状态": hazard.get_state_display(), "整改完成日期": rectified_on},
        note=measures,
    )
    return hazard


@act
def reinspect_hazard(
    hazard_id: int,
    *,
    inspected_on: date,
    is_passed: bool,
    note: str,
    due_on: date | None = None,
    by: User,
    version: int | None = None,
) -> Hazard:
    """复查: a pass closes the hazard; otherwise it is open again until a new ``due_on``."""
    hazard: Hazard = Hazard.objects.locked_for(REINSPECT, hazard_id, by, version=version)
    require_past(inspected_on, "复查日期", field="inspected_on")
    if hazard.rectified_on and inspected_on < hazard.rectified_on:
        raise Incomplete(f"复查日期早于整改完成日期 {hazard.rectified_on}", field="inspected_on")
    if not is_passed and (due_on is None or due_on <= inspected_on):
        raise Incomplete("复查不合格的，填写晚于复查日期的新整改期限", field="due_on")
    Reinspection.objects.create(
        hazard=hazard,
        inspected_on=inspected_on,
        is_passed=is_passed,
        note=note.strip(),
        recorded_by=by,
    )
    if is_passed:
        hazard.state, hazard.closed_on = _State.CLOSED, inspected_on
    elif due_on:
        hazard.state, hazard.due_on, hazard.rectified_on = _State.OPEN, due_on, None
    _save(hazard)
    record(
        by,
        "隐患复查合格，销号" if is_passed else "隐患复查不合格",
        hazard,
        before={"状态": _State.RECTIFIED.label},
        after={"状态": hazard.get_state_display(), "整改期限": hazard.due_on},
        note=note,
    )
    return hazard


def enter_hazard(
    shelter: Shelter,
    entry: HazardEntry,
    found_on: date,
    by: User,
    inspection: InspectionRecord | None,
) -> Hazard:
    """Save a hazard and its history, inside the act that found it."""
    if entry.due_on < found_on:
        raise Incomplete(
            f"“{CheckItem(entry.item).label}”的整改期限早于发现日期 {found_on}",
            field=f"{entry.item}-due_on" if inspection else "due_on",
        )
    hazard = Hazard(
        organisation_id=shelter.organisation_id,
        shelter=shelter,
        inspection=inspection,
        item=entry.item,
        description=entry.description.strip(),
        grade=entry.grade,
        found_on=found_on,
        due_on=entry.due_on,
    )
    hazard.full_clean(exclude=["organisation", "shelter", "inspection"])
    hazard.save(force_insert=True)
    record(
        by,
        "登记隐患",
        hazard,
        after={
            "隐患等级": hazard.get_grade_display(),
            "隐患内容": hazard.description,
            "整改期限": hazard.due_on,
        },
    )
    return hazard


def _save(hazard: Hazard) -> None:
    hazard.save_next()
