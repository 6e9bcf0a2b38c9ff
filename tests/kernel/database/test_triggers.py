"""A trigger that is gone, rests or was altered is found, named, and put up again by migrate."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.signals import post_migrate, pre_migrate

from drills.rollcall.one_place import NotMarkedInTwoPlaces, NotMovedOntoAnother
from renfang.database.protection import (
    AppendOnly,
    FrozenFrom,
    FrozenWith,
    protected_models,
    protections,
)
from renfang.database.triggers import ADVICE, Comparison, breaches
from renfang.history.models import Event
from renfang.history.record import record
from renfang.rules.never_overlap import PublishedNeverOverlap

APPEND_ONLY = """
    documents.DocumentFile documents.IssuedDocument documents.LaterMark documents.Printing
    documents.Voiding
    drills.CallTest drills.DrillLogEntry drills.DutyLogEntry drills.PlanReview drills.Rehearsal
    drills.Result drills.SirenCoverage drills.SirenEntry drills.TeamResult
    engineering.AcceptanceItem engineering.CapacitySnapshot engineering.CompletionAcceptance
    engineering.Computation engineering.InspectionMatter engineering.InspectionRecord
    engineering.LifeRecord
    engineering.MaintenanceEntry engineering.RandomDraw engineering.Reinspection
    engineering.SiteVisit engineering.UseInspection
    fees.Assessment fees.CollectionContact fees.CollectionStep
    fees.FrozenStatement fees.LedgerEntry fees.MonthEvent fees.PaymentNotice fees.ReliefDecision
    history.AccessRecord history.Event organisations.RemedyAuthority
    proof.Seal proof.VerificationRun proof.WatchedState
"""
FROZEN = {
    "drills.Assessment": FrozenWith((), "signed"),
    "drills.AssessedSubject": FrozenWith(("assessment",), "signed"),
    "drills.Score": FrozenWith(("part", "assessment"), "signed"),
    "drills.Correction": FrozenWith(("corrected",), "signed"),
    "drills.Campaign": FrozenWith((), "closed"),
    "drills.CampaignTeam": FrozenWith(("campaign",), "closed"),
    "drills.AuditFinding": FrozenWith(("campaign",), "closed"),
    "drills.EquipmentCheck": FrozenWith(("entry", "campaign"), "closed"),
    "drills.Muster": FrozenWith(("entry", "campaign"), "closed"),
    "drills.MusterPhoto": FrozenWith(("muster", "entry", "campaign"), "closed"),
    "serving.ServiceReceipt": FrozenFrom("failed"),
    "fees.AssessmentDraft": FrozenFrom("approved"),
}
# One table of each kind of protection: its trigger, and the command that must name it.
PROTECTED = [
    ("history_event", "update", "rows", "verify_history"),
    ("documents_voiding", "delete", "rows", "verify_documents"),
    ("fees_ledgerentry", "update", "all", "verify_ledger"),
    ("fees_assessmentdraft", "frozen", "frozen", "verify_ledger"),
    ("rules_bookedition", "published", "published", None),
    ("drills_score", "frozen_insert", "frozen", None),
    ("drills_attendance", "marked", "marked", None),
]

pytestmark = pytest.mark.django_db


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def drop(table: str, name: str) -> None:
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    execute(f'DROP TRIGGER "{name}"{on}')


def weaken(table: str, name: str) -> None:
    """Put one of the same name in the trigger's place that refuses less, or nothing."""
    drop(table, name)
    if connection.vendor == "postgresql":
        execute(
            f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" FOR EACH STATEMENT '
            "EXECUTE FUNCTION renfang_refuse_change()"
        )
    else:
        execute(f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" BEGIN SELECT 1; END')


def disable(table: str, name: str) -> None:
    execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"')


def leave_to_replicas(table: str, name: str) -> None:
    execute(f'ALTER TABLE "{table}" ENABLE REPLICA TRIGGER "{name}"')


DAMAGES = [drop, weaken]
if connection.vendor == "postgresql":  # SQLite cannot disable a trigger
    DAMAGES += [disable, leave_to_replicas]


def said_by_check() -> list[str]:
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    assert all(message.hint == ADVICE for message in found)
    return [message.msg for message in found]


def said_by(command: str) -> str:
    """What a verify command prints; it must end with an error."""
    out = StringIO()
    with pytest.raises((CommandError, SystemExit)) as ended:
        call_command(command, stdout=out, stderr=out)
    assert getattr(ended.value, "code", None) or ended.value.returncode == 1
    return out.getvalue()


def test_every_model_that_was_protected_still_is():
    declared = {model._meta.label: protections(model) for model in protected_models()}
    assert declared == {
        **{label: (AppendOnly(),) for label in APPEND_ONLY.split()},
        **{label: (protection,) for label, protection in FROZEN.items()},
        "rules.BookEdition": (
            FrozenFrom("published", once=("ended_on",)),
            PublishedNeverOverlap(),
        ),
        "drills.Occasion": (FrozenFrom("closed"), NotMovedOntoAnother()),
        "drills.Attendance": (
            FrozenWith(("occasion",), ("filed", "closed", "void")),
            NotMarkedInTwoPlaces(),
        ),
    }


def test_all_that_is_declared_stands_after_migrate():
    assert breaches() == []
    assert said_by_check() == []


@pytest.mark.parametrize(("table", "on_sqlite", "on_postgresql", "command"), PROTECTED)
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_trigger_is_named(damage, table, on_sqlite, on_postgresql, command):
    name = f"{table}_{on_sqlite if connection.vendor == 'sqlite' else on_postgresql}"
    damage(table, name)
    wrong = {drop: "缺失", weaken: "被改动"}.get(damage, "被停用")
    [said] = said_by_check()
    assert said.endswith(f"（{table}）的保护触发器 {name} {wrong}")
    if command:
        printed = said_by(command)
        assert said in printed
        assert ADVICE in printed


@pytest.mark.parametrize("command", ["verify_history", "verify_documents", "verify_ledger"])
def test_each_command_speaks_of_its_own_tables(command):
    drop("drills_score", f"drills_score_frozen{'_insert' * (connection.vendor == 'sqlite')}")
    out = StringIO()
    call_command(command, stdout=out)
    assert "触发器" not in out.getvalue()


@pytest.mark.parametrize(
    ("function", "apps_touched"),
    [
        ("renfang_refuse_change", {"history", "documents", "fees", "rules", "drills"}),
        ("renfang_refuse_frozen", {"drills"}),
        ("renfang_refuse_overlap", {"rules"}),
        ("renfang_refuse_two_places", {"drills"}),
        ("renfang_refuse_moving", {"drills"}),
    ],
)
@pytest.mark.parametrize("how", ["LANGUAGE plpgsql", "LANGUAGE plpgsql SECURITY DEFINER"])
def test_replaced_function_is_found(function, apps_touched, how):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no functions")
    execute(
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger {how} "
        "AS $$ BEGIN RETURN NEW; END $$"
    )
    assert said_by_check() == [f"保护触发器调用的数据库函数 {function} 缺失或被改动"]
    for label in ("history", "documents", "fees", "rules", "drills"):
        assert bool(breaches(label)) == (label in apps_touched)


def test_switch_left_open_is_found():
    if connection.vendor == "postgresql":
        execute("SELECT set_config('renfang.maintenance', 'on', true)")
    else:
        execute("INSERT INTO database_maintenance (reason, opened_at) VALUES ('忘了', 'now')")
    assert said_by_check() == ["计划维护的开关没有关上，受保护的数据可以改动"]
    assert "开关没有关上" in said_by("verify_history")


def test_role_that_owns_nothing_can_compare():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    drop("history_event", "history_event_rows")
    execute("CREATE ROLE renfang_web_of_a_test")
    execute("SET LOCAL ROLE renfang_web_of_a_test")
    [said] = breaches()
    assert "history_event_rows 缺失" in said
    execute("RESET ROLE")


def test_migrate_says_what_is_missing_and_puts_it_up_again():
    name = "history_event_" + ("update" if connection.vendor == "sqlite" else "rows")
    drop("history_event", name)
    weaken("fees_ledgerentry", name.replace("history_event", "fees_ledgerentry"))
    said = StringIO()
    call_command("migrate", verbosity=0, stderr=said, skip_checks=False)
    assert f"{name} 缺失" in said.getvalue()
    assert breaches() == []


def test_trigger_whose_declaration_was_withdrawn_goes_with_the_next_migrate(monkeypatch):
    monkeypatch.delattr(Event, "protection")
    call_command("migrate", verbosity=0)
    Event.objects.update(act="注销")
    monkeypatch.undo()
    assert len(breaches("history")) == 2


def _migration(app_label: str, *operations: object) -> migrations.Migration:
    made = migrations.Migration("0002_of_a_test", app_label)
    made.operations = list(operations)
    return made


def _signal(signal: object, plan: list[object]) -> None:
    config = apps.get_app_config("database")
    signal.send(
        sender=config, app_config=config, plan=plan, using="default", apps=apps, verbosity=0
    )


def _rename(old: str, new: str) -> migrations.RunPython:
    def run(apps, editor):
        apps.get_model("history", "Event").objects.filter(act=old).update(act=new)

    return migrations.RunPython(run, migrations.RunPython.noop)


@pytest.mark.django_db(transaction=True)
def test_migration_may_rebuild_protected_tables_and_repair_their_rows(office):
    record(None, "登记", office.east, organisation=office.east)
    before: ProjectState = MigrationLoader(connection).project_state()
    # On SQLite both tables are rebuilt; triggers of other tables look into the second one.
    steps = [
        _migration(
            "history",
            migrations.AlterField("Event", "act", models.CharField(max_length=60)),
            _rename("登记", "注册"),
        ),
        _migration("drills", migrations.AlterField("Assessment", "state", models.TextField())),
    ]
    _signal(pre_migrate, [(step, False) for step in steps])
    states = [before]
    for step in steps:
        with connection.schema_editor() as editor:
            states.append(step.apply(states[-1].clone(), editor))
    _signal(post_migrate, [])
    try:
        assert Event.objects.get().act == "注册"
        assert breaches("history") == []
    finally:
        _signal(pre_migrate, [(step, True) for step in steps])
        for step, state in zip(reversed(steps), reversed(states[:-1]), strict=True):
            with connection.schema_editor() as editor:
                step.unapply(state.clone(), editor)
        _signal(post_migrate, [])
    assert breaches() == []


def test_something_to_migrate_takes_down_even_what_somebody_altered():
    name = "history_event_" + ("update" if connection.vendor == "sqlite" else "rows")
    weaken("history_event", name)
    _signal(pre_migrate, [(_migration("history"), False)])
    assert Comparison().standing == {}
    _signal(post_migrate, [])
    assert breaches() == []


def test_nothing_to_migrate_leaves_the_triggers_standing():
    _signal(pre_migrate, [])
    assert breaches() == []
