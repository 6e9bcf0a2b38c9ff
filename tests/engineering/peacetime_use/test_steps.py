"""Every act on a use of a shelter, and on what was asked about it, in every state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from engineering.models import PeacetimeUse, Shelter, UseRequest
from engineering.peacetime_use import steps
from engineering.peacetime_use.acts.inspections import record_use_inspection
from engineering.peacetime_use.acts.uses import (
    apply_for_change,
    apply_for_renewal,
    apply_for_use,
    cancel_use,
    decide_request,
    reissue_use_papers,
    withdraw_request,
)
from engineering.peacetime_use.models import Regime
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.upkeep import applied, entry, granted, regime, standing_shelter
from tests.builders.walking import Walk, name_of, walk

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
WHY = "合同解除，工程已移交"


def shelter(office: Office, step: Step) -> Shelter:
    """One that nobody uses yet."""
    regime(office)
    return standing_shelter(office)


def use(office: Office, step: Step) -> PeacetimeUse:
    """A use in force."""
    return granted(office, shelter(office, step))


def asked(office: Office, step: Step) -> UseRequest:
    """A request under the regime that the step belongs to."""
    kinds = {closing: kind for kind, closing in steps.CLOSING.items()}
    regime(office, kinds.get(step, Regime.PERMIT))
    return applied(office, standing_shelter(office)).requests.get()


def decide(row: UseRequest, by: User) -> Any:
    return decide_request(row.pk, grant=True, opinion="同意", on=TODAY(), by=by)


WALKS = [
    Walk(
        steps.SHELTER_STEPS,
        shelter,
        {steps.APPLY: lambda row, by: apply_for_use(row.pk, entry(), received_on=TODAY(), by=by)},
    ),
    Walk(
        steps.USE_STEPS,
        use,
        {
            steps.RENEW: lambda row, by: apply_for_renewal(
                row.pk, ends_on=row.ends_on + timedelta(days=365), received_on=TODAY(), by=by
            ),
            steps.CHANGE: lambda row, by: apply_for_change(
                row.pk, entry(purpose="仓储"), received_on=TODAY(), by=by
            ),
            steps.INSPECT: lambda row, by: record_use_inspection(
                row.pk, inspected_on=TODAY(), conclusion="passed", note="", by=by
            ),
            steps.CANCEL: lambda row, by: cancel_use(row.pk, reason=WHY, on=TODAY(), by=by),
            steps.REISSUE: lambda row, by: reissue_use_papers(row.pk, reason=WHY, by=by),
        },
    ),
    Walk(
        steps.REQUEST_STEPS,
        asked,
        {
            **dict.fromkeys(steps.CLOSING.values(), decide),
            steps.WITHDRAW: lambda row, by: withdraw_request(row.pk, reason=WHY, by=by),
        },
    ),
]


@pytest.mark.parametrize("step", steps.SHELTER_STEPS.rows, ids=name_of)
def test_applying_in_every_state_of_a_shelter(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)


@pytest.mark.parametrize("step", steps.USE_STEPS.rows, ids=name_of)
def test_every_act_on_a_use_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[1], step)


@pytest.mark.parametrize("step", steps.REQUEST_STEPS.rows, ids=lambda step: step.label)
def test_every_act_on_a_request_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[2], step)


def test_the_page_offers_what_can_be_done_next(office: Office, client) -> None:
    row = use(office, steps.RENEW)
    client.force_login(office.who(Role.CLERK))
    shown = client.get(row.get_absolute_url()).context["buttons"]
    assert [button.label for button in shown] == [step.label for step in steps.USE_STEPS]
    assert [button.label for button in shown if button.is_primary] == ["申请延续"]
    apply_for_renewal(
        row.pk,
        ends_on=row.ends_on + timedelta(days=365),
        received_on=TODAY(),
        by=office.who(Role.CLERK),
    )
    shown = client.get(row.get_absolute_url()).context["buttons"]
    assert [button.label for button in shown][:2] == ["撤回申请", "登记年检"]
    client.force_login(office.who(Role.HEAD))
    shown = client.get(row.get_absolute_url()).context["buttons"]
    assert [(button.label, button.is_primary) for button in shown] == [("作出决定", True)]
