"""Every table of steps is walked: each row in each state, by its page and by its act."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from django.urls import reverse

from renfang.steps import Steps

ROOT = Path(__file__).resolve().parents[2]


def _walks() -> list:
    paths = sorted(ROOT.glob("tests/*/*/test_steps.py"))
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths)
    return [walk for name in names for walk in import_module(name).WALKS]


def test_every_table_is_walked_row_by_row():
    walks = {walk.table: walk for walk in _walks()}
    assert {table.subject.__name__ for table in Steps.tables if table not in walks} == set()
    for table, walk in walks.items():
        assert set(table) == set(walk.acts), table.subject.__name__


def test_every_row_can_be_read_by_all_who_read_it():
    for table in Steps.tables:
        states = (
            {value for value, _ in table.subject._meta.get_field("state").flatchoices}
            if any(step.start for step in table)
            else set()
        )
        for step in table:
            assert step.label
            assert {*step.start, *step.end} <= states, step.label
            assert reverse(step.url, args=[1, *step.args])
            # What is to be done is said of what the office has to do, and of nothing else.
            assert bool(step.to_do) == step.is_main, step.label
