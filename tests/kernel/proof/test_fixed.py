"""Rows that are final, and what money rests on, changed by whoever owns the tables: it is found.

Further ways that once passed: those of whoever tried the money side, and SQLite's own way past
the triggers, from a client that does not switch recursive ones on.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from drills.models import Attendance, Occasion
from drills.training.acts.sessions import conclude_session
from engineering.models import Developer, Project
from fees.ledger.posting import hash_of as hash_of_entry
from fees.models import (
    AssessmentDraft,
    CollectionTrack,
    FeeAccount,
    LedgerEntry,
    PaymentNotice,
    Slip,
)
from renfang.history.models import Event
from renfang.history.record import hash_of, record
from renfang.proof.hooks import Fixed, fixed_tables
from renfang.proof.models import Seal, WatchedState
from renfang.proof.sealing import seal
from renfang.proof.watching import known_states, unexplained
from tests.builders.pursuit import Pursuit
from tests.builders.schooling import attend, session, year_plan, yesterday
from tests.drills.conftest import Range
from tests.kernel.proof.conftest import World, execute, undone
from tests.kernel.proof.test_tampering import _other, found

pytestmark = pytest.mark.django_db
TAMPERS = int(os.environ.get("RENFANG_TAMPERS", "100"))
FINAL, WATCHED = "定稿的登记", "附件、记账单、岗位等登记"


@pytest.fixture
def closed(world: World) -> World:
    """The world with a training on file, an approved draft and a debt that is pursued."""
    ground = Range(world.office)
    plan, team = year_plan(ground), ground.team(members=4)
    held = session(ground, plan, team)
    attend(ground, held)
    conclude_session(held.pk, by=ground.trainer, version=None)
    pursued = Pursuit.begun(world.office, world.account, yesterday())
    pursued.step("verify", yesterday())
    return world


# --- rows that are final ------------------------------------------------------------------------


def test_every_frozen_table_is_noted_with_what_it_hangs_on(closed):
    labels = {fixed.label for fixed in fixed_tables()}
    assert labels >= {
        *("rules.BookEdition/frozen", "rules.BookEdition/ended_on", "fees.AssessmentDraft/frozen"),
        *("serving.ServiceReceipt/frozen", "drills.Occasion/frozen", "drills.Attendance/frozen"),
        *("drills.Campaign/frozen", "drills.Score/frozen", "fees.FeeAccount/subject"),
    }
    seal("测试")
    assert len(known_states("drills.Attendance/frozen")) == Attendance.objects.count() == 4
    assert AssessmentDraft.objects.filter(state="approved").exists()
    assert found() == {}


def _mark_changed(world: World) -> None:
    Attendance.objects.filter(pk=Attendance.objects.first().pk).update(status="absent")


def _mark_deleted(world: World) -> None:
    Attendance.objects.first().delete()


def _mark_added(world: World) -> None:
    mark = Attendance.objects.first()
    mark.pk, mark.member_id = None, mark.member_id + 900
    mark.save(force_insert=True)


def _roll_reopened(world: World) -> None:
    Occasion.objects.update(state="open")


def _draft_rewritten(world: World) -> None:
    AssessmentDraft.objects.filter(state="approved").update(opinion="另有意见")


def _draft_turned_back(world: World) -> None:
    AssessmentDraft.objects.filter(state="approved").update(state="returned", assessment=None)


FINAL_ROWS = [
    *(_mark_changed, _mark_deleted, _mark_added, _roll_reopened),
    *(_draft_rewritten, _draft_turned_back),
]


def test_whatever_is_done_to_final_rows_is_found_and_stays_found(closed):
    """An event on the same record, or another seal, makes up for none of it."""
    seal("测试")
    for tampering in FINAL_ROWS:
        with undone():
            tampering(closed)
            record(None, "登记", closed.account, organisation=closed.office.east)
            assert found().get(FINAL), tampering.__name__
            seal("测试")
            assert any("封存时发现" in said for said in found()[FINAL]), tampering.__name__
            seal("测试", reason="查明是误改，已更正", from_start=True)
            assert FINAL not in found()


def test_what_closes_after_a_seal_is_no_difference(world):
    seal("测试")
    ground = Range(world.office)
    plan, team = year_plan(ground), ground.team(members=2)
    held = session(ground, plan, team)
    attend(ground, held)
    seal("测试")
    conclude_session(held.pk, by=ground.trainer, version=None)
    assert FINAL not in found()
    seal("测试")
    assert found() == {}
    assert Attendance.objects.count() == len(known_states("drills.Attendance/frozen")) == 2


def test_a_column_that_came_with_an_upgrade_changes_no_row(closed, monkeypatch):
    """Rows are compared by the columns of their seal; a column that has gone is a difference."""
    columns = [name for name in fixed_of("drills.Attendance/frozen").columns if name != "status"]

    def as_before(model: type[models.Model]) -> list[str]:
        return columns if model is Attendance else columns_now(model)

    from renfang.proof import hooks

    columns_now = hooks.columns_of
    with monkeypatch.context() as patch:
        patch.setattr(hooks, "columns_of", as_before)
        seal("测试")
    assert found() == {}
    seal("测试")
    assert found() == {}
    with undone():
        Attendance.objects.filter(pk=Attendance.objects.first().pk).update(note="改")
        assert FINAL in found()
    with monkeypatch.context() as patch:
        patch.setattr(hooks, "columns_of", lambda model: [*columns_now(model)][:-1])
        assert found()


def fixed_of(label: str) -> Fixed:
    return next(fixed for fixed in fixed_tables() if fixed.label == label)


# --- what money rests on ------------------------------------------------------------------------


def _account_moved(world: World) -> None:
    """A debt becomes another project's."""
    other = world.desk.project(world.office.east, "别家苑")
    FeeAccount.objects.filter(pk=world.account.pk).update(project=other)


def _payer_renamed(world: World) -> None:
    Developer.objects.filter(projects__fee_account=world.account).update(name="别家置业有限公司")


def _project_of_another_payer(world: World) -> None:
    developer = Developer.objects.get(projects__fee_account=world.account)
    developer.pk, developer.credit_code = None, "911101066976941872"
    developer.save(force_insert=True)
    Project.objects.filter(fee_account=world.account).update(developer=developer)


def _right_to_the_court_prolonged(world: World) -> None:
    CollectionTrack.objects.update(apply_by=date(2031, 1, 1))


def _account_and_assessment_gone(world: World) -> None:
    Slip.objects.filter(account=world.account).delete()
    LedgerEntry.objects.filter(account=world.account, reverses__isnull=False).delete()
    LedgerEntry.objects.filter(account=world.account).delete()
    PaymentNotice.objects.filter(assessment__account=world.account).delete()
    drafts = AssessmentDraft.objects.filter(assessment__account=world.account)
    drafts.update(assessment=None, state="returned")
    execute("DELETE FROM fees_assessment WHERE account_id = %s", world.account.pk)


def _amounts_of_a_chain_rewritten(world: World) -> None:
    """Each entry four times as much, every hash, sum and slip made anew."""
    previous, balance = "", 0
    for entry in world.account.entries.order_by("sequence"):
        entry.amount *= 4
        balance += entry.amount
        entry.prev_hash, entry.balance_after, entry.hash = previous, balance, ""
        entry.hash = previous = hash_of_entry(entry)
        entry.save()
        Slip.objects.filter(entry=entry).update(amount=models.F("amount") * 4)
    FeeAccount.objects.filter(pk=world.account.pk).update(
        payable=models.F("payable") * 4,
        paid=models.F("paid") * 4,
        balance=models.F("balance") * 4,
        last_hash=previous,
    )


MONEY: list[Callable[[World], None]] = [
    *(_account_moved, _payer_renamed, _project_of_another_payer, _right_to_the_court_prolonged),
    *(_account_and_assessment_gone, _amounts_of_a_chain_rewritten),
]


@pytest.mark.parametrize("tampering", MONEY)
def test_what_money_rests_on_is_found_changed(closed, tampering):
    seal("测试")
    with undone():
        tampering(closed)
        assert found(), tampering.__name__


def test_acts_on_the_same_rows_are_no_difference(closed):
    seal("测试")
    pursued = Pursuit(closed.office, closed.account, CollectionTrack.objects.get().case)
    pursued.step("order", yesterday())
    closed.desk.pay(closed.account, "500.00", "P9")
    assert found() == {}
    seal("测试")
    assert found() == {}
    assert not WatchedState.objects.filter(is_unexplained=True).exists()


# --- past the triggers of SQLite ------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_insert_or_replace_from_a_client_of_its_own_is_found(world):
    """Triggers on DELETE do not fire for the row that it takes away, where recursive ones are off:
    the shell of SQLite has them so. The chain is mended too; the seal knows."""
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    seal("测试")
    # The last of its chain, so that no later one shows it.
    event = Event.objects.order_by("-pk").first()
    assert not Event.objects.filter(
        subject_type=event.subject_type, subject_id=event.subject_id, sequence__gt=event.sequence
    ).exists()
    event.note = "改写"
    forged = hash_of(event)
    client = sqlite3.connect(connection.settings_dict["NAME"])
    names = [field.column for field in Event._meta.concrete_fields]
    kept = client.execute(
        f"SELECT {', '.join(names)} FROM history_event WHERE id = ?", [event.pk]
    ).fetchone()
    row = dict(zip(names, kept, strict=True)) | {"note": "改写", "hash": forged}
    marks = ", ".join("?" for _ in names)
    replace = f"INSERT OR REPLACE INTO history_event ({', '.join(names)}) VALUES ({marks})"
    with client:
        client.execute(replace, list(row.values()))
    said = found()
    assert list(said) == ["封存的记录"], "chain and triggers see nothing"
    assert "办理记录" in said["封存的记录"][0]
    with client:
        client.execute(replace, kept)
    client.close()
    assert found() == {}
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(f"DELETE FROM history_event WHERE id = {event.pk}")


# --- a hundred random ones of each ----------------------------------------------------------------

_FIXED = ("drills.Attendance/frozen", "fees.AssessmentDraft/frozen", "fees.FeeAccount/subject")


def _random_change(fixed: Fixed, dice: random.Random) -> str:
    """Change a value of a final row, delete the row or renumber it; what was done."""
    table = fixed.model._meta.db_table
    pk = dice.choice(list(fixed.queryset().values_list("pk", flat=True)))
    way = dice.random()
    if way < 0.15:
        execute(f"DELETE FROM {table} WHERE id = %s", pk)
        return f"{table} {pk} deleted"
    if way < 0.25:
        execute(f"UPDATE {table} SET id = %s WHERE id = %s", 900_000 + pk, pk)
        return f"{table} {pk} renumbered"
    fields = {field.attname: field for field in fixed.model._meta.concrete_fields}
    field = fields[dice.choice([name for name in fixed.columns if name != "id"])]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{field.column}" FROM {table} WHERE id = %s', [pk])
        value = cursor.fetchone()[0]
    changed = _other(field, value, dice)
    execute(f'UPDATE {table} SET "{field.column}" = %s WHERE id = %s', changed, pk)
    return f"{table} {pk} {field.column}: {value!r} -> {changed!r}" if changed != value else ""


@pytest.mark.slow
def test_each_of_many_random_changes_of_final_rows_is_found(closed):
    seal("测试")
    last, dice, missed = Seal.objects.get(), random.Random(8), []
    with undone():
        for label in _FIXED:
            fixed, number = fixed_of(label), 0
            while number < TAMPERS:
                with suppress(DatabaseError), transaction.atomic():
                    if said := _random_change(fixed, dice):
                        number += 1
                        if not list(unexplained(fixed, last)):
                            missed.append(said)
                    transaction.set_rollback(True)
    assert missed == []
    assert found() == {}
