"""How often a phone may be wrong at check-in: each wrong try is on record, and counts there.

Four digits are ten thousand; a name of the roll is no secret in the hall. So a name that was tried
wrongly a few times is not heard for a while, and neither is an address. A phone that is right
counts for nothing: a hall behind one router checks in as fast as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from drills.training.models import TrainingSession
from renfang.acts import NotFound, Refused
from renfang.history.access import Kind, Result, note_access
from renfang.history.models import AccessRecord
from renfang.history.origin import client_address
from renfang.history.tries import AtMost
from renfang.quantities.parsing import storable

OF_ADDRESS = AtMost(30, timedelta(minutes=1))
OF_NAME = AtMost(5, timedelta(minutes=15))


@contextmanager
def one_at_a_time(session: TrainingSession) -> Iterator[None]:
    """Hear tries at one session one after another: guesses sent at once are counted one by one.

    Whatever is noted inside has to be noted before the block ends, and nothing may be raised out
    of it: the note would be rolled back.
    """
    with transaction.atomic():
        TrainingSession.objects.select_for_update().get(pk=session.pk)
        yield


class TooMany(Refused):
    """Not heard for now, right or wrong."""

    status = 429


def require_room(request: HttpRequest, session: TrainingSession, name: str) -> None:
    """Raise TooMany where the address, or whoever gives this name, was wrong too often."""
    wrong = AccessRecord.objects.filter(kind=Kind.CHECKIN)
    if OF_ADDRESS.open_again(wrong.filter(address=client_address(request))):
        raise TooMany("一分钟内填错次数过多。过一分钟再扫码签到")
    of_name = wrong.filter(
        subject_type=ContentType.objects.get_for_model(session),
        subject_id=session.pk,
        subject_label=_named(name),
    )
    if again := OF_NAME.open_again(of_name):
        raise TooMany(
            f"这个姓名的电话尾号已填错 {OF_NAME.most} 次，{timezone.localtime(again):%H:%M} "
            "以后再扫码签到，或者找教员当面点名"
        )


def note_wrong_try(
    request: HttpRequest, session: TrainingSession, name: str, refusal: Refused
) -> None:
    """Put on record that name and digits fitted nobody; any other refusal was told to a member."""
    if isinstance(refusal, NotFound):
        note_access(
            request,
            kind=Kind.CHECKIN,
            result=Result.REFUSED,
            subject=session,
            label=_named(name),
            organisation_id=session.organisation_id,
            details={"训练": str(session), "原因": refusal.message},
        )


def _named(name: str) -> str:
    return storable(name.strip()) or "（空）"
