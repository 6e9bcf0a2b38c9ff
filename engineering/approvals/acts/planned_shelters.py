"""The shelter that a permit lets be built: drafted, entered, and given up with its permit.

No act of its own: the decision, a change and the endings of a permit take these steps, each inside
its own transaction. The grades of protection that a new shelter gets are chosen here.
"""

from __future__ import annotations

from engineering.approvals.models.applications import ENDED_STATES, Application, Computation
from engineering.shelters.models import Shelter
from renfang.history.record import record
from renfang.organisations.models import User

_Function, _Chemical = Shelter.WartimeFunction, Shelter.ChemicalGrade

_UNBEGUN = (Shelter.State.PLANNED, Shelter.State.ABANDONED)
# The protection against gas that goes with a wartime function (GB 50038-2005, usual practice).
_CHEMICAL_GRADES = {
    _Function.PERSONNEL_SECOND: _Chemical.C,
    _Function.PERSONNEL_FIRST: _Chemical.B,
    _Function.MEDICAL: _Chemical.B,
    _Function.TEAM_PERSONNEL: _Chemical.B,
    _Function.TEAM_EQUIPMENT: _Chemical.D,
    _Function.SUPPLIES: _Chemical.D,
    _Function.POWER_STATION: _Chemical.C,
    _Function.WATER_STATION: _Chemical.D,
    _Function.COMMAND: _Chemical.A,
}


def draft_shelter(
    application: Application,
    computation: Computation,
    wartime_function: str = _Function.PERSONNEL_SECOND,
) -> Shelter:
    """The shelter as the approval would create it, not saved: what the check page shows."""
    return Shelter(
        organisation=application.organisation,
        project=application.project,
        approval=application,
        division=application.project.division,
        address=application.project.address,
        name=f"{application.project.name}防空地下室",
        wartime_function=wartime_function,
        nuclear_grade=nuclear_grade(computation),
        chemical_grade=_CHEMICAL_GRADES.get(_Function(wartime_function), _Chemical.D),
        approved_area=application.planned_area,
    )


def plan_shelter(
    application: Application,
    by: User,
    *,
    wartime_function: str = _Function.PERSONNEL_SECOND,
) -> Shelter:
    """Enter the shelter of a granted approval, inside the transaction of the decision."""
    computation = application.computations.first()
    shelter = draft_shelter(application, computation, wartime_function)
    shelter.save(force_insert=True)
    # The grade is confidential in the register; the approval's paper states it.
    record(
        by,
        "列入人防工程",
        shelter,
        after={
            "工程名称": shelter.name,
            "批准修建面积": f"{shelter.approved_area:,}㎡",
            "战时功能": shelter.get_wartime_function_display(),
        },
    )
    return shelter


def take_over_begun(application: Application, by: User) -> Shelter | None:
    """Works that an ended permit left behind go on under the new one; None where there are none.

    Inside the transaction of the decision: the same works are not entered twice.
    """
    ended = Application.objects.filter(project=application.project_id, state__in=ENDED_STATES)
    gone = (*_UNBEGUN, Shelter.State.DEMOLISHED, Shelter.State.CONVERTED)
    shelter = (
        Shelter.objects.select_for_update()
        .filter(project=application.project_id, approval__in=ended)
        .exclude(state__in=gone)
        .order_by("-id")
        .first()
    )
    if shelter is None:
        return None
    before = shelter.approved_area
    shelter.approval, shelter.approved_area = application, application.planned_area
    shelter.save_next("approval", "approved_area")
    record(
        by,
        "由新的许可承接",
        shelter,
        before={"批准修建面积": f"{before:,}㎡"},
        after={"批准修建面积": f"{shelter.approved_area:,}㎡", "许可日期": application.decided_on},
    )
    return shelter


def abandon_planned(approval: Application, by: User, reason: str) -> Shelter | None:
    """A permit that ends takes along the shelter whose works have not begun.

    Works that have begun stay in the register: what stands in the ground must be dealt with, and
    the omission is followed up as a case. Called inside the act that ends the permit.
    """
    shelter = (
        Shelter.objects.select_for_update()
        .filter(approval=approval, state=Shelter.State.PLANNED)
        .first()
    )
    if shelter is None:
        return None
    shelter.state = Shelter.State.ABANDONED
    shelter.save_next("state")
    record(
        by,
        "许可终止，不再修建",
        shelter,
        before={"状态": Shelter.State.PLANNED.label},
        after={"状态": Shelter.State.ABANDONED.label},
        note=reason,
    )
    return shelter


def nuclear_grade(computation: Computation) -> str:
    """6B only where all that is owed is of that grade (人民防空工程建设管理规定 art. 47)."""
    grades = {grade for grade, area in computation.required_by_grade.items() if area != "0.00"}
    if grades == {"6B"}:
        return Shelter.NuclearGrade.N6B
    return Shelter.NuclearGrade.N6
