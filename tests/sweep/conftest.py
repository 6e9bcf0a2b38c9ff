"""One world for the whole package, taken down with it; nothing is ever committed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import transaction

from tests.sweep.asking import Asking
from tests.sweep.world import World, build

_FIRST_HALF = ("test_sweep", "test_canary", "test_headers", "test_mass_assignment")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the package on two workers of a parallel run, each of which builds the world once."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            half = "first" if item.path.stem in _FIRST_HALF else "second"
            item.add_marker(pytest.mark.xdist_group(f"sweep, {half} half"))


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The city and its two districts, inside a transaction that is rolled back at the end."""
    logs = [logging.getLogger(name) for name in ("django.request", "django.security", "axes")]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL + 1)
    with (
        django_db_blocker.unblock(),
        # Whether a paper can be printed is tested with each paper; here it would only cost time.
        mock.patch("renfang.documents.registry._typeset"),
        transaction.atomic(),
    ):
        yield build()
        transaction.set_rollback(True)
    for log, level in zip(logs, levels, strict=True):
        log.setLevel(level)


@pytest.fixture(scope="package")
def ask(world: World) -> Asking:
    """Ask any address as anybody."""
    return Asking(world)
