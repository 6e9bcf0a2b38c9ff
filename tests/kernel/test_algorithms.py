"""Digests and signatures by the office's algorithms; what is stored says which one made it."""

import re
from pathlib import Path

import pytest

from fees.ledger.audit import discrepancies
from fees.ledger.models import LedgerEntry
from fees.ledger.proof import findings
from renfang import algorithms
from renfang.documents.registry import read_pdf
from renfang.history.models import Event
from renfang.history.record import broken_events, record
from renfang.organisations.permissions import Role
from tests.builders.finance import Desk
from tests.kernel.documents.test_registry import issue

# GB/T 32905 A.1 and GB/T 32918.5 A.2: the examples of the standards.
SM3_OF_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
SM2_PUBLIC = (
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
SM2_SIGNATURE = (
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)


def test_sm3_is_that_of_the_standard():
    from base64 import urlsafe_b64decode

    stored = algorithms.digest("abc", algorithms.SM3)
    assert urlsafe_b64decode(stored.removeprefix("sm3:") + "=").hex() == SM3_OF_ABC


def test_sm2_is_that_of_the_standard():
    key = algorithms.KeyPair(algorithms.SM2, bytes.fromhex(SM2_PUBLIC))
    assert algorithms.is_signed(key, b"message digest", SM2_SIGNATURE)
    assert not algorithms.is_signed(key, b"message digesT", SM2_SIGNATURE)


@pytest.mark.parametrize("algorithm", algorithms.DIGESTS)
def test_every_digest_fits_its_column_and_names_its_algorithm(algorithm):
    stored = algorithms.digest("内容", algorithm)
    assert len(stored) <= 64
    assert algorithms.algorithm_of(stored) == algorithm
    assert algorithms.matches("内容", stored)
    assert not algorithms.matches("内容改", stored)


@pytest.mark.parametrize("stored", ["", "sm3:", "md5:abc", "sm4", "x" * 64])
def test_what_no_algorithm_made_matches_nothing(stored):
    assert not algorithms.matches("内容", stored)


@pytest.mark.parametrize("algorithm", algorithms.SIGNATURES)
def test_only_the_key_signs(algorithm):
    key, other = algorithms.new_key(algorithm), algorithms.new_key(algorithm)
    signature = algorithms.sign(key, b"content")
    public = algorithms.KeyPair(algorithm, key.public)
    assert algorithms.is_signed(public, b"content", signature)
    assert not algorithms.is_signed(public, b"contenT", signature)
    assert not algorithms.is_signed(other, b"content", signature)
    for spoilt in ("", "00", "zz", signature[:-2], "00" * 64):
        assert not algorithms.is_signed(public, b"content", spoilt)
    assert key.fingerprint == public.fingerprint != other.fingerprint


def test_settings_that_cannot_be_are_named(settings):
    assert algorithms.unsupported() == []
    settings.DIGEST, settings.SIGNATURE = "md5", "rsa"
    assert [words.split(" ")[0] for words in algorithms.unsupported()] == [
        "RENFANG_DIGEST",
        "RENFANG_SIGNATURE",
    ]


@pytest.mark.django_db
def test_rows_of_before_the_change_are_proven_as_before(office, settings, tmp_path):
    """History, ledger and papers go from SHA-256 to SM3 and back, each row by its own."""
    settings.MEDIA_ROOT = tmp_path
    desk, papers = Desk(office), []
    project = desk.assessed()
    for algorithm in ("sha256", "sm3", "sha256"):
        settings.DIGEST = algorithm
        desk.pay(project, "100.00", f"凭证{len(papers)}")
        record(None, "登记", office.east, organisation=office.east)
        papers.append(issue(office, office.who(Role.CLERK)))
        read_pdf(papers[-1])
    for hashes in (
        list(Event.objects.order_by("pk").values_list("hash", flat=True)),
        list(LedgerEntry.objects.order_by("pk").values_list("hash", flat=True)),
    ):
        used = [algorithms.algorithm_of(each) for each in hashes]
        assert set(used) == {"sha256", "sm3"}
        assert used[-1] == "sha256"
    assert list(broken_events()) == []
    assert list(findings()) == list(discrepancies()) == []
    assert all(read_pdf(type(paper).objects.get(pk=paper.pk)) for paper in papers)


def test_one_module_makes_the_digests_that_prove():
    """Where hashlib stands elsewhere it tells things apart, or is the audit's own recipe."""
    root = Path(algorithms.__file__).parents[1]
    allowed = {
        "renfang/algorithms.py",
        "renfang/administration/moves.py",
        "renfang/database/backups.py",
        "renfang/documents/registry.py",
        "renfang/exchange/file_readings.py",
        "renfang/history/access.py",
        "renfang/history/retention.py",
        "renfang/organisations/second_factor.py",
        "renfang/personal/keys.py",
        "engineering/inspections/rules.py",
        "fees/collection/rules.py",
        "fees/ledger/audit.py",
        "fees/ledger/rules.py",
        "fees/reconciliation/exchange/statements.py",
        "fees/reconciliation/reading.py",
    }
    found = {
        path.relative_to(root).as_posix()
        for app in ("renfang", "engineering", "fees", "drills")
        for path in (root / app).rglob("*.py")
        if re.search(r"\bhashlib\b", path.read_text("utf-8"))
    }
    assert found - allowed == set()
