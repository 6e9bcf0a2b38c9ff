"""Two published books of one division never hold on the same day, whoever publishes them when.

The act refuses it in words; this is for two people who publish at the same moment. On PostgreSQL
the trigger takes a lock for the division first, so that the second sees what the first wrote.
"""

from typing import Any

from django.db import migrations

TABLE = "rules_bookedition"
_RAISED = f"{TABLE} would overlap"
_OVERLAPS = """
    SELECT 1 FROM rules_bookedition other
    WHERE other.id <> NEW.id AND other.state = 'published' AND other.organisation_id IS NOT NULL
      AND other.jurisdiction = NEW.jurisdiction
      AND (other.effective_to IS NULL OR other.effective_to >= NEW.effective_from)
      AND (other.ended_on IS NULL OR other.ended_on >= NEW.effective_from)
      AND (NEW.effective_to IS NULL OR NEW.effective_to >= other.effective_from)
      AND (NEW.ended_on IS NULL OR NEW.ended_on >= other.effective_from)
"""
_IS_PUBLISHED = "NEW.state = 'published' AND NEW.organisation_id IS NOT NULL"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION renfang_refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('{TABLE}'), hashtext(NEW.jurisdiction));
    IF EXISTS ({_OVERLAPS}) THEN
        RAISE EXCEPTION '{_RAISED}' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$
"""
_EVENTS = {"published": "INSERT", "publishing": "UPDATE OF state"}


def install(apps: Any, editor: Any) -> None:
    is_postgresql = editor.connection.vendor == "postgresql"
    if is_postgresql:
        editor.execute(_FUNCTION, params=None)
    for name, event in _EVENTS.items():
        if is_postgresql:
            editor.execute(
                f"CREATE TRIGGER {TABLE}_{name} BEFORE {event} ON {TABLE} FOR EACH ROW "
                f"WHEN ({_IS_PUBLISHED}) EXECUTE FUNCTION renfang_refuse_overlap()",
                params=None,
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {TABLE}_{name} BEFORE {event} ON {TABLE} "
                f"WHEN {_IS_PUBLISHED} AND EXISTS ({_OVERLAPS}) "
                f"BEGIN SELECT RAISE(ABORT, '{_RAISED}'); END",
                params=None,
            )


def remove(apps: Any, editor: Any) -> None:
    on = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    for name in _EVENTS:
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}{on}", params=None)
    if on:
        editor.execute("DROP FUNCTION IF EXISTS renfang_refuse_overlap()", params=None)


class Migration(migrations.Migration):
    dependencies = [("rules", "0004_published_books_frozen")]

    operations = [migrations.RunPython(install, remove)]
