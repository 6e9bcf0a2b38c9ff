"""A migrated SQLite database kept between runs, so that a short run does not wait for migrations.

The copy is named by everything that migrating reads: as soon as any of it changes, the next run
migrates from nothing again. A fresh clone has no copy, so CI always plays every migration.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import django
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
_READ_BY_MIGRATIONS = (
    "*/migrations/*.py",
    "renfang/*/migrations/*.py",
    "renfang/clocks/**/*.*",
    "renfang/database/*.py",
    "renfang/quantities/*.py",
    "renfang/rules/**/*.*",
    "engineering/shelters/models.py",
    "drills/fields.py",
)
_KEPT = 24 * 60 * 60  # seconds


def copy_of(config: pytest.Config) -> Path:
    """Where the copy for the present migrations stands, whether or not it is there."""
    digest = hashlib.sha256(django.__version__.encode())
    for pattern in _READ_BY_MIGRATIONS:
        for path in sorted(ROOT.glob(pattern)):
            if path.suffix not in {".py", ".toml", ".json"}:
                continue
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return Path(config.cache.mkdir("migrated")) / f"{digest.hexdigest()}.sqlite3"  # type: ignore[union-attr]


def keep(copy: Path) -> None:
    """Write the database of this run, just migrated, to ``copy``; copies of days ago are deleted.

    Runs beside this one may be reading the newer ones.
    """
    for old in copy.parent.iterdir():
        if time.time() - old.stat().st_mtime > _KEPT:
            old.unlink(missing_ok=True)
    unfinished = copy.with_suffix(f".{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(unfinished)])
    unfinished.replace(copy)
