"""The public page: genuine, void or unknown; enough to compare, no more; limited in rate."""

import re
from datetime import date

import pytest

from renfang.acts import WrongState
from renfang.documents.models import IssuedDocument, VerificationVisit
from renfang.documents.registry import check_code, end_paper, issue_document, void_document
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


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def _mark(paper, word, clerk, source, since):
    end_paper(paper, word, by=clerk, reason=f"{word}：{source}", source=source, since=since)


def test_a_changed_paper_that_is_annulled_reads_annulled_and_lists_both(client, clerk, certificate):
    _mark(certificate, "已变更", clerk, "X政复〔2026〕9号", date(2026, 12, 1))
    page = client.get(f"/v/{certificate.token}/").content.decode()
    assert "不再按原金额执行" in page
    assert page.count("2026年12月1日起") == 1
    assert certificate in IssuedDocument.objects.in_some_force()
    _mark(certificate, "已变更", clerk, "（2026）X行初3号", date(2027, 2, 1))
    _mark(certificate, "已撤销", clerk, "（2027）X行终1号", date(2027, 6, 1))
    page = client.get(f"/v/{certificate.token}/").content.decode()
    assert '<h1 class="verdict-word">已撤销</h1>' in page
    assert "自 2027年6月1日起已撤销，不再具有效力。依据：（2027）X行终1号" in page
    for told in (
        "2026年12月1日起，依据：X政复〔2026〕9号",
        "2027年2月1日起，依据：（2026）X行初3号",
    ):
        assert told in page
    assert certificate not in IssuedDocument.objects.in_some_force()
    paper = IssuedDocument.objects.with_state().get(pk=certificate.pk)
    assert [mark.word for mark in paper.marks] == ["已变更", "已变更", "已撤销"]


@pytest.mark.parametrize("word", ["已撤销", "已作废"])
def test_what_has_no_force_left_is_marked_no_more(clerk, certificate, word):
    _mark(certificate, word, clerk, "X政复〔2026〕9号", date(2026, 12, 1))
    _mark(certificate, "已变更", clerk, "（2027）X行终1号", date(2027, 6, 1))
    paper = IssuedDocument.objects.get(pk=certificate.pk)
    assert (paper.state_label, len(paper.marks)) == (word, 1)
    assert certificate not in IssuedDocument.objects.in_some_force()


@pytest.mark.parametrize(
    ("word", "told"),
    [("已作废", "已经作废，不需再次办理"), ("已变更", "现为“已变更”"), ("已撤销", "现为“已撤销”")],
)
def test_only_a_void_paper_is_said_to_be_void(office, clerk, certificate, word, told):
    _mark(certificate, word, clerk, "X政复〔2026〕9号", date(2026, 12, 1))
    head = office.who(Role.HEAD)
    with pytest.raises(WrongState) as refusal:
        void_document(certificate.pk, by=head, reason="证载面积有误，另行出证")
    assert told in refusal.value.message
    assert ("已经作废" in refusal.value.message) == (word == "已作废")
