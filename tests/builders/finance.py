"""The finance desk: granted projects as engineering leaves them, and what finance does to them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from engineering.models import (
    Application,
    Attachment,
    Building,
    Computation,
    Developer,
    Project,
)
from fees.assessments.acts.assessment import (
    review_draft,
    submit_assessment,
    submit_violation,
)
from fees.assessments.proposal import propose
from fees.assessments.reliefs import Judgement
from fees.calculation.contract import answer, read_json
from fees.models import Assessment, AssessmentDraft, FeeAccount, LedgerEntry, Slip
from fees.payments.acts.recording import Recorded
from fees.payments.acts.slips import check_slip, record_payment, reverse_entry
from renfang.organisations.models import Organisation
from renfang.organisations.permissions import Role
from renfang.uploads.keeping import KeptFile, keep_content
from tests.builders.office import Office

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
            address="X市东区政通路 7 号",
            legal_representative="赵明",
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

    def charged(self, name: str = "未报建苑") -> FeeAccount:
        """The account of a project that never applied: assessed as a violation, today."""
        project = self.project(self.office.east, name)
        draft = submit_violation(
            project.pk, by=self.officer, on=self.today, as_of=self.today, reason="未建防空地下室"
        )
        return self.approve(draft).account

    def assessed(self, **options: Any) -> FeeAccount:
        """The account of a granted project, assessed today."""
        return self.assess(self.granted(**options)).account

    def submit(self, application: Application, **options: Any) -> AssessmentDraft:
        """Submit an assessment of today, every relief granted unless judged otherwise."""
        officer = self.office.who(Role.FINANCE, at=application.organisation)
        application.refresh_from_db()
        if "judgements" not in options:
            options["judgements"] = self.granting(application)
        return submit_assessment(application.pk, by=officer, on=self.today, **options)

    def approve(self, draft: AssessmentDraft) -> Assessment:
        """The head puts a draft into effect today."""
        head = self.office.who(Role.HEAD, at=draft.organisation)
        done = review_draft(draft.pk, by=head, on=self.today, approve=True, opinion="同意")
        assert done.assessment is not None
        return done.assessment

    def assess(self, application: Application, **options: Any) -> Assessment:
        """Submitted by finance and put into effect by the head, both today."""
        return self.approve(self.submit(application, **options))

    def granting(self, application: Application) -> list[Judgement]:
        """Each claim granted on the evidence that the rule asks for, and a file of the case."""
        return [
            Judgement(
                claim.position,
                claim.code,
                "granted",
                evidence=claim.evidence_required,
                attachment_id=self.proof(application).pk,
            )
            for claim in propose(application).claims
        ]

    def proof(self, application: Application) -> Attachment:
        """A file among those of the case, put there by its clerk."""
        number = Attachment.objects.count() + 1
        content = f"%PDF-1.4 {number}".encode()
        return Attachment.objects.create(
            organisation=application.organisation,
            application=application,
            name=f"证明材料{number}.pdf",
            media_type="application/pdf",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            path=keep_content(content),
            uploaded_by=self.office.who(Role.CLERK, at=application.organisation),
        )

    @staticmethod
    def document() -> KeptFile:
        """The document that allows another rate, kept as its form keeps it."""
        content = b"%PDF-1.4 another rate"
        digest = hashlib.sha256(content).hexdigest()
        return KeptFile("批复.pdf", "application/pdf", keep_content(content), digest)

    def record(self, account: FeeAccount, amount: str, voucher: str, **options: Any) -> Recorded:
        """A payment of today, recorded with a form of its own; nobody has checked it yet."""
        given = {"paid_on": self.today, "key": uuid4(), "by": self.officer, **options}
        return record_payment(account.pk, amount=Decimal(amount), voucher=voucher, **given)

    def pay(self, account: FeeAccount, amount: str, voucher: str, **options: Any) -> LedgerEntry:
        """A payment of today, recorded and checked by the head."""
        return self.check(self.record(account, amount, voucher, **options).slip)

    def check(self, slip: Slip) -> LedgerEntry:
        """The head posts what finance recorded."""
        return check_slip(slip.pk, by=self.office.who(Role.HEAD, at=slip.organisation))

    def reverse(self, entry: LedgerEntry, reason: str = "金额录入错误") -> LedgerEntry:
        """Reverse a payment with a form of its own."""
        made = reverse_entry(entry.pk, by=self.officer, reason=reason, key=uuid4())
        return self.check(made.slip)
