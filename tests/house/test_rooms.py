"""Whoever knows one room knows them all: the same few files, a table of contents, one tuple."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tools.rooms_contract import rooms_of

ROOT = Path(__file__).resolve().parents[2]
APPS = ("engineering", "fees", "drills")
ROOMS = [(app, room) for app in APPS for room in rooms_of(app)]
FILES = {
    *("__init__", "models", "hooks", "rules", "steps", "acts", "queries", "papers"),
    *("exchange", "forms", "views", "urls", "workbench"),
}
# What stands in an app beside its rooms.
BESIDE = {"demo", "management", "migrations", "static", "templatetags"}


def names_in(folder: Path) -> set[str]:
    """Modules and packages of the folder."""
    return {
        path.stem
        for path in folder.iterdir()
        if path.suffix == ".py" or (path.is_dir() and (path / "__init__.py").exists())
    }


@pytest.mark.parametrize("app", APPS)
def test_every_room_is_in_the_one_tuple(app):
    packages = {
        path.name for path in (ROOT / app).iterdir() if path.is_dir() and path.name[0] not in "._"
    }
    assert packages - BESIDE == set(rooms_of(app))


@pytest.mark.parametrize("app", APPS)
def test_few_modules_stand_beside_the_rooms(app):
    assert len(list((ROOT / app).glob("*.py"))) < 10


@pytest.mark.parametrize(("app", "room"), ROOMS)
def test_a_room_holds_the_usual_files_and_those_it_gives_a_reason_for(app, room):
    folder = ROOT / app / room
    contents = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    assert len(contents.splitlines()) >= 5, "a room begins with its table of contents"
    unusual = names_in(folder) - FILES
    assert {name for name in unusual if name not in contents} == set()


@pytest.mark.parametrize(("app", "room"), ROOMS)
def test_templates_and_tests_lie_in_the_same_rooms(app, room):
    # A room may have no pages, or be proven by the tests of the room above it.
    for tree in ("templates", "tests"):
        inside = ROOT / tree / app
        rooms = {path.name for path in inside.iterdir() if path.is_dir()} - {"__pycache__"}
        assert rooms <= set(rooms_of(app)), tree


def test_no_import_of_our_own_hides_in_a_function_to_dodge_a_circle():
    # ReportLab and import_export take a second to import: what needs them is loaded when used.
    late = re.compile(r"renfang\.typesetting|.*\.exchange")
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.module}"
        for package in ("renfang", *APPS)
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "apps.py" and "migrations" not in path.parts
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("renfang.", *(f"{app}." for app in APPS)))
        and not late.match(node.module or "")
    ]
    assert hidden == []
