"""Every act that ends something asks what rests on it (renfang/resting.py).

It calls ``require_free``, or takes a row of a table of steps that says what it ``ends``: the guard
of every step asks (``Step.require``).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from engineering.lifecycle.steps import RECORD_DEMOLISHED, STEPS
from engineering.shelters.models import LifeRecord
from renfang.resting import Ending
from renfang.steps import Step, Steps

ROOT = Path(__file__).resolve().parents[2]
ENDS = re.compile(
    r"(revoke|retract|cancel|annul|withdraw|void|reverse|dissolve|discharge|end|close|reopen|undo"
    r"|discard|return_slip|open_correction|amend_project|drop|retire|abandon|remove)(_|$)"
)
# Acts of such a name that end nothing on which a record could rest, and why.
FREE = {
    "close_empty_months": "the months have blockers of their own, as close_month",
    "close_month": "a month has blockers of its own (fees.ledger.hooks.BLOCKERS)",
    "close_checkin": "ends a QR code",
    "close_drill": "puts a drill on file: what rests on it stays as it is",
    "close_campaign": "puts a reorganisation on file",
    "close_finding": "a defect that was mended",
    "close_rectification": "an order that was followed",
    "cancel_job": "work in the queue; what it has done stays",
    "discard": "an upload; what was registered from it stays",
    "drop_task": "an inspection that did not take place",
    "retire_scale": "a scale goes on to hold for what was scored by it",
    "cancel_expansion": "reserves go back by the act itself; their records hang on the members",
    "withdraw_practice": "what an office sets for a kind of team counts from now on",
    "revoke_role": "a post, not a record",
    "remove_passkey": "a way to log in; no record hangs on it",
    "end_other_sessions": "logins of one's own",
    "end_all_sessions": "logins; what was done in them stays",
    "remove_attachment": "the file stays, with the reason",
    "remove_photograph": "a picture of an open drill",
    "remove_old_access": "access records past their term, on which nothing rests",
    "remove_row": "a row of a draft rule book",
    "remove_example": "an example of a draft rule book",
    "remove_special_day": "the calendar counts anew",
}


def acts() -> Iterator[tuple[str, str, ast.FunctionDef, dict[str, ast.FunctionDef]]]:
    for app in ("renfang", "engineering", "fees", "drills"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" in path.parts or "demo" in path.parts:
                continue
            tree = ast.parse(path.read_text("utf-8"))
            functions = {row.name: row for row in tree.body if isinstance(row, ast.FunctionDef)}
            for name, function in functions.items():
                marks = [mark.id for mark in function.decorator_list if isinstance(mark, ast.Name)]
                if "act" in marks and ENDS.match(name):
                    yield str(path.relative_to(ROOT)), name, function, functions


def calls(function: ast.FunctionDef) -> set[str]:
    return {
        call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute)
    }


def steps_taken(path: str, function: ast.FunctionDef) -> list[Step]:
    """The rows of steps that the act hands to what locks and guards its record."""
    module = import_module(path.removesuffix(".py").replace("/", "."))
    named = [getattr(module, node.id, None) for node in ast.walk(function) if _is_read(node)]
    return [step for value in named for step in _steps_of(value)]


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _steps_of(value: Any) -> list[Step]:
    if isinstance(value, Step):
        return [value]
    # Acts that end in several ways keep a table of them, each with its step.
    rows = value.values() if isinstance(value, dict) else ()
    return [row.step for row in rows if isinstance(getattr(row, "step", None), Step)]


ENDING_ACTS = list(acts())


@pytest.mark.parametrize(
    ("path", "name", "function", "functions"), ENDING_ACTS, ids=[row[1] for row in ENDING_ACTS]
)
def test_an_act_that_ends_something_asks_what_rests_on_it(path, name, function, functions):
    called = calls(function)
    # The steps that several acts of a module share count as theirs.
    shared = {helper for helper in called if helper in functions}
    asks = "require_free" in called.union(*(calls(functions[helper]) for helper in shared))
    steps = steps_taken(path, function)
    asks = asks or (bool(steps) and all(step.ends is not None for step in steps))
    assert asks or name in FREE, f"{path}: {name} does not ask renfang.resting.require_free"
    assert not (asks and name in FREE), f"{name} asks: take it out of FREE"


# Steps that end a row although the act that takes them has another name: 改造转用 is one of the
# steps of a shelter's life, 拆除 is recorded when the works are gone.
ENDING_STEPS = (STEPS[LifeRecord.Kind.CONVERSION], RECORD_DEMOLISHED)


@pytest.mark.parametrize("step", ENDING_STEPS, ids=lambda step: step.label)
def test_a_step_that_ends_works_says_so(step):
    assert step.ends is not None


# What acts of tables end, and how, with the test that ends one with what rests on it.
PROVEN = {
    ("Application", Ending.REVOKE): "fees/test_what_ends_with_what.py",
    ("Application", Ending.RETRACT): "fees/test_what_ends_with_what.py",
    ("Application", Ending.CANCEL_PERMIT): "fees/test_what_ends_with_what.py",
    ("Application", Ending.WITHDRAW): "engineering/approvals/test_steps.py",
    ("CollectionTrack", Ending.ANNUL): "fees/test_what_ends_with_what.py",
    ("CollectionTrack", Ending.ALTER): "fees/test_what_ends_with_what.py",
    ("CollectionTrack", Ending.DROP): "fees/test_what_ends_with_what.py",
    ("CollectionCase", Ending.CLOSE): "fees/test_what_ends_with_what.py",
    ("Drill", Ending.CALL_OFF): "drills/sirens/test_sirens.py",
}


def test_every_ending_of_a_permit_a_decision_or_a_drill_is_tried_with_what_rests_on_it():
    subjects = {subject for subject, _ in PROVEN}
    tables = [table for table in Steps.tables if table.subject.__name__ in subjects]
    ended = {(table.subject.__name__, step.ends) for table in tables for step in table}
    known = {*PROVEN, ("Drill", Ending.REOPEN)}
    assert {row for row in ended if row[1] is not None} <= known
    for (_, ending), path in PROVEN.items():
        said = (ROOT / "tests" / path).read_text("utf-8")
        assert f"Ending.{ending.name}" in said or "Walk(" in said, path


def test_no_reason_stands_for_an_act_that_is_gone():
    assert set(FREE) <= {name for _, name, _, _ in ENDING_ACTS}
