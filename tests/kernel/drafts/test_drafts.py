"""What was typed and not sent: kept for its author alone, dropped once it is accepted."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from renfang.acts import Incomplete
from renfang.drafts import keeping
from renfang.drafts.keeping import KEPT_DAYS, MOST, all_of, find, keep, remove_old
from renfang.drafts.models import Draft
from renfang.organisations.permissions import Role
from renfang.personal.keys import KeyMissing
from tests.builders.office import Office

pytestmark = pytest.mark.django_db

PAGE = "/engineering/omissions/open/"
FIELDS = [["name", "锦绣家园"], ["clue", "电话 13800001234"]]


def sent(client: Client, **changes) -> int:
    body = {"page": PAGE, "goes_to": PAGE, "title": "登记线索", "fields": FIELDS, **changes}
    return client.post(
        reverse("drafts"), {**body, "fields": json.dumps(body["fields"])}
    ).status_code


def offered(client: Client) -> dict:
    return json.loads(client.get(reverse("drafts"), {"page": PAGE}).content)


@pytest.fixture
def clerk(office: Office, client: Client) -> Client:
    client.force_login(office.who(Role.CLERK))
    return client


def test_what_is_typed_comes_back_to_its_author_alone(office: Office, clerk: Client) -> None:
    assert sent(clerk) == 200
    assert sent(clerk, fields=[["name", "锦绣家园二期"]]) == 200
    found = offered(clerk)
    assert found["fields"] == [["name", "锦绣家园二期"]]
    assert re.fullmatch(r"\d+月\d+日 \d\d:\d\d", found["saved"])
    other = Client()
    other.force_login(office.who(Role.CLERK, office.west))
    assert "fields" not in offered(other)
    assert "登记线索" in clerk.get("/").content.decode()
    assert "登记线索" not in other.get("/").content.decode()


def test_it_lies_encrypted(clerk: Client) -> None:
    sent(clerk)
    stored = Draft.objects.get().content
    assert "锦绣" not in stored
    assert "13800001234" not in stored


def test_a_draft_whose_key_is_gone_is_none(clerk: Client, office: Office, monkeypatch) -> None:
    sent(clerk)

    def gone(stored: str, context: str) -> str:
        raise KeyMissing("缺少密钥")

    monkeypatch.setattr(keeping, "unseal", gone)
    assert find(office.who(Role.CLERK), PAGE) is None
    assert clerk.get("/").status_code == 200


def test_passwords_and_marks_are_never_kept(clerk: Client, office: Office) -> None:
    fields = [["csrfmiddlewaretoken", "x"], ["new_password1", "secret"], ["name", "甲"]]
    sent(clerk, fields=fields)
    assert find(office.who(Role.CLERK), PAGE).fields == [("name", "甲")]


def test_accepted_is_dropped_and_refused_is_kept(clerk: Client, office: Office) -> None:
    sent(clerk)
    assert clerk.post(PAGE, {"name": "锦绣家园"}).status_code == 422
    assert Draft.objects.exists()
    accepted = {
        "organisation": office.east.pk,
        "source": "survey",
        "found_on": "2024-03-01",
        "name": "锦绣家园",
        "developer_name": "锦绣置业有限公司",
        "address": "东区和平路 88 号",
        "clue": "竣工测绘显示地上 15300㎡，没有防空地下室",
    }
    assert clerk.post(PAGE, accepted).status_code == 302
    assert not Draft.objects.exists()


def test_a_session_that_ended_is_told_and_keeps_the_draft(clerk: Client, office: Office) -> None:
    sent(clerk)
    clerk.logout()
    assert sent(clerk) == 302
    assert clerk.get(reverse("drafts"), {"page": PAGE}).status_code == 302
    assert clerk.post(PAGE, {"name": "x"}).status_code == 302
    assert find(office.who(Role.CLERK), PAGE) is not None
    # Logged in again, on whatever computer, it is offered, and dropped once it is accepted.
    again = Client()
    again.force_login(office.who(Role.CLERK))
    assert offered(again)["fields"] == FIELDS
    assert again.session["has_drafts"]


@pytest.mark.parametrize(
    "changes",
    [
        {"page": "//elsewhere.example/"},
        {"page": "https://elsewhere.example/"},
        {"page": ""},
        {"goes_to": "x"},
        {"page": "/" + "x" * 300},
        {"fields": {"name": "x"}},
        {"fields": [["name"]]},
        {"fields": [["name", 3]]},
        {"fields": [["name", "x" * keeping.LONGEST]]},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(clerk: Client, changes: dict) -> None:
    assert sent(clerk, **changes) == 422
    assert not Draft.objects.exists()


def test_fields_that_are_no_json_are_refused(clerk: Client) -> None:
    for fields in ("", "[", "7"):
        body = {"page": PAGE, "goes_to": PAGE, "fields": fields}
        assert clerk.post(reverse("drafts"), body).status_code == 422


def test_a_draft_is_put_aside(clerk: Client) -> None:
    sent(clerk)
    address = reverse("drop_draft")
    assert clerk.post(address, {"page": PAGE, "back": "1"}).status_code == 302
    assert not Draft.objects.exists()
    assert clerk.post(address, {"page": PAGE}).status_code == 200


def test_old_ones_and_too_many_go(office: Office) -> None:
    user = office.who(Role.CLERK)
    with time_machine.travel(timezone.now() - timedelta(days=KEPT_DAYS, minutes=1), tick=False):
        keep(user, page="/old/", goes_to="/old/", title="旧", fields=FIELDS)
    for number in range(MOST + 2):
        keep(user, page=f"/{number}/", goes_to="/x/", title="新", fields=FIELDS)
    assert len(all_of(user)) == MOST
    assert find(user, "/old/") is None
    keep(user, page="/51/", goes_to="/x/", title="新", fields=FIELDS)
    assert len(all_of(user)) == MOST
    with time_machine.travel(timezone.now() + timedelta(days=KEPT_DAYS + 1), tick=False):
        assert remove_old() == f"清理 {MOST} 份 {KEPT_DAYS} 天未提交的填写内容"
    assert not all_of(user)


def test_bounds_are_told_in_chinese(office: Office) -> None:
    with pytest.raises(Incomplete, match="过长"):
        keep(
            office.who(Role.CLERK),
            page=PAGE,
            goes_to=PAGE,
            title="",
            fields=[["name", "长" * keeping.LONGEST]],
        )
