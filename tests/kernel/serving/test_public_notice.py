"""公告送达 rests on a failed attempt or on unknown whereabouts, never on a refusal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from renfang.acts import Incomplete, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.serving.acts import Inquiry, Served, fail_service, prepare_service, record_service
from renfang.serving.models import ServiceReceipt
from renfang.serving.rules import why_no_public_notice
from tests.builders.office import Office
from tests.engineering.omissions.test_omissions import notified

pytestmark = pytest.mark.django_db

NOTE = "上门两次，均未能送达"
ASKED = Inquiry(date(2024, 3, 8), "东区市场监督管理局", "登记住所已由他人使用，去向不明")


@pytest.fixture
def paper(office: Office) -> IssuedDocument:
    """A notice of 2024-03-06 that is to be served."""
    return IssuedDocument.objects.of(notified(office)).get()


def prepare(office: Office, paper: IssuedDocument, method: str, **more: Any) -> ServiceReceipt:
    values = {"on": date(2024, 3, 8), "note": NOTE} | more
    return prepare_service(
        paper.pk,
        method=method,
        recipient="锦绣置业有限公司",
        place="和平路 88 号",
        servers="张三、李四",
        by=office.who(Role.CLERK),
        **values,
    )


def fail(office: Office, receipt: ServiceReceipt, failure: str) -> None:
    fail_service(receipt.pk, failure=failure, reason=NOTE, by=office.who(Role.CLERK))


def published(office: Office, receipt: ServiceReceipt, day: date) -> ServiceReceipt:
    at = timezone.make_aware(datetime(day.year, day.month, day.day))
    said = Served(at=at, proof="X日报第 3 版")
    return record_service(receipt.pk, said, by=office.who(Role.CLERK))


def test_no_public_notice_without_a_failed_attempt(office: Office, paper: IssuedDocument) -> None:
    with pytest.raises(Incomplete, match="没有未能送达的记录") as refusal:
        prepare(office, paper, "public_notice", note="受送达人拒绝签收")
    assert refusal.value.field == "method"
    assert not ServiceReceipt.objects.exists()


def test_a_refusal_leads_to_leaving_the_paper(office: Office, paper: IssuedDocument) -> None:
    fail(office, prepare(office, paper, "direct"), "refused")
    with pytest.raises(Incomplete, match=r"留置送达.*第八十九条"):
        prepare(office, paper, "public_notice")
    prepare(office, paper, "left")


def test_a_failed_attempt_opens_it(office: Office, paper: IssuedDocument) -> None:
    fail(office, prepare(office, paper, "direct"), "refused")
    fail(office, prepare(office, paper, "mail"), "returned")
    receipt = prepare(office, paper, "public_notice")
    assert receipt.ground == "other_methods_failed"
    served = published(office, receipt, date(2024, 3, 11))
    assert served.effective_on == date(2024, 4, 10)


def test_a_notice_that_was_not_published_opens_no_other() -> None:
    assert "没有未能送达的记录" in why_no_public_notice([("public_notice", "not_published")])
    assert not why_no_public_notice([("mail", "")]), "a failure of before causes were kept"


def test_unknown_whereabouts_open_it_and_stand_on_the_sheet(
    office: Office, paper: IssuedDocument
) -> None:
    receipt = prepare(office, paper, "public_notice", inquiry=ASKED)
    assert receipt.ground == "whereabouts_unknown"
    said = receipt.sheet.snapshot["delivery_note"]
    assert "2024年3月8日在东区市场监督管理局查询，登记住所已由他人使用，去向不明" in said
    assert NOTE in said
    assert said in str(compose(receipt.sheet))
    [event] = [event for event in events_of(paper.subject) if event.act == "制作送达回证"]
    assert "东区市场监督管理局" in event.after["公告送达的依据"]


@pytest.mark.parametrize(
    ("inquiry", "field"),
    [
        (Inquiry(date(2024, 3, 9), ASKED.at, ASKED.result), "inquired_on"),
        (Inquiry(ASKED.on, " ", ASKED.result), "inquired_at"),
        (Inquiry(ASKED.on, ASKED.at, "不明"), "inquiry"),
    ],
)
def test_an_inquiry_says_when_where_and_what(
    office: Office, paper: IssuedDocument, inquiry: Inquiry, field: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        prepare(office, paper, "public_notice", inquiry=inquiry)
    assert refusal.value.field == field


def test_reasons_and_process_are_told(office: Office, paper: IssuedDocument) -> None:
    with pytest.raises(Incomplete, match="其他方式无法送达的情况"):
        prepare(office, paper, "public_notice", inquiry=ASKED, note="")


def test_one_prepared_before_grounds_were_kept_is_not_recorded(
    office: Office, paper: IssuedDocument
) -> None:
    receipt = prepare(office, paper, "public_notice", inquiry=ASKED)
    ServiceReceipt.objects.update(ground="")
    with pytest.raises(WrongState, match="没有登记公告送达的依据"):
        published(office, receipt, date(2024, 3, 11))
    with pytest.raises(Incomplete, match="选择未能送达的原因"):
        fail(office, receipt, "")
    with pytest.raises(Incomplete, match="只用于公告送达"):
        fail(office, receipt, "returned")
    fail(office, receipt, "not_published")


def test_the_pages_ask_for_it_by_name(office: Office, paper: IssuedDocument) -> None:
    client = Client()
    client.force_login(office.who(Role.CLERK))
    address = reverse("prepare_service", args=[paper.pk])
    assert "没有未能送达的记录，不得公告送达" in client.get(address).content.decode()
    values = {
        "on": "2024-3-8",
        "method": "public_notice",
        "recipient": "锦绣置业有限公司",
        "place": "和平路 88 号",
        "servers": "张三、李四",
        "note": NOTE,
    }
    refused = client.post(address, values)
    assert refused.status_code == 422
    assert NOTE in refused.content.decode()
    asked = {"inquired_at": ASKED.at, "inquiry": ASKED.result}
    assert "填写查询下落的日期" in client.post(address, values | asked).content.decode()
    assert client.post(address, values | asked | {"inquired_on": "2024-3-8"}).status_code == 302
    receipt = ServiceReceipt.objects.get()
    form = client.get(reverse("record_service", args=[receipt.pk])).content.decode()
    assert "公告发布日期" in form
    assert "公告发布载体" in form
    assert 'name="time"' not in form
    said = {"on": "2024-3-11", "proof": "X日报第 3 版", "version": 1}
    assert client.post(reverse("record_service", args=[receipt.pk]), said).status_code == 302
    receipt.refresh_from_db()
    assert receipt.effective_on == date(2024, 4, 10)
    shown = client.get(receipt.get_absolute_url()).content.decode()
    assert "公告发布日期" in shown
    assert "2024-03-11" in shown
    assert "登记住所已由他人使用" in shown
    correction = client.get(reverse("correct_service", args=[receipt.pk])).content.decode()
    assert "公告发布日期" in correction


def test_a_receipt_dated_before_one_numbered_before_it_says_why(
    office: Office, paper: IssuedDocument
) -> None:
    fail(office, prepare(office, paper, "mail", on=date(2024, 3, 12)), "returned")
    with pytest.raises(Incomplete, match=r"1号制作于 2024-03-12，晚于本次的 2024-03-08") as refusal:
        prepare(office, paper, "direct")
    assert refusal.value.field == "explanation"
    second = prepare(office, paper, "direct", explanation="外出送达时手写，回来补录")
    assert second.sheet.number.endswith("2号"), "the refused one gave its number back"
    fail(office, second, "absent")
    client = Client()
    client.force_login(office.who(Role.CLERK))
    listed = client.get(reverse("service_receipts"), {"tab": "failed"}).content.decode()
    assert "外出送达时手写" in listed
    third = prepare(office, paper, "direct", on=date(2024, 3, 12), explanation="不需要的说明")
    assert third.out_of_order == ""


def test_a_public_notice_is_served_only_when_its_days_are_over(
    office: Office, paper: IssuedDocument, client: Client
) -> None:
    fail(office, prepare(office, paper, "direct"), "absent")
    receipt = prepare(office, paper, "public_notice")
    today = timezone.localdate()
    receipt = published(office, receipt, today)
    day = receipt.effective_on
    running = f"公告中，至{day.year}年{day.month}月{day.day}日视为送达"
    assert receipt.state_label == running
    client.force_login(office.who(Role.CLERK))
    page = client.get(receipt.get_absolute_url()).content.decode()
    assert running in page
    assert running in client.get("/serving/receipts/?tab=served").content.decode()
    receipt.effective_on = today
    assert (receipt.state_label, receipt.state_tone) == ("已送达", "good")
