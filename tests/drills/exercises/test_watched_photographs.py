"""Photographs change by acts alone: replaced or taken out past them, they are found."""

import pytest
from django.db import transaction

from drills.exercises.acts.photographs import add_photograph, remove_photograph
from drills.models import DrillPhotograph
from renfang.algorithms import digest
from renfang.proof import crosschecks, proving
from renfang.proof.sealing import seal
from tests.builders.files import drawn
from tests.builders.readiness import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def photograph(ground, settings, tmp_path):
    """One under seal, by a key of this test."""
    settings.MEDIA_ROOT, settings.SEAL_DIR = tmp_path / "files", tmp_path / "seal"
    kept = add_photograph(ground.drill().pk, drawn(picture()), caption="集结", by=ground.trainer)
    seal("测试")
    assert proving.watched_rows().findings == crosschecks.files().findings == []
    return kept


def test_one_replaced_with_its_digest_is_found(photograph, settings):
    (settings.MEDIA_ROOT / photograph.path).write_bytes(b"another")
    [lost] = crosschecks.files().findings
    assert "与登记的校验值不符" in lost
    DrillPhotograph.objects.filter(pk=photograph.pk).update(sha256=digest(b"another"))
    assert crosschecks.files().findings == []
    [said] = proving.watched_rows().findings
    assert "封存后被改动，没有办理记录" in said


def test_one_taken_out_by_the_act_is_explained_and_past_it_is_found(photograph, ground):
    with transaction.atomic():
        DrillPhotograph.objects.filter(pk=photograph.pk).delete()
        [said] = proving.watched_rows().findings
        assert "封存后被删除，没有办理记录" in said
        transaction.set_rollback(True)
    remove_photograph(photograph.pk, by=ground.trainer)
    assert proving.watched_rows().findings == []
    seal("测试")
    assert proving.watched_rows().findings == []
