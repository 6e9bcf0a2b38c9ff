"""Access records: who came in, who was refused, what went out, who looked at personal data."""

from __future__ import annotations

import json
import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from renfang.acts import Unavailable
from renfang.history import access
from renfang.history.access import Kind, note_access
from renfang.history.floods import OF_ONE, Floods
from renfang.history.models import AccessRecord, Event
from renfang.history.record import record
from renfang.organisations.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calm(monkeypatch):
    """No flood and no missed record of another test."""
    monkeypatch.setattr(access, "floods", Floods())
    access._missed.clear()


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def request_of(user, path="/", **meta):
    request = RequestFactory().get(path, **meta)
    request.user, request.resolver_match = user, None
    return request


def test_a_look_keeps_who_what_and_why_in_the_order_given(clerk):
    row = note_access(
        request_of(clerk, "/people/3/", REMOTE_ADDR="10.1.2.3"),
        kind=Kind.PERSONAL,
        subject=clerk,
        details={"事由": "核对缴款人", "a": 1, "查看的内容较长": "手机号码"},
    )
    row.refresh_from_db()
    assert (row.person, row.person_label) == (clerk, clerk.full_name)
    assert (row.organisation, row.address) == (clerk.organisation, "10.1.2.3")
    assert (row.subject_type.model, row.subject_id) == ("user", clerk.pk)
    assert row.path == "/people/3/"
    assert list(row.details) == ["事由", "a", "查看的内容较长"]
    assert row.details_in_words == "事由：核对缴款人；a：1；查看的内容较长：手机号码"


@pytest.mark.parametrize(
    "statement",
    ["UPDATE history_accessrecord SET path = 'x'", "DELETE FROM history_accessrecord"],
)
def test_the_database_refuses_to_change_access_records(clerk, statement):
    note_access(request_of(clerk), kind=Kind.LOGIN)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_no_engine_stores_is_left_out(clerk):
    row = note_access(
        request_of(clerk, "/a%00b/"),
        kind=Kind.LOOK,
        label="甲\x00乙\ud800",
        details={"文件": "甲\x00\ud800"},
    )
    row.refresh_from_db()
    assert (row.subject_label, row.details) == ("甲乙?", {"文件": "甲?"})


def broken(self, **kwargs):
    raise DatabaseError("attempt to write a readonly database")


def test_a_record_that_cannot_be_written_stands_in_the_log_and_is_told_of_later(
    clerk, monkeypatch, caplog
):
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(AccessRecord, "save", broken)
        assert note_access(request_of(clerk), kind=Kind.DOWNLOAD, label="台账.xlsx") is None
    line = json.loads(caplog.records[-1].getMessage().partition(": ")[2])
    assert (line["kind"], line["object"], line["id"]) == ("download", "台账.xlsx", None)
    row = note_access(request_of(clerk), kind=Kind.DOWNLOAD)
    assert row.details == {"未能写入数据库": "此前 1 条，只在服务器日志中"}
    assert note_access(request_of(clerk), kind=Kind.DOWNLOAD).details == {}


def test_what_must_not_be_shown_without_a_record_is_refused(clerk, monkeypatch):
    monkeypatch.setattr(AccessRecord, "save", broken)
    with pytest.raises(Unavailable, match="暂不能显示"):
        note_access(request_of(clerk), kind=Kind.PERSONAL, or_refuse=True)


def test_a_flood_is_counted_and_does_not_fill_the_table():
    request = request_of(AnonymousUser(), REMOTE_ADDR="10.9.9.9")
    for _ in range(OF_ONE + 100):
        note_access(request, kind=Kind.REFUSED)
    rows = AccessRecord.objects.order_by("pk")
    # 1, 2, 4, 8, 16, 32, 64 of the hundred that are only counted.
    assert rows.count() == OF_ONE + 7
    assert rows.last().details == {"未逐条记录": "同一来源本分钟另有 64 次"}
    assert note_access(request_of(AnonymousUser(), REMOTE_ADDR="10.9.9.8"), kind=Kind.REFUSED)


def test_a_network_of_ipv6_is_one_source():
    flood = Floods()
    for number in range(OF_ONE):
        assert flood.heard(f"2001:db8::{number:x}") == 0
    assert flood.heard("2001:db8::ffff") == 1
    assert flood.heard("2001:db8:0:1::1") == 0


def test_facts_of_an_act_keep_their_order(clerk):
    facts = {"一个很长的名称": "1", "短": "2", "中等名称": {"长长的": 1, "b": 2}}
    event = record(clerk, "修改资料", clerk, before=facts, after=facts)
    stored = Event.objects.get(pk=event.pk)
    assert list(stored.before) == list(stored.after) == list(facts)
    assert list(stored.after["中等名称"]) == ["长长的", "b"]
