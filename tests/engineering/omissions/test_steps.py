"""Every act on a case of 应建未建 in every state."""

from __future__ import annotations

from datetime import date

import pytest

from engineering.models import Project
from engineering.omissions import steps
from engineering.omissions.acts import close_omission, notify_omission, verify_omission
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.walking import Walk, name_of, walk
from tests.engineering.omissions.test_omissions import OFFICERS, told

pytestmark = pytest.mark.django_db

DAY = date(2024, 4, 1)
WHY = "现场踏勘，主体结构已完工，未建防空地下室"

WALKS = [
    Walk(
        steps.STEPS,
        lambda office, step: told(office),
        {
            steps.VERIFY: lambda row, by: verify_omission(
                row.pk,
                project_id=Project.objects.get().pk,
                verifiers=OFFICERS,
                finding=WHY,
                on=DAY,
                by=by,
            ),
            steps.NOTIFY: lambda row, by: notify_omission(row.pk, days=15, on=DAY, by=by),
            steps.CLOSE: lambda row, by: close_omission(
                row.pk,
                outcome="handed_over" if row.state == "notified" else "not_owed",
                note=WHY,
                on=DAY,
                by=by,
            ),
        },
    )
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_every_act_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)
