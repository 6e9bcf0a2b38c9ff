"""What can be done with a registered project."""

from __future__ import annotations

import pytest

from engineering.projects import steps
from engineering.projects.acts import amend_project
from renfang.organisations.permissions import Role
from tests.builders.applications import accepted, project_entry, registered
from tests.builders.office import Office
from tests.builders.walking import Walk, walk

pytestmark = pytest.mark.django_db

WALKS = [
    Walk(
        steps.STEPS,
        lambda office, step: registered(office),
        {
            steps.AMEND: lambda row, by: amend_project(
                row.pk, project_entry(name="锦绣华庭"), version=None, by=by
            )
        },
    )
]


def test_a_project_is_amended(office: Office) -> None:
    walk(office, WALKS[0], steps.AMEND)


def test_what_rests_on_the_buildings_is_told_on_the_page(office: Office, client) -> None:
    project = accepted(office).project
    client.force_login(office.who(Role.CLERK))
    page = client.get(steps.AMEND.url_for(project)).content.decode()
    assert "以此为依据的记录" in page
    assert "楼栋和面积指标已进入核定" in page
