"""Which tests a quick run asks, in which order, and what it remembers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools import nearness, quick_test

EVERYTHING = {"a.py": "1", "b.py": "1"}


def report(**changed: Any) -> dict[str, Any]:
    """What the plugin writes down about one module."""
    return {"collected": 2, "ended": 2, "failed": [], "seconds": 1.5} | changed


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own for what is remembered."""
    monkeypatch.setattr(quick_test, "STATE", tmp_path)


# --- what differs --------------------------------------------------------------------------------


def test_new_changed_and_deleted_files_differ():
    before = {"same.py": "1", "changed.py": "1", "gone.py": "1"}
    now = {"same.py": "1", "changed.py": "2", "new.py": "1"}
    assert nearness.changed_files(before, now) == {"changed.py": "2", "gone.py": "", "new.py": "1"}


def test_contents_hold_code_templates_and_tests_but_nothing_made_by_running():
    seen = nearness.contents()
    assert {"renfang/settings.py", "tests/conftest.py", "tests/house/test_quick.py"} <= set(seen)
    assert any(path.startswith("templates/") for path in seen)
    assert not [path for path in seen if "__pycache__" in path]


# --- what is near --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("engineering/works/acts.py", ("engineering", "works")),
        ("templates/engineering/works/page.html", ("engineering", "works")),
        ("tests/engineering/works/test_acts.py", ("engineering", "works")),
        ("tests/engineering/approvals/test_receipt.py", ("engineering", "approvals")),
        ("engineering/approvals/acts/receipt.py", ("engineering", "approvals")),
        ("renfang/clocks/rules.py", ("kernel", "clocks")),
        ("tests/clocks/test_calendar.py", ("kernel", "clocks")),
        ("tests/kernel/clocks/test_calendar.py", ("kernel", "clocks")),
    ],
)
def test_product_template_and_test_of_one_room_belong_together(path, room):
    assert nearness.room_of(path) == room


def test_the_fewest_imports_are_the_nearest():
    edges = {"rule": {"act"}, "act": {"view", "test_act"}, "view": {"test_view"}, "other": {"act"}}
    found = nearness.distances(edges, ["rule"])
    assert found == {"rule": 0, "act": 1, "view": 2, "test_act": 2, "test_view": 3}


def test_near_tests_come_first():
    every = [path for path in nearness.contents() if nearness.is_test(path)]
    failed, changed = every[-1], every[0]
    order = nearness.ranked({changed: "x"}, failed=[failed])
    assert order[:2] == [failed, changed]


def test_what_reaches_nothing_is_not_asked():
    order = nearness.ranked({"renfang/quantities/parsing.py": "x"})
    assert any("quantities" in path for path in order[:8])
    assert any(path.startswith("tests/house/") for path in order)
    assert not [path for path in order if path.startswith("tests/postgres/")]


def test_a_template_leads_to_the_tests_that_name_an_address_of_its_view():
    template = next(path for path in nearness.contents() if path.endswith("/omission.html"))
    order = nearness.ranked({template: "x"})
    assert [path for path in order if "engineering:omission" in Path(path).read_text("utf-8")]


def test_what_all_tests_rest_on_leads_to_all_of_them():
    tests = {path for path in nearness.contents() if nearness.is_test(path)}
    assert set(nearness.ranked({"tests/settings.py": "x"})) == tests


# --- what is remembered --------------------------------------------------------------------------


def test_as_many_tests_are_asked_as_fit_and_at_least_one():
    seconds = {"long": 60.0, "short": 1.0}
    assert quick_test.fitting(["short", "new", "long", "short"], seconds, 10) == ["short", "new"]
    assert quick_test.fitting(["long"], seconds, 10) == ["long"]


@pytest.mark.parametrize(
    "unfinished", [{"ended": 1}, {"failed": ["a::b"]}, {"collected": 0, "ended": 0}]
)
def test_only_a_module_of_which_every_test_ended_well_has_passed(unfinished):
    assert quick_test.passed_whole(report())
    assert not quick_test.passed_whole(report(**unfinished))


@pytest.mark.usefixtures("memory")
def test_a_module_that_passed_is_asked_again_only_when_something_changes():
    quick_test.record(EVERYTHING, {})
    state, changed = quick_test.remembered(), {"a.py": "2"}
    quick_test.learn(state, changed, {"test_x.py": report()})
    quick_test.remember(state)
    kept = quick_test.remembered()
    assert kept["green"] == EVERYTHING
    assert quick_test.is_proven(kept, "test_x.py", changed)
    assert not quick_test.is_proven(kept, "test_x.py", {"a.py": "3"})
    assert not quick_test.is_proven(kept, "test_y.py", changed)


@pytest.mark.usefixtures("memory")
def test_a_module_that_failed_comes_first_until_it_passes():
    state = quick_test.remembered()
    quick_test.learn(state, {}, {"test_x.py": report(failed=["test_x.py::test_it"])})
    assert state["failed"] == ["test_x.py"]
    quick_test.learn(state, {}, {"test_x.py": report()})
    assert state["failed"] == []


@pytest.mark.usefixtures("memory")
def test_without_a_green_run_nothing_is_claimed(capsys):
    assert quick_test.quick([]) == 2
    assert "No green run is on record" in capsys.readouterr().out
