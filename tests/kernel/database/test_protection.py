"""What is append-only stays so, whoever asks; planned maintenance alone may tidy it."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from renfang.clocks.models import SpecialDay
from renfang.database.protection import maintenance
from renfang.history.models import Event
from renfang.history.record import record


@pytest.fixture
def event(office):
    return record(None, "登记", office.east, organisation=office.east)


def _refused(statement: str) -> None:
    refusal = pytest.raises(IntegrityError, match="append-only")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_happened_cannot_be_edited(event):
    _refused("UPDATE history_event SET act = '注销'")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.update(act="注销")
    assert Event.objects.get(pk=event.pk).act == "登记"


def test_what_happened_cannot_be_deleted(event):
    _refused("DELETE FROM history_event")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.all().delete()
    assert Event.objects.filter(pk=event.pk).exists()


def test_what_happened_cannot_be_replaced_by_a_row_of_the_same_number(event):
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's own statement")
    _refused("INSERT OR REPLACE INTO history_event SELECT * FROM history_event")


@pytest.mark.django_db(transaction=True)
def test_table_cannot_be_emptied_at_one_stroke(event):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    _refused("TRUNCATE history_event CASCADE")


def test_planned_maintenance_may_tidy_and_then_the_table_is_closed_again(event):
    with maintenance("移交档案"):
        Event.objects.filter(pk=event.pk).update(note="已移交")
    assert Event.objects.get(pk=event.pk).note == "已移交"
    _refused("DELETE FROM history_event")


def test_web_process_that_does_not_own_the_table_cannot_open_the_switch(event):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE renfang_web_of_a_test")
        cursor.execute("GRANT ALL ON history_event TO renfang_web_of_a_test")
        cursor.execute("SET LOCAL ROLE renfang_web_of_a_test")
        cursor.execute("SELECT set_config('renfang.maintenance', 'on', true)")
        _refused("UPDATE history_event SET act = '注销'")
        cursor.execute("RESET ROLE")


def test_maintenance_that_fails_changes_nothing_and_closes_the_switch(event):
    with pytest.raises(ZeroDivisionError), maintenance("移交档案"):  # noqa: PT012
        Event.objects.filter(pk=event.pk).update(note="已移交")
        raise ZeroDivisionError
    assert Event.objects.get(pk=event.pk).note == ""
    _refused("DELETE FROM history_event")


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_leave_an_empty_history_and_a_full_calendar(office):
    record(None, "登记", office.east, organisation=office.east)
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    assert SpecialDay.objects.exists()
