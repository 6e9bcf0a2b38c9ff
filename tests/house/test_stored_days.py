"""Every stored last day is counted anew with the calendar, or docs/clocks.md says why not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import DateField

from renfang.clocks.recounting import all_clocks

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("renfang", "engineering", "fees", "drills")
# How a day by which something has to be done is called, as a field or on a page.
NAME = re.compile(r"(^|_)(due|until|by|expires|deadline|ends|limit)(_|$)")
LABEL = re.compile(r"期限|时限|届满|截止|到期|有效期|下次|承诺|生效|至$")
ROW = re.compile(r"^\| `(?P<field>\w+\.\w+\.\w+)` \| (?P<what>[^|]+) \| (?P<rule>[^|]+) \|$")
# What counts a last day, in the source.
COUNTS = re.compile(r"\.last_day\b|\bdeadline\(|\bservice_deadline\(")


def told() -> dict[str, str]:
    """Field → what docs/clocks.md says becomes of it."""
    text = (ROOT / "docs/clocks.md").read_text("utf-8")
    found = [match for line in text.splitlines() if (match := ROW.match(line))]
    names = [match["field"] for match in found]
    assert len(names) == len(set(names))
    return {match["field"]: match["rule"].strip() for match in found}


def last_days() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES
        for field in model._meta.concrete_fields
        if isinstance(field, DateField)
        and (NAME.search(field.name) or LABEL.search(str(field.verbose_name)))
    }


def registered() -> set[str]:
    return {f"{clock.model._meta.label}.{name}" for clock in all_clocks() for name in clock.days}


def test_every_last_day_is_accounted_for() -> None:
    assert last_days() == set(told())


def test_what_follows_the_calendar_is_registered_and_nothing_else() -> None:
    follows = {field for field, rule in told().items() if rule.startswith("counted anew")}
    assert follows == registered()
    assert all(
        rule.startswith(("counted anew", "stands: ", "no limit: ")) for rule in told().values()
    )


def test_every_clock_names_fields_of_its_table() -> None:
    for clock in all_clocks():
        names = {field.name for field in clock.model._meta.concrete_fields}
        assert set(clock.days) <= names
        assert not clock.estimate or clock.estimate in names


def assigned() -> Iterator[tuple[str, str]]:
    """(file, attribute) of every attribute that product code sets to a counted day."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if {"migrations", "demo"} & set(path.parts):
                continue
            source = path.read_text("utf-8")
            if not COUNTS.search(source):
                continue
            for node in ast.walk(ast.parse(source)):
                if not isinstance(node, ast.Assign) or not COUNTS.search(
                    ast.get_source_segment(source, node.value) or ""
                ):
                    continue
                for target in ast.walk(ast.Tuple(node.targets, ast.Store())):
                    if isinstance(target, ast.Attribute):
                        yield str(path.relative_to(ROOT)), target.attr


def test_no_counted_day_is_stored_under_a_name_that_nobody_looks_for() -> None:
    known = {field.rsplit(".", 1)[1] for field in told()}
    known |= {clock.estimate for clock in all_clocks()}
    found = dict(assigned())
    assert found, "the search finds what there is"
    assert not {(file, name) for file, name in found.items() if name not in known}
