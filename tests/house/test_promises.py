"""What docs promise can be shown: each test, command, setting and file that a line names exists.

docs/quality.md, docs/asvs.md and docs/dengbao.md say of each promise who shows it. A test that is
renamed or a command that goes takes its line along, or this fails.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("quality", "asvs", "dengbao")
PROMISES = "M1-6 N1-3 Z1-4 F1-3 B1-3 P1-2 A1 S1-5 Q1 D1"
# The requirements of ASVS 5.0.0, level 2, that concern a product like this one.
ASVS = """
1.2.1-5 1.2.9 1.3.2-3 1.3.5-7 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1
3.2.1-2 3.3.1-4 3.4.1-6 3.5.1 3.5.3 3.7.2 4.1.1 4.1.3 4.2.1 5.1.1 5.2.1-3 5.3.1-2 5.4.1-3
6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 7.1.1-2 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2
8.1.1-2 8.2.1-3 8.3.1 8.4.1 11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1
12.1.1-2 12.2.1 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3
15.1.1-3 15.2.1-3 15.3.1 15.3.3-4 15.3.7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
"""
# The clauses of GB/T 22239-2019, third level, on computing environment and management centre.
DENGBAO = """
8.1.4.1a-d 8.1.4.2a-g 8.1.4.3a-d 8.1.4.4a-f 8.1.4.5 8.1.4.6 8.1.4.7a-b 8.1.4.8a-b 8.1.4.9a-c
8.1.4.10a-b 8.1.4.11a-b 8.1.5.1a-b 8.1.5.2a-b 8.1.5.3a-b 8.1.5.4
"""
STATES = {"met", "partly", "not met", "site", "none here"}


def spread(text: str) -> list[str]:
    """``1.2.1-3 1.2.9``, ``8.1.4.1a-c`` or ``M1-3`` as single names."""
    names: list[str] = []
    for each in text.replace(",", " ").split():
        if span := re.fullmatch(r"(.*\.|[A-Z])(\d+)-(\d+)", each):
            first, last = int(span[2]), int(span[3])
            names += [f"{span[1]}{number}" for number in range(first, last + 1)]
        elif span := re.fullmatch(r"(.*)([a-z])-([a-z])", each):
            letters = range(ord(span[2]), ord(span[3]) + 1)
            names += [f"{span[1]}{chr(letter)}" for letter in letters]
        else:
            names.append(each)
    return names


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def rows(name: str) -> list[list[str]]:
    """The cells of each row of a page's tables, heads left out."""
    lines = [line for line in page(name).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def promised(name: str, first: str) -> list[str]:
    """The names in the first column, in the order of the page."""
    return [one for row in rows(name) if re.match(first, row[0]) for one in spread(row[0])]


def test_every_promise_has_a_line():
    assert promised("quality", r"[A-Z]\d") == spread(PROMISES)


def test_every_requirement_has_a_line():
    assert promised("asvs", r"\d") == spread(ASVS)
    assert promised("dengbao", r"8\.1") == spread(DENGBAO)


@pytest.mark.parametrize("name", ["asvs", "dengbao"])
def test_every_line_says_how_it_stands_and_what_is_met_says_what_shows_it(name):
    told = [row for row in rows(name) if re.match(r"\d", row[0])]
    assert not [row for row in told if row[2] not in STATES]
    unproven = [row[0] for row in told if row[2] in {"met", "partly"} and "`" not in row[-1]]
    assert not unproven
    assert not [row[0] for row in told if row[2] in {"not met", "site"} and len(row[3]) < 20]


@cache
def source(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


@cache
def settings_that_are_read() -> frozenset[str]:
    read = [ROOT / "run", *(ROOT / "renfang").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    names = (re.findall(r"RENFANG_[A-Z_]+", path.read_text("utf-8")) for path in read)
    return frozenset(one for each in names for one in each)


def wrong_file(quoted: str) -> str:
    path, _, test = quoted.split()[0].partition("::")
    if not re.match(r"(tests|docs|bench|tools|renfang|fees|engineering|drills)/", path):
        return ""
    if not (ROOT / path).exists():
        return f"no file {path}"
    if test and not re.search(rf"^def {re.escape(test)}\(", source(path), re.MULTILINE):
        return f"no test {test} in {path}"
    return ""


def wrong_command(quoted: str) -> str:
    commands = re.findall(r"manage(?:\.py)? (\w+)", quoted)
    targets = re.findall(r"^make (\w+)", quoted)
    modules = [each.replace(".", "/") for each in re.findall(r"python -m (tools\.\w+)", quoted)]
    lines = re.findall(r"^\./run bench (\w+)", quoted)
    missing = [
        *(each for each in commands if each not in get_commands()),
        *(
            each
            for each in targets
            if not re.search(rf"^{each}:", source("Makefile"), re.MULTILINE)
        ),
        *(each for each in modules if not (ROOT / f"{each}.py").exists()),
        *(each for each in lines if not (ROOT / f"bench/{each}.py").exists()),
    ]
    return f"no {', '.join(missing)}" if missing else ""


def wrong_setting(quoted: str) -> str:
    unread = set(re.findall(r"RENFANG_[A-Z_]+", quoted)) - settings_that_are_read()
    return f"nobody reads {', '.join(sorted(unread))}" if unread else ""


def fault(quoted: str) -> str:
    """What is wrong with a word or command in backticks; empty where it exists."""
    return wrong_file(quoted) or wrong_command(quoted) or wrong_setting(quoted)


@pytest.mark.parametrize("name", PAGES)
def test_what_a_line_names_exists(name):
    quoted = re.findall(r"`([^`\n]+)`", page(name))
    assert len(quoted) > 20
    assert not [told for each in quoted if (told := fault(each))]


@pytest.mark.parametrize(
    "quoted",
    [
        "tests/house/test_nothing.py",
        "tests/house/test_promises.py::test_nothing",
        "manage.py verify_nothing",
        "make nothing",
        "python -m tools.nothing",
        "./run bench nothing",
        # Put together, for this file is searched for settings too.
        "RENFANG" + "_NOTHING=1",
    ],
)
def test_a_line_that_rots_is_found(quoted):
    assert fault(quoted)
    assert not fault("tests/house/test_promises.py::test_a_line_that_rots_is_found")


def soak() -> dict[str, str]:
    """The settings that ``make soak`` gives to the run."""
    recipe = source("Makefile").split("\nsoak:\n")[1].split("\n\n")[0]
    assert recipe.rstrip().endswith("./run test")
    return dict(re.findall(r"(\w+)=(\w+)", recipe))


def test_the_long_run_asks_for_more_wherever_a_test_can_give_more():
    given = soak()
    asked = re.compile(r'int\(os\.environ\.get\("(RENFANG_[A-Z_]+)", "(\d+)"\)\)')
    short = {
        name: int(number)
        for path in (ROOT / "tests").rglob("test_*.py")
        for name, number in asked.findall(path.read_text("utf-8"))
    }
    assert len(short) >= 5
    assert {name for name in given if name.startswith("RENFANG_")} == {*short, "RENFANG_SWEEP"}
    assert not [name for name, number in short.items() if int(given[name]) <= number]
    assert f'register_profile("{given["HYPOTHESIS_PROFILE"]}"' in source("tests/conftest.py")


def test_every_target_starts_something_that_is_there():
    recipes = re.findall(r"^\t(?:\S+=\S+ )*(\S+)(?: (\w+))?", source("Makefile"), re.M)
    known = {"", *re.findall(r"^\s*(\w+)\)", source("run"), re.M)}
    started = [(program, word) for program, word in recipes if program == "./run"]
    assert {word for _, word in started} <= known
    assert {"test", "bench"} <= known
