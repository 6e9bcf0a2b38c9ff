"""Papers of demo data: numbered when issued, proven and produced when somebody first reads them."""

from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command

from renfang.acts import Refused
from renfang.documents.acts import print_batch, waiting_for_print
from renfang.documents.models import DocumentFile
from renfang.documents.registry import print_document, produced_on_first_reading, read_pdf
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.kernel.documents.test_registry import issue

UNPRINTABLE = "\U0001f600"


@pytest.fixture
def waiting(office, settings, django_capture_on_commit_callbacks):
    """Two papers that nobody has read yet; all that follows a commit was done."""
    settings.DEMO = True
    subjects = office.who(Role.CLERK), office.who(Role.REVIEWER)
    with django_capture_on_commit_callbacks(execute=True), produced_on_first_reading():
        return [issue(office, subject) for subject in subjects]


def verified():
    out = StringIO()
    call_command("verify_documents", stdout=out)
    return out.getvalue()


def test_a_working_installation_proves_and_produces_at_once(office, settings):
    assert settings.DEMO is False
    with pytest.raises(RuntimeError), produced_on_first_reading():
        pytest.fail("papers of a working installation must not wait")


def test_only_what_is_issued_inside_goes_unproven(office, settings):
    settings.DEMO = True
    clerk = office.who(Role.CLERK)
    with produced_on_first_reading():
        paper = issue(office, clerk, project=UNPRINTABLE)
    with pytest.raises(Refused):
        issue(office, clerk, project=UNPRINTABLE)
    with pytest.raises(Refused):
        read_pdf(paper)
    assert not DocumentFile.objects.exists()


def test_the_first_reader_gets_it_produced_and_the_next_ones_the_same_bytes(office, waiting):
    paper = waiting[0]
    assert not DocumentFile.objects.exists()
    first = read_pdf(paper)
    paper.refresh_from_db()
    assert first.startswith(b"%PDF")
    assert paper.file.sha256 == sha256(first).hexdigest()
    assert print_document(paper.pk, by=office.who(Role.PRINTER)) == first


def test_papers_nobody_read_are_in_the_print_queue_without_a_problem(office, waiting):
    printer = office.who(Role.PRINTER)
    (group,) = waiting_for_print(Scope(printer))
    assert (group.total, group.problems) == (2, {})
    assert print_batch([paper.pk for paper in waiting], by=printer).startswith(b"%PDF")
    assert DocumentFile.objects.count() == 2


def test_anybody_may_check_a_paper_that_nobody_read(client, waiting):
    response = client.get(f"/v/{waiting[0].token}/")
    assert response.status_code == 200
    assert waiting[0].number in response.content.decode()


def test_the_page_of_an_unread_paper_says_so(client, office, waiting):
    client.force_login(office.who(Role.CLERK))
    text = client.get(f"/documents/{waiting[0].pk}/").content.decode()
    assert "尚未出证，首次打印或调阅时生成" in text


def test_verifying_tells_them_apart_and_produces_nothing(waiting):
    read_pdf(waiting[0])
    told = verified()
    assert "核验文书 1 份，全部相符" in told
    assert "另有 1 份" in told
    assert DocumentFile.objects.count() == 1
    call_command("produce_documents", stdout=StringIO())
    assert "核验文书 2 份，全部相符" in verified()
    assert "另有" not in verified()
