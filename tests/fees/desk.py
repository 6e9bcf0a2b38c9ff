"""The finance desk: granted projects as engineering leaves them, and what finance does to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from engineering.models import Application, Building, Computation, Developer, Project
from fees.assess_contract import answer, read_json
from fees.assessment import assess_fee
from fees.ledger import Posted, record_payment, reverse_entry
from fees.models import FeeAccount
from renfang.organisations.models import Organisation
from renfang.organisations.permissions import Role
from tests.office import Office

TEN_STOREYS = {
    "name": "1#楼",
    "use": "residential",
    "storeys": 18,
    "foundation_depth": "3.50",
    "ground_floor_area": "850.00",
    "above_ground_area": "15300.00",
}


def _question(
    day: date, buildings: list[dict[str, Any]], planned: str, facts: dict[str, Any]
) -> dict[str, Any]:
    """The facts of a decision, as engineering stores them."""
    return {
        "rulebook": "national",
        "as_of": day.isoformat(),
        "city_class": "third",
        "division_level": "city",
        "zone": "urban",
        "local_share": "0.02",
        "rate": "1500.00",
        "buildings": buildings,
        "built_area": planned,
        "lawful": True,
        **facts,
    }


@dataclass
class Desk:
    """The finance officer's desk at one office: what they do all day, in short words."""

    office: Office

    @property
    def today(self) -> date:
        """Today in Beijing."""
        return timezone.localdate()

    @property
    def officer(self) -> Any:
        """The east district's finance officer."""
        return self.office.who(Role.FINANCE)

    def granted(
        self,
        *,
        at: Organisation | None = None,
        planned: str = "0.00",
        buildings: list[dict[str, Any]] | None = None,
        project: Project | None = None,
        name: str = "滨河雅苑",
        days_ago: int = 20,
        facts: dict[str, Any] | None = None,
    ) -> Application:
        """A granted application whose shortfall is what ``planned`` (㎡) leaves of the duty."""
        organisation = at or self.office.east
        project = project or self.project(organisation, name)
        decided_on = self.today - timedelta(days=days_ago)
        question = _question(decided_on, buildings or [TEN_STOREYS], planned, facts or {})
        computed = answer(read_json(json.dumps(question)))
        clerk = self.office.who(Role.CLERK, at=organisation)
        # A later decision takes the place of the one before it.
        project.applications.filter(state=Application.State.GRANTED).update(
            state=Application.State.SUPERSEDED
        )
        application = Application.objects.create(
            organisation=organisation,
            project=project,
            kind=Application.Kind.RELOCATION,
            state=Application.State.GRANTED,
            planned_area=planned,
            received_on=decided_on,
            accepted_on=decided_on,
            decided_on=decided_on,
        )
        Computation.objects.create(
            application=application,
            computed_by=clerk,
            as_of=decided_on,
            rulebook=computed["rulebook"],
            rulebook_version=computed["version"],
            facts=question,
            required_area=computed["required_area"],
            planned_area=planned,
            shortfall_area=computed["shortfall_area"],
            steps=computed["steps"],
        )
        return application

    def project(self, organisation: Organisation, name: str) -> Project:
        """A project of its own developer, with one building on record."""
        number = Project.objects.count() + 1
        developer = Developer.objects.create(
            organisation=organisation,
            name=f"{name}置业有限公司",
            credit_code=f"91620100MA7{number:06d}X",
        )
        project = Project.objects.create(
            organisation=organisation,
            code=f"2026-620102-47-01-{number:06d}",
            name=name,
            developer=developer,
            division=organisation.division,
            address="滨河路 18 号",
            registered_on=self.today,
            registered_by=self.office.who(Role.CLERK, at=organisation),
        )
        Building.objects.create(project=project, **TEN_STOREYS)
        return project

    def assessed(self, **options: Any) -> FeeAccount:
        """The account of a granted project, assessed today."""
        application = self.granted(**options)
        officer = self.office.who(Role.FINANCE, at=application.organisation)
        return assess_fee(application.pk, by=officer, on=self.today).account

    def pay(self, account: FeeAccount, amount: str, voucher: str, **options: Any) -> Posted:
        """Record a payment of today with a form of its own."""
        given = {"paid_on": self.today, "key": uuid4(), "by": self.officer, **options}
        return record_payment(account.pk, amount=Decimal(amount), voucher_number=voucher, **given)

    def reverse(self, posted: Posted, reason: str = "金额录入错误") -> Posted:
        """Reverse a payment with a form of its own."""
        return reverse_entry(posted.entry.pk, by=self.officer, reason=reason, key=uuid4())
