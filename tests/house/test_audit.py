"""Known flaws of what is pinned are found in a stored database; silence is not taken for health."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools import audit
from tools.audit import FRONT_END, PYTHON, Package, Unusable, ask, main, what_is_pinned

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "advisories"
TODAY = datetime(2026, 11, 20, tzinfo=UTC)


def python(name: str, version: str) -> Package:
    return Package(PYTHON, name, version)


@pytest.mark.parametrize(
    ("name", "version", "found"),
    [
        ("django", "4.1.13", False),
        ("django", "4.2", True),
        ("django", "4.2.15", True),  # not among the versions that are listed
        ("django", "4.2.16", False),
        ("django", "5.0.0", True),  # listed as 5.0
        ("django", "5.0.9", False),
        ("django", "5.1rc1", False),
        ("django", "5.1.1", False),
        ("reportlab", "3.6.12", True),
        ("reportlab", "3.6.13", False),
        ("diff-match-patch", "20230430", True),
        ("diff-match-patch", "20230431", False),
        ("another", "1.0", False),
    ],
)
def test_a_version_is_told_from_the_next(name, version, found):
    assert bool(ask([python(name, version)], [SAMPLE]).findings) is found


def test_the_front_end_is_asked_about_in_its_own_ecosystem():
    old, new = (Package(FRONT_END, "@tabler/core", each) for each in ("1.0.0-beta.19", "1.6.1"))
    assert ask([old], [SAMPLE]).findings
    assert not ask([new], [SAMPLE]).findings
    assert not ask([python("@tabler/core", "0.1")], [SAMPLE]).findings


def test_one_flaw_under_two_names_is_told_once():
    [one] = ask([python("django", "4.2.1")], [SAMPLE]).findings
    assert one.ids == {
        "CVE-2024-45230",
        "PYSEC-0000-CVE-2024-45230",
        "SAMPLE-of-another-database",
    }
    assert one.fixed == ("4.2.16", "5.0.9", "5.1.1")
    assert one.summary


def test_two_pinned_versions_of_a_package_are_both_asked_about():
    answer = ask([python("reportlab", "5.1.0"), python("reportlab", "3.0")], [SAMPLE])
    assert [each.package.version for each in answer.findings] == ["3.0"]


def advisory(tmp_path: Path, **changed: object) -> Path:
    told = json.loads((SAMPLE / "SAMPLE-reportlab.json").read_text("utf-8")) | changed
    path = tmp_path / "one.json"
    path.write_text(json.dumps(told), "utf-8")
    return path


@pytest.mark.parametrize(
    ("events", "version", "found"),
    [
        ([{"introduced": "soon"}], "1.0", True),
        ([{"introduced": "0"}, {"fixed": "some day"}], "9.0", True),
        ([{"introduced": "0"}, {"limit": "2"}], "1.0", True),
        ([{"introduced": "1"}, {"fixed": "2"}, {"introduced": "2"}, {"fixed": "3"}], "2", True),
        ([{"introduced": "1"}, {"last_affected": "1"}], "1.1", False),
        ([], "1.0", False),
    ],
)
def test_a_boundary_that_cannot_be_read_makes_nothing_safe(tmp_path, events, version, found):
    affected = {
        "package": {"ecosystem": "PyPI", "name": "reportlab"},
        "ranges": [
            {"type": "GIT", "events": [{"introduced": "0"}]},
            {"type": "ECOSYSTEM", "events": events},
        ],
    }
    path = advisory(tmp_path, affected=[affected])
    assert bool(ask([python("reportlab", version)], [path]).findings) is found


def zipped(tmp_path: Path) -> Path:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in SAMPLE.glob("*.json"):
            archive.write(each, each.name)
    return path


def test_archive_folder_and_single_file_say_the_same(tmp_path):
    old = [python("reportlab", "3.0")]
    answers = [ask(old, [each]).findings for each in (SAMPLE, zipped(tmp_path))]
    answers.append(ask(old, [SAMPLE / "SAMPLE-reportlab.json"]).findings)
    assert answers[0] == answers[1] == answers[2] != []


@pytest.mark.parametrize(
    "content",
    [b"", b"no json", b"[]", b"{}", b'{"id": "X"}', b"\xff\xfe", b"PK\x03\x04 broken"],
)
def test_a_file_that_is_no_database_is_refused(tmp_path, content, capsys):
    path = tmp_path / "all.zip"
    path.write_bytes(content)
    with pytest.raises(Unusable):
        ask([], [path])
    assert main(["--database", str(path)]) == 2
    assert str(path) in capsys.readouterr().err


def test_a_missing_file_an_empty_folder_and_yaml_are_refused(tmp_path):
    (tmp_path / "PYSEC-1.yaml").write_text("id: PYSEC-1\n", "utf-8")
    assert main(["--database", str(tmp_path)]) == 2
    assert main(["--database", str(tmp_path / "nowhere")]) == 2


def test_the_pinned_packages_are_clean_against_the_sample(capsys):
    assert main(["--database", str(SAMPLE)], now=TODAY) == 0
    said = capsys.readouterr().out
    assert "0 known flaws" in said
    assert "the newest of 2026-11-04" in said


def test_a_known_flaw_ends_with_one_and_an_accepted_one_with_zero(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(audit, "what_is_pinned", lambda: [python("reportlab", "3.0")])
    asked = ["--database", str(SAMPLE)]
    assert main(asked, now=TODAY) == 1
    said = capsys.readouterr().out
    assert "reportlab 3.0  CVE-2023-33733 SAMPLE-reportlab  fixed in 3.6.13" in said
    assert main([*asked, "--accept", "CVE-2023-33733"], now=TODAY) == 0
    assert "(accepted)" in capsys.readouterr().out
    assert main([*asked, "--accept", "CVE-2000-0001"], now=TODAY) == 1


def test_an_old_or_foreign_database_is_no_answer(tmp_path, capsys):
    later = datetime(2027, 3, 1, tzinfo=UTC)
    asked = ["--database", str(SAMPLE)]
    assert main(asked, now=later) == 2
    assert "fetch the database anew" in capsys.readouterr().err
    assert main([*asked, "--at-most-days", "0"], now=later) == 0
    front_end = tmp_path / "npm"
    front_end.mkdir()
    shutil.copy(SAMPLE / "SAMPLE-front-end.json", front_end)
    assert main(["--database", str(front_end)], now=TODAY) == 2
    assert "PyPI" in capsys.readouterr().err


def test_an_ecosystem_that_was_not_given_is_named(capsys):
    main(["--database", str(SAMPLE / "SAMPLE-reportlab.json")], now=TODAY)
    assert "not asked: npm" in capsys.readouterr().out


def test_everything_pinned_is_asked_about():
    packages = what_is_pinned()
    names = {each.name for each in packages}
    assert {"django", "pytest", "uv", "colorama", "@tabler/core", "axe-core"} <= names
    assert len(packages) > 90
