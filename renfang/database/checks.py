"""What ``manage.py migrate`` and ``manage.py check --database default`` say of the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks

from renfang.database.triggers import ADVICE, breaches


@checks.register(checks.Tags.database)
def rows_are_protected(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Every trigger that a model declares stands in the database, unaltered.

    A warning, because ``migrate`` stops at an error, and it is ``migrate`` that mends this.
    """
    return [
        checks.Warning(breach, hint=ADVICE, id="database.W001")
        for using in databases or ()
        for breach in breaches(using=using)
    ]
