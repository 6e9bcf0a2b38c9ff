"""History: one event per act, appended to the subject's chain, provable afterwards."""

import pytest
from django.db import DatabaseError, connection, transaction

from renfang.database.protection import maintenance
from renfang.history.models import Event
from renfang.history.origin import acting_from, client_address
from renfang.history.record import broken_events, events_of, record
from renfang.organisations.permissions import Role


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def chain(clerk, length=3):
    start = Event.objects.filter(subject_id=clerk.pk).count()
    return [
        record(clerk, "修改资料", clerk, before={"姓名": f"甲{n}"}, after={"姓名": f"甲{n + 1}"})
        for n in range(start, start + length)
    ]


def test_an_event_keeps_who_when_where_and_what(clerk):
    with acting_from("10.1.2.3"):
        event = record(clerk, "修改资料", clerk, before={"姓名": "甲"}, after={"姓名": "乙"})
    event.refresh_from_db()
    assert event.actor_label == clerk.full_name
    assert event.address == "10.1.2.3"
    assert event.before == {"姓名": "甲"}
    assert event.after == {"姓名": "乙"}
    assert event.organisation == clerk.organisation


def test_an_untouched_history_proves_whole(clerk):
    chain(clerk)
    assert list(broken_events()) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE history_event SET note = 'x'", "DELETE FROM history_event"]
)
def test_the_database_refuses_to_change_events(clerk, statement):
    chain(clerk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_tampering_past_the_triggers_is_found(clerk):
    events = chain(clerk)
    with maintenance("测试"):
        Event.objects.filter(pk=events[1].pk).update(after={"姓名": "丙"})
    assert [(event.pk, reason) for event, reason in broken_events()] == [
        (events[1].pk, "内容与校验值不符")
    ]


def test_a_missing_event_is_found(clerk):
    events = chain(clerk)
    with maintenance("测试"):
        Event.objects.filter(pk=events[1].pk).delete()
    assert [reason for event, reason in broken_events()] == ["前一条记录缺失"]


def test_maintenance_closes_again(clerk):
    chain(clerk)
    with maintenance("测试"):
        pass
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.all().delete()


def test_events_of_several_subjects_come_newest_first(office, clerk):
    first = record(clerk, "甲", clerk)
    second = record(clerk, "乙", office.who(Role.HEAD))
    found = list(events_of(clerk, office.who(Role.HEAD)))
    assert found.index(second) < found.index(first)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6", "6.6.6.6"),
        (1, "1.1.1.1, 6.6.6.6", "6.6.6.6"),
        (2, "1.1.1.1, 6.6.6.6, 10.0.0.1", "6.6.6.6"),
        (1, "not an address", ""),
        (2, "6.6.6.6", "127.0.0.1"),
    ],
)
def test_forwarded_addresses_count_only_as_far_as_our_proxies_wrote_them(
    rf, settings, proxies, forwarded, expected
):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)) == expected
