"""A migration that has landed is never edited: databases have played it as it was.

``landed_migrations.sha256`` holds a line ``sum  path`` for each. Whoever adds a migration adds its
line; whoever must change what one did writes a new migration on top.
"""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LANDED = Path(__file__).with_name("landed_migrations.sha256")
PACKAGES = ("renfang", "engineering", "fees", "drills")


def on_record() -> dict[str, str]:
    """Path → sum, as the file has it."""
    lines = LANDED.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def in_the_tree() -> dict[str, str]:
    """Path → sum of every migration of our own."""
    return {
        path.relative_to(ROOT).as_posix(): sha256(path.read_bytes()).hexdigest()
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("migrations/[0-9]*.py"))
    }


def test_no_landed_migration_was_edited_or_deleted():
    landed, now = on_record(), in_the_tree()
    gone = sorted(landed.keys() - now.keys())
    assert not gone, "put the migration back: databases have played it"
    edited = sorted(path for path, digest in landed.items() if now[path] != digest)
    assert not edited, "put it back as it was and write a new migration on top"


def test_every_migration_is_on_record():
    landed, now = on_record(), in_the_tree()
    missing = [f"{digest}  {path}" for path, digest in now.items() if path not in landed]
    assert not missing, f"add these lines to {LANDED.name}"
