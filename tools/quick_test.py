"""An answer within a minute on what differs from the last green run: ``./run test --quick``.

The contents of all files are kept when everything has passed (``--record``). A quick run compares
by content, looks at the whole with the linters, and asks the tests nearest to what has changed:
first those that failed last time, then the changed tests themselves, those of the same room, and
those that reach a change by the fewest imports. A test module that has passed with the very same
contents is not asked again. When the time is up it stops, and says what it has not asked.

No table says which test belongs to which module: imports and paths do. As a pytest plugin
(``-p tools.quick_test``) the module ends a run in time and writes down what each test file took.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tools.nearness import ROOT, Contents, changed_files, contents, ranked

STATE = ROOT / ".pytest_cache" / "quick"
SECONDS = 45
# For the test that is under way when the time is up.
GRACE = 10
# Until it has been measured, a test module is expected to take so long.
UNMEASURED = 2.0
# Too long for a quick run, whatever has changed: journeys, and pages asked as everybody.
NEVER = ("tests/browser/", "tests/sweep/")
LINTERS = {
    "ruff check": ("ruff", "check", "--quiet", "."),
    "ruff format": ("ruff", "format", "--check", "--quiet", "."),
    "import-linter": ("lint-imports", "--no-logo"),
    "mypy": ("mypy", "--no-error-summary"),
}


# -- what is remembered ---------------------------------------------------------------------------


def remembered() -> dict[str, Any]:
    """What earlier runs have left: contents at the last green run, and what was proven since."""
    empty: dict[str, Any] = {"green": None, "proven": {}, "failed": [], "seconds": {}}
    try:
        return empty | json.loads((STATE / "state.json").read_text("utf-8"))
    except (OSError, ValueError):
        return empty


def remember(state: dict[str, Any]) -> None:
    """Keep the state for the next quick run."""
    STATE.mkdir(parents=True, exist_ok=True)
    unfinished = STATE / "state.unfinished"
    unfinished.write_text(json.dumps(state), encoding="utf-8")
    unfinished.replace(STATE / "state.json")


def record(seen: Contents, report: dict[str, Any]) -> None:
    """Everything has passed with these contents."""
    state = remembered()
    seconds = state["seconds"] | {path: one["seconds"] for path, one in report.items()}
    remember({"green": seen, "proven": {}, "failed": [], "seconds": seconds})


def is_proven(state: dict[str, Any], test: str, changed: Contents) -> bool:
    """Whether the test module has passed with all that has changed as it stands now."""
    return bool(state["proven"].get(test) == changed)


def passed_whole(one: dict[str, Any]) -> bool:
    """Whether every test that was collected from a module has ended well."""
    return not one["failed"] and one["ended"] >= one["collected"] > 0


def learn(state: dict[str, Any], changed: Contents, report: dict[str, Any]) -> None:
    """Add to the state what a quick run has shown."""
    for path, one in report.items():
        if one["failed"]:
            state["failed"] = sorted({*state["failed"], path})
            state["proven"].pop(path, None)
        elif passed_whole(one):
            state["failed"] = [failed for failed in state["failed"] if failed != path]
            state["proven"][path] = changed
            state["seconds"][path] = one["seconds"]


# -- one quick run --------------------------------------------------------------------------------


def fitting(tests: Iterable[str], seconds: dict[str, float], budget: float) -> list[str]:
    """The first of the tests, as many as should end within the budget."""
    chosen = []
    for test in tests:
        budget -= seconds.get(test, UNMEASURED)
        if budget < 0 and chosen:
            break
        chosen.append(test)
    return chosen


def begin_linters() -> dict[str, subprocess.Popen[str]]:
    """Look at the whole with every linter at once, beside the tests."""
    folder = Path(sys.executable).parent
    return {
        name: subprocess.Popen(
            [folder / program, *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name, (program, *arguments) in LINTERS.items()
    }


def objecting(begun: dict[str, subprocess.Popen[str]]) -> list[str]:
    """Show what the linters object to; gives the names of those that do."""
    failed = []
    for name, process in begun.items():
        said, _ = process.communicate()
        if process.returncode:
            failed.append(name)
            print(f"\n== {name}\n{said}", flush=True)
    return failed


def run_tests(tests: list[str], until: float, arguments: list[str]) -> dict[str, Any]:
    """Run the test modules in their order on two workers; gives what became of each."""
    report = STATE / "report.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    command += ["--no-header", "-p", "tools.quick_test", "-m", "not browser and not slow"]
    noted = {"RENFANG_QUICK_REPORT": str(report), "RENFANG_QUICK_UNTIL": str(until)}
    asking = subprocess.Popen([*command, *arguments, *tests], cwd=ROOT, env=os.environ | noted)
    try:
        asking.wait(max(until + GRACE - time.time(), 1))
    except subprocess.TimeoutExpired:
        # A test that takes long, or a machine too busy to begin.
        asking.send_signal(signal.SIGINT)
        asking.wait()
    return read_report(report)


def read_report(path: Path) -> dict[str, Any]:
    """What the plugin has written; nothing when pytest did not get that far."""
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def quick(arguments: list[str]) -> int:
    """Lint the whole, ask the nearest tests, and say what was left out; gives the exit code."""
    began = time.time()
    STATE.mkdir(parents=True, exist_ok=True)
    state = remembered()
    if state["green"] is None:
        print("No green run is on record: run ./run test once, or, where these files are known to")
        print("be good (CI has passed them), ./run test --quick --trust.")
        return 2
    changed = changed_files(state["green"], contents())
    if not changed:
        print("Nothing differs from the last green run.")
        return 0
    linters = begin_linters()
    touched = [
        test
        for test in ranked(changed, failed=state["failed"])
        if not test.startswith(NEVER) and not is_proven(state, test, changed)
    ]
    until = began + SECONDS
    # Two workers share the time that is left.
    asked = fitting(touched, state["seconds"], 2 * (until - time.time()))
    report = run_tests(asked, until, arguments) if asked else {}
    learn(state, changed, report)
    remember(state)
    objections = objecting(linters)
    tell(changed, touched, report, time.time() - began)
    failed = [path for path, one in report.items() if one["failed"]]
    if objections or failed or (asked and not report):
        print("FAILED:", ", ".join(objections + failed) or "no test has ended")
        return 1
    return 0


def tell(changed: Contents, touched: list[str], report: dict[str, Any], seconds: float) -> None:
    """Say what differs, what was asked about it and what was not."""
    whole = [path for path in touched if path in report and passed_whole(report[path])]
    failed = [path for path in touched if path in report and report[path]["failed"]]
    left = [path for path in touched if path not in {*whole, *failed}]
    ended = sum(one["ended"] for one in report.values())
    print(f"\n== quick: {len(changed)} files differ from the last green run")
    show(sorted(changed))
    print(f"asked: {ended} tests, {len(whole)} modules in whole, nearest first, in {seconds:.0f} s")
    print(f"not asked for want of time, though they reach a change: {len(left)} modules")
    show(left)
    print("never in a quick run: PostgreSQL, the sweep, browser journeys, tests marked slow")
    (STATE / "left-out").write_text("\n".join(left), encoding="utf-8")


def show(paths: list[str], most: int = 8) -> None:
    """The first few of many paths."""
    for path in paths[:most]:
        print(f"  {path}")
    if len(paths) > most:
        print(f"  and {len(paths) - most} more")


# -- the plugin -----------------------------------------------------------------------------------

_modules: dict[str, dict[str, Any]] = defaultdict(
    lambda: {"collected": 0, "ended": 0, "failed": [], "seconds": 0.0}
)
_collected: set[str] = set()


def _note_collected(ids: Iterable[str]) -> None:
    for test in set(ids) - _collected:
        _collected.add(test)
        _modules[test.split("::")[0]]["collected"] += 1


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count the tests of each file."""
    _note_collected(item.nodeid for item in session.items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(ids: list[str]) -> None:
    """Count the tests of each file where workers have collected them."""
    _note_collected(ids)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what each file took, and note what failed."""
    one = _modules[report.nodeid.split("::")[0]]
    one["seconds"] += report.duration
    one["ended"] += report.when == "teardown"
    if report.failed:
        one["failed"].append(report.nodeid)


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """End the run after this test when the time is up."""
    if time.time() > float(os.environ.get("RENFANG_QUICK_UNTIL", "inf")):
        item.session.shouldstop = "the time of a quick run is up"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what became of each file; a worker leaves that to the run that started it."""
    path = os.environ.get("RENFANG_QUICK_REPORT")
    if path and not hasattr(session.config, "workerinput"):
        Path(path).write_text(json.dumps(_modules), encoding="utf-8")


# -- the command ----------------------------------------------------------------------------------


def main() -> int:
    """Run, or keep what a full run has proven."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--trust", action="store_true", help="take the files as proven")
    parser.add_argument("--note", metavar="FILE", help="write the contents of all files to FILE")
    parser.add_argument("--record", nargs=2, metavar=("NOTED", "REPORT"), help="all has passed")
    options, arguments = parser.parse_known_args()
    if options.note:
        Path(options.note).write_text(json.dumps(contents()), encoding="utf-8")
    elif options.record:
        noted, report = map(Path, options.record)
        record(json.loads(noted.read_text("utf-8")), read_report(report))
    elif options.trust:
        record(contents(), {})
    else:
        return quick(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
