"""Rows that may lawfully change: what they were at each seal, and whether an event explains it.

A seal notes the digest of each watched row that is new or changed. What changed since must stand in
the history of the record that the row belongs to, in an event after that seal; else it was changed
past the acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from renfang.algorithms import algorithm_of, digest
from renfang.history.models import Event
from renfang.proof.hooks import Watched, watched_tables
from renfang.proof.models import Seal, WatchedState
from renfang.proof.rows import CHUNK, columns_of, line


@dataclass(frozen=True, slots=True)
class Known:
    """The state of a row when it was last noted."""

    digest: str
    subject_id: int
    is_unexplained: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is not as it was noted: ``content`` is empty when it is gone."""

    row_id: int
    subject_id: int
    content: bytes
    was_known: bool
    is_explained: bool


def note_states(sequence: int, last: Seal | None, *, from_start: bool) -> None:
    """Note for the seal of this number what is new or changed since ``last``."""
    upto = last.events_upto if last else 0
    for watched in watched_tables():
        label = watched.model._meta.label
        states = (
            WatchedState(
                table=label,
                row_id=change.row_id,
                subject_id=change.subject_id,
                digest=digest(change.content) if change.content else "",
                is_unexplained=not (from_start or change.is_explained),
                seal_sequence=sequence,
            )
            for change in changes(watched, upto)
        )
        WatchedState.objects.bulk_create(list(states), batch_size=1000)
        if from_start:
            _forgive(label, sequence)


def _forgive(label: str, sequence: int) -> None:
    """All that stands is the beginning of what is watched from now on."""
    WatchedState.objects.bulk_create(
        WatchedState(
            table=label,
            row_id=row_id,
            subject_id=state.subject_id,
            digest=state.digest,
            seal_sequence=sequence,
        )
        for row_id, state in known_states(label).items()
        if state.is_unexplained
    )


def known_states(label: str) -> dict[int, Known]:
    """The last state of each row of a table."""
    states = WatchedState.objects.filter(table=label).order_by("pk")
    fields = ("row_id", "digest", "subject_id", "is_unexplained")
    found: dict[int, Known] = {}
    for row_id, value, subject_id, is_unexplained in states.values_list(*fields).iterator():
        found[row_id] = Known(value, subject_id, is_unexplained)
    return found


def changes(watched: Watched, events_upto: int) -> Iterator[Change]:
    """Rows that are new, changed or gone since they were noted, each with whether it is explained.

    An event of the subject after ``events_upto`` explains.
    """
    known = known_states(watched.model._meta.label)
    explained = _subjects_with_events(watched, events_upto)
    columns = columns_of(watched.model)
    rows = watched.queryset().values_list("pk", watched.path, *columns)
    for row_id, subject_id, *values in rows.iterator(chunk_size=CHUNK):
        content = line(values)
        before = known.pop(row_id, None)
        if before is None or digest(content, algorithm_of(before.digest)) != before.digest:
            is_explained = subject_id in explained
            yield Change(row_id, subject_id, content, before is not None, is_explained)
    for row_id, before in known.items():
        if before.digest:
            is_explained = before.subject_id in explained
            yield Change(row_id, before.subject_id, b"", True, is_explained)


def _subjects_with_events(watched: Watched, events_upto: int) -> set[int]:
    subject = ContentType.objects.get_for_model(apps.get_model(watched.subject))
    found = Event.objects.filter(pk__gt=events_upto, subject_type=subject)
    return set(found.values_list("subject_id", flat=True))


def unexplained(watched: Watched, last: Seal | None) -> Iterator[str]:
    """What of a table was changed past the acts, in Chinese."""
    name = watched.model._meta.verbose_name
    for row_id, state in known_states(watched.model._meta.label).items():
        if state.is_unexplained:
            yield f"{name} {row_id}：有没有办理记录的改动（封存时发现）"
    if last is None:
        return
    for change in changes(watched, last.events_upto):
        if change.is_explained:
            continue
        if not change.content:
            yield f"{name} {change.row_id}：封存后被删除，没有办理记录"
        elif change.was_known:
            yield f"{name} {change.row_id}：封存后被改动，没有办理记录"
        else:
            yield f"{name} {change.row_id}：封存后增加，没有办理记录"
