"""Where people are on record as present: training sessions and musters, beside drills."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Model

from drills.models import (
    Attendance,
    Drill,
    Member,
    Muster,
    MusterMark,
    SessionMark,
    SessionState,
    TrainingSession,
)
from drills.models.attendance import ATTENDED
from renfang.organisations.scope import Scope


def elsewhere(
    people: Collection[int],
    begin: datetime,
    end: datetime,
    scope: Scope | None,
    *,
    besides: Model | None = None,
    with_drills: bool = True,
) -> tuple[Member, str] | None:
    """The first of the members (ids) who is on record at another thing while this one goes on.

    Gives the member and the thing in words; one that ``scope`` may not see is not named. Two
    things overlap when they share any time; one that begins when another ends does not.
    """
    sessions = SessionMark.objects.filter(
        session__starts_at__lt=end, session__ends_at__gt=begin
    ).exclude(session__state=SessionState.CANCELLED)
    if isinstance(besides, TrainingSession):
        sessions = sessions.exclude(session=besides.pk)
    musters = MusterMark.objects.filter(muster__called_at__lt=end, muster__due_at__gt=begin)
    if isinstance(besides, Muster):
        musters = musters.exclude(muster=besides.pk)
    for marks, thing, words, permission in (
        (sessions, "session", "训练课", "view_training"),
        (musters, "muster", "拉动点验", "view_teams"),
    ):
        found = marks.filter(member__in=people, status__in=ATTENDED).select_related(
            "member__team", thing
        )
        mark = found.first()
        if mark is not None:
            may_see = scope is not None and scope.may(permission, mark.member.team)
            return mark.member, f"{words}“{getattr(mark, thing)}”" if may_see else f"另一场{words}"
    return _at_a_drill(people, begin, end, scope) if with_drills else None


def _at_a_drill(
    people: Collection[int], begin: datetime, end: datetime, scope: Scope | None
) -> tuple[Member, str] | None:
    mark = (
        Attendance.objects.filter(
            drill__in=Drill.objects.overlapping(begin, end),
            member__in=people,
            status__in=ATTENDED,
        )
        .select_related("member", "drill")
        .first()
    )
    if mark is None:
        return None
    may_see = scope is not None and scope.may("view_drills", mark.drill)
    return mark.member, f"演练“{mark.drill}”" if may_see else "另一场演练"
