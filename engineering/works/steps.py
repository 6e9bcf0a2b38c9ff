"""What can be done next with the works of a shelter and with their filing, and by whom."""

from __future__ import annotations

from engineering.shelters.hooks import ShelterPage, StepLink
from engineering.shelters.models import Shelter
from engineering.shelters.rules import CERTIFICATE
from engineering.shelters.steps import step_link

_State = Shelter.State


def next_steps(page: ShelterPage, *, may_supervise: bool, may_issue: bool) -> list[StepLink]:
    """The acts that the state and the user's post allow, the main one first."""
    links = _building(page)
    if may_supervise:
        links += _supervising(page)
    if may_issue:
        links += _filing(page)
    return links


def _building(page: ShelterPage) -> list[StepLink]:
    state, pk = page.shelter.state, page.shelter.pk
    if state == _State.PLANNED and page.scope.may("record_acceptance", page.shelter):
        return [step_link("登记开工", "shelter_start", pk, is_primary=True)]
    if state == _State.UNDER_CONSTRUCTION and page.scope.may("record_acceptance", page.shelter):
        return [step_link("登记竣工验收", "shelter_accept", pk, is_primary=True)]
    return []


def _supervising(page: ShelterPage) -> list[StepLink]:
    links = []
    state, pk = page.shelter.state, page.shelter.pk
    is_supervised = hasattr(page.shelter, "supervision")
    if state in (_State.PLANNED, _State.UNDER_CONSTRUCTION) and not is_supervised:
        links.append(step_link("质量监督注册", "shelter_supervise", pk))
    if state == _State.UNDER_CONSTRUCTION and is_supervised:
        links.append(step_link("登记监督检查", "shelter_visit", pk))
    may_report = state in (_State.ACCEPTED, _State.FILED) and is_supervised
    if may_report and "supervision_report" not in page.kinds_in_force:
        links.append(step_link("签发质量监督报告", "shelter_report", pk))
    return links


def _filing(page: ShelterPage) -> list[StepLink]:
    links = []
    state, pk = page.shelter.state, page.shelter.pk
    may_certify = state in (_State.ACCEPTED, _State.FILED)
    if may_certify and CERTIFICATE not in page.kinds_in_force:
        links.append(step_link("核对并签发备案证明", "shelter_certify", pk, is_primary=True))
    if state == _State.ACCEPTED and not hasattr(page.shelter, "filing"):
        links.append(step_link("登记备案收件", "shelter_filing", pk))
    return links
