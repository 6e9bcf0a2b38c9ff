"""One world for the whole package, taken down with it; nothing is ever committed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import transaction

from tests.sweep.asking import Asking
from tests.sweep.world import World, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the package on one worker of a parallel run: the world is built once."""
    for item in items:
        if "tests/sweep/" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("sweep"))


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
        mock.patch("renfang.documents.registry._prove_printable"),
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
