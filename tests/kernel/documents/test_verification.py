"""The public page: genuine, void or unknown; enough to compare, no more; limited in rate."""

import re
from datetime import date

import pytest

from renfang.documents.models import IssuedDocument, VerificationVisit
from renfang.documents.registry import check_code, issue_document, void_document
from renfang.organisations.permissions import Role
from tests.kernel.documents.test_registry import SNAPSHOT


@pytest.fixture
def certificate(office):
    return issue_document(
        "completion_certificate",
        office.east,
        SNAPSHOT,
        title="人民防空工程竣工验收备案证明",
        organisation=office.east,
        on=date(2026, 11, 2),
        by=office.who(Role.CLERK),
    )


def test_a_genuine_certificate_is_confirmed_to_anybody(client, certificate):
    response = client.get(f"/v/{certificate.token}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "有效" in text
    assert certificate.number in text
    assert SNAPSHOT["built_area"] in text


def test_the_page_shows_no_more_than_is_needed_to_compare(client, certificate):
    text = client.get(f"/v/{certificate.token}/").content.decode()
    assert "核6级" not in text
    assert SNAPSHOT["developer"] not in text
    assert "X市＊" in text


def test_a_void_certificate_is_called_void(client, office, certificate):
    void_document(certificate.pk, by=office.who(Role.PRINTER), reason="建设单位名称有误")
    text = client.get(f"/v/{certificate.token}/").content.decode()
    assert "已作废" in text
    assert "不再具有效力" in text


def test_unknown_tokens_answer_alike_and_tokens_have_128_bits(client, certificate):
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", certificate.token)
    near = certificate.token[:-1] + ("A" if certificate.token[-1] != "A" else "B")
    answers = {client.get(f"/v/{token}/").content for token in (near, "x", "0" * 22)}
    assert len(answers) == 1
    assert client.get(f"/v/{near}/").status_code == 404


def test_the_thirty_first_question_in_a_minute_is_put_off(client, certificate):
    for _ in range(30):
        assert client.get(f"/v/{certificate.token}/").status_code == 200
    response = client.get(f"/v/{certificate.token}/")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert client.get(f"/v/{certificate.token}/", REMOTE_ADDR="10.0.0.9").status_code == 200


def test_every_visit_is_counted(client, certificate):
    client.get(f"/v/{certificate.token}/")
    client.get("/v/unknown/")
    assert list(VerificationVisit.objects.order_by("id").values_list("document", flat=True)) == [
        certificate.pk,
        None,
    ]


def test_the_page_is_neither_indexed_cached_nor_told_to_others(client, certificate):
    headers = client.get(f"/v/{certificate.token}/").headers
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_who_cannot_scan_checks_by_number_and_code(client, certificate):
    query = {"number": certificate.number, "code": check_code(certificate).lower()}
    response = client.get("/v/", query, follow=True)
    assert "有效" in response.content.decode()
    wrong = client.get("/v/", {**query, "code": "AAAAAA"})
    assert wrong.status_code == 404


def test_papers_without_a_code_are_not_confirmed(client, certificate, monkeypatch):
    monkeypatch.setattr(IssuedDocument, "definition", _unverifiable(certificate.definition))
    assert client.get(f"/v/{certificate.token}/").status_code == 404


def _unverifiable(kind):
    from dataclasses import replace

    return property(lambda document: replace(kind, verifiable=False))
