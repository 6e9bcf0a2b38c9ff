"""Another database in the place of the running system's, for one thread of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend


@contextmanager
def in_place_of_ours(settings: dict[str, Any]) -> Iterator[None]:
    """Whatever asks the default database inside, asks the one of these settings."""
    ours = connections[DEFAULT_DB_ALIAS]
    theirs = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = theirs
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        theirs.close()
        connections[DEFAULT_DB_ALIAS] = ours
        ContentType.objects.clear_cache()
