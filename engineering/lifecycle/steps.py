"""The steps of a shelter's life after filing: from and to which states, and what each asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engineering.lifecycle.models import Demolition
from engineering.shelters.hooks import ShelterPage, StepLink
from engineering.shelters.models import LifeRecord, Shelter
from engineering.shelters.steps import step_link

State, Kind = Shelter.State, LifeRecord.Kind


@dataclass(frozen=True)
class LifeStep:
    """From which states a step leads to which (None: the state stays), and what it asks for."""

    kind: str
    from_states: tuple[str, ...]
    to: str | None
    needs_basis: bool = False
    needs_evaluation: bool = False

    @property
    def label(self) -> str:
        return Kind(self.kind).label


# Works that stand and may be applied for to be demolished.
DEMOLISHABLE = (State.FILED, State.IN_USE, State.REINFORCING, State.CLOSED)
STEPS = {
    step.kind: step
    for step in (
        LifeStep(Kind.PUT_INTO_USE, (State.FILED,), State.IN_USE),
        LifeStep(Kind.EVALUATION, (State.FILED, State.IN_USE, State.CLOSED), None),
        LifeStep(
            Kind.REINFORCEMENT_START,
            (State.FILED, State.IN_USE, State.CLOSED),
            State.REINFORCING,
            needs_basis=True,
        ),
        LifeStep(Kind.REINFORCEMENT_END, (State.REINFORCING,), State.IN_USE),
        LifeStep(Kind.CLOSURE, (State.FILED, State.IN_USE), State.CLOSED, needs_basis=True),
        LifeStep(Kind.REOPENING, (State.CLOSED,), State.IN_USE, needs_basis=True),
        LifeStep(
            Kind.CONVERSION,
            (State.IN_USE, State.CLOSED),
            State.CONVERTED,
            needs_basis=True,
            needs_evaluation=True,
        ),
    )
}


def possible_steps(shelter: Shelter) -> list[LifeStep]:
    """The steps that the shelter's state allows."""
    return [step for step in STEPS.values() if shelter.state in step.from_states]


def next_steps(
    page: ShelterPage, demolitions: Sequence[Demolition], advised: str
) -> list[StepLink]:
    """The steps that state and post allow: those of the shelter's life, then its demolition.

    ``demolitions`` are the shelter's, the newest first; ``advised`` is the step that the last
    evaluation calls for, which comes first.
    """
    may_manage = page.scope.may("manage_shelter_life", page.shelter)
    links = []
    if may_manage:
        links = [
            step_link(
                step.label,
                "shelter_life",
                page.shelter.pk,
                step.kind,
                is_primary=step.kind == advised,
            )
            for step in possible_steps(page.shelter)
        ]
        links.sort(key=lambda link: not link.is_primary)
    return [*links, *_demolition(page, demolitions, may_manage)]


def _demolition(
    page: ShelterPage, demolitions: Sequence[Demolition], may_manage: bool
) -> list[StepLink]:
    refused = Demolition.State.REFUSED
    demolition = next((each for each in demolitions if each.state != refused), None)
    if demolition is None:
        if may_manage and page.shelter.state in DEMOLISHABLE:
            return [step_link("受理拆除申请", "shelter_demolish", page.shelter.pk)]
        return []
    pk, state = demolition.pk, demolition.state
    if state == Demolition.State.APPLIED and page.scope.may("decide_demolition", demolition):
        return [step_link("拆除审批", "demolition_decide", pk, is_primary=True)]
    if state == Demolition.State.APPROVED and may_manage:
        return [step_link("登记拆除", "demolition_done", pk)]
    if state == Demolition.State.DEMOLISHED and may_manage:
        return [step_link("登记补偿完成", "demolition_settle", pk, is_primary=True)]
    return []
