"""问题整改: found at a drill, mended by a day, checked by somebody else, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drills.exercises.models import Drill, DrillFinding, FindingState
from drills.exercises.steps import CHECK, RAISE, RECTIFY
from renfang.acts import Incomplete, act, require_text
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.steps import Step


@dataclass(frozen=True)
class FindingFacts:
    """What is wrong, what is to be done, by whom, until when."""

    what: str
    action: str
    responsible: str
    due_on: date


@act
def raise_finding(drill_id: int, facts: FindingFacts, *, by: User, on: date) -> DrillFinding:
    """登记问题: of a drill that was held, on file or not."""
    drill: Drill = Drill.objects.locked_for(RAISE, drill_id, by)
    if facts.due_on < on:
        raise Incomplete("整改期限不能早于今天", field="due_on")
    finding = DrillFinding.objects.create(
        organisation=drill.organisation,
        drill=drill,
        what=facts.what,
        action=facts.action,
        responsible=facts.responsible,
        found_on=on,
        due_on=facts.due_on,
    )
    record(
        by,
        "登记演练问题",
        drill,
        after={"问题": facts.what, "责任单位": facts.responsible, "整改期限": str(facts.due_on)},
    )
    return finding


@act
def rectify_finding(
    finding_id: int, *, by: User, on: date, rectification: str, version: int | None
) -> DrillFinding:
    """登记整改: what was done; somebody else then checks it."""
    finding = _locked(RECTIFY, finding_id, by, version)
    if on < finding.found_on:
        raise Incomplete("整改完成日期不能早于发现日期", field="on")
    rectification = require_text(rectification, "写明整改情况", field="rectification", least=5)
    finding.rectified_on, finding.rectified_by = on, by
    finding.rectification = rectification
    return _move(finding, FindingState.RECTIFIED, "登记问题整改", by, finding.rectification)


@act
def close_finding(
    finding_id: int, *, by: User, on: date, passed: bool, note: str, version: int | None
) -> DrillFinding:
    """复核: 销号 where the defect is gone, back to 整改中 where it is not.

    Whoever registered the rectification does not check it.
    """
    finding = _locked(CHECK, finding_id, by, version)
    if not passed:
        require_text(note, "写明未通过复核的原因", field="note", least=5)
    if passed:
        finding.closed_on = on
        return _move(finding, FindingState.CLOSED, "问题销号", by, note)
    finding.rectified_on = None
    return _move(finding, FindingState.OPEN, "问题退回整改", by, note)


def _locked(step: Step, finding_id: int, by: User, version: int | None) -> DrillFinding:
    finding: DrillFinding = DrillFinding.objects.locked_for(step, finding_id, by, version=version)
    return finding


def _move(finding: DrillFinding, to: FindingState, what: str, by: User, note: str) -> DrillFinding:
    before = finding.get_state_display()
    finding.state = to
    finding.save_next()
    record(
        by,
        what,
        finding.drill,
        before={"问题": finding.what, "状态": before},
        after={"问题": finding.what, "状态": to.label},
        note=note,
    )
    return finding
