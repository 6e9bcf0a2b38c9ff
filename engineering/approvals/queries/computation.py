"""面积核定: from a project's buildings and the law at its office to the facts that rules take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from engineering.approvals.models.applications import OPEN_STATES, Application, Computation
from engineering.area.computation import ComputedArea, compute
from engineering.area.facts import BuildingFacts, EarlierPhase, Facts
from engineering.projects.models import Project
from engineering.projects.queries import Planning, facts_of, planning_of
from renfang.acts import Incomplete
from renfang.organisations.models import Organisation
from renfang.rules.explained import FactProblem
from renfang.rules.law import Law, require_law
from renfang.rules.models import LocalPractice, PhaseMethod


def facts_under(
    law: Law, buildings: Iterable[BuildingFacts], *, planning: Planning, planned_area: Decimal
) -> Facts:
    """The facts of one computation; ``planned_area`` in ㎡.

    ``lawful`` is always true here: who applies has not evaded the duty (最高人民法院指导案例21号
    concerns those who never apply; fees says so where it charges them). Raises Incomplete for an
    earlier phase without a permit.
    """
    balanced = _is_balanced(planning, law.practice)
    return Facts(
        rulebook=law.reference,
        as_of=law.day,
        city_class=law.practice.city_class,
        division_level=law.practice.division_level,
        zone=planning.zone,
        local_share=law.local_share,
        rate=law.local_rate,
        plan_satisfied=planning.plan_satisfied,
        earlier_phases=earlier_phases(planning.follows) if balanced else (),
        buildings=tuple(buildings),
        built_area=planned_area,
    )


def _is_balanced(planning: Planning, practice: LocalPractice) -> bool:
    if planning.follows is None:
        return False
    if practice.phase_method == PhaseMethod.LAST_PHASE_BALANCE:
        return planning.is_last_phase
    return practice.phase_method == PhaseMethod.CUMULATIVE


def earlier_phases(last: Project | None) -> tuple[EarlierPhase, ...]:
    """The phases up to ``last``, the first one first, each as its permit has it.

    Raises Incomplete for a phase without a permit in force: what it meets is not known.
    """
    phases: list[EarlierPhase] = []
    while last is not None:
        permit = (
            last.applications.filter(state=Application.State.GRANTED)
            .prefetch_related("computations")
            .first()
        )
        computation = next(iter(permit.computations.all()), None) if permit else None
        if permit is None or computation is None:
            raise Incomplete(
                f"上一期项目“{last}”没有有效的许可，分期面积不能结转。先办结上一期，再办理本期"
            )
        phase = EarlierPhase(
            name=last.name,
            buildings=computation.stated.buildings,
            planned_area=permit.planned_area,
            relocated_area=computation.shortfall_area,
        )
        phases.insert(0, phase)
        last = last.follows
    return tuple(phases)


def changed_phases(application: Application) -> str:
    """Why the stored computation no longer stands: an earlier phase is not as it was counted.

    In words for whoever goes on with the application; empty where nothing changed, and where no
    earlier phase was counted. A phase whose permit was revoked, withdrawn, cancelled or changed
    leaves the later ones with an area that nobody owes any more.
    """
    if application.project.follows_id is None:
        return ""
    computation = application.computations.first()
    counted = computation.stated.earlier_phases if computation else ()
    if not counted:
        return ""
    try:
        present = earlier_phases(application.project.follows)
    except Incomplete as refusal:
        return f"本件按以前各期的许可核定，其后许可有变：{refusal}"
    if _met(present) == _met(counted):
        return ""
    return (
        f"本件核定时以前各期批准{_in_words(counted)}，现为{_in_words(present)}。"
        "退回经办人按现行许可重新核定"
    )


def later_applications(application: Application) -> Iterator[Application]:
    """Applications of later phases, in hand or granted, whose computation counts this permit."""
    project = getattr(application.project, "followed_by", None)
    while project is not None:
        rows = project.applications.filter(state__in=(*OPEN_STATES, Application.State.GRANTED))
        for row in rows.prefetch_related("computations"):
            computation = next(iter(row.computations.all()), None)
            counted = computation.stated.earlier_phases if computation else ()
            if any(phase.name == application.project.name for phase in counted):
                yield row
        project = getattr(project, "followed_by", None)


def _met(phases: Iterable[EarlierPhase]) -> list[tuple[str, Decimal, Decimal]]:
    return [(phase.name, phase.planned_area, phase.relocated_area) for phase in phases]


def _in_words(phases: Iterable[EarlierPhase]) -> str:
    built = sum((phase.planned_area for phase in phases), Decimal("0.00"))
    relocated = sum((phase.relocated_area for phase in phases), Decimal("0.00"))
    return f"修建 {built:,}㎡、易地建设 {relocated:,}㎡"


def compute_buildings(
    buildings: Iterable[BuildingFacts],
    organisation: Organisation,
    *,
    as_of: date,
    planning: Planning,
    planned_area: Decimal,
) -> ComputedArea:
    """The required area of stated buildings under the law at an office on a day.

    Raises Incomplete with the office's words where a fact or the practice is missing.
    """
    law = require_law(organisation, as_of)
    try:
        return compute(facts_under(law, buildings, planning=planning, planned_area=planned_area))
    except FactProblem as problem:
        raise Incomplete(f"应建面积无法核定：{problem.message}") from problem


def compute_for(project: Project, planned_area: Decimal, as_of: date) -> ComputedArea:
    """The required area of a registered project. Raises Incomplete."""
    return compute_buildings(
        map(facts_of, project.buildings.all()),
        project.organisation,
        as_of=as_of,
        planning=planning_of(project),
        planned_area=planned_area,
    )


def computed_otherwise() -> Iterator[str]:
    """Computations whose stored facts no longer give the stored areas, in Chinese.

    Editions of rule books are frozen once published, so the same facts always give the same.
    """
    names = ("required_area", "planned_area", "shortfall_area")
    for stored in Computation.objects.order_by("pk").iterator(chunk_size=500):
        try:
            again = compute(stored.stated)
        except (FactProblem, LookupError, ValueError, TypeError) as problem:
            yield f"面积核定 {stored.pk}：存档事实不能重算（{type(problem).__name__}）"
            continue
        if any(getattr(stored, name) != getattr(again, name) for name in names):
            yield (
                f"面积核定 {stored.pk}：存档应建 {stored.required_area}㎡，"
                f"按存档事实重算应建 {again.required_area}㎡、拟建 {again.planned_area}㎡"
            )
