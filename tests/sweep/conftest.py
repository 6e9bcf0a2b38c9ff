"""One world for the whole package, in a database of its own; nothing else is ever committed."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django import template as django_template

from tests.sweep.asking import Asking
from tests.sweep.template import Template
from tests.sweep.world import World, build


@pytest.fixture(scope="session")
def template(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Template]:
    """The built world, shared with the other workers of a parallel run."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    template = Template(folder / "sweep", build)
    yield template
    with django_db_blocker.unblock():
        template.close()


def _render(template: django_template.Template, context: django_template.Context) -> str:
    """What Django does outside tests: for tests it copies the context of every template used."""
    return template.nodelist.render(context)


@pytest.fixture(scope="package")
def world(template: Template, django_db_blocker: Any) -> Iterator[World]:
    """The city and its two districts."""
    logs = [logging.getLogger(name) for name in ("django.request", "django.security", "axes")]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL + 1)
    with (
        django_db_blocker.unblock(),
        # Whether a paper can be printed is tested with each paper; here it would only cost time.
        mock.patch("renfang.documents.registry._prove_printable"),
        mock.patch.object(django_template.Template, "_render", _render),
        template.opened() as world,
    ):
        yield world
    for log, level in zip(logs, levels, strict=True):
        log.setLevel(level)


@pytest.fixture(scope="package")
def ask(world: World) -> Asking:
    """Ask any address as anybody."""
    return Asking(world)
