"""An empty database at once: the tables as all migrations leave them, and what migrations entered.

Migration by migration Django renders the classes that are connected to a change anew after each
step: for tables as connected as ours, half a minute. Here the last state is rendered once. That
both ways end at the same database is proven on each engine (tests/kernel/database).
"""

from __future__ import annotations

from typing import Final

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

# The migrations that enter rows in an empty database. All other steps in Python repair rows that
# an older version had entered, and find none; the comparison of the tests fails for one left out.
ENTERING: Final = frozenset({("clocks", "0002_seed"), ("drills", "0002_team_kinds")})


def is_empty(using: str) -> bool:
    """Whether not one table stands."""
    return not connections[using].introspection.table_names()


def found(using: str) -> None:
    """Make all tables, enter what is ``ENTERING``, note all migrations as applied."""
    executor = MigrationExecutor(connections[using])
    plan = [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    executor.recorder.ensure_schema()
    state = _last_state(plan)
    with executor.connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(using):
                editor.create_model(model)
    with executor.connection.schema_editor(atomic=True) as editor:
        for step in plan:
            if (step.app_label, step.name) in ENTERING:
                for operation in step.operations:
                    operation.database_forwards(step.app_label, editor, state, state)
            executor.recorder.record_applied(step.app_label, step.name)


def _last_state(plan: list[Migration]) -> ProjectState:
    """The models as all migrations leave them; nothing is rendered on the way."""
    state = ProjectState()
    for step in plan:
        state = step.mutate_state(state, preserve=False)
        state.__dict__.pop("apps", None)
    return state
