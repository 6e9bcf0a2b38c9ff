"""Many certificates at one go: issuing, the print queue, printing as one PDF."""

from __future__ import annotations

import pytest

from engineering.models import Shelter
from engineering.works import queries as settlement
from engineering.works.acts.filing import issue_certificates
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused
from renfang.documents.acts import print_batch, waiting_for_print
from renfang.documents.models import Printing
from renfang.documents.registry import read_pdf, void_document
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.works import accepted, certificates_of, filed
from tests.kernel.documents.pdf import page_count, pictures_of, text_of


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


@pytest.fixture
def printer(office):
    return office.who(Role.PRINTER)


def certificate_of(shelter):
    return certificates_of(shelter).current().get()


def test_one_held_certificate_keeps_none_of_the_others_waiting(office, clerk, monkeypatch):
    shelters = [accepted(office, number) for number in (1, 2, 3)]
    held = shelters[1].project_id
    monkeypatch.setattr(
        settlement,
        "SETTLEMENT_CHECKS",
        [lambda project: "费用未结清" if project.pk == held else None],
    )
    report = issue_certificates([shelter.pk for shelter in shelters], by=clerk)
    assert [paper.sequence for paper in report.issued] == [1, 2]
    ((name, reason),) = report.refused
    assert name == shelters[1].name
    assert "费用未结清" in reason
    assert Shelter.objects.get(pk=shelters[1].pk).state == Shelter.State.ACCEPTED


def test_a_strangers_shelter_is_reported_as_one_that_does_not_exist(office):
    shelter = accepted(office)
    stranger = office.who(Role.CLERK, at=office.west)
    report = issue_certificates([shelter.pk, shelter.pk + 99], by=stranger)
    assert not report.issued
    assert {name for name, _ in report.refused} == {"未找到的工程"}


def test_an_empty_choice_is_refused(clerk):
    with pytest.raises(Refused, match="没有选中"):
        issue_certificates([], by=clerk)
    with pytest.raises(Refused, match="没有选中"):
        print_batch([], by=clerk)


def test_a_batch_is_one_pdf_with_every_certificate_and_every_printing_on_record(office, printer):
    papers = [certificate_of(filed(office, number)) for number in (1, 2)]
    pdf = print_batch([paper.pk for paper in papers], by=printer)
    assert page_count(pdf) == 2
    text = text_of(pdf)
    for paper in papers:
        assert "".join(paper.number.split()) in text
        assert paper.printings.get().printed_by == printer
        assert events_of(paper).first().act == "打印文书"


def test_each_code_of_a_batch_leads_to_its_own_certificate(office, printer):
    import zxingcpp

    papers = [certificate_of(filed(office, number)) for number in (1, 2)]
    pdf = print_batch([paper.pk for paper in papers], by=printer)
    for paper, page in zip(papers, pictures_of(pdf, dpi=150), strict=True):
        (code,) = zxingcpp.read_barcodes(page)
        assert paper.token in code.text


def test_printing_again_in_a_batch_needs_a_reason_and_prints_nothing_without(office, printer):
    first, second = (certificate_of(filed(office, number)) for number in (1, 2))
    print_batch([first.pk], by=printer)
    with pytest.raises(Incomplete, match="已打印过"):
        print_batch([first.pk, second.pk], by=printer)
    assert Printing.objects.count() == 1
    print_batch([first.pk, second.pk], by=printer, reason="原件污损")
    assert [printing.reason for printing in first.printings.all()] == ["原件污损", ""]
    assert second.printings.get().reason == ""


def test_a_void_paper_or_a_strangers_one_stops_the_whole_batch(office, printer):
    first, second = (certificate_of(filed(office, number)) for number in (1, 2))
    stranger = office.who(Role.PRINTER, at=office.west)
    with pytest.raises(NotFound):
        print_batch([first.pk], by=stranger)
    void_document(second.pk, by=printer, reason="单位名称有误")
    with pytest.raises(Refused, match="已作废"):
        print_batch([first.pk, second.pk], by=printer)
    assert not Printing.objects.exists()


def test_the_clerk_sees_but_does_not_print_certificates(office, clerk):
    paper = certificate_of(filed(office))
    with pytest.raises(NotPermitted, match="制证"):
        print_batch([paper.pk], by=clerk)


def test_the_queue_holds_what_was_never_printed_problems_first(
    office, printer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        papers = [certificate_of(filed(office, number)) for number in (1, 2, 3)]
    for paper in papers:
        read_pdf(paper)
    lost = papers[2]
    lost.refresh_from_db()
    from pathlib import Path

    from django.conf import settings

    (Path(settings.MEDIA_ROOT) / lost.file.path).unlink()
    (group,) = [
        group
        for group in waiting_for_print(Scope(printer))
        if group.kind.code == "completion_certificate"
    ]
    assert [paper.pk for paper in group.papers] == [lost.pk, papers[0].pk, papers[1].pk]
    assert "备份恢复" in group.problems[lost.pk]
    print_batch([papers[0].pk], by=printer)
    (group,) = waiting_for_print(Scope(printer))
    assert group.total == 2


def test_the_pages_issue_and_print_what_was_ticked(client, office, clerk, printer):
    shelters = [accepted(office, number) for number in (1, 2)]
    client.force_login(clerk)
    assert shelters[0].name in client.get("/engineering/shelters/certify/").content.decode()
    response = client.post(
        "/engineering/shelters/certify/", {"shelter": [row.pk for row in shelters]}
    )
    papers = [certificate_of(shelter) for shelter in shelters]
    for paper in papers:
        assert paper.number in response.content.decode()
    client.force_login(printer)
    assert papers[0].number in client.get("/documents/queue/").content.decode()
    response = client.post("/documents/queue/print/", {"document": [paper.pk for paper in papers]})
    assert response.content.startswith(b"%PDF")
    assert papers[0].number not in client.get("/documents/queue/").content.decode()
    refused = client.post("/documents/queue/print/", {"document": [papers[0].pk]})
    assert refused.status_code == 422
    assert "写明补打原因" in refused.content.decode()
    unreadable = {"document": [papers[0].pk], "reason": "污\x00损"}
    refused = client.post("/documents/queue/print/", unreadable)
    assert refused.status_code == 422
    assert "补打原因：第 2 个字符是看不见的控制字符" in refused.content.decode()


def test_the_clerks_queue_holds_papers_of_approvals_and_works_alike(client, office, clerk):
    accepted(office)
    client.force_login(clerk)
    shown = client.get("/documents/queue/").content.decode()
    assert "受理通知书" in shown
    assert "锦绣家园1期" in shown


def test_the_queue_takes_few_queries(client, office, printer, django_assert_max_num_queries):
    for number in (1, 2, 3):
        filed(office, number)
    client.force_login(printer)
    with django_assert_max_num_queries(15):
        assert client.get("/documents/queue/").status_code == 200
