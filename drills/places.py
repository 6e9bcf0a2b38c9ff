"""Nobody is in two places at one time."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from drills.models import Attendance, Drill, Member
from drills.models.attendance import ATTENDED
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
    if not others.exists():
        return
    if members is None:
        present = drill.attendance.filter(status__in=ATTENDED).select_related("member")
        members = [attendance.member for attendance in present]
    if not members:
        return
    people = Member.objects.filter(same_people(members))
    clash = (
        Attendance.objects.filter(drill__in=others, status__in=ATTENDED, member__in=people)
        .select_related("drill", "member")
        .first()
    )
    if clash is not None:
        where = f"演练“{clash.drill}”" if scope.may("view_drills", clash.drill) else "另一场演练"
        raise InTwoPlaces(
            f"{clash.member}同一时间已登记参加{where}，不能同时在两处。核对两场演练的时间和考勤"
        )
