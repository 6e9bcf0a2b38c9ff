"""What can be done with a registered project."""

from __future__ import annotations

import pytest

from engineering.projects import steps
from engineering.projects.acts import amend_party, amend_project
from renfang.acts import Incomplete
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from tests.builders.applications import accepted, project_entry, registered
from tests.builders.office import Office
from tests.builders.walking import Walk, walk

PARTY = {
    "party_address": "东区政通路 7 号",
    "legal_representative": "赵明",
    "contact": "赵敏",
    "phone": "13800000000",
}
pytestmark = pytest.mark.django_db

WALKS = [
    Walk(
        steps.STEPS,
        lambda office, step: registered(office),
        {
            steps.AMEND: lambda row, by: amend_project(
                row.pk, project_entry(name="锦绣华庭"), version=None, by=by
            ),
            steps.AMEND_PARTY: lambda row, by: amend_party(row.pk, by=by, **PARTY),
        },
    )
]


def test_a_project_is_amended(office: Office) -> None:
    walk(office, WALKS[0], steps.AMEND)


def test_a_developer_is_amended(office: Office) -> None:
    walk(office, WALKS[0], steps.AMEND_PARTY)


def test_a_developer_is_amended_though_a_permit_rests_on_the_project(office: Office) -> None:
    project = accepted(office).project
    clerk = office.who(Role.CLERK)
    amend_party(project.pk, by=clerk, **PARTY)
    developer = project.developer
    developer.refresh_from_db()
    assert (developer.address, developer.legal_representative) == ("东区政通路 7 号", "赵明")
    told = events_of(developer).get(act="更正建设单位")
    assert told.after["住所"] == "东区政通路 7 号"
    with pytest.raises(Incomplete, match="填写住所"):
        amend_party(project.pk, by=clerk, **PARTY | {"party_address": " "})


def test_what_rests_on_the_buildings_is_told_on_the_page(office: Office, client) -> None:
    project = accepted(office).project
    client.force_login(office.who(Role.CLERK))
    page = client.get(steps.AMEND.url_for(project)).content.decode()
    assert "以此为依据的记录" in page
    assert "楼栋和面积指标已进入核定" in page
