"""Whose telephone number it is: found by the whole number alone, by right, for a reason, on record.

Who may ask could learn numbers by asking one after the other; so it is a look at personal data like
any other (个人信息保护法, art. 6, 51), and there are so many an hour of one person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from renfang.acts import Incomplete, NotPermitted, Refused, require_text
from renfang.history.access import Kind, Result, note_access
from renfang.history.models import AccessRecord
from renfang.history.tries import AtMost
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.personal.rules import About
from renfang.quantities.identifiers import whole_phone
from renfang.workbench.search import Hit

if TYPE_CHECKING:
    NumberFinder = Callable[[Scope, str, int], Iterable[Hit]]

# Searches of one person in the hour before; whoever answers telephones needs fewer.
MOST_AN_HOUR = 30
LEAST = 4
EXAMPLE = "未接来电回复当事人"
LABEL = "按完整号码查找"
_MOST_HITS = 20


class TooMany(Refused):
    """So many in an hour are enough."""

    status = 429


_finders: Hook[tuple[str, NumberFinder]] = Hook()


def register_number_finder(permission: str, finder: NumberFinder) -> None:
    """Add a finder for who holds ``permission``: called with the scope, a whole number and how many
    hits are wanted; it finds in the offices where the user holds it."""
    _finders.register((permission, finder))


def may_look_for_numbers(scope: Scope) -> bool:
    """Whether any finder would answer the user."""
    return any(scope.holds(permission) for permission, _ in _finders)


def look_for_number(request: HttpRequest, number: str, reason: str) -> list[Hit]:
    """查找: whom a number belongs to; who asked, for what and why is on record, found or not.

    Raises NotPermitted without the right, Incomplete for what is no number or no reason, TooMany
    after MOST_AN_HOUR, Unavailable where the record cannot be written.
    """
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not may_look_for_numbers(scope):
        raise NotPermitted.lacking(next(permission for permission, _ in _finders))
    number = whole_phone(number)
    if not number:
        raise Incomplete("填写完整的手机号码，或带区号的固定电话", field="number")
    reason = require_text(reason, "写明查找理由", least=LEAST, example=EXAMPLE)
    asked = {"查看内容": LABEL, "条件": About.PHONE.mask(number), "查看理由": reason}
    try:
        with transaction.atomic():
            # Two at once are two.
            User.objects.select_for_update().get(pk=request.user.pk)
            _require_room(request.user.pk)
            hits = _found(scope, number)
            asked["命中"] = "、".join(hit.label for hit in hits)[:300] or "无"
            note_access(request, kind=Kind.PERSONAL, label=LABEL, details=asked, or_refuse=True)
    except TooMany as refusal:
        why = {"原因": refusal.message}
        note_access(
            request, kind=Kind.REFUSED, result=Result.REFUSED, label=LABEL, details=asked | why
        )
        raise
    return hits


def _found(scope: Scope, number: str) -> list[Hit]:
    return [
        hit
        for permission, finder in _finders
        if scope.holds(permission)
        for hit in finder(scope, number, _MOST_HITS)
    ]


def _require_room(user_id: int) -> None:
    """Raise TooMany, with when the next one may be asked."""
    done = AccessRecord.objects.filter(
        kind=Kind.PERSONAL, person=user_id, subject_label=LABEL, result=Result.DONE
    )
    if again := AtMost(MOST_AN_HOUR, timedelta(hours=1)).open_again(done):
        raise TooMany(
            f"一小时内已按号码查找 {MOST_AN_HOUR} 次，{timezone.localtime(again):%H:%M} 以后再查。"
            "要查的号码较多的，由审计管理员知悉后办理导出"
        )
