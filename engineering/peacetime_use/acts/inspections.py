"""年检 of a shelter's peacetime use."""

from __future__ import annotations

from datetime import date

from engineering.peacetime_use.models import PeacetimeUse, UseInspection
from engineering.peacetime_use.steps import INSPECT
from renfang.acts import Incomplete, act, require_past, require_text
from renfang.clocks.rules import add_months
from renfang.history.record import record
from renfang.organisations.models import User

_Conclusion = UseInspection.Conclusion


@act
def record_use_inspection(
    use_id: int,
    *,
    inspected_on: date,
    conclusion: str,
    note: str,
    rectify_by: date | None = None,
    by: User,
    version: int | None = None,
) -> UseInspection:
    """登记年检: a pass moves the next inspection on by the period; anything else does not.

    With 限期整改 the next inspection is due on the last day for the rectification.
    """
    use: PeacetimeUse = PeacetimeUse.objects.locked_for(INSPECT, use_id, by, version=version)
    rectify_by = rectify_by if conclusion == _Conclusion.RECTIFY else None
    inspection = UseInspection(
        use=use,
        inspected_on=inspected_on,
        conclusion=conclusion,
        rectify_by=rectify_by,
        note=note.strip(),
        recorded_by=by,
    )
    _check(inspection, use)
    inspection.full_clean(exclude=["use", "recorded_by"])
    inspection.save(force_insert=True)
    before = use.inspection_due_on
    _set_next(use, inspection)
    _record_outcome(inspection, before, by)
    return inspection


def _record_outcome(inspection: UseInspection, before: date | None, by: User) -> None:
    record(
        by,
        "登记平时使用年检",
        inspection.use,
        before={"下次年检日期": before},
        after={
            "年检结论": inspection.get_conclusion_display(),
            "下次年检日期": inspection.use.inspection_due_on,
        },
        note=inspection.note,
    )


def _set_next(use: PeacetimeUse, inspection: UseInspection) -> None:
    if inspection.conclusion == _Conclusion.PASSED:
        use.inspection_due_on = add_months(inspection.inspected_on, use.regime.inspection_months)
    elif inspection.rectify_by:
        use.inspection_due_on = inspection.rectify_by
    use.save_next("inspection_due_on")


def _check(inspection: UseInspection, use: PeacetimeUse) -> None:
    """Raise Incomplete naming the field that is missing or contradicts another."""
    day, conclusion = inspection.inspected_on, inspection.conclusion
    require_past(day, "年检日期", field="inspected_on")
    if day < use.starts_on:
        raise Incomplete(f"年检日期早于使用起日 {use.starts_on}", field="inspected_on")
    if conclusion != _Conclusion.PASSED:
        require_text(inspection.note, "不合格或限期整改的，写明问题", field="note", least=5)
    late = inspection.rectify_by is None or inspection.rectify_by <= day
    if conclusion == _Conclusion.RECTIFY and late:
        raise Incomplete("限期整改的，填写晚于年检日期的整改期限", field="rectify_by")
