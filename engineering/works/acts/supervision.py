"""质量监督: registration, site visits, orders to rectify and their closing, the report.

Sources: 建设工程质量管理条例 arts 13, 43-51; 人民防空工程质量监督管理规定 (国人防〔2010〕288号).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from engineering.shelters.models import Shelter
from engineering.shelters.queries import last_day
from engineering.works.models import (
    CompletionAcceptance,
    Defect,
    Rectification,
    SiteVisit,
    Supervision,
)
from engineering.works.papers.supervision import (
    issue_rectification_notice,
    issue_report,
)
from engineering.works.steps import CLOSE, REPORT, SUPERVISE, VISIT
from renfang.acts import Incomplete, act, require_past, require_text
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

# (place, description) of each defect found.
Defects = Sequence[tuple[str, str]]


@act
def register_supervision(shelter_id: int, *, by: User, values: dict[str, Any]) -> Supervision:
    """质量监督注册: before the works start, or belatedly while they are under way.

    ``values`` maps the editable fields of Supervision to their values.
    """
    shelter = Shelter.objects.locked_for(SUPERVISE, shelter_id, by)
    supervision = Supervision(shelter=shelter, recorded_by=by, **values)
    require_past(supervision.registered_on, "监督注册日期", field="registered_on")
    supervision.save(force_insert=True)
    is_late = shelter.started_on is not None and supervision.registered_on > shelter.started_on
    record(
        by,
        "质量监督注册",
        shelter,
        after={"注册日期": supervision.registered_on, "监督人员": supervision.supervisors},
        note="开工后补办" if is_late else "",
    )
    return supervision


@act
def record_visit(
    shelter_id: int,
    *,
    by: User,
    values: dict[str, Any],
    defects: Defects = (),
    rectify_by: date | None = None,
) -> SiteVisit:
    """登记监督检查: what was found; defects give an order to rectify with its day and paper.

    Raises WrongState while the works are not registered for supervision.
    """
    shelter = Shelter.objects.locked_for(VISIT, shelter_id, by)
    visit = SiteVisit(shelter=shelter, recorded_by=by, **values)
    require_past(visit.visited_on, "检查日期", field="visited_on")
    visit.full_clean()
    visit.save(force_insert=True)
    record(
        by,
        "监督检查",
        shelter,
        after={
            "检查日期": visit.visited_on,
            "检查部位": visit.get_stage_display(),
            "发现问题": f"{len(defects)} 项",
        },
        note=visit.findings,
    )
    if defects:
        order_rectification(
            shelter, defects, by=by, on=visit.visited_on, rectify_by=rectify_by, visit=visit
        )
    return visit


def order_rectification(
    shelter: Shelter,
    defects: Defects,
    *,
    by: User,
    on: date,
    rectify_by: date | None,
    visit: SiteVisit | None = None,
    acceptance: CompletionAcceptance | None = None,
) -> Rectification:
    """责令整改 inside the act that found the defects, with 责令整改通知书 as its last lock.

    Without ``rectify_by`` the office's limit for rectification applies.
    """
    due_on = rectify_by or last_day(shelter.organisation, "rectification", on).last_day
    if due_on <= on:
        raise Incomplete(f"整改期限须晚于检查（验收）日期 {on}", field="rectify_by")
    order = Rectification.objects.create(
        shelter=shelter, visit=visit, acceptance=acceptance, ordered_on=on, due_on=due_on
    )
    Defect.objects.bulk_create(
        Defect(rectification=order, position=position, place=place, description=description)
        for position, (place, description) in enumerate(defects, 1)
    )
    record(by, "责令整改", shelter, after={"问题": f"{len(defects)} 项", "整改期限": due_on})
    order.document = issue_rectification_notice(order, by=by, on=timezone.localdate())
    order.save(update_fields=["document"])
    return order


@act
def close_rectification(
    rectification_id: int, *, by: User, closed_on: date, note: str
) -> Rectification:
    """整改复查合格: the re-inspection found every defect mended."""
    order = Rectification.objects.select_related("shelter").filter(pk=rectification_id).first()
    shelter = Shelter.objects.locked(order.shelter_id if order else 0, Scope(by), CLOSE.permission)
    assert order is not None
    order.refresh_from_db()
    CLOSE.require(order, by, on=closed_on)
    require_past(closed_on, "复查日期", field="closed_on")
    if closed_on < order.ordered_on:
        raise Incomplete(f"复查日期早于责令日期 {order.ordered_on}", field="closed_on")
    note = require_text(note, "写明复查意见", field="note", least=2, example="逐项复查，均已整改")
    order.closed_on, order.closing_note, order.closed_by = closed_on, note, by
    order.save(update_fields=["closed_on", "closing_note", "closed_by"])
    record(
        by,
        "整改复查合格",
        shelter,
        after={"复查日期": closed_on, "责令日期": order.ordered_on},
        note=order.closing_note,
    )
    return order


@act
def issue_supervision_report(
    shelter_id: int, *, by: User, evaluation: str, conclusion: str, on: date | None = None
) -> IssuedDocument:
    """签发质量监督报告: after acceptance, once every order to rectify is closed; one in force."""
    shelter = Shelter.objects.locked_for(REPORT, shelter_id, by, on=on)
    for field, text in (("evaluation", evaluation), ("conclusion", conclusion)):
        require_text(text, "写明监督评价和结论", field=field, least=2)
    return issue_report(
        shelter,
        by=by,
        on=on or timezone.localdate(),
        evaluation=evaluation.strip(),
        conclusion=conclusion.strip(),
    )
