"""变更与延续: applications that rest on a permit, and what becomes of it.

No act of its own: these are the steps that 收件, 补正, 撤回 and the decision share.

A granted computation is never altered. A change is computed from the new design as a computation
of its own; granted, it takes the old permit's place. Where it comes to nothing, the project's
buildings are put back as the permit had them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from engineering.approvals.acts.planned_shelters import abandon_planned
from engineering.approvals.models.applications import Application, Computation
from engineering.approvals.queries.permits import permit_in_force
from engineering.approvals.queries.settings import limits_on
from engineering.projects.models import Building, Project
from engineering.projects.queries import building_row, facts_of
from engineering.shelters.models import Shelter
from renfang.acts import Incomplete, WrongState
from renfang.clocks.rules import add_months
from renfang.history.record import record
from renfang.organisations.models import User

_State, _Kind = Application.State, Application.Kind
# Applications that ask for something about a permit which is there already.
ABOUT_A_PERMIT = (_Kind.CHANGE, _Kind.RENEWAL)


def permit_for(project: Project, kind: str) -> Application | None:
    """The permit that an application of this kind is about, None for a first application.

    Raises WrongState where a change or renewal finds no permit, a renewal no term, or a first
    application a permit.
    """
    permit = permit_in_force(project)
    label = _Kind(kind).label
    if kind not in ABOUT_A_PERMIT:
        if permit is not None:
            raise WrongState(
                f"{project}已有一件申请，现为“{permit.get_state_display()}”。"
                "设计有变化的申请“变更许可”，有效期将满的申请“延续许可”"
            )
        return None
    if permit is None:
        raise WrongState(f"{project}没有有效的许可，不能申请“{label}”。先申请修建、易地建设或免建")
    if kind == _Kind.RENEWAL and permit.valid_until is None:
        raise WrongState("原许可没有规定有效期，不需要延续")
    return permit


def lateness_of_renewal(permit: Application, received_on: date) -> str:
    """What the history notes of a renewal applied for too late; empty for one in time.

    Source: 行政许可法 art. 50. Raises Incomplete on ``received_on`` where the permit has run out,
    or where the office accepts no late applications.
    """
    end = permit.valid_until
    limits = limits_on(permit.organisation, _Kind.RENEWAL, received_on)
    last = end - timedelta(days=limits.renewal_notice_days)
    if received_on <= last:
        return ""
    if received_on > end:
        raise Incomplete(
            f"原许可有效期已于 {end} 届满，不能延续。由负责人注销该许可，建设单位重新申请",
            field="received_on",
        )
    late = f"应在有效期届满 {limits.renewal_notice_days} 日前（{last} 及以前）提出"
    if not limits.accepts_late_renewal:
        raise Incomplete(
            f"原许可有效期至 {end}，延续申请{late}，已逾期。"
            "告知建设单位在有效期内开工，或者届满后重新申请；"
            "依据文件允许逾期受理的，先在审批设置中登记",
            field="received_on",
        )
    return f"{late}，逾期提出，按{limits.legal_basis}受理"


def set_validity(application: Application, on: date) -> None:
    """The term of a permit that is being granted; a change keeps the term of what it replaces."""
    months = limits_on(application.organisation, application.kind, on).validity_months
    if application.kind == _Kind.CHANGE:
        application.valid_until = application.supersedes.valid_until
    elif application.kind == _Kind.RENEWAL:
        start = application.supersedes.valid_until
        months = months or _term_of(application.supersedes)
        application.valid_until = add_months(start, months)
    elif months:
        application.valid_until = add_months(on, months)


def _term_of(permit: Application) -> int:
    """Months for which the permit was granted, as its own item said."""
    granted_on = permit.decided_on
    return limits_on(permit.organisation, permit.kind, granted_on).validity_months or 12


def replace_permit(application: Application, by: User) -> None:
    """A granted change takes the place of its permit; a granted renewal lengthens it.

    Called by the decision, inside its transaction, before the application itself is saved as
    granted: a project never has two permits in force, not even for a moment.
    """
    permit = Application.objects.select_for_update().get(pk=application.supersedes_id)
    if permit.state != _State.GRANTED:
        raise WrongState(
            f"原许可现为“{permit.get_state_display()}”，不能再变更或延续。作出不予许可的决定"
        )
    if application.kind == _Kind.RENEWAL:
        before, permit.valid_until = permit.valid_until, application.valid_until
        permit.save_next("valid_until")
        record(
            by,
            "延续有效期",
            permit,
            before={"许可有效期至": before},
            after={"许可有效期至": permit.valid_until},
        )
        return
    permit.state = _State.SUPERSEDED
    permit.ended_on = application.decided_on
    permit.save_next("state", "ended_on")
    record(by, "由变更决定替代", permit, before={"状态": "准予许可"}, after={"状态": "已变更"})


def change_shelter(application: Application, by: User) -> Shelter | None:
    """Carry a granted change over to the shelter that the old permit created, if there is one.

    Where nothing is to be built any more, a shelter whose works have not begun is given up. Raises
    WrongState where the works have begun.
    """
    permit = application.supersedes
    shelter = (
        Shelter.objects.select_for_update()
        .filter(approval=permit)
        .exclude(state=Shelter.State.ABANDONED)
        .first()
    )
    if shelter is None:
        return None
    if application.planned_area == 0:
        if shelter.state != Shelter.State.PLANNED:
            raise WrongState(
                f"{shelter}现为“{shelter.get_state_display()}”，不能变更为全部不修建。"
                "退回重核，由建设单位就已开工的部分办理变更"
            )
        return abandon_planned(permit, by, "变更后不再修建")
    before = shelter.approved_area
    shelter.approval = application
    shelter.approved_area = application.planned_area
    shelter.save(update_fields=["approval", "approved_area"])
    record(
        by,
        "变更批准面积",
        shelter,
        before={"批准修建面积": f"{before:,}㎡"},
        after={"批准修建面积": f"{shelter.approved_area:,}㎡"},
    )
    return shelter


def restore_design(application: Application, by: User) -> None:
    """A change that came to nothing: the buildings stand again as the permit had them.

    The permit's computation keeps every fact that counts; the purpose in words is taken from the
    buildings of the same name, because no rule reads it.
    """
    if application.kind != _Kind.CHANGE:
        return
    project = application.project
    computation: Computation | None = application.supersedes.computations.first()
    if computation is None:
        return
    permitted = computation.stated.buildings
    stated = tuple(map(facts_of, project.buildings.all()))
    if stated == permitted:
        return
    purposes = {facts.name: facts.purpose for facts in stated}
    project.buildings.all().delete()
    Building.objects.bulk_create(
        building_row(project, number, replace(facts, purpose=purposes.get(facts.name, "")))
        for number, facts in enumerate(permitted, 1)
    )
    record(by, "恢复原许可的楼栋指标", project, after={"楼栋": len(permitted)})
