"""Keeping, finding and dropping drafts. None of it is an act: a draft is no record of anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from renfang.acts import Incomplete
from renfang.drafts.models import Draft
from renfang.organisations.models import User
from renfang.personal.keys import KeyMissing, seal, unseal

# A draft that nobody came back to in two weeks, and more than anybody has open at once.
KEPT_DAYS: Final = 14
MOST: Final = 50
# Letters of one form, as JSON: the longest grids stay far below.
LONGEST: Final = 200_000
_LONGEST_ADDRESS: Final = 300
_CONTEXT: Final = "draft"
# Marks of the form's own protection; never typed by anybody.
_NEVER_KEPT: Final = frozenset({"csrfmiddlewaretoken"})

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A draft as its author gets it back: the page's title, names and values in their order."""

    page: str
    title: str
    fields: Fields
    saved_at: datetime

    @property
    def address(self) -> str:
        """The page on which the form stands."""
        return self.page.partition("#")[0]


def keep(user: User, *, page: str, goes_to: str, title: str, fields: Any) -> None:
    """Keep what stands in a form now, in place of what stood there before.

    Raises Incomplete for what no page of ours would send: another site's address, anything but
    pairs of texts, more than ``LONGEST``.
    """
    if not _is_ours(page) or not _is_ours(goes_to):
        raise Incomplete("页面地址不正确，填写内容没有保存")
    content = json.dumps({"title": str(title)[:200], "fields": _pairs(fields)}, ensure_ascii=False)
    if len(content) > LONGEST:
        raise Incomplete("填写内容过长，没有保存。分次提交")
    with transaction.atomic():
        Draft.objects.update_or_create(
            user=user,
            page=page,
            defaults={
                "goes_to": goes_to,
                "content": seal(content, _CONTEXT),
                "saved_at": timezone.now(),
            },
        )
        _drop_beyond(user)


def _is_ours(address: Any) -> bool:
    """Whether it is a path of this site, short enough to be kept."""
    return (
        isinstance(address, str)
        and address.startswith("/")
        and not address.startswith("//")
        and len(address) <= _LONGEST_ADDRESS
        and "\x00" not in address
    )


def _pairs(fields: Any) -> Fields:
    if not isinstance(fields, list):
        raise Incomplete("填写内容的格式不正确，没有保存")
    pairs = []
    for pair in fields:
        if not (isinstance(pair, list) and len(pair) == 2 and all(map(_is_text, pair))):
            raise Incomplete("填写内容的格式不正确，没有保存")
        if pair[0] not in _NEVER_KEPT and "password" not in pair[0]:
            pairs.append((pair[0], pair[1]))
    return pairs


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _drop_beyond(user: User) -> None:
    """Of more than ``MOST`` drafts the oldest go."""
    last = Draft.objects.filter(user=user).order_by("-saved_at", "-pk")[MOST:]
    for draft in last:
        draft.delete()


def find(user: User, page: str) -> Kept | None:
    """What this user left unsent in a form; None if nothing, or if its key is gone."""
    draft = Draft.objects.filter(user=user, page=page[:_LONGEST_ADDRESS]).first()
    return _opened(draft) if draft else None


def all_of(user: User) -> list[Kept]:
    """Everything that this user left unsent, the latest first."""
    drafts = map(_opened, Draft.objects.filter(user=user))
    return [draft for draft in drafts if draft is not None]


def _opened(draft: Draft) -> Kept | None:
    try:
        content = json.loads(unseal(draft.content, _CONTEXT))
    except KeyMissing:
        return None
    fields = [(name, value) for name, value in content["fields"]]
    return Kept(draft.page, content["title"], fields, draft.saved_at)


def drop(user: User, page: str) -> None:
    """Put a draft aside: its author does not want it."""
    Draft.objects.filter(user=user, page=page[:_LONGEST_ADDRESS]).delete()


def drop_accepted(user: User, address: str) -> None:
    """Drop what was typed for an address that has just accepted it."""
    Draft.objects.filter(user=user, goes_to=address).delete()


def remove_old() -> str:
    """每日清理: drafts that nobody came back to; says how many."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    count, _ = Draft.objects.filter(saved_at__lt=before).delete()
    return f"清理 {count} 份 {KEPT_DAYS} 天未提交的填写内容"
