"""代看: the security administrator looks at what somebody would see; each look is on record."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from renfang.acts import NotFound, NotPermitted, act, require_text
from renfang.administration.acts.people import visible_people
from renfang.history.record import record
from renfang.organisations.access import seen_kinds
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import entries_for
from renfang.workbench.tasks import open_tasks


@dataclass(frozen=True)
class Look:
    """What the person would find: groups of the menu, how many records, how many tasks.

    ``menu`` are (group, labels), ``counts`` (kind, number), ``tasks`` the number of 待办.
    """

    menu: list[tuple[str, list[str]]]
    counts: list[tuple[str, int]]
    tasks: int


def look_as(user_id: int, reason: str, *, by: User) -> Look:
    """代看: what the person's scope lets him open, for a reason that the history keeps.

    Counts and the names of menus, nothing of a record: an administrator handles no business (GB/T
    22239-2019 8.1.4.2 d). Raises NotFound out of sight, NotPermitted for oneself. The event is
    there before anything is counted, which locks nobody out meanwhile.
    """
    theirs = Scope(note_look(user_id, reason, by=by))
    return Look(
        menu=entries_for(theirs),
        counts=[(kind.label, kind.rows(theirs).count()) for kind in seen_kinds()],
        tasks=len(open_tasks(theirs, timezone.localdate())),
    )


@act
def note_look(user_id: int, reason: str, *, by: User) -> User:
    """Put on record that ``by`` looks at what the person would see; gives the person."""
    scope = Scope(by)
    person = visible_people(scope).filter(pk=user_id).first()
    if person is None:
        raise NotFound("用户")
    scope.require("look_as", person.organisation_id or 0)
    if person.pk == by.pk:
        raise NotPermitted("代看用于核对他人的权限。自己能看到的就是自己的页面")
    reason = require_text(reason, "写明代看的理由")
    User.objects.select_for_update().get(pk=person.pk)
    record(by, "代看", person, note=reason)
    return person
