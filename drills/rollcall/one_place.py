"""Nobody is on record as present at two things that share any time, whoever writes it.

The acts refuse it in words, and look at the same person on two rosters as well; this holds for
each row of a roster whatever program writes, both when somebody is marked and when the time of
what they came to is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from renfang.database.protection import (
    Function,
    Protection,
    Table,
    Trigger,
    postgresql_trigger,
    sqlite_trigger,
)

# A mark that would put its member where another mark has them at the same time.
_MARKED_ELSEWHERE = """
    NEW.status IN ('present', 'late') AND EXISTS (
        SELECT 1 FROM drills_attendance other
        JOIN drills_occasion there ON there.id = other.occasion_id
        JOIN drills_occasion here ON here.id = NEW.occasion_id
        WHERE other.member_id = NEW.member_id AND other.occasion_id <> NEW.occasion_id
          AND other.status IN ('present', 'late')
          AND there.state <> 'void' AND here.state <> 'void'
          AND there.begins_at < here.ends_at AND there.ends_at > here.begins_at
    )
"""
# An occasion whose new time meets that of another at which one of its people is on record.
_MOVED_ONTO_ANOTHER = """
    NEW.state <> 'void' AND EXISTS (
        SELECT 1 FROM drills_attendance own
        JOIN drills_attendance other
          ON other.member_id = own.member_id AND other.occasion_id <> own.occasion_id
        JOIN drills_occasion there ON there.id = other.occasion_id
        WHERE own.occasion_id = NEW.id
          AND own.status IN ('present', 'late') AND other.status IN ('present', 'late')
          AND there.state <> 'void'
          AND there.begins_at < NEW.ends_at AND there.ends_at > NEW.begins_at
    )
"""


def _refuse(name: str, condition: str) -> Function:
    return Function(
        name,
        f"""
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION '% would put a member in two places', TG_TABLE_NAME
            USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END """,
    )


class _OnePlace(Protection):
    """Refuses the events (suffix of the trigger → event) under which the condition holds."""

    condition: ClassVar[str]
    events: ClassVar[dict[str, str]]

    def on_sqlite(self, table: Table) -> Iterator[Trigger]:
        for suffix, event in self.events.items():
            name = f"{table.name}_{suffix}"
            refusal = "would put a member in two places"
            yield sqlite_trigger(table.name, name, event, self.condition, refusal)

    def on_postgresql(self, table: Table) -> Iterator[Trigger]:
        call = f"{self.function.name}()"
        for suffix, event in self.events.items():
            yield postgresql_trigger(table.name, f"{table.name}_{suffix}", event, call)


@dataclass(frozen=True)
class NotMarkedInTwoPlaces(_OnePlace):
    """For the table of marks."""

    function = _refuse("renfang_refuse_two_places", _MARKED_ELSEWHERE)
    condition = _MARKED_ELSEWHERE
    events: ClassVar = {
        "marked": "INSERT",
        "remarked": "UPDATE OF occasion_id, member_id, status",
    }


@dataclass(frozen=True)
class NotMovedOntoAnother(_OnePlace):
    """For the table of what people are called to."""

    function = _refuse("renfang_refuse_moving", _MOVED_ONTO_ANOTHER)
    condition = _MOVED_ONTO_ANOTHER
    events: ClassVar = {"moved": "UPDATE OF begins_at, ends_at, state"}
