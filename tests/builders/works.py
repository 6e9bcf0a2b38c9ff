"""Shelters moved along by their acts, for the tests of works and life."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from engineering.lifecycle.acts.changes import take_life_step
from engineering.models import Shelter
from engineering.shelters.rules import CERTIFICATE
from engineering.shelters.standards import checklist
from engineering.works.acts.acceptance import ItemFinding, record_acceptance, start_construction
from engineering.works.acts.filing import issue_certificate
from engineering.works.acts.supervision import record_visit, register_supervision
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from tests.builders.office import Office
from tests.builders.shelters import granted_shelter


def certificates_of(shelter: Shelter) -> Any:
    """All certificates of a shelter, newest first."""
    return IssuedDocument.objects.of(shelter).filter(kind=CERTIFICATE).with_state()


def today() -> Any:
    """Today in Beijing."""
    return timezone.localdate()


def findings(shelter: Shelter, **changes: Any) -> dict[str, Any]:
    """A passed acceptance of exactly what was approved."""
    return {
        "accepted_on": today(),
        "conclusion": "passed",
        "built_area": shelter.approved_area,
        "shelter_area": Decimal("600.00"),
        "protected_area": Decimal("780.00"),
        "passage_area": Decimal("30.00"),
        "protective_units": 1,
        "headcount": 600,
        "developer": "锦绣置业有限公司",
        "surveyor": "某勘察院",
        "designer": "某设计院",
        "contractor": "某建筑公司",
        "supervisor": "某监理公司",
        "attendees": "张工、李工",
        "supervision_report": "",
        "note": "",
        **changes,
    }


def sound_items() -> list[ItemFinding]:
    """The checklist of today with every row passed."""
    _, rows = checklist(today())
    return [ItemFinding(discipline, item, "passed") for discipline, item in rows]


def supervised(office: Office, number: int = 1) -> Shelter:
    """Under construction and registered for supervision."""
    shelter, clerk = granted_shelter(office, number), office.who(Role.CLERK)
    register_supervision(
        shelter.pk,
        by=clerk,
        values={
            "registered_on": today() - timedelta(days=40),
            "supervisors": "王监督、赵监督",
            "contractor": "某建筑公司",
            "supervisor": "某监理公司",
            "designer": "某设计院",
        },
    )
    start_construction(shelter.pk, by=clerk, started_on=today() - timedelta(days=30))
    return Shelter.objects.get(pk=shelter.pk)


def visited(shelter: Shelter, clerk: Any, defects: Any = ()) -> Any:
    """A site visit ten days ago."""
    return record_visit(
        shelter.pk,
        by=clerk,
        values={
            "visited_on": today() - timedelta(days=10),
            "stage": "structure",
            "findings": "抽查临空墙厚度和混凝土回弹强度",
            "visitors": "王监督",
        },
        defects=defects,
    )


def accepted(office: Office, number: int = 1, **changes: Any) -> Shelter:
    """Accepted today."""
    shelter, clerk = supervised(office, number), office.who(Role.CLERK)
    record_acceptance(
        shelter.pk, by=clerk, findings=findings(shelter, **changes), items=sound_items()
    )
    return Shelter.objects.get(pk=shelter.pk)


def filed(office: Office, number: int = 1) -> Shelter:
    """Filed today, its certificate issued."""
    shelter = accepted(office, number)
    issue_certificate(shelter.pk, by=office.who(Role.CLERK))
    return Shelter.objects.get(pk=shelter.pk)


def in_use(office: Office, number: int = 1) -> Shelter:
    """In use since today."""
    shelter = filed(office, number)
    take_life_step(shelter.pk, "put_into_use", by=office.who(Role.CLERK), on=today())
    return Shelter.objects.get(pk=shelter.pk)
