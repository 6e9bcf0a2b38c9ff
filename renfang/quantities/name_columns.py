"""The key of organisations' names (``names``) as the database computes it, of a stored column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Func, Q
from django.db.models.lookups import Contains, In

from renfang.quantities.names import OF_ORGANISATIONS, organisation_key

_FUNCTION = "renfang_name_key"


class NameKey(Func):
    """``organisation_key`` of a column; brackets beside, it folds what ``person_key`` folds."""

    function = _FUNCTION
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """TRANSLATE: what has no counterpart in the second list is left out."""
        kept = {old: new for old, new in OF_ORGANISATIONS.items() if new is not None}
        left_out = [old for old, new in OF_ORGANISATIONS.items() if new is None]
        sql, params = compiler.compile(self.source_expressions[0])
        old = "".join(map(chr, [*kept, *left_out]))
        return f"TRANSLATE({sql}, %s, %s)", [*params, old, "".join(map(chr, kept.values()))]


def teach_sqlite(*, connection: Any, **more: Any) -> None:
    """Receiver of ``connection_created``: SQLite has no TRANSLATE, it asks the function itself."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(_FUNCTION, 1, _key_or_null, deterministic=True)


def _key_or_null(name: str | None) -> str | None:
    return None if name is None else organisation_key(name)


def name_contains(path: str, words: str) -> Q:
    """Rows whose name at the path contains the words, however either is spelled."""
    key = organisation_key(words)
    return Q(Contains(NameKey(path), key)) if key else Q(**{f"{path}__icontains": words})


def name_among(path: str, names: Iterable[str]) -> Q:
    """Rows whose name at the path is one of the names, however it is spelled."""
    keys = {organisation_key(name) for name in names} - {""}
    return Q(In(NameKey(path), sorted(keys))) if keys else Q(pk__in=[])
