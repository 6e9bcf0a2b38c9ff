"""送达 is one thing for every paper: which kinds are served, and any of them the same way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fees.models import Assessment
from fees.notices.acts import issue_payment_notice
from renfang.acts import NotFound, NotPermitted, WrongState
from renfang.documents.kinds import Passage, all_kinds, kind_of
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import void_document
from renfang.history.record import events_of
from renfang.organisations.models import User
from renfang.organisations.permissions import Role, permissions_of
from renfang.organisations.scope import Scope
from renfang.serving.acts import prepare_service, record_service
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import services_of, visible_papers
from tests.builders.finance import Desk
from tests.builders.office import Office
from tests.builders.pursuit import signed
from tests.engineering.omissions.test_omissions import notified

pytestmark = pytest.mark.django_db

PERMITS, CIVIL = "《行政许可法》第四十四条", "参照《民事诉讼法》第八十七条至第九十五条"
PENALTIES, ENFORCEMENT = "《行政处罚法》第六十一条", "《行政强制法》第三十八条"
# Stated a second time: a kind that is no longer served, or by another law, shows here.
SERVED = {
    **dict.fromkeys(
        (
            *("build_approval", "relocation_approval", "exemption_approval", "refusal_decision"),
            *("change_decision", "renewal_decision", "retraction_decision"),
            *("revocation_decision", "cancellation_decision"),
            *("demolition_decision", "peacetime_use_certificate"),
        ),
        PERMITS,
    ),
    "supplement_notice": "《行政许可法》第三十二条第一款第四项",
    "rejection_notice": "《行政许可法》第三十二条第二款",
    "extension_notice": "《行政许可法》第四十二条第一款",
    "special_procedure_notice": "《行政许可法》第四十五条",
    **dict.fromkeys(("omission_notice", "rectification_notice"), CIVIL),
    **dict.fromkeys(("payment_notice", "levy_decision", "order_to_pay", "payment_reminder"), CIVIL),
    **dict.fromkeys(
        ("penalty_prior_notice", "hearing_notice", "penalty_decision", "deferral_decision"),
        PENALTIES,
    ),
    # Of a levy and of a penalty alike.
    **dict.fromkeys(("decision_change", "decision_revocation"), f"{PENALTIES}；征收决定{CIVIL}"),
    **dict.fromkeys(
        ("statutory_demand", "suspension_decision", "termination_decision"), ENFORCEMENT
    ),
}


@pytest.fixture
def notice(office: Office) -> IssuedDocument:
    """The notice of 2024-03-06 to a project that never applied: no room follows its service."""
    return IssuedDocument.objects.of(notified(office)).get()


def prepared(paper: IssuedDocument, by: User, on: date = date(2024, 3, 6)) -> ServiceReceipt:
    return prepare_service(
        paper.pk,
        method="direct",
        recipient="锦绣置业有限公司",
        place="东区和平路 88 号",
        servers="张三、李四",
        on=on,
        by=by,
    )


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_each_kind_that_is_served_names_its_law() -> None:
    served = {kind.code: kind.service.law for kind in all_kinds() if kind.service}
    assert served == SERVED, "say in SERVED above which law has the kind served"


def test_each_kind_that_is_served_says_what_runs_from_there_or_why_nothing_does() -> None:
    for kind in all_kinds():
        if kind.service is None:
            assert Passage.REMEDIES not in kind.passages, f"{kind.code} tells remedies unserved"
            continue
        is_clocked = bool(kind.runs or kind.service.term)
        assert is_clocked != bool(kind.service.unclocked), kind.code


def test_a_receipt_is_for_the_eyes_of_those_who_see_the_paper() -> None:
    for kind in all_kinds():
        if kind.service is None:
            continue
        receipt = kind_of(kind.service.receipt)
        assert receipt.service is None
        assert receipt.view_permission == kind.view_permission, kind.code
        assert any(kind.service.permission in permissions_of(role) for role in Role), kind.code


def test_any_paper_is_served_on_the_pages(office: Office, notice: IssuedDocument) -> None:
    client = browser(office.who(Role.CLERK))
    paper_page = reverse("document", args=[notice.pk])
    prepare = reverse("prepare_service", args=[notice.pk])
    assert prepare in client.get(paper_page).content.decode()
    form = client.get(prepare).content.decode()
    assert "锦绣置业有限公司" in form
    assert CIVIL in form
    values = {"on": "2024-3-6", "method": "direct", "recipient": "锦绣置业有限公司"}
    values |= {"place": "和平路 88 号", "servers": "张三", "note": ""}
    assert client.post(prepare, values).status_code == 422
    assert client.post(prepare, values | {"servers": "张三，李四"}).url == paper_page
    receipt = ServiceReceipt.objects.get()
    assert receipt.sheet.number == "X东动防送〔2024〕1号"
    assert reverse("record_service", args=[receipt.pk]) in client.get(paper_page).content.decode()
    signed_on = {"on": "2024-3-7", "time": "9:30", "signatory": "王经理", "version": 1}
    answer = client.post(reverse("record_service", args=[receipt.pk]), signed_on)
    assert answer.url == paper_page
    shown = client.get(receipt.get_absolute_url()).content.decode()
    assert "2024-03-07" in shown
    correct = reverse("correct_service", args=[receipt.pk])
    assert correct in shown
    right = signed_on | {"on": "2024-3-8", "version": 2, "reason": "日期登记错误"}
    assert 'value="09:30"' in client.get(correct).content.decode()
    assert client.post(correct, right).status_code == 302
    receipt.refresh_from_db()
    assert receipt.effective_on == date(2024, 3, 8)
    told = [event.act for event in events_of(notice.subject)]
    assert {"制作送达回证", "登记送达", "更正送达登记"} <= set(told)


def test_who_may_not_serve_a_paper(office: Office, notice: IssuedDocument) -> None:
    with pytest.raises(NotPermitted):
        prepared(notice, office.who(Role.REVIEWER))
    with pytest.raises(NotFound):
        prepared(notice, office.who(Role.CLERK, office.west))
    with pytest.raises(NotFound):
        prepared(notice, office.who(Role.TRAINER))
    receipt = prepared(notice, office.who(Role.CLERK))
    with pytest.raises(NotFound):
        record_service(receipt.pk, signed(date(2024, 3, 7)), by=office.who(Role.CLERK, office.west))


def test_a_void_paper_is_not_served(office: Office, notice: IssuedDocument) -> None:
    void_document(notice.pk, by=office.who(Role.HEAD), reason="面积有误，重新签发")
    with pytest.raises(WrongState, match="已作废"):
        prepared(notice, office.who(Role.CLERK))


def test_finance_has_its_notices_served(office: Office) -> None:
    desk = Desk(office)
    account = desk.assessed()
    issued = issue_payment_notice(
        Assessment.objects.get(account=account).pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=30),
    )
    receipt = prepared(issued.document, desk.officer, on=desk.today)
    assert "易送" in receipt.sheet.number
    assert receipt.sheet.snapshot["cause"] == account.project.name
    assert services_of([issued.document]).receipts == [receipt]


def test_the_list_tells_what_waits_and_what_was_served(
    office: Office, notice: IssuedDocument
) -> None:
    clerk = office.who(Role.CLERK)
    client, address = browser(clerk), reverse("services")
    assert notice.number in client.get(address).content.decode()
    assert list(visible_papers(Scope(office.who(Role.CLERK, office.west)))) == []
    receipt = prepared(notice, clerk)
    assert notice.number not in client.get(address).content.decode()
    for tab, number, is_there in (
        ("prepared", "", True),
        ("prepared", notice.number, True),
        ("prepared", "防审〔1999〕", False),
        ("served", "", False),
    ):
        page = client.get(address, {"tab": tab, "number": number}).content.decode()
        assert (receipt.get_absolute_url() in page) == is_there
