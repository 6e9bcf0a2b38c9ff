"""An app begins with all its tables at once, and ordinary migrations follow on top."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from renfang.database.operations import CreateModels

pytestmark = pytest.mark.django_db(transaction=True)

HALL = migrations.CreateModel(
    "Hall",
    [
        ("id", models.BigAutoField(primary_key=True)),
        # Points forward, at a table that is created later and points back.
        ("best", models.ForeignKey("circle.Seat", models.SET_NULL, null=True, related_name="+")),
        ("rows", models.PositiveIntegerField()),
        ("friends", models.ManyToManyField("circle.Hall")),
    ],
    {"constraints": [models.CheckConstraint(condition=models.Q(rows__gt=0), name="hall_has_rows")]},
)
SEAT = migrations.CreateModel(
    "Seat",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("hall", models.ForeignKey("circle.Hall", models.CASCADE)),
        ("number", models.IntegerField()),
    ],
    {
        "indexes": [models.Index(fields=["number"], name="seat_number")],
        "constraints": [models.UniqueConstraint(fields=["hall", "number"], name="seat_once")],
    },
)
TABLES = {"circle_hall", "circle_seat", "circle_hall_friends"}


def migration(*operations: migrations.operations.base.Operation) -> migrations.Migration:
    made = migrations.Migration("0001_initial", "circle")
    made.operations = list(operations)
    return made


BEGINNING = migration(CreateModels(models=[HALL, SEAT]))


def forwards(step: migrations.Migration, state: ProjectState) -> ProjectState:
    with connection.schema_editor() as editor:
        return step.apply(state.clone(), editor)


def backwards(step: migrations.Migration, before: ProjectState) -> None:
    with connection.schema_editor() as editor:
        step.unapply(before.clone(), editor)


def standing() -> set[str]:
    return TABLES & set(connection.introspection.table_names())


@pytest.fixture
def begun() -> Iterator[ProjectState]:
    yield forwards(BEGINNING, ProjectState())
    with connection.schema_editor() as editor:
        for table in sorted(standing()):
            editor.execute(
                f'DROP TABLE "{table}"' + (" CASCADE" if connection.vendor == "postgresql" else "")
            )


def test_tables_that_point_at_one_another_are_made_whole(begun):
    hall, seat = (begun.apps.get_model("circle", name) for name in ("Hall", "Seat"))
    with connection.cursor() as cursor:
        of_hall = connection.introspection.get_constraints(cursor, "circle_hall")
        of_seat = connection.introspection.get_constraints(cursor, "circle_seat")
    points_at = {
        constraint["foreign_key"]
        for constraint in (*of_hall.values(), *of_seat.values())
        if constraint["foreign_key"]
    }
    assert points_at == {("circle_seat", "id"), ("circle_hall", "id")}
    assert of_hall["hall_has_rows"]["check"]
    assert of_seat["seat_once"]["unique"]
    assert of_seat["seat_number"]["index"]
    first = hall.objects.create(rows=3)
    first.friends.add(first)
    first.best = seat.objects.create(hall=first, number=1)
    first.save()
    for refused in (lambda: hall.objects.create(rows=0), lambda: first.seat_set.create(number=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()
    with pytest.raises(IntegrityError), transaction.atomic():
        seat.objects.create(hall_id=first.pk + 1, number=1)


def test_ordinary_migrations_follow_on_top(begun):
    hall = begun.apps.get_model("circle", "Hall").objects.create(rows=3)
    begun.apps.get_model("circle", "Seat").objects.create(hall_id=hall.pk, number=7)

    def measure(apps, editor):
        apps.get_model("circle", "Hall").objects.update(width=Decimal("1.5"))

    width = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    step = migration(
        migrations.AddField("Hall", "width", width),
        migrations.RunPython(measure, migrations.RunPython.noop),
        migrations.AlterField("Hall", "rows", models.BigIntegerField(default=1)),
        migrations.RenameField("Seat", "number", "place"),
    )
    after = forwards(step, begun)
    row = after.apps.get_model("circle", "Hall").objects.get()
    assert (row.rows, row.width, row.seat_set.get().place) == (3, Decimal("1.5"), 7)
    backwards(step, begun)
    row = begun.apps.get_model("circle", "Hall").objects.get()
    assert (row.rows, row.seat_set.get().number) == (3, 7)


def test_reversing_it_leaves_nothing(begun):
    assert standing() == TABLES
    backwards(BEGINNING, ProjectState())
    assert standing() == set()


def test_no_class_is_rendered_before_all_models_are_entered():
    state = ProjectState()
    assert state.apps.get_models() == []
    BEGINNING.mutate_state(state, preserve=False)
    assert "apps" not in state.__dict__
    assert (
        state.apps.get_model("circle", "Seat")._meta.get_field("hall").related_model.__name__
        == "Hall"
    )


def test_it_is_written_to_a_migration_file_and_read_back():
    text = MigrationWriter(BEGINNING).as_string()
    namespace: dict[str, object] = {}
    exec(text, namespace)
    [operation] = namespace["Migration"].operations
    assert [model.name for model in operation.models] == ["Hall", "Seat"]
    assert operation.deconstruct()[2].keys() == {"models"}


def test_models_and_migrations_agree_and_can_be_shown_as_sql():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    out = StringIO()
    call_command("sqlmigrate", "rules", "0001", stdout=out)
    assert 'CREATE TABLE "rules_bookedition"' in out.getvalue()
    assert "edition_published_by_a_second_person" in out.getvalue()
    call_command("sqlmigrate", "rules", "0001", backwards=True, stdout=out)
    assert 'DROP TABLE "rules_bookedition"' in out.getvalue()
