"""重新核定, and the computation that every case keeps."""

from __future__ import annotations

from engineering.approvals.acts.applications import lock_application
from engineering.approvals.acts.lawful_plans import Plan, require_lawful_plan, set_plan, shown_plan
from engineering.approvals.models.applications import Application, Computation
from engineering.approvals.queries.computation import compute_for
from engineering.approvals.steps import RECOMPUTE
from engineering.area.computation import ComputedArea
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import User

_State = Application.State


@act
def recompute_area(
    application_id: int, plan: Plan, *, version: int | None = None, by: User
) -> Application:
    """重新核定: what the reviewer sent back is computed anew from the corrected facts.

    The earlier computation stays; the clock has run on. Whoever computes now is the one whose work
    another person reviews.
    """
    application = lock_application(application_id, RECOMPUTE, by, version)
    if plan.kind != application.kind:
        raise Incomplete("重新核定时不能改变申请事项。由申请人撤回后另行申请", field="kind")
    computed = compute_for(application.project, plan.planned_area, application.accepted_on)
    require_lawful_plan(plan, computed)
    before = shown_plan(application)
    set_plan(application, plan, computed)
    application.accepted_by = by
    application.state = _State.ACCEPTED
    application.save_next()
    store_computation(application, computed, by=by)
    record(
        by,
        "重新核定",
        application,
        before=before,
        after={**shown_plan(application), "应建面积": f"{computed.required_area:,}㎡"},
    )
    return application


def store_computation(application: Application, computed: ComputedArea, *, by: User) -> Computation:
    """Keep what was computed with the application, inside the act that relies on it."""
    return Computation.objects.create(
        application=application,
        computed_by=by,
        as_of=computed.facts.as_of,
        rulebook=computed.rulebook.code,
        rulebook_version=computed.rulebook.full_version,
        facts=computed.facts.to_json(),
        required_area=computed.required_area,
        planned_area=computed.planned_area,
        shortfall_area=computed.shortfall_area,
        required_by_grade={grade: str(area) for grade, area in computed.by_grade.items()},
        may_relocate=computed.may_relocate,
        steps=computed.steps,
    )
