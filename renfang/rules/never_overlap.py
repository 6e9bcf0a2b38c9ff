"""Two published books of one division never hold on the same day, whoever publishes them when.

The act refuses it in words; this is for two people who publish at the same moment. On PostgreSQL
the trigger takes a lock for the division first, so that the second sees what the first wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from renfang.database.protection import (
    Function,
    Protection,
    Table,
    Trigger,
    postgresql_trigger,
    sqlite_trigger,
)

_OVERLAPS = """
    SELECT 1 FROM rules_bookedition other
    WHERE other.id <> NEW.id AND other.state = 'published' AND other.organisation_id IS NOT NULL
      AND other.jurisdiction = NEW.jurisdiction
      AND (other.effective_to IS NULL OR other.effective_to >= NEW.effective_from)
      AND (other.ended_on IS NULL OR other.ended_on >= NEW.effective_from)
      AND (NEW.effective_to IS NULL OR NEW.effective_to >= other.effective_from)
      AND (NEW.ended_on IS NULL OR NEW.ended_on >= other.effective_from)
"""
_EVENTS = {"published": "INSERT", "publishing": "UPDATE OF state"}


@dataclass(frozen=True)
class PublishedNeverOverlap(Protection):
    """No two published editions of bureaus hold in one division on one day."""

    function = Function(
        "renfang_refuse_overlap",
        f"""
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('rules_bookedition'), hashtext(NEW.jurisdiction));
    IF EXISTS ({_OVERLAPS}) THEN
        RAISE EXCEPTION 'rules_bookedition would overlap' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END """,
    )

    def on_sqlite(self, table: Table) -> Iterator[Trigger]:
        is_published = "NEW.state = 'published' AND NEW.organisation_id IS NOT NULL"
        for part, event in _EVENTS.items():
            condition = f"{is_published} AND EXISTS ({_OVERLAPS})"
            name = f"{table.name}_{part}"
            yield sqlite_trigger(table.name, name, event, condition, "would overlap")

    def on_postgresql(self, table: Table) -> Iterator[Trigger]:
        is_published = (
            "(((new.state)::text = 'published'::text) AND (new.organisation_id IS NOT NULL))"
        )
        call = f"{self.function.name}()"
        for part, event in _EVENTS.items():
            yield postgresql_trigger(table.name, f"{table.name}_{part}", event, call, is_published)
