"""An office with records of every sort, and a folder of keys of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from engineering.approvals.acts.attachments import attach_file
from fees.models import FeeAccount, LedgerEntry
from renfang.database.triggers import take_down
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import print_document, produce, void_document
from renfang.history.record import record
from renfang.organisations.permissions import Role
from renfang.uploads.keeping import CheckedFile
from tests.builders.finance import Desk
from tests.builders.office import Office
from tests.kernel.documents.test_registry import issue


@pytest.fixture(autouse=True)
def seal_dir(settings, tmp_path):
    """Keys and list of this test alone."""
    settings.SEAL_DIR = tmp_path / "seal"
    return settings.SEAL_DIR


@dataclass
class World:
    """What there is to tamper with."""

    office: Office
    desk: Desk
    account: FeeAccount
    entries: list[LedgerEntry]
    papers: list[IssuedDocument]


@pytest.fixture
def world(office: Office, settings, tmp_path) -> World:
    """Payments, one of them reversed, papers printed and voided, files, posts, computations."""
    settings.MEDIA_ROOT = tmp_path / "files"
    desk = Desk(office)
    application = desk.granted()
    account = desk.assess(application).account
    entries = [desk.pay(account, f"{1000 + n}.00", f"P{n}") for n in range(4)]
    desk.reverse(entries[0])
    clerk, head = office.who(Role.CLERK), office.who(Role.HEAD)
    with transaction.atomic():
        papers = [issue(office, clerk, project=f"金水湾{n}期") for n in range(4)]
    for paper in papers:
        produce(paper.pk)
    print_document(papers[0].pk, by=office.who(Role.PRINTER))
    void_document(papers[1].pk, by=head, reason="证载面积有误，另行出证")
    for number in range(3):
        record(clerk, "登记", office.east, organisation=office.east, after={"第": number})
    file = CheckedFile("图纸.pdf", b"%PDF-1.4 drawing", "application/pdf")
    application.state = application.State.ACCEPTED
    application.save()
    attach_file(application.pk, file, by=clerk)
    return World(office, desk, account, entries, papers)


@contextmanager
def undone() -> Iterator[None]:
    """With all triggers dropped, and nothing of it left afterwards."""
    with transaction.atomic():
        take_down()
        yield
        transaction.set_rollback(True)


def execute(statement: str, *values: object) -> int:
    """Run a statement past everything; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
