"""What can be done next with a shelter, by whom: the buttons of its page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse

from engineering.inspections.acts import INSPECTED_STATES
from engineering.lifecycle.acts.changes import possible_steps
from engineering.lifecycle.models import Demolition
from engineering.shelters.models import Shelter
from engineering.works.acts.filing import KIND
from renfang.organisations.scope import Scope

_State = Shelter.State


@dataclass(frozen=True)
class StepLink:
    """A button; the first of a list is the primary one."""

    label: str
    url: str
    is_primary: bool = False


def next_steps(
    shelter: Shelter,
    scope: Scope,
    *,
    in_force: Collection[str],
    demolitions: Sequence[Demolition],
    advised: str = "",
) -> list[StepLink]:
    """The acts that the state and the user's post allow, the main one first.

    ``in_force`` are the kinds of the shelter's papers that are not void, ``demolitions`` its
    cases, the newest first; ``advised`` is the step that the last evaluation calls for.
    """
    links = [
        *_works(shelter, scope, in_force),
        *_filing(shelter, scope, in_force),
        *_life(shelter, scope, advised),
        *_demolition(shelter, scope, demolitions),
    ]
    if shelter.state in INSPECTED_STATES and scope.may("record_upkeep", shelter):
        links.append(_link("登记维护", "shelter_maintain", shelter.pk))
    if scope.may("edit_shelter", shelter):
        links.append(_link("更正台账", "shelter_amend", shelter.pk))
    return links


def _link(label: str, name: str, *args: object, is_primary: bool = False) -> StepLink:
    return StepLink(label, reverse(f"engineering:{name}", args=args), is_primary)


def _works(shelter: Shelter, scope: Scope, in_force: Collection[str]) -> list[StepLink]:
    links = []
    state, pk = shelter.state, shelter.pk
    if state == _State.PLANNED and scope.may("record_acceptance", shelter):
        links.append(_link("登记开工", "shelter_start", pk, is_primary=True))
    if state == _State.UNDER_CONSTRUCTION and scope.may("record_acceptance", shelter):
        links.append(_link("登记竣工验收", "shelter_accept", pk, is_primary=True))
    if not scope.may("supervise_works", shelter):
        return links
    is_supervised = hasattr(shelter, "supervision")
    if state in (_State.PLANNED, _State.UNDER_CONSTRUCTION) and not is_supervised:
        links.append(_link("质量监督注册", "shelter_supervise", pk))
    if state == _State.UNDER_CONSTRUCTION and is_supervised:
        links.append(_link("登记监督检查", "shelter_visit", pk))
    may_report = state in (_State.ACCEPTED, _State.FILED) and is_supervised
    if may_report and "supervision_report" not in in_force:
        links.append(_link("签发质量监督报告", "shelter_report", pk))
    return links


def _filing(shelter: Shelter, scope: Scope, in_force: Collection[str]) -> list[StepLink]:
    links = []
    if not scope.may("issue_certificate", shelter):
        return links
    may_certify = shelter.state in (_State.ACCEPTED, _State.FILED)
    if may_certify and KIND not in in_force:
        links.append(_link("核对并签发备案证明", "shelter_certify", shelter.pk, is_primary=True))
    if shelter.state == _State.ACCEPTED and not hasattr(shelter, "filing"):
        links.append(_link("登记备案收件", "shelter_filing", shelter.pk))
    return links


def _life(shelter: Shelter, scope: Scope, advised: str) -> list[StepLink]:
    if not scope.may("manage_shelter_life", shelter):
        return []
    links = [
        _link(
            step.label,
            "shelter_life",
            shelter.pk,
            step.kind,
            is_primary=step.kind == advised,
        )
        for step in possible_steps(shelter)
    ]
    return sorted(links, key=lambda link: not link.is_primary)


def _demolition(
    shelter: Shelter, scope: Scope, demolitions: Sequence[Demolition]
) -> list[StepLink]:
    refused = Demolition.State.REFUSED
    case = next((each for each in demolitions if each.state != refused), None)
    may_manage = scope.may("manage_shelter_life", shelter)
    if case is None:
        standing = (_State.FILED, _State.IN_USE, _State.REINFORCING, _State.CLOSED)
        if may_manage and shelter.state in standing:
            return [_link("受理拆除申请", "shelter_demolish", shelter.pk)]
        return []
    if case.state == Demolition.State.APPLIED and scope.may("decide_demolition", case):
        return [_link("拆除审批", "demolition_decide", case.pk, is_primary=True)]
    if case.state == Demolition.State.APPROVED and may_manage:
        return [_link("登记拆除", "demolition_done", case.pk)]
    if case.state == Demolition.State.DEMOLISHED and may_manage:
        return [_link("登记补偿完成", "demolition_settle", case.pk, is_primary=True)]
    return []
