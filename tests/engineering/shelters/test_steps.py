"""What the register lets people do with a shelter, in every state of it."""

from __future__ import annotations

import pytest

from engineering.shelters import steps
from engineering.shelters.acts.register import ShelterEntry, amend_shelter
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.walking import Walk, name_of, walk
from tests.builders.works import filed

pytestmark = pytest.mark.django_db

WALKS = [
    Walk(
        steps.STEPS,
        lambda office, step: filed(office),
        {
            steps.AMEND: lambda row, by: amend_shelter(
                row.pk, ShelterEntry(values={"note": "已核对"}, units=()), by=by
            )
        },
    )
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_every_act_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)
