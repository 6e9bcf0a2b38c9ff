"""``verify_documents`` and ``verify_history`` find what somebody got past the guards."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from renfang.database.protection import maintenance
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import produce
from renfang.history.models import Event
from renfang.organisations.permissions import Role
from tests.kernel.documents.test_registry import issue


@pytest.fixture
def papers(office):
    return [issue(office, office.who(Role.CLERK)) for _ in range(3)]


def run(command):
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def test_untouched_records_prove_whole(papers):
    assert "全部相符" in run("verify_documents")
    assert "全部相符" in run("verify_history")


def test_an_altered_file_and_a_lost_one_are_found(papers, settings):
    folder = Path(settings.MEDIA_ROOT)
    (folder / produce(papers[0].pk).path).write_bytes(b"something else")
    (folder / produce(papers[1].pk).path).unlink()
    with pytest.raises(CommandError, match="2 处不符"):
        run("verify_documents")


def test_a_missing_number_is_found(papers):
    with maintenance("测试"):
        IssuedDocument.objects.filter(pk=papers[1].pk).delete()
    with pytest.raises(CommandError, match="1 处不符"):
        run("verify_documents")


def test_a_changed_event_is_found(papers):
    with maintenance("测试"):
        Event.objects.filter(subject_id=papers[0].pk, act="签发文书").update(note="改过")
    with pytest.raises(CommandError, match="1 处不符"):
        run("verify_history")
