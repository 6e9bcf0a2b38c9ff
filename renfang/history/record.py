"""Writing, reading and proving the history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from renfang.algorithms import digest_like
from renfang.history.clock import instant
from renfang.history.models import Event
from renfang.history.origin import current_address
from renfang.history.shipping import ship_event
from renfang.organisations.models import Organisation, User
from renfang.personal.fields import Personal
from renfang.personal.rules import mask_text


def record(
    by: User | None,
    act: str,
    subject: models.Model,
    *,
    organisation: Organisation | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
    after_correction: bool = False,
) -> Event:
    """Append one event to the subject's chain, inside the transaction of the act.

    ``act`` is the Chinese name of the act; ``before`` and ``after`` map Chinese field names to
    what they showed. ``by`` is None for the system itself. The caller holds the lock on the
    subject's row; the unique running number refuses a second writer that does not. Raises
    Unavailable while the clock is behind the last event (``after_correction``: it was put right).
    """
    subject_type = ContentType.objects.get_for_model(subject)
    sequence, previous_hash = _end_of_chain(subject_type, subject.pk)
    event = Event(
        organisation_id=organisation.pk if organisation else subject.organisation_id,
        at=instant(after_correction=after_correction),
        actor=by,
        actor_label=by.full_name if by else "系统",
        address=current_address(),
        act=act,
        subject_type=subject_type,
        subject_id=subject.pk,
        subject_label=mask_text(str(subject))[:300],
        before=_plain(before),
        after=_plain(after),
        note=mask_text(note)[:500],
        sequence=sequence + 1,
        previous_hash=previous_hash,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    ship_event(event)
    return event


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], *, gone: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two states, what differs, for ``record``: a reader of the history looks for the change.

    What is new stands in the second alone; what is no longer there says ``gone`` in the second.
    """
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return (
        {name: before[name] for name in names if name in before},
        {name: after.get(name, gone) for name in names},
    )


def _end_of_chain(subject_type: ContentType, subject_id: int) -> tuple[int, str]:
    """Number and hash of the subject's last event; 0 and nothing before the first one."""
    last = (
        Event.objects.filter(subject_type=subject_type, subject_id=subject_id)
        .order_by("-sequence")
        .values_list("sequence", "hash")
        .first()
    )
    return last or (0, "")


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values as JSON will give them back, so that the hash can be computed again."""
    return json.loads(json.dumps(_masked(values or {}), cls=DjangoJSONEncoder, ensure_ascii=False))


def _masked(value: Any) -> Any:
    """The value without a personal number in clear text: the record is kept for ever."""
    if isinstance(value, Mapping):
        return {name: _masked(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(each) for each in value]
    return mask_text(str(value)) if isinstance(value, str | Personal) else value


def hash_of(event: Event) -> str:
    """Digest of what the event says and of the hash before it, by the algorithm of ``event.hash``.

    By the office's own for an event that has none yet.
    """
    content = [
        event.organisation_id,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_label,
        event.address,
        event.act,
        event.subject_type_id,
        event.subject_id,
        event.subject_label,
        event.before,
        event.after,
        event.note,
        event.sequence,
        event.previous_hash,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return digest_like(event.hash, text)


def events_of(*subjects: models.Model) -> models.QuerySet[Event]:
    """Everything that happened to the given records, newest first."""
    wanted = models.Q(pk__in=[])
    for subject in subjects:
        wanted |= models.Q(
            subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
        )
    return Event.objects.filter(wanted).select_related("actor").order_by("-at", "-id")


def broken_events() -> Iterator[tuple[Event, str]]:
    """Events whose content or place in the chain was tampered with, each with the reason."""
    previous: Event | None = None
    ordered = Event.objects.order_by("subject_type", "subject_id", "sequence")
    for event in ordered.iterator(chunk_size=2000):
        follows = previous is not None and (
            (previous.subject_type_id, previous.subject_id)
            == (event.subject_type_id, event.subject_id)
        )
        if hash_of(event) != event.hash:
            yield event, "内容与校验值不符"
        if event.sequence != (previous.sequence + 1 if follows and previous else 1):
            yield event, "前一条记录缺失"
        elif event.previous_hash != (previous.hash if follows and previous else ""):
            yield event, "与前一条记录不衔接"
        previous = event
