"""补正告知、受理、不予受理: the office's answer to what was received.

Source: 行政许可法 art. 32.
"""

from __future__ import annotations

from datetime import date

from engineering.approvals.acts.applications import (
    close_application,
    lock_application,
    required_reason,
)
from engineering.approvals.acts.clock import set_due
from engineering.approvals.acts.computation import store_computation
from engineering.approvals.acts.lawful_plans import plan_of, require_lawful_plan
from engineering.approvals.models.applications import Application
from engineering.approvals.papers import issue_paper
from engineering.approvals.queries.clock import due_to_decide, receipt_day
from engineering.approvals.queries.computation import compute_for
from engineering.approvals.queries.settings import limits_on
from engineering.approvals.steps import ACCEPT, NOT_ACCEPT, REQUEST_CORRECTION
from renfang.acts import Incomplete, WrongState, act, require_day, require_text
from renfang.history.record import record
from renfang.organisations.models import User

_State, _Ground = Application.State, Application.RejectionGround


@act
def request_correction(
    application_id: int, *, note: str, on: date, version: int | None = None, by: User
) -> Application:
    """补正告知: say once and completely what is missing; the clock stops until it is brought.

    Source: 行政许可法 art. 32(1)(4). Issues the notice. Refused once the five days have passed,
    because the application then counts as accepted, and a second time, because the law wants
    everything told at once.
    """
    application = lock_application(application_id, REQUEST_CORRECTION, by, version)
    require_day(on, receipt_day(application), "告知日期")
    if on > application.due_on:
        raise WrongState(
            f"应在 {application.due_on} 前一次告知补正，逾期未告知的自收到材料之日起即为受理"
            "（《行政许可法》第三十二条）。办理“受理”"
        )
    application.correction_note = required_reason(note, "note", "需补正的内容")
    application.correction_requested_on = on
    application.state = _State.CORRECTION_REQUESTED
    set_due(application, None)
    application.save_next()
    record(by, "要求补正", application, after={"状态": "待补正"}, note=application.correction_note)
    issue_paper("supplement_notice", application, on=on, by=by)
    return application


@act
def accept_application(
    application_id: int, *, on: date, version: int | None = None, by: User
) -> Application:
    """受理: compute the required area, start the twenty days, issue the notice.

    Source: 行政许可法 arts 32(1)(5), 42. Where the five days have run out unused the application
    was accepted by law on the day it was received, and the clock started then.
    """
    application = lock_application(application_id, ACCEPT, by, version)
    require_day(on, receipt_day(application), "受理日期")
    overdue = application.due_on is not None and on > application.due_on
    accepted_on = receipt_day(application) if overdue else on
    computed = compute_for(application.project, application.planned_area, accepted_on)
    require_lawful_plan(plan_of(application), computed)
    application.accepted_on, application.accepted_by = accepted_on, by
    limits = limits_on(application.organisation, application.kind, accepted_on)
    application.statutory_days = limits.statutory_days
    application.promised_days = limits.promised_days
    application.state = _State.ACCEPTED
    set_due(application, due_to_decide(application, ()))
    application.save_next()
    store_computation(application, computed, by=by)
    record(
        by,
        "受理",
        application,
        before={"状态": "已收件"},
        after={
            "状态": "已受理",
            "受理日期": accepted_on,
            "办理时限": application.due_on,
            "应建面积": f"{computed.required_area:,}㎡",
            "易地建设面积": f"{computed.shortfall_area:,}㎡",
        },
        note="逾期未告知补正，自收到材料之日起即为受理" if overdue else "",
    )
    issue_paper("acceptance_notice", application, on=on, by=by, accepted_by_lapse=overdue)
    return application


@act
def not_accept_application(
    application_id: int,
    *,
    ground: str,
    reason: str,
    on: date,
    competent_office: str = "",
    version: int | None = None,
    by: User,
) -> Application:
    """不予受理: not needed here, not ours, or still incomplete; issues the notice with reasons.

    ``ground`` is one of ``Application.RejectionGround``; who is not competent names in
    ``competent_office`` to whom to apply. Only what was told in a 补正告知书 and not mended is
    refused as incomplete. Source: 行政许可法 art. 32(1)(1), (2), (4), (5), art. 32(2).
    """
    application = lock_application(application_id, NOT_ACCEPT, by, version)
    require_day(on, receipt_day(application), "决定日期")
    _require_ground(application, ground, competent_office)
    application.rejection_ground = ground
    application.competent_office = competent_office.strip() if ground == _Ground.NOT_OURS else ""
    application.rejection_reason = required_reason(reason, "reason", "不予受理的理由")
    application.decided_on, application.decided_by = on, by
    application.state = _State.NOT_ACCEPTED
    set_due(application, None)
    application.save_next()
    close_application(application, by)
    record(
        by,
        "不予受理",
        application,
        before={"状态": "已收件"},
        after={"状态": "不予受理"},
        note=application.rejection_reason,
    )
    issue_paper("rejection_notice", application, on=on, by=by)
    return application


def _require_ground(application: Application, ground: str, competent_office: str) -> None:
    """One of the grounds that the law has, and what it wants told with it."""
    if ground not in _Ground.values:
        raise Incomplete("选择一项法定情形", field="ground")
    if ground == _Ground.NOT_OURS:
        require_text(
            competent_office,
            "不属于本机关职权范围的，写明应当向哪一行政机关申请"
            "（《行政许可法》第三十二条第一款第（二）项）",
            field="competent_office",
            least=4,
        )
    if ground == _Ground.INCOMPLETE and application.correction_requested_on is None:
        raise Incomplete(
            "材料不齐全的，先一次告知补正；补正后仍不符合的，才不予受理"
            "（《行政许可法》第三十二条第一款第（四）项）",
            field="ground",
        )
