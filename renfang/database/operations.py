"""The migration operation that begins an app: all its tables at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation, OperationCategory


class CreateModels(Operation):
    """Create the tables of ``models``, which may point at one another in any order.

    A list of ``CreateModel`` operations does the same, but Django renders every model class that
    is connected to a new one anew after each of them, which takes minutes for tables as connected
    as ours; and ``makemigrations`` cuts circular foreign keys out into operations of their own,
    each with a rendering of its own. Here all models are entered first and rendered once; foreign
    keys, constraints and indexes stand inside each ``CreateModel``.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args: ClassVar = ["models"]

    def __init__(self, models: Sequence[migrations.CreateModel]) -> None:
        self.models = list(models)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What a migration file holds."""
        return self.__class__.__qualname__, [], {"models": self.models}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Enter all models; without rendered classes to keep up to date, that costs nothing."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Create the tables; the editor adds foreign keys when all of them stand."""
        for model in self.models:
            model.database_forwards(app_label, editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Drop the tables, the last one first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        """Whether one of the models is, or points at, the model of that name."""
        return any(model.references_model(name, app_label) for model in self.models)

    def describe(self) -> str:
        """One line for ``migrate`` and ``sqlmigrate``."""
        return "Create models " + ", ".join(model.name for model in self.models)

    @property
    def migration_name_fragment(self) -> str:
        """Part of the name that ``makemigrations`` gives a file."""
        return "_".join(model.name_lower for model in self.models)
