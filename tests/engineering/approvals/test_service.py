"""送达: methods, proof, the effective day, and what is still to be served."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from engineering.approvals.acts.decision import decide_application
from engineering.approvals.acts.permit_endings import end_permit
from engineering.models import Application
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.serving.acts import (
    Served,
    correct_service,
    fail_service,
    prepare_service,
    record_service,
)
from renfang.serving.models import ServiceReceipt
from renfang.workbench.tasks import Task, open_tasks
from tests.builders.applications import accepted, reviewed
from tests.builders.office import Office
from tests.builders.pursuit import asked_for
from tests.engineering.approvals.test_permits import granted

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


def prepared(office: Office, paper: IssuedDocument, method: str, **changes: Any) -> ServiceReceipt:
    values = {
        "recipient": "锦绣置业有限公司",
        "place": "东区和平路 88 号",
        "servers": "张三、李四",
        "note": "受送达人拒绝签收，经说明后仍拒收",
        "on": date(2024, 4, 15),
        "inquiry": asked_for(date(2024, 4, 15)) if method == "public_notice" else None,
        "by": office.who(Role.CLERK),
    } | changes
    return prepare_service(paper.pk, method=method, **values)


def to_serve(office: Office) -> list[Task]:
    """What 待办 asks the clerk to serve on 2024-04-24."""
    tasks = open_tasks(Scope(office.who(Role.CLERK)), date(2024, 4, 24))
    return [task for task in tasks if task.title in ("送达", "登记送达")]


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
    receipt = prepared(office, decision, method)
    record_service(receipt.pk, Served(at=at(date(2024, 4, 16)), **PROOF), by=office.who(Role.CLERK))
    receipt.refresh_from_db()
    assert (receipt.state, receipt.effective_on) == ("served", effective)
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
    receipt = prepared(office, decision, method)
    with pytest.raises(Incomplete) as refusal:
        record_service(
            receipt.pk,
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
    fail_service(first.pk, failure="returned", reason="邮件退回，查无此人", by=clerk)
    second = prepared(office, decision, "direct")
    record_service(second.pk, Served(at=at(date(2024, 4, 17)), signatory="王经理"), by=clerk)
    with pytest.raises(WrongState, match="已送达"):
        prepared(office, decision, "direct")


def test_each_receipt_is_issued_as_a_paper(office: Office, decision: IssuedDocument) -> None:
    prepared(office, decision, "direct")
    receipt = IssuedDocument.objects.of(Application.objects.get()).first()
    assert receipt.number == "X东动防送〔2024〕1号"
    assert receipt.snapshot["paper_number"] == decision.number


def test_a_receipt_is_no_paper_to_be_served(office: Office) -> None:
    notice = IssuedDocument.objects.of(accepted(office)).get()
    with pytest.raises(NotFound):
        prepared(office, notice, "direct", on=date(2024, 4, 2))


def test_the_paper_of_another_office_is_not_found(office: Office, decision: IssuedDocument) -> None:
    with pytest.raises(NotFound):
        prepared(office, decision, "direct", by=office.who(Role.CLERK, office.west))
    with pytest.raises(NotPermitted):
        prepared(office, decision, "direct", by=office.who(Role.REVIEWER))


def test_the_receipt_has_to_come_back_within_the_ten_days(
    office: Office, decision: IssuedDocument
) -> None:
    receipt = prepared(office, decision, "mail")
    [task] = to_serve(office)
    assert (task.title, task.due) == ("登记送达", date(2024, 4, 26))
    assert task.url == reverse("record_service", args=[receipt.pk])


def test_a_corrected_day_is_the_day_of_the_application(
    office: Office, decision: IssuedDocument
) -> None:
    receipt, clerk = prepared(office, decision, "direct"), office.who(Role.CLERK)
    record_service(receipt.pk, Served(at=at(date(2024, 4, 16)), **PROOF), by=clerk)
    right = Served(at=at(date(2024, 4, 17)), **PROOF)
    with pytest.raises(Incomplete, match="理由"):
        correct_service(receipt.pk, right, reason="错", by=clerk)
    correct_service(receipt.pk, right, reason="送达回证上的日期是 17 日", by=clerk)
    application = Application.objects.get()
    assert application.served_on == date(2024, 4, 17)
    event = events_of(application).latest("sequence")
    assert event.act == "更正送达登记"
    assert event.before["送达生效日期"] == "2024-04-16"
    assert event.after["送达生效日期"] == "2024-04-17"
    assert event.note == "送达回证上的日期是 17 日"


def test_an_old_decision_served_late_does_not_serve_the_ending(office: Office) -> None:
    permit = granted(office)
    paper = IssuedDocument.objects.of(permit).filter(kind="build_approval").get()
    receipt = prepared(office, paper, "direct")
    end_permit(
        permit.pk,
        "cancel",
        ground="given_up",
        facts="被许可人书面申请注销，项目不再建设",
        on=date(2024, 6, 3),
        by=office.who(Role.HEAD),
    )
    at_last = Served(at=at(date(2024, 6, 4)), **PROOF)
    record_service(receipt.pk, at_last, by=office.who(Role.CLERK))
    permit.refresh_from_db()
    assert permit.served_on is None


def test_a_failed_attempt_is_kept_as_it_was(office: Office, decision: IssuedDocument) -> None:
    receipt, clerk = prepared(office, decision, "mail"), office.who(Role.CLERK)
    fail_service(receipt.pk, failure="returned", reason="邮件退回，查无此人", by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceReceipt.objects.filter(pk=receipt.pk).update(note="")
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceReceipt.objects.filter(pk=receipt.pk).delete()
