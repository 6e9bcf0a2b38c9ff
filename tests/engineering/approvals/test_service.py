"""送达: methods, proof, the effective day, and what is still to be served."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from engineering.approvals.acts.decision import decide_application
from engineering.approvals.acts.service import fail_delivery, prepare_delivery, record_delivery
from engineering.approvals.workbench import approval_tasks
from engineering.models import Application, Delivery
from renfang.acts import Incomplete, NotFound, WrongState
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.serving.acts import Served
from renfang.workbench.tasks import Task
from tests.builders.applications import accepted, received, reviewed
from tests.builders.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(office: Office) -> IssuedDocument:
    """The approval of 2024-04-12."""
    return decide_application(
        reviewed(office).pk,
        grant=True,
        opinion="同意",
        on=date(2024, 4, 12),
        by=office.who(Role.HEAD),
    )


def prepared(office: Office, paper: IssuedDocument, method: str, **changes: Any) -> Delivery:
    values = {
        "recipient": "锦绣置业有限公司",
        "place": "东区和平路 88 号",
        "servers": "张三、李四",
        "note": "受送达人拒绝签收，经说明后仍拒收",
        "on": date(2024, 4, 15),
        "by": office.who(Role.CLERK),
    } | changes
    return prepare_delivery(paper.subject_id, paper.pk, method=method, **values)


def to_serve(office: Office) -> list[Task]:
    """What 待办 asks the clerk to serve on 2024-04-24."""
    tasks = approval_tasks(Scope(office.who(Role.CLERK)), date(2024, 4, 24))
    return [task for task in tasks if task.title == "送达"]


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, 30))


PROOF = {"signatory": "王经理", "witness": "社区工作人员赵某", "proof": "EMS 1234567890"}


def test_a_decision_is_to_be_served_within_ten_working_days(
    office: Office, decision: IssuedDocument
) -> None:
    application = Application.objects.get()
    assert application.serve_by == date(2024, 4, 26)
    [task] = to_serve(office)
    assert (task.title, task.due) == ("送达", date(2024, 4, 26))


@pytest.mark.parametrize(
    ("method", "effective"),
    [
        ("direct", date(2024, 4, 16)),
        ("left", date(2024, 4, 16)),
        ("electronic", date(2024, 4, 16)),
        ("entrusted", date(2024, 4, 16)),
        ("mail", date(2024, 4, 16)),
        ("transfer", date(2024, 4, 16)),
        # Thirty days after the notice was issued.
        ("public_notice", date(2024, 5, 16)),
    ],
)
def test_each_method_has_its_effective_day(
    office: Office, decision: IssuedDocument, method: str, effective: date
) -> None:
    delivery = prepared(office, decision, method)
    record_delivery(
        delivery.pk, Served(at=at(date(2024, 4, 16)), **PROOF), by=office.who(Role.CLERK)
    )
    delivery.refresh_from_db()
    assert (delivery.state, delivery.effective_on) == ("served", effective)
    assert Application.objects.get().served_on == effective
    assert not to_serve(office)


@pytest.mark.parametrize(
    ("method", "field"),
    [
        ("direct", "signatory"),
        ("left", "witness"),
        ("electronic", "proof"),
        ("mail", "proof"),
        ("public_notice", "proof"),
    ],
)
def test_no_service_without_its_proof(
    office: Office, decision: IssuedDocument, method: str, field: str
) -> None:
    delivery = prepared(office, decision, method)
    with pytest.raises(Incomplete) as refusal:
        record_delivery(
            delivery.pk,
            Served(at=at(date(2024, 4, 16)), **(PROOF | {field: " "})),
            by=office.who(Role.CLERK),
        )
    assert refusal.value.field == field


@pytest.mark.parametrize("method", ["left", "public_notice"])
def test_leaving_it_or_a_public_notice_needs_a_reason(
    office: Office, decision: IssuedDocument, method: str
) -> None:
    with pytest.raises(Incomplete, match="拒收、下落不明"):
        prepared(office, decision, method, note="")


def test_a_receipt_names_two_servers(office: Office, decision: IssuedDocument) -> None:
    for servers in ("张三", "张三、张三", "张三、"):
        with pytest.raises(Incomplete, match="两名以上"):
            prepared(office, decision, "direct", servers=servers)


def test_a_paper_that_could_not_be_served_is_served_another_way(
    office: Office, decision: IssuedDocument
) -> None:
    clerk = office.who(Role.CLERK)
    first = prepared(office, decision, "mail")
    with pytest.raises(WrongState, match="待送达"):
        prepared(office, decision, "direct")
    fail_delivery(first.pk, reason="邮件退回，查无此人", by=clerk)
    second = prepared(office, decision, "direct")
    record_delivery(second.pk, Served(at=at(date(2024, 4, 17)), signatory="王经理"), by=clerk)
    with pytest.raises(WrongState, match="已送达"):
        prepared(office, decision, "direct")


def test_each_receipt_is_issued_as_a_paper(office: Office, decision: IssuedDocument) -> None:
    prepared(office, decision, "direct")
    receipt = IssuedDocument.objects.of(Application.objects.get()).first()
    assert receipt.number == "X东动防送〔2024〕1号"
    assert receipt.snapshot["paper_number"] == decision.number


def test_a_receipt_is_no_paper_to_be_served(office: Office) -> None:
    application = accepted(office)
    notice = IssuedDocument.objects.of(application).get()
    with pytest.raises(NotFound):
        prepare_delivery(
            application.pk,
            notice.pk,
            method="direct",
            recipient="锦绣置业有限公司",
            place="东区和平路 88 号",
            servers="张三、李四",
            on=date(2024, 4, 2),
            by=office.who(Role.CLERK),
        )


def test_the_paper_of_another_case_is_not_found(office: Office, decision: IssuedDocument) -> None:
    other = received(office, code="2404-620102-04-01-000009", name="另一项目")
    with pytest.raises(NotFound):
        prepare_delivery(
            other.pk,
            decision.pk,
            method="direct",
            recipient="甲公司",
            place="和平路",
            servers="张三、李四",
            on=date(2024, 4, 15),
            by=office.who(Role.CLERK),
        )
