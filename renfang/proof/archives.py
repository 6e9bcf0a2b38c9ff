"""An archive's content, proven like that of the running system, which it does not touch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from renfang.database.apart import in_place_of_ours
from renfang.database.backups import FILES, Loaded, Manifest, loaded
from renfang.database.protection import protected_models
from renfang.proof.hooks import Section
from renfang.proof.models import VerificationRun
from renfang.proof.verification import Report, keep, verify_all

_TABLES_WITH_TRIGGERS = {
    "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT DISTINCT relname FROM pg_trigger "
    "JOIN pg_class ON tgrelid = pg_class.oid WHERE NOT tgisinternal",
}


def prove_archive(archive: Path) -> tuple[Manifest, Report]:
    """Load an archive apart and verify all that is in it, files and triggers included.

    The tables of an earlier version are brought up to date in the scratch copy first. Raises
    CopyFailed for an archive that is damaged, incomplete, or of a later version. For commands: the
    connection of this thread is the copy's meanwhile.
    """
    with loaded(archive) as found:
        bare = list(_without_triggers(found)) if found.is_older else []
        with _in_place_of_ours(found):
            if found.is_older:
                call_command("migrate", verbosity=0, skip_checks=True)
            report = verify_all(is_copy=True)
        if bare:
            report.sections.append(Section("备份中的保护触发器", 1, "次", bare))
        return found.manifest, report


def _without_triggers(found: Loaded) -> Iterator[str]:
    """Protected tables without any trigger: which ones an earlier version had is not known."""
    guarded = {name for (name,) in found.ask(_TABLES_WITH_TRIGGERS[connection.vendor])}
    for model in protected_models():
        table = model._meta.db_table
        if table in found.manifest.rows and table not in guarded:
            yield f"“{model._meta.verbose_name}”表（{table}）没有保护触发器"


@contextmanager
def _in_place_of_ours(found: Loaded) -> Iterator[None]:
    """Models and files of the copy in the place of the running system's, for this thread."""
    files, settings.MEDIA_ROOT = settings.MEDIA_ROOT, found.folder / FILES
    try:
        with in_place_of_ours({**connection.settings_dict, "NAME": found.database}):
            yield
    finally:
        settings.MEDIA_ROOT = files


def note(report: Report, occasion: str, archive: Path) -> VerificationRun | None:
    """Put the result on record in the running system; nothing where there is none yet."""
    try:
        return keep(report, occasion, source=archive.name)
    except DatabaseError:
        return None
