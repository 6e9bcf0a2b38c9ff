"""``./run bench``: every line in one run, ratios side by side, results as JSON.

Each line runs in a process of its own on an empty database. Milliseconds depend on the machine;
only ratios within a run can be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
LAUNCH = {
    "sqlite": [],
    "postgresql": [sys.executable, "-m", "tests.postgres.launch"],
}


def _run(module: str, *arguments: object, engine: str = "sqlite") -> Any:
    """The JSON that a line's module prints last, run on an empty database of ``engine``."""
    with tempfile.TemporaryDirectory(prefix="renfang-bench-") as data:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "renfang.settings",
            "RENFANG_DATA_DIR": data,
            "RENFANG_SECRET_KEY": "only-for-the-bench",
            "RENFANG_HTTPS": "0",
        }
        environment.pop("RENFANG_DATABASE_URL", None)
        ended = subprocess.run(
            [*LAUNCH[engine], sys.executable, "-m", "bench.line", module, *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(ended.stdout.strip().splitlines()[-1])


def lists(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The scoped list, on each engine and size."""
    for engine in options.engines:
        for projects in options.projects:
            yield from _run("lists", projects, options.rounds, engine=engine)


def ledger(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A statement of 5,000 lines, and the proof of the ledger after it, on each engine."""
    for engine in options.engines:
        yield from _run("ledger", options.statement, max(1, options.rounds // 3), engine=engine)


def certificate(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One certificate and a batch of a hundred."""
    figures = _run("certificate", options.rounds)
    for kind in ("single", "batch"):
        yield {
            "line": f"certificate, {kind}",
            "ms": {
                "ours": round(figures[f"{kind}_ms"], 3),
                "usual": round(figures["usual_ms"], 3),
                "limit": round(figures[f"limit_{kind}_ms"], 3),
            },
            "to_limit": round(figures[f"{kind}_to_limit"], 2),
            "faster_than_usual": round(figures[f"{kind}_faster_than_usual"], 2),
            "bytes_a_page": round(figures[f"{kind}_bytes_per_page"]),
        }


LINES = {"lists": lists, "certificate": certificate, "ledger": ledger}


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("lines", nargs="*", help=f"which lines (default: all): {', '.join(LINES)}")
    parser.add_argument("--engines", nargs="+", choices=list(LAUNCH), default=list(LAUNCH))
    parser.add_argument("--projects", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--statement", type=int, default=5000, help="lines of the statement")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    unknown = set(options.lines) - set(LINES)
    if unknown:
        parser.error(f"no such line: {', '.join(sorted(unknown))}")
    return options


def _show(line: dict[str, Any]) -> None:
    about = " ".join(str(line[key]) for key in ("engine", "projects", "reach") if key in line)
    ms = line["ms"]
    print(
        f"{line['line']:20} {about:28} ours {ms['ours']:9.2f}  usual {ms['usual']:9.2f}  "
        f"limit {ms['limit']:9.2f} ms   {line['to_limit']:6.2f} x limit   "
        f"{line['faster_than_usual']:7.2f} x quicker than usual",
        flush=True,
    )


def main() -> None:
    """Run the lines, show them, and write them to bench/results."""
    options = _parse()
    started = datetime.now(UTC)
    results = []
    for name in options.lines or LINES:
        for line in LINES[name](options):
            _show(line)
            results.append(line)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{started:%Y%m%dT%H%M%SZ}.json"
    run = {
        "started_at": started.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "rounds": options.rounds,
        "lines": results,
    }
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"written to {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
