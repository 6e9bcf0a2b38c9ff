"""Filled data as an upgrade finds it: ``python -m tools.take_dump NAME``.

Writes tests/data/dumps/NAME: the demo data, sealed, as SQL of SQLite and of PostgreSQL, and what
lies beside a database (files, keys, list of seals). ``tests/kernel/proof/test_upgrade.py`` restores
every dump there is and brings it up to date. The SQL is plain INSERTs, so that it can be put into
whichever version of either engine the tests run on.
"""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.postgres.launch import server, system_binaries, wheel_binaries

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "data" / "dumps"
# The keys of apps and passwords' halves in a dump are sealed with it; it protects nobody.
SECRET_KEY = "only-for-dumps"
MOST_BYTES = 1 << 20


def environment_of(data: Path, **others: str) -> dict[str, str]:
    """What a dump was made with, and is brought up to date with."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "renfang.settings",
        "RENFANG_DEMO": "1",
        "RENFANG_DATA_DIR": str(data),
        "RENFANG_SEAL_DIR": str(data / "seal"),
        "RENFANG_SECRET_KEY": SECRET_KEY,
        "RENFANG_DATABASE_URL": f"sqlite:///{data / 'renfang.sqlite3'}",
        **others,
    }


def main(name: str) -> int:
    """Make the dump; refuses to make it anew."""
    target = FOLDER / name
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for command in ("migrate", "demo", "nightly"):
            manage(data, command)
        with sqlite3.connect(data / "renfang.sqlite3") as database:
            write(target / "sqlite.sql.xz", "\n".join(database.iterdump()))
        write(target / "postgresql.sql.xz", of_postgresql(data))
        with tarfile.open(target / "beside.tar.xz", "w:xz") as beside:
            for part in ("files", "seal", "personal.keys"):
                beside.add(data / part, part)
    return 0


def manage(data: Path, *words: str) -> None:
    """Run a command on the data."""
    subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment_of(data), check=True
    )


def of_postgresql(data: Path) -> str:
    """The same after a move to PostgreSQL, without what only one version or a shell understands."""
    binaries = wheel_binaries() or system_binaries()
    assert binaries is not None, "no PostgreSQL"
    with server(binaries) as url:
        manage(data, "move_database", url)
        dumped = subprocess.run(
            [
                *(binaries / "pg_dump", "--inserts", "--rows-per-insert=100"),
                *("--no-owner", "--no-privileges", url),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    lines = dumped.split("\n")
    return "\n".join(line for line in lines if not line.startswith(("\\", "SET ", "--")))


def write(path: Path, text: str) -> None:
    """Write it small."""
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    assert len(packed) < MOST_BYTES, f"{path.name} has {len(packed)} bytes"
    path.write_bytes(packed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
