"""登记与更正建设项目."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engineering.models import Building, Developer, Project
from engineering.projects.acts import amend_project, register_project
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, WrongState
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from tests.builders.applications import OFFICE_BLOCK, TOWER, accepted, project_entry, registered
from tests.builders.office import Office

pytestmark = pytest.mark.django_db


def test_a_registered_project_keeps_its_buildings_in_order(office: Office) -> None:
    project = registered(office, buildings=(TOWER, OFFICE_BLOCK))
    assert [building.name for building in project.buildings.all()] == ["1#楼", "办公楼"]
    assert project.buildings.get(name="1#楼").ground_floor_area == Decimal("850.00")
    assert project.stage == Project.Stage.REGISTERED
    assert events_of(project)[0].act == "登记项目"


def test_a_developer_is_found_again_by_its_credit_code(office: Office) -> None:
    first = registered(office)
    second = registered(office, code="2404-620102-04-01-000002", name="锦绣二期", contact="钱进")
    assert first.developer_id == second.developer_id
    assert Developer.objects.get().contact == "钱进"


def test_a_project_code_is_registered_once_in_an_office(office: Office) -> None:
    registered(office)
    with pytest.raises(Incomplete, match="已登记项目代码") as refusal:
        registered(office, name="另一个名称")
    assert refusal.value.field == "code"


@pytest.mark.parametrize(
    ("buildings", "words"),
    [
        ((), "至少登记一栋"),
        ((TOWER, TOWER), "出现多次"),
        ((replace(TOWER, ground_floor_area=Decimal("99999.00")),), "首层建筑面积不能大于"),
        ((replace(TOWER, storeys=0),), "至少 1 层"),
    ],
)
def test_buildings_that_cannot_be_are_refused_and_nothing_is_kept(
    office: Office, buildings: tuple, words: str
) -> None:
    with pytest.raises(Incomplete, match=words) as refusal:
        registered(office, buildings=buildings)
    assert refusal.value.field == "buildings"
    assert not Project.objects.exists()
    assert not Developer.objects.exists()


def test_a_division_of_another_office_is_refused(office: Office) -> None:
    with pytest.raises(Incomplete, match="不由本机构负责"):
        registered(office, division_id=office.west.division_id)


def test_only_the_clerk_of_the_office_registers(office: Office) -> None:
    for user in (office.who(Role.HEAD), office.who(Role.CLERK, at=office.west)):
        with pytest.raises(NotPermitted):
            register_project(project_entry(), organisation_id=office.east.pk, by=user)


def test_amending_notes_only_what_changed(office: Office) -> None:
    project = registered(office)
    entry = project_entry(buildings=(replace(TOWER, storeys=17),))
    amend_project(project.pk, entry, version=project.version, by=office.who(Role.CLERK))
    event = events_of(project)[0]
    assert event.act == "更正项目"
    assert list(event.after) == ["楼栋 1#楼"]
    assert "17 层" in event.after["楼栋 1#楼"]
    assert Building.objects.get().storeys == 17


def test_an_amendment_against_an_older_version_is_overtaken(office: Office) -> None:
    project = registered(office)
    clerk = office.who(Role.CLERK)
    amend_project(project.pk, project_entry(name="新名称"), version=1, by=clerk)
    with pytest.raises(Overtaken):
        amend_project(project.pk, project_entry(name="旧名称"), version=1, by=clerk)
    project.refresh_from_db()
    assert project.name == "新名称"


def test_a_project_is_not_amended_once_its_application_is_accepted(office: Office) -> None:
    application = accepted(office)
    with pytest.raises(WrongState, match="已经受理"):
        amend_project(
            application.project_id, project_entry(), version=None, by=office.who(Role.CLERK)
        )


def test_a_foreign_clerk_learns_nothing_of_a_project(office: Office) -> None:
    project = registered(office)
    with pytest.raises(NotFound):
        amend_project(
            project.pk,
            project_entry(),
            version=None,
            by=office.who(Role.CLERK, at=office.west),
        )
