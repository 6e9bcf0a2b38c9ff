"""登记检查: a shelter is inspected item by item.

Sources: 人民防空法 art. 25; 人民防空工程维护管理办法 (〔2001〕国人防办字第210号).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engineering.inspections.models import InspectionTask
from engineering.inspections.queries import RECORD
from engineering.shelters.models import Shelter
from engineering.upkeep.acts.hazards import HazardEntry, enter_hazard
from engineering.upkeep.models import STANDARDS, CheckItem, InspectionRecord
from engineering.upkeep.steps import INSPECT
from renfang.acts import Incomplete, NotFound, act, require_past, require_state
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

_Result = InspectionRecord.Result


@dataclass(frozen=True)
class Finding:
    """What was found for one item of the checklist."""

    result: str
    remark: str = ""


@act
def record_inspection(
    shelter_id: int,
    *,
    inspected_on: date,
    inspectors: str,
    findings: Mapping[str, Finding],
    hazards: Sequence[HazardEntry] = (),
    note: str = "",
    task_id: int | None = None,
    by: User,
) -> InspectionRecord:
    """登记检查: the whole checklist, and a hazard for each item that does not meet the standard.

    Raises Incomplete naming the item that is missing, or a failed item without hazard.
    """
    shelter: Shelter = Shelter.objects.locked_for(INSPECT, shelter_id, by)
    require_past(inspected_on, "检查日期", field="inspected_on")
    _require_whole(findings, hazards)
    task = _pending_task(task_id, shelter, by) if task_id else None
    inspection = InspectionRecord(
        shelter=shelter,
        task=task,
        inspected_on=inspected_on,
        inspectors=inspectors.strip(),
        findings=_in_words(findings),
        note=note.strip(),
        recorded_by=by,
    )
    inspection.full_clean(exclude=["shelter", "task", "recorded_by"])
    inspection.save(force_insert=True)
    for entry in hazards:
        enter_hazard(shelter, entry, inspected_on, by, inspection)
    if task is not None:
        task.state, task.closed_on = InspectionTask.State.DONE, inspected_on
        task.save(update_fields=["state", "closed_on"])
    _record_outcome(inspection, len(hazards), by)
    return inspection


def _record_outcome(inspection: InspectionRecord, hazards: int, by: User) -> None:
    record(
        by,
        "登记检查",
        inspection.shelter,
        after={
            "检查日期": inspection.inspected_on,
            "检查人员": inspection.inspectors,
            "不符合": len(inspection.problems),
            "隐患": hazards,
        },
        note=inspection.note,
    )


def _require_whole(findings: Mapping[str, Finding], hazards: Sequence[HazardEntry]) -> None:
    entered = {entry.item for entry in hazards}
    for item in CheckItem:
        finding = findings.get(item)
        if finding is None or finding.result not in _Result.values:
            raise Incomplete(f"“{item.label}”没有检查结果", field=f"{item.value}-result")
        if finding.result == _Result.BAD and item not in entered:
            raise Incomplete(
                f"“{item.label}”不符合，登记隐患内容、等级和整改期限",
                field=f"{item.value}-description",
            )
    for entry in hazards:
        if findings[entry.item].result != _Result.BAD:
            label = CheckItem(entry.item).label
            raise Incomplete(f"“{label}”没有判为不符合，不登记隐患", field=f"{entry.item}-result")


def _in_words(findings: Mapping[str, Finding]) -> list[dict[str, str]]:
    """The checklist with the labels of its day, as the record keeps it."""
    return [
        {
            "item": item.value,
            "label": f"{item.label}：{STANDARDS[item]}",
            "result": findings[item].result,
            "remark": findings[item].remark,
        }
        for item in CheckItem
    ]


def _pending_task(task_id: int, shelter: Shelter, by: User) -> InspectionTask:
    task: InspectionTask = InspectionTask.objects.locked(task_id, Scope(by), RECORD)
    if task.shelter_id != shelter.pk:
        raise NotFound("检查任务")
    require_state(task, InspectionTask.State.PENDING, to="登记检查")
    return task
