"""Rows outside of the segments of a seal: what they were then, and what explains that they differ.

A seal notes the digest of each watched row that is new or changed. What changed since must stand in
the history of the record that the row belongs to, in an event after that seal; else it was changed
past the acts. Rows that are fixed by then change no more at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from renfang.algorithms import algorithm_of, digest
from renfang.history.models import Event
from renfang.proof.hooks import Fixed, Watched, fixed_tables, watched_tables
from renfang.proof.models import Seal, WatchedState
from renfang.proof.rows import CHUNK, line

Noted = Watched | Fixed


@dataclass(frozen=True, slots=True)
class Known:
    """The state of a row when it was last noted."""

    digest: str
    subject_id: int
    is_unexplained: bool
    seal_sequence: int


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is not as it was noted: ``content`` is empty when it is gone."""

    row_id: int
    subject_id: int
    content: bytes
    was_known: bool
    is_explained: bool


def noted_tables() -> Iterator[Noted]:
    """All whose rows are noted at a seal."""
    yield from watched_tables()
    yield from fixed_tables()


def columns_to_tell() -> dict[str, list[str]]:
    """The columns by which a seal notes rows, of each table where no earlier seal told the same."""
    told = _columns_told()
    return {
        noted.label: noted.columns
        for noted in noted_tables()
        if not told[noted.label] or told[noted.label][-1][1] != noted.columns
    }


def _columns_told() -> defaultdict[str, list[tuple[int, list[str]]]]:
    """Of each table the columns that seals have told, with the number of the first that did."""
    found: defaultdict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    seals = Seal.objects.order_by("sequence").values_list("sequence", "content__noted")
    for sequence, told in seals.iterator():
        for label, columns in (told or {}).items():
            found[label].append((sequence, columns))
    return found


def note_states(sequence: int, last: Seal | None, *, from_start: bool) -> None:
    """Note for the seal of this number what is new or changed since ``last``."""
    upto = last.events_upto if last else 0
    # All compared with what was, before the first of them is written.
    found = [(noted.label, list(changes(noted, upto))) for noted in noted_tables()]
    for label, changed in found:
        states = (
            WatchedState(
                table=label,
                row_id=change.row_id,
                subject_id=change.subject_id,
                digest=digest(change.content) if change.content else "",
                is_unexplained=not (from_start or change.is_explained),
                seal_sequence=sequence,
            )
            for change in changed
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
    fields = ("row_id", "digest", "subject_id", "is_unexplained", "seal_sequence")
    found: dict[int, Known] = {}
    for row_id, *state in states.values_list(*fields).iterator():
        found[row_id] = Known(*state)
    return found


def changes(noted: Noted, events_upto: int) -> Iterator[Change]:
    """Rows that are new, changed or gone since they were noted, each with whether it is explained:
    of a watched row by an event of its subject after ``events_upto``."""
    known, is_explained = known_states(noted.label), _explaining(noted, events_upto)
    told, now = _columns_told()[noted.label], noted.columns
    if not (known or told):
        # Watched since an upgrade: no seal says yet what there was.
        is_explained = _by_itself
    rows = noted.queryset().values_list("pk", noted.path, *now)
    for row_id, subject_id, *values in rows.iterator(chunk_size=CHUNK):
        content, before = line(values), known.pop(row_id, None)
        if before is not None:
            then = _then(told, before.seal_sequence, now)
            shown = dict(zip(now, values, strict=True))
            as_noted = line([shown.get(name) for name in then]) if then != now else content
            if digest(as_noted, algorithm_of(before.digest)) == before.digest:
                continue
        yield Change(
            row_id,
            subject_id,
            content,
            before is not None,
            is_explained(subject_id, before is not None),
        )
    for row_id, before in known.items():
        if before.digest:
            said = is_explained(before.subject_id, True)
            yield Change(row_id, before.subject_id, b"", True, said)


def _by_itself(subject_id: int, was_known: bool) -> bool:
    """What the next seal will note for the first time."""
    return True


def _then(told: list[tuple[int, list[str]]], sequence: int, now: list[str]) -> list[str]:
    """By which columns the seal of this number noted rows; those of now where no seal told."""
    return next((columns for since, columns in reversed(told) if since <= sequence), now)


def _explaining(noted: Noted, events_upto: int) -> Callable[[int, bool], bool]:
    """Whether a change is explained, by the key of the row's subject and whether it was known."""
    if isinstance(noted, Watched):
        subject = ContentType.objects.get_for_model(apps.get_model(noted.subject))
        events = Event.objects.filter(pk__gt=events_upto, subject_type=subject)
        told = set(events.values_list("subject_id", flat=True))
        return lambda subject_id, _: subject_id in told
    owners = known_states(noted.owner.label) if noted.owner else {}
    closed = {row_id for row_id, state in owners.items() if state.digest}
    return lambda subject_id, was_known: not was_known and subject_id not in closed


def unexplained(noted: Noted, last: Seal | None) -> Iterator[str]:
    """What of a table was changed past the acts, in Chinese."""
    name = noted.model._meta.verbose_name
    when, why = ("封存后", "，没有办理记录") if isinstance(noted, Watched) else ("定稿并封存后", "")
    for row_id, state in known_states(noted.label).items():
        if state.is_unexplained:
            found = "有没有办理记录的改动" if why else "定稿后有改动"
            yield f"{name} {row_id}：{found}（封存时发现）"
    if last is None:
        return
    for change in changes(noted, last.events_upto):
        if change.is_explained:
            continue
        if not change.content:
            what = "被删除" if why else "被删除，或者被退回可改的状态"
        else:
            what = "被改动" if change.was_known else "增加"
        yield f"{name} {change.row_id}：{when}{what}{why}"
