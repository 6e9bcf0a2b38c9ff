"""How the papers of the demo cases reach their applicants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import timezone

from engineering.deliveries import Served, prepare_delivery, record_delivery
from engineering.models import Project
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.workbench.demo import DemoCity


def serve(city: DemoCity, project: Project, ago: int, method: str, **proof: str) -> Iterator[date]:
    """A receipt that is prepared and comes back signed within the week, where it does at all."""
    paper: IssuedDocument = city.left[f"{project.name}/paper"]
    clerk = city.who(Role.CLERK)
    yield city.day(ago)
    delivery = prepare_delivery(
        paper.subject_id,
        paper.pk,
        method=method,
        recipient=project.developer.name,
        place=project.address,
        servers="李文静、林佳",
        note="" if method == "direct" else "受送达人拒绝签收",
        on=city.day(ago),
        by=clerk,
    )
    if not proof:
        return
    yield city.day(ago - 7)
    at = timezone.make_aware(datetime.combine(city.day(ago - 4), time(9, 30)))
    record_delivery(delivery.pk, Served(at=at, **proof), by=clerk)
