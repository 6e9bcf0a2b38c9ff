"""Serving the papers of collection: the 送达回证, and what follows on the day it takes effect.

How a receipt is filled in, its methods and proofs are renfang.serving's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone

from fees.collection.models import CollectionCase, CollectionService, CollectionTrack
from fees.collection.papers import SERVED_KINDS, issue_sheet
from fees.collection.steps.effects import SERVED
from renfang.acts import NotFound, act, require_state, require_version
from renfang.clocks.calendars import current_calendar
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.serving.acts import (
    Served,
    address,
    fill_in,
    give_up,
    require_unserved,
    stated,
)

_State = CollectionService.State


def papers_of(*tracks: CollectionTrack) -> QuerySet[IssuedDocument]:
    """Every paper issued on the tracks or adopted by them, newest first."""
    issued = Q(
        subject_type=ContentType.objects.get_for_model(CollectionTrack),
        subject_id__in=[track.pk for track in tracks],
    )
    adopted = Q(collection_step__track__in=tracks)
    return IssuedDocument.objects.filter(issued | adopted).order_by("-id")


def papers_to_serve(*tracks: CollectionTrack) -> QuerySet[IssuedDocument]:
    """Papers in force that are to be handed over and for which nothing is prepared yet."""
    return (
        papers_of(*tracks)
        .current()
        .filter(kind__in=SERVED_KINDS)
        .exclude(collection_services__state__in=[_State.PREPARED, _State.SERVED])
    )


@act
def prepare_service(
    track_id: int,
    paper_id: int,
    *,
    method: str,
    recipient: str,
    place: str,
    servers: str,
    note: str = "",
    on: date,
    by: User,
) -> CollectionService:
    """制作送达回证: fill in and issue the sheet that is signed when the paper is handed over.

    Raises NotFound, NotPermitted, WrongState, or Incomplete naming the form's field.
    """
    track = _locked(track_id, by)
    paper = _paper_to_serve(track, paper_id, on)
    service = CollectionService(
        organisation_id=track.organisation_id,
        track=track,
        paper=paper,
        method=method,
        note=note.strip(),
        prepared_on=on,
        prepared_by=by,
    )
    address(service, recipient, place, servers)
    record(
        by,
        "制作送达回证",
        track.case,
        after={"文号": paper.number, "送达方式": service.get_method_display()},
        note=service.note,
    )
    service.sheet = issue_sheet(service, on=on, by=by, **stated(service))
    service.save(force_insert=True)
    return service


def _paper_to_serve(track: CollectionTrack, paper_id: int, on: date) -> IssuedDocument:
    paper = papers_of(track).current().filter(pk=paper_id, kind__in=SERVED_KINDS).first()
    if paper is None:
        raise NotFound("文书")
    require_unserved(paper, paper.collection_services.all(), on)
    return paper


@act
def record_service(
    service_id: int, served: Served, *, version: int | None = None, by: User
) -> CollectionService:
    """登记送达: the receipt is back; limits are counted from the day the service takes effect.

    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    """
    service, track = _service(service_id, version, by, to="登记送达")
    fill_in(service, served)
    service.save()
    after: dict[str, Any] = {
        "文号": service.paper.number,
        "送达方式": service.get_method_display(),
        "送达生效日期": service.effective_on,
    }
    after |= _take_effect(service, track, by)
    record(by, "登记送达", track.case, after=after, note=service.note)
    return service


def _take_effect(service: CollectionService, track: CollectionTrack, by: User) -> dict[str, Any]:
    """What the service of this paper sets running; gives the limits by label."""
    state, effect = SERVED.get(service.paper.kind, ("", None))
    if effect is None or track.state != state or service.effective_on is None:
        return {}
    before = track.state
    limits = effect(track, service.effective_on, current_calendar())
    track.version += 1
    track.save()
    track.steps.create(
        organisation_id=track.organisation_id,
        code="served",
        label=f"{service.paper.kind_label}送达",
        on=timezone.localdate(service.served_at),
        before=before,
        after=track.state,
        values={"method": service.get_method_display(), "effective_on": service.effective_on},
        limits=[limit.as_data() for limit in limits],
        basis="《民事诉讼法》第八十七条至第九十五条",
        taken_by=by,
    )
    return {limit.limit.name: limit.last_day for limit in limits}


@act
def fail_service(
    service_id: int, *, reason: str, version: int | None = None, by: User
) -> CollectionService:
    """未能送达: this attempt came to nothing; another method is prepared anew."""
    service, track = _service(service_id, version, by, to="登记未能送达")
    give_up(service, reason)
    service.save()
    record(
        by,
        "未能送达",
        track.case,
        after={"文号": service.paper.number, "送达方式": service.get_method_display()},
        note=reason.strip(),
    )
    return service


def _locked(track_id: int, by: User) -> CollectionTrack:
    scope = Scope(by)
    seen = CollectionTrack.objects.visible_to(scope).filter(pk=track_id).first()
    if seen is None:
        raise NotFound("追缴程序")
    case = CollectionCase.objects.locked(seen.case_id, scope, "handle_collection")
    require_state(case, CollectionCase.State.OPEN, to="办理送达")
    track: CollectionTrack = CollectionTrack.objects.locked(track_id, scope, "handle_collection")
    track.case = case
    return track


def _service(
    service_id: int, version: int | None, by: User, *, to: str
) -> tuple[CollectionService, CollectionTrack]:
    seen = CollectionService.objects.visible_to(Scope(by)).filter(pk=service_id).first()
    if seen is None:
        raise NotFound("送达")
    track = _locked(seen.track_id, by)
    service = CollectionService.objects.locked(service_id, Scope(by), "handle_collection")
    require_version(service, version)
    require_state(service, _State.PREPARED, to=to)
    return service, track
