"""Places that a lower room or app leaves open for those above it to fill.

A lower room must not import an upper one, yet its page shows what the upper one knows, and its
acts ask it. So it declares a hook, the upper room registers a function when Django starts, and the
lower room calls whatever is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class Hook(Generic[Function]):
    """Functions that others registered, in the order of their ranks; ``functions`` are one's own.

    >>> CARDS: Hook[Callable[[HttpRequest, Project], str | None]] = Hook()
    >>> CARDS.register(fee_card, rank=20)
    >>> shown = [html for card in CARDS if (html := card(request, project))]
    """

    def __init__(self, *functions: Function) -> None:
        self._functions: list[tuple[int, Function]] = [(50, function) for function in functions]

    def register(self, function: Function, rank: int = 50) -> None:
        """Add a function; those of one rank are called in the order of registration."""
        self._functions.append((rank, function))
        self._functions.sort(key=lambda pair: pair[0])

    def __iter__(self) -> Iterator[Function]:
        return iter([function for _, function in self._functions])
