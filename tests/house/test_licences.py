"""Everything that renfang is made of has a licence that somebody accepted, and the page says it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tools import licences
from tools.licences import Part, faults, files, is_accepted, packages

ROOT = Path(__file__).resolve().parents[2]


def test_every_part_has_a_licence_that_is_accepted():
    product, tests = packages()
    assert {"django", "psycopg", "pikepdf"} <= {part.name for part in product}
    assert {"pytest", "playwright", "colorama"} <= {part.name for part in tests}
    assert not faults([*product, *tests, *files()]), "read the licence, then add it to ACCEPTED"


def test_what_lies_in_the_tree_is_on_the_list():
    listed = " ".join(part.name for part in files())
    fonts = sorted((ROOT / "renfang/typesetting/fonts").glob("*.ttf.xz"))
    assert len(fonts) == 5
    assert all(path.name in listed for path in fonts)
    assert {"@tabler/core", "@tabler/icons", "axe-core"} <= set(listed.replace(",", "").split())


@pytest.mark.parametrize(
    ("licence", "accepted"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-2.0-only", True),
        ("BSD-3-Clause AND 0BSD AND Zlib", True),
        ("BSD-3-Clause AND GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND Zlib", False),  # brackets are read by a person
        ("(MIT OR Apache-2.0) AND Zlib", True),
        ("AGPL-3.0-only", False),
        ("SSPL-1.0", False),
        ("GPL-3.0-only", False),
        ("Proprietary", False),
        ("UNKNOWN", False),
        ("mit", False),
        ("", False),
    ],
)
def test_a_licence_nobody_has_read_is_refused(licence, accepted):
    assert is_accepted(licence) is accepted


def test_a_part_without_licence_or_with_a_new_one_is_named():
    parts = [
        Part("kept", ("MIT",)),
        Part("bare", ()),
        Part("strong", ("AGPL-3.0-only",)),
        Part("two", ("MIT", "Commercial")),
    ]
    assert [line.split(":")[0] for line in faults(parts)] == ["bare", "strong", "two"]


def test_the_page_is_what_the_command_writes():
    assert licences.main(["--check"]) == 0, "run python -m tools.licences"


def test_a_page_out_of_date_is_found_and_written_anew(tmp_path, monkeypatch, capsys):
    stale = tmp_path / "licences.md"
    stale.write_text("old", "utf-8")
    monkeypatch.setattr(licences, "PAGE", stale)
    assert licences.main(["--check"]) == 1
    assert stale.read_text("utf-8") == "old"
    assert "out of date" in capsys.readouterr().err
    assert licences.main([]) == 0
    assert licences.main(["--check"]) == 0


def test_renfang_declares_its_own_licence():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "MIT"
    assert project["license-files"] == ["LICENSE"]
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("MIT License\n\nCopyright (c) 2026 the renfang authors\n")
    assert "WITHOUT WARRANTY OF ANY KIND" in text
