"""What can be done to have a paper served, and with its receipt, in every state."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from renfang.documents.models import IssuedDocument
from renfang.documents.registry import end_paper
from renfang.organisations.permissions import Role
from renfang.serving import steps
from renfang.serving.acts import (
    Served,
    correct_service,
    fail_service,
    prepare_service,
    record_service,
)
from renfang.serving.models import ServiceReceipt
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.walking import Walk, name_of, walk
from tests.engineering.omissions.test_omissions import notified

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 8)
SERVED = Served(timezone.make_aware(datetime(2024, 3, 9, 10)), signatory="孙立")


def prepare(paper: IssuedDocument, by: Any) -> ServiceReceipt:
    return prepare_service(
        paper.pk,
        method="direct",
        recipient="锦绣置业有限公司",
        place="和平路 88 号",
        servers="张三、李四",
        on=DAY,
        by=by,
    )


def paper(office: Office, step: Step) -> IssuedDocument:
    """A notice of 2024-03-06 that is to be served."""
    return IssuedDocument.objects.of(notified(office)).get()


def receipt(office: Office, step: Step) -> ServiceReceipt:
    """The receipt of such a notice, on its way."""
    return prepare(paper(office, step), office.who(Role.CLERK))


def clerk(office: Office, step: Step) -> Any:
    """Who handles omissions serves their notices: the kind of paper names the permission."""
    return office.who(Role.CLERK)


def served(row: ServiceReceipt) -> None:
    record_service(row.pk, SERVED, by=row.prepared_by)


def failed(row: ServiceReceipt) -> None:
    fail_service(row.pk, failure="absent", reason="上门两次，无人", by=row.prepared_by)


def void(row: IssuedDocument) -> None:
    end_paper(row, "已作废", by=row.issued_by, reason="内容有误")


WALKS = [
    Walk(
        steps.PAPER_STEPS,
        paper,
        {steps.PREPARE: prepare},
        who=clerk,
        by_act={
            "void": void,
            "under way": lambda row: prepare(row, row.issued_by) and None,
            "served": lambda row: served(prepare(row, row.issued_by)),
        },
    ),
    Walk(
        steps.RECEIPT_STEPS,
        receipt,
        {
            steps.RECORD: lambda row, by: record_service(row.pk, SERVED, by=by),
            steps.FAIL: lambda row, by: fail_service(
                row.pk, failure="absent", reason="上门两次，无人", by=by
            ),
            steps.CORRECT: lambda row, by: correct_service(
                row.pk, SERVED, reason="签收人姓名写错", by=by
            ),
        },
        who=clerk,
        by_act={"served": served, "failed": failed},
    ),
]


@pytest.mark.parametrize("step", steps.PAPER_STEPS.rows, ids=name_of)
def test_a_paper_is_prepared_for_service_once(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)


@pytest.mark.parametrize("step", steps.RECEIPT_STEPS.rows, ids=name_of)
def test_every_act_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[1], step)
