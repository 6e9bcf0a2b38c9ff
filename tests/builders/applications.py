"""Believable projects and applications to test with, moved on by the acts themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from engineering.approvals.acts.acceptance import accept_application
from engineering.approvals.acts.decision import decide_application, review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.receipt import submit_application
from engineering.area.facts import BuildingFacts
from engineering.models import Application, Project
from engineering.projects.acts import ProjectEntry, register_project
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from tests.builders.office import Office

# An 18-storey block of flats: 首层 850.00 ㎡ are owed, and no ground of area allows relocation.
TOWER = BuildingFacts(
    name="1#楼",
    use="residential",
    storeys=18,
    foundation_depth=Decimal("5.20"),
    ground_floor_area=Decimal("850.00"),
    above_ground_area=Decimal("15300.00"),
)
# A low office building: 2 % of 8,640.50 = 172.81 ㎡, less than its ground floor: may relocate.
OFFICE_BLOCK = BuildingFacts(
    name="办公楼",
    use="public",
    storeys=6,
    foundation_depth=Decimal("2.00"),
    ground_floor_area=Decimal("1440.00"),
    above_ground_area=Decimal("8640.50"),
)
RECEIVED_ON = date(2024, 3, 29)
ACCEPTED_ON = date(2024, 4, 1)
BUILD_ALL = Plan(kind="build", planned_area=Decimal("850.00"))
RELOCATE_ALL = Plan(kind="relocation", planned_area=Decimal("0.00"), ground="below_first_floor")


def project_entry(**changes: Any) -> ProjectEntry:
    """What the registration form says: one tower in the east district."""
    from renfang.organisations.models import Division

    values: dict[str, Any] = {
        "code": "2404-620102-04-01-000001",
        "name": "锦绣家园",
        "credit_code": "91110000101623741K",
        "developer_name": "锦绣置业有限公司",
        "contact": "赵敏",
        "phone": "13800000000",
        "address": "东区和平路 88 号",
        "buildings": (TOWER,),
    }
    values |= changes
    values.setdefault("division_id", Division.objects.get(code="620102").pk)
    return ProjectEntry(**values)


def registered(office: Office, **changes: Any) -> Project:
    """A project that the east district's clerk registered."""
    return register_project(
        project_entry(**changes), organisation_id=office.east.pk, by=office.who(Role.CLERK)
    )


def received(office: Office, plan: Plan = BUILD_ALL, **changes: Any) -> Application:
    """An application received on 2024-03-29."""
    return submit_application(
        registered(office, **changes).pk,
        plan,
        received_on=RECEIVED_ON,
        by=office.who(Role.CLERK),
    )


def accepted(office: Office, plan: Plan = BUILD_ALL, **changes: Any) -> Application:
    """An application accepted on 2024-04-01."""
    application = received(office, plan, **changes)
    return accept_application(application.pk, on=ACCEPTED_ON, by=office.who(Role.CLERK))


def reviewed(office: Office, plan: Plan = BUILD_ALL, **changes: Any) -> Application:
    """An application that the reviewer has agreed with on 2024-04-10."""
    return review_application(
        accepted(office, plan, **changes).pk,
        opinion="核定正确",
        on=date(2024, 4, 10),
        by=office.who(Role.REVIEWER),
    )


def relocation(office: Office, stage: Any = reviewed) -> Application:
    """An office building whose whole duty is to be met elsewhere."""
    return stage(office, RELOCATE_ALL, buildings=(OFFICE_BLOCK,))


def grant(office: Office, application: Application, **changes: Any) -> IssuedDocument:
    """The head grants on 2024-04-12, unless told otherwise."""
    values = {
        "grant": True,
        "opinion": "同意",
        "on": date(2024, 4, 12),
        "by": office.who(Role.HEAD),
    } | changes
    return decide_application(application.pk, **values)
