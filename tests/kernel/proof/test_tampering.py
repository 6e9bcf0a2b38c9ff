"""Whoever writes to the database, with every trigger dropped and every chain mended, is found.

First the ways that once passed, then a hundred random ones for each table
(``RENFANG_TAMPERS=1000`` in a long run).
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from engineering.models import Attachment
from fees.ledger.audit import discrepancies
from fees.ledger.posting import hash_of as hash_of_entry
from fees.ledger.proof import findings
from fees.models import FeeAccount, LedgerEntry, Slip
from renfang.algorithms import digest
from renfang.database.protection import AppendOnly, protected_models, protections
from renfang.documents.models import DocumentFile, IssuedDocument, LaterMark, Mark, Voiding
from renfang.documents.printing import render
from renfang.documents.registry import compose, end_paper, produce
from renfang.history.models import AccessRecord, Event
from renfang.history.record import broken_events, hash_of, record
from renfang.history.retention import remove_old_access
from renfang.organisations.models import OrganisationGrant, RoleAssignment
from renfang.organisations.permissions import Role
from renfang.proof import crosschecks, proving, sealing
from renfang.proof.hooks import watched_tables
from renfang.proof.models import Seal
from renfang.proof.rows import sealed_models
from renfang.proof.sealing import heads_file, seal, unsealed
from renfang.proof.verification import keep, verify_all
from renfang.proof.watching import unexplained
from tests.kernel.documents.test_registry import issue
from tests.kernel.proof.conftest import World, execute, undone

pytestmark = pytest.mark.django_db
TAMPERS = int(os.environ.get("RENFANG_TAMPERS", "100"))


def found(*, but: str = "保护触发器") -> dict[str, list[str]]:
    """What the verification finds by its parts, triggers apart: they are all dropped here."""
    report = verify_all()
    return {
        part.label: part.findings for part in report.sections if part.findings and part.label != but
    }


# --- the ways that once passed ----------------------------------------------------------------


def _forged_entry(world: World) -> None:
    """A payment that never was, with proper hash, head and sums."""
    account = FeeAccount.objects.get(pk=world.account.pk)
    last = account.entries.order_by("sequence").last()
    entry = LedgerEntry.objects.get(pk=last.pk)
    entry.pk, entry.kind, entry.reverses, entry.voucher = None, "payment", None, "伪造"
    entry.sequence, entry.prev_hash, entry.key = last.sequence + 1, last.hash, uuid4()
    entry.amount = Decimal("-1000.00")
    entry.balance_after, entry.source = last.balance_after + entry.amount, "voucher"
    entry.hash = ""
    entry.hash = hash_of_entry(entry)
    entry.save(force_insert=True)
    FeeAccount.objects.filter(pk=account.pk).update(
        paid=account.paid + 1000,
        balance=account.balance - 1000,
        last_sequence=entry.sequence,
        last_hash=entry.hash,
    )


def _last_payment_taken_out(world: World) -> None:
    """The last payment is deleted, the head mended, its slip put back to 退回."""
    slip = Slip.objects.get(entry=world.entries[-1])
    reversal = LedgerEntry.objects.get(reverses=world.entries[0])
    Slip.objects.filter(entry=reversal).update(state="returned", entry=None)
    Slip.objects.filter(pk=slip.pk).update(state="returned", entry=None)
    LedgerEntry.objects.filter(pk__in=[reversal.pk, world.entries[-1].pk]).delete()
    account = FeeAccount.objects.get(pk=world.account.pk)
    last = account.entries.order_by("sequence").last()
    sums = account.entries.aggregate(balance=models.Sum("amount"))
    FeeAccount.objects.filter(pk=account.pk).update(
        last_sequence=last.sequence,
        last_hash=last.hash,
        balance=sums["balance"],
        paid=account.payable - sums["balance"],
    )


def _last_event_deleted(world: World) -> None:
    Event.objects.filter(pk=Event.objects.order_by("-pk").first().pk).delete()


def _all_events_of_a_subject_deleted(world: World) -> None:
    office = ContentType.objects.get_for_model(type(world.office.east))
    assert Event.objects.filter(subject_type=office, subject_id=world.office.east.pk).delete()[0]


def _chain_rewritten(world: World) -> None:
    """An event is rewritten and every hash after it made anew."""
    office = ContentType.objects.get_for_model(type(world.office.east))
    chain = Event.objects.filter(subject_type=office, subject_id=world.office.east.pk)
    previous = ""
    for event in chain.order_by("sequence"):
        event.note = "改写" if event.sequence == 1 else event.note
        event.previous_hash = previous
        event.hash = previous = hash_of(event)
        event.save()


def _voiding_deleted(world: World) -> None:
    Voiding.objects.all().delete()


def _snapshot_changed(world: World) -> None:
    paper = world.papers[2]
    IssuedDocument.objects.filter(pk=paper.pk).update(
        snapshot={**paper.snapshot, "built_area": "9,830.00"}
    )


def _pdf_and_hash_replaced(world: World) -> None:
    file = DocumentFile.objects.get(document=world.papers[2])
    content = _pdf_of(world, built_area="9,830.00")
    DocumentFile.objects.filter(pk=file.pk).update(sha256=digest(content), size=len(content))
    _overwrite(world, file.path, content)


def _pdf_of(world: World, **changes: str) -> bytes:
    paper = IssuedDocument.objects.get(pk=world.papers[2].pk)
    paper.snapshot = {**paper.snapshot, **changes}
    return render(compose(paper))


def _right_put_in(world: World) -> None:
    printer = world.office.who(Role.PRINTER)
    OrganisationGrant.objects.create(
        user=printer,
        permission=Permission.objects.get(codename="check_slip"),
        content_object=world.office.east,
    )


def _attachment_and_hash_altered(world: World) -> None:
    attachment = Attachment.objects.order_by("pk").last()
    content = b"%PDF-1.4 another drawing"
    Attachment.objects.filter(pk=attachment.pk).update(sha256=digest(content))
    _overwrite(world, attachment.path, content)


def _attachment_altered(world: World) -> None:
    _overwrite(world, Attachment.objects.order_by("pk").last().path, b"%PDF-1.4 another drawing")


def _area_lowered(world: World) -> None:
    execute("UPDATE engineering_computation SET required_area = required_area - 100")


def _overwrite(world: World, path: str, content: bytes) -> None:
    from django.conf import settings

    (Path(settings.MEDIA_ROOT) / path).write_bytes(content)


ONCE_PASSED: list[Callable[[World], None]] = [
    _forged_entry,
    _last_payment_taken_out,
    _last_event_deleted,
    _all_events_of_a_subject_deleted,
    _chain_rewritten,
    _voiding_deleted,
    _snapshot_changed,
    _pdf_and_hash_replaced,
    _right_put_in,
    _attachment_and_hash_altered,
    _attachment_altered,
    _area_lowered,
]


def test_nothing_is_found_where_nothing_was_done(world):
    assert found() == {}
    assert unsealed() > 0
    seal("测试")
    assert found() == {}
    assert unsealed() == 0


@pytest.mark.slow
def test_the_ways_that_once_passed_are_found(world):
    """Each with all triggers dropped, on records under seal; chains and audits see none alone."""
    seal("测试")
    files = Path(crosschecks.settings.MEDIA_ROOT)
    bytes_of = {path: path.read_bytes() for path in files.rglob("*") if path.is_file()}
    missed = []
    for tampering in ONCE_PASSED:
        with undone():
            tampering(world)
            if tampering in (_forged_entry, _chain_rewritten, _last_event_deleted):
                assert list(broken_events()) == list(findings()) == list(discrepancies()) == []
            if not found():
                missed.append(tampering.__name__)
        for path, content in bytes_of.items():
            path.write_bytes(content)
    assert missed == []
    assert found() == {}


def test_what_is_forged_since_the_last_seal_is_found_where_records_speak_of_one_another(world):
    """And what only its own chain protects is said to be so, in numbers."""
    for tampering in (
        _forged_entry,
        _voiding_deleted,
        _snapshot_changed,
        _pdf_and_hash_replaced,
        _right_put_in,
        _attachment_altered,
        _area_lowered,
    ):
        with undone():
            tampering(world)
            assert found(), tampering.__name__
    assert verify_all().unsealed == unsealed() > 0


def test_a_changed_paper_that_is_marked_again_is_no_difference(world):
    head = world.office.who(Role.HEAD)
    with transaction.atomic():
        for word in (Mark.CHANGED, "已撤销"):
            end_paper(world.papers[2], word, by=head, reason="另有决定")
    assert LaterMark.objects.exists()
    assert crosschecks.papers().findings == []


def test_a_paper_that_differs_is_found_again_the_next_night(world):
    keep(verify_all(), "nightly")
    for paper in (issue(world.office, world.office.who(Role.CLERK)) for _ in range(2)):
        produce(paper.pk)
    with undone():
        paper = DocumentFile.objects.order_by("-pk")[1].document
        IssuedDocument.objects.filter(pk=paper.pk).update(
            snapshot={**paper.snapshot, "built_area": "9,830.00"}
        )
        for _ in range(3):
            report = verify_all()
            keep(report, "nightly")
            assert "重新生成" in str(found())
            assert report.papers_upto == DocumentFile.objects.get(document=paper).pk - 1
        seal("测试", reason="查明原因后从头封存", from_start=True)
        assert found() == {}


def test_a_row_before_the_first_key_is_found(world):
    seal("测试")
    with undone():
        execute("UPDATE history_event SET id = -1 WHERE id = (SELECT MAX(id) FROM history_event)")
        assert any("编号小于 1" in said for said in found()["封存的记录"])


# --- the seals themselves -----------------------------------------------------------------------


def test_seals_taken_from_the_database_are_missing_from_the_list(world):
    seal("测试")
    record(None, "登记", world.office.east, organisation=world.office.east)
    seal("测试")
    with undone():
        Seal.objects.order_by("sequence").last().delete()
        _last_event_deleted(world)
        [said] = found()["封存"]
        assert "第 2 号封存" in said
        assert "数据库中没有" in said


def test_a_seal_made_without_the_key_is_found(world, settings, tmp_path):
    """The forger knows everything but the key: he signs with one of his own."""
    seal("测试")
    theirs, mine = settings.SEAL_DIR, tmp_path / "forger"
    with undone():
        _last_event_deleted(world)
        settings.SEAL_DIR = mine
        seal("测试", reason="重新封存", from_start=True)
        settings.SEAL_DIR = theirs
        assert any("不在本机信任的密钥之中" in said for said in found()["封存"])


@pytest.mark.parametrize("column", ["content", "signature", "digest", "at", "rows", "sequence"])
def test_an_altered_seal_is_found(world, column):
    seal("测试")
    values = {
        "content": {"tables": {}, "previous": ""},
        "signature": "00" * 64,
        "digest": "0" * 64,
        "at": timezone.now(),
        "rows": 1,
        "sequence": 7,
    }
    with undone():
        Seal.objects.update(**{column: values[column]})
        assert found()["封存"]


def test_the_list_outside_is_missed_and_held_against_the_seals(world):
    seal("测试")
    text = heads_file().read_text("utf-8")
    heads_file().write_text(text.replace('"rows":', '"rows":1'))
    assert "不一致" in found()["封存"][0]
    heads_file().write_text("not a list\n")
    assert "读不出" in found()["封存"][0]
    heads_file().unlink()
    assert "不在" in found()["封存"][0]
    heads_file().write_text(text)
    assert found() == {}


def _noted(world: World, number: int) -> None:
    """One more event."""
    east = world.office.east
    record(None, "登记", east, organisation=east, after={"第": number})


def test_a_list_or_key_that_is_lost_is_told_and_never_made_up_for(world):
    for number in range(3):
        record(
            None, "登记", world.office.east, organisation=world.office.east, after={"第": number}
        )
        seal("测试")
    text = heads_file().read_text("utf-8")
    first = text[: text.index("\n") + 1]
    heads_file().write_text(first)
    assert [said[:8] for said in found()["封存"]] == ["第 2 号封存在"]
    for content in (first, ""):
        heads_file().write_text(content)
        with pytest.raises(ValueError, match="从头封存"):
            seal("测试")
        assert heads_file().read_text("utf-8") == content
    heads_file().write_text(text)
    keys = {path: path.read_bytes() for path in heads_file().parent.glob("*.key")}
    for path in keys:
        path.unlink()
    with pytest.raises(ValueError, match="没有封存密钥"):
        seal("测试")
    heads_file().unlink()
    for path, content in keys.items():
        path.write_bytes(content)
    seal("测试", reason="清单丢失，已查明", from_start=True)
    assert heads_file().read_text("utf-8").count("\n") == 1
    assert found() == {}


def test_seals_that_are_all_gone_are_not_begun_anew_by_themselves(world):
    seal("测试")
    with undone():
        Seal.objects.all().delete()
        with pytest.raises(ValueError, match="数据库中没有封存"):
            seal("测试")


def test_a_line_that_a_crash_tore_is_taken_away_and_entered_whole(world):
    for number in range(2):
        record(
            None, "登记", world.office.east, organisation=world.office.east, after={"第": number}
        )
        seal("测试")
    whole = heads_file().read_text("utf-8")
    heads_file().write_text(whole[:-40])
    assert found() == {}, "the newest alone may be lacking"
    record(None, "登记", world.office.east, organisation=world.office.east)
    assert "已截去" in seal("测试").reason
    assert heads_file().read_text("utf-8").startswith(whole)
    assert found() == {}


def test_a_write_that_ends_half_way_leaves_the_list_as_it_was(world, monkeypatch):
    seal("测试")
    whole, write = heads_file().read_bytes(), os.write
    record(None, "登记", world.office.east, organisation=world.office.east)
    with monkeypatch.context() as patch:
        patch.setattr(sealing.os, "write", lambda at, content: write(at, content[:20]))
        with pytest.raises(OSError, match="space"):
            seal("测试")
    assert heads_file().read_bytes() == whole
    record(None, "登记", world.office.east, organisation=world.office.east)
    seal("测试")
    assert found() == {}


@pytest.mark.parametrize(("one", "other"), [("sha256", "sm3"), ("sm3", "sha256")])
def test_seals_of_before_a_change_of_algorithms_are_proven_as_before(world, settings, one, other):
    settings.DIGEST, settings.SIGNATURE = one, "ed25519" if one == "sha256" else "sm2"
    seal("测试")
    settings.DIGEST, settings.SIGNATURE = other, "sm2" if one == "sha256" else "ed25519"
    record(None, "登记", world.office.east, organisation=world.office.east)
    made = seal("测试")
    assert made.key.startswith(settings.SIGNATURE)
    assert found() == {}
    with undone():
        Event.objects.filter(pk=Event.objects.order_by("pk").first().pk).update(note="改")
        assert found()["封存的记录"]


def test_sealing_anew_takes_what_stands_for_granted_from_then_on(world):
    seal("测试")
    with undone():
        execute("UPDATE engineering_attachment SET name = 'x.pdf'")
        seal("测试")
        assert "没有办理记录" in found()["附件、记账单、岗位等登记"][0]
        # No later act on the same record makes up for it.
        attachment = Attachment.objects.order_by("pk").last()
        record(None, "登记", attachment.application)
        assert found()["附件、记账单、岗位等登记"]
        seal("测试", reason="查明是误改，已更正", from_start=True)
        assert found() == {}


@pytest.fixture
def aged(world) -> World:
    """Three access records, each put under seal in its own year."""
    for days in (900, 800, 1):
        with time_machine.travel(timezone.now() - timedelta(days=days)):
            AccessRecord.objects.create(
                at=timezone.now(),
                person_label="某人",
                kind=AccessRecord.Kind.LOGIN,
                organisation=world.office.east,
            )
            seal("测试")
    return world


def test_access_records_go_after_their_months_and_not_otherwise(aged):
    with undone():
        AccessRecord.objects.order_by("pk").first().delete()
        assert "访问记录" in found()["封存的记录"][0]
    remove_old_access()
    assert AccessRecord.objects.filter(person_label="某人").count() == 1
    assert found() == {}
    seal("测试", reason="从头再封存一次", from_start=True)
    assert found() == {}
    with undone():
        AccessRecord.objects.all().delete()
        assert "访问记录" in found()["封存的记录"][0]


def test_no_event_excuses_access_records_that_were_not_old_or_not_counted(aged):
    last = AccessRecord.objects.order_by("pk").last()
    for count, end in ((3, last.pk), (1, last.pk - 1), (900, last.pk + 900)):
        with undone():
            AccessRecord.objects.filter(pk__lte=end).delete()
            facts = {"访问记录": f"{count} 条", "编号": f"1—{end}"}
            record(
                None, "清理访问记录", aged.office.city, organisation=aged.office.city, after=facts
            )
            assert "访问记录" in found()["封存的记录"][0], (count, end)


def test_removal_ends_before_the_first_row_within_the_term_and_what_a_seal_proves(aged):
    first = AccessRecord.objects.order_by("pk").first()
    with undone():
        AccessRecord.objects.filter(pk=first.pk).update(at=timezone.now())
        assert remove_old_access() is None
    # Under seal since yesterday alone: that they are old nothing proves yet.
    with undone():
        Seal.objects.all().delete()
        heads_file().unlink()
        seal("测试", reason="从头", from_start=True)
        assert remove_old_access() is None


# --- a hundred random ones of each table -------------------------------------------------------

_SEALED = (
    "history.Event",
    "fees.LedgerEntry",
    "documents.IssuedDocument",
    "documents.DocumentFile",
    "documents.Voiding",
    "engineering.Computation",
    "proof.WatchedState",
)
_WATCHED = ("engineering.Attachment", "fees.Slip", "organisations.RoleAssignment")


def _other(field: models.Field, value: object, dice: random.Random) -> object:
    """Another value that the column takes, as it lies in the database."""
    number = dice.randrange(1, 999_999)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.JSONField) and isinstance(value, str):
        loaded = json.loads(value)
        changed = {**loaded, "改": number} if isinstance(loaded, dict) else [*loaded, number]
        return json.dumps(changed, ensure_ascii=False)
    if isinstance(field, models.UUIDField):
        return uuid4().hex
    if isinstance(field, models.DateTimeField):
        return f"20{10 + number % 15}-03-04 05:06:07"
    if isinstance(field, models.DateField):
        return f"20{10 + number % 15}-03-04"
    if isinstance(field, models.TimeField):
        return f"0{number % 9}:05:06"
    if isinstance(field, models.CharField | models.TextField):
        return f"改{number}"
    return number


def _random_change(model: type[models.Model], dice: random.Random) -> str:
    """Change one value of a row, delete a row, or put a copy of one in its place; what was done."""
    table = model._meta.db_table
    pk = dice.choice(list(model._base_manager.values_list("pk", flat=True)))
    way = dice.random()
    if way < 0.15:
        execute(f"DELETE FROM {table} WHERE id = %s", pk)
        return f"{table} {pk} deleted"
    field = dice.choice([field for field in model._meta.concrete_fields if not field.primary_key])
    name = f'"{field.column}"'
    if way < 0.25:
        execute(f"UPDATE {table} SET id = %s WHERE id = %s", 900_000 + pk, pk)
        return f"{table} {pk} renumbered"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table} WHERE id = %s", [pk])
        value = cursor.fetchone()[0]
    changed = _other(field, value, dice)
    execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", changed, pk)
    return f"{table} {pk} {name}: {value!r} -> {changed!r}" if changed != value else ""


def _proof_of(label: str) -> bool:
    """Whether the part of the verification that is about the table finds anything."""
    if label in _WATCHED:
        [watched] = [each for each in watched_tables() if each.model._meta.label == label]
        return bool(list(unexplained(watched, Seal.objects.order_by("sequence").last())))
    parts = [
        {**made.content["tables"][label], "seal": made}
        for made in Seal.objects.all()
        if label in made.content["tables"]
    ]
    return bool(list(proving._broken_table(label, parts)))


@pytest.mark.slow
def test_each_of_many_random_changes_is_found(world):
    """Foreign keys are let be: what points nowhere the database itself refuses at the end."""
    seal("测试")
    dice, missed, done = random.Random(6), [], 0
    with undone():
        for label in (*_SEALED, *_WATCHED):
            model, number = apps.get_model(label), 0
            while number < TAMPERS:
                with suppress(DatabaseError), transaction.atomic():
                    if said := _random_change(model, dice):
                        number += 1
                        if not _proof_of(label):
                            missed.append(said)
                    transaction.set_rollback(True)
            done += number
    assert missed == []
    assert done == TAMPERS * len((*_SEALED, *_WATCHED))
    assert found() == {}


@pytest.mark.slow
def test_each_right_put_in_widened_or_taken_away_is_found(world):
    dice, missed = random.Random(7), []
    rights = list(OrganisationGrant.objects.values_list("pk", flat=True))
    of_offices = ContentType.objects.get_for_model(type(world.office.east))
    permissions = list(Permission.objects.filter(content_type=of_offices))
    people = list({grant.user for grant in OrganisationGrant.objects.select_related("user")})
    for _ in range(TAMPERS):
        with suppress(IntegrityError), transaction.atomic():
            if dice.random() < 0.7:
                said = OrganisationGrant.objects.create(
                    user=dice.choice(people),
                    permission=dice.choice(permissions),
                    content_object=dice.choice([world.office.city, world.office.west]),
                )
            else:
                said = dice.choice(rights)
                OrganisationGrant.objects.filter(pk=said).delete()
            if not crosschecks.rights().findings:
                missed.append(said)
            transaction.set_rollback(True)
    assert missed == []


def test_a_post_without_its_act_is_found_sealed_or_not(world):
    clerk = world.office.who(Role.CLERK)
    with undone():
        RoleAssignment.objects.create(user=clerk, role=Role.HEAD, organisation=world.office.city)
        assert any("没有授予的办理记录" in said for said in found()["岗位和权限"])


def test_every_table_that_only_grows_is_sealed(world):
    """A table declared append-only later comes under seal by itself."""
    made = seal("测试")
    growing = {
        model._meta.label for model in protected_models() if AppendOnly() in protections(model)
    }
    assert {model._meta.label for model in sealed_models()} == growing - {"proof.Seal"}
    filled = {label for label in growing if apps.get_model(label)._base_manager.exists()}
    assert set(made.content["tables"]) == filled - {"proof.Seal"}
