"""Nobody is in two places at one time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from drills.models import Attendance, Drill, Member, Muster, TrainingSession
from drills.models.attendance import ATTENDED
from drills.whereabouts import elsewhere
from renfang.acts import Refused
from renfang.organisations.scope import Scope


class InTwoPlaces(Refused):
    """A member is on record as present at another drill at the same time."""


def same_people(members: Collection[Member]) -> Q:
    """Members who are the same persons: the rows themselves, and rows of other teams that carry
    the same name with the same telephone number."""
    people = Q(pk__in=[member.pk for member in members])
    for member in members:
        if member.phone:
            people |= Q(name=member.name, phone=member.phone)
    return people


def refuse_two_places(
    drill: Drill, scope: Scope, members: Collection[Member] | None = None
) -> None:
    """Raise InTwoPlaces when one of ``members`` attends another drill while this one goes on.

    ``members`` None: everybody whose attendance here is on record. Drills overlap when they share
    any time (one that begins when another ends does not); actual times count before planned ones.
    A drill that the user may not see is refused without being named.
    """
    begin, end = drill.period
    others = Drill.objects.overlapping(begin, end).exclude(pk=drill.pk)
    if members is None:
        present = drill.attendance.filter(status__in=ATTENDED).select_related("member")
        members = [attendance.member for attendance in present]
    if not members:
        return
    people = list(Member.objects.filter(same_people(members)).values_list("pk", flat=True))
    _refuse(elsewhere(people, begin, end, scope, with_drills=False))
    clash = (
        Attendance.objects.filter(drill__in=others, status__in=ATTENDED, member__in=people)
        .select_related("drill", "member")
        .first()
    )
    if clash is not None:
        where = f"演练“{clash.drill}”" if scope.may("view_drills", clash.drill) else "另一场演练"
        _refuse((clash.member, where))


def refuse_elsewhere(
    thing: TrainingSession | Muster,
    period: tuple[datetime, datetime],
    members: Collection[Member],
    scope: Scope | None,
) -> None:
    """Raise InTwoPlaces when one of ``members`` is elsewhere while ``thing`` goes on.

    Locks the people first: two things may be marked at once.
    """
    if not members:
        return
    people = Member.objects.filter(same_people(members)).order_by("pk").select_for_update()
    ids = [member.pk for member in people]
    _refuse(elsewhere(ids, *period, scope, besides=thing))


def _refuse(found: tuple[Member, str] | None) -> None:
    if found is not None:
        member, where = found
        raise InTwoPlaces(
            f"{member}同一时间已登记参加{where}，不能同时在两处。核对两处的时间和考勤"
        )
