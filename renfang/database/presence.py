"""Which of several queries find anything, asked in one."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, QuerySet


def present(row: Model, *queries: QuerySet[Any]) -> tuple[bool, ...]:
    """Whether each query finds a row, in order; one query, hung on a saved ``row``, whichever."""
    if not queries:
        return ()
    # Evaluated users are often lazy objects: their class is the model, their type is not.
    anchor = row.__class__._base_manager.filter(pk=row.pk)
    answers: tuple[bool, ...] = anchor.values_list(*(Exists(query) for query in queries)).get()
    return answers
