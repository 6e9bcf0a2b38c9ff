"""查询一切: one box that finds any record the user may see, by part of its name or number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from renfang.hooks import Hook
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Hit:
    """A found record: its kind (项目, 文书 …), name, a line of detail, and where to open it."""

    kind: str
    label: str
    detail: str
    url: str


Finder = Callable[[Scope, str, int], Iterable[Hit]]
_finders: Hook[Finder] = Hook()


def register_finder(finder: Finder, rank: int = 50) -> None:
    """Add a finder: called with the scope, the words, and how many hits are wanted at most.

    Hits of a lower rank come first, those of one rank in the order of registration.
    """
    _finders.register(finder, rank)


def find(scope: Scope, words: str, limit: int = 20) -> list[Hit]:
    """Hits of every finder, each at most ``limit``; nothing for empty words."""
    words = words.strip()
    if not words:
        return []
    return [hit for finder in _finders for hit in finder(scope, words, limit)]
