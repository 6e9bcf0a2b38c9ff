"""What the resolver knows: every view by the name of its address, and the methods it lets in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import getclosurevars
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_http_methods

View = Callable[..., Any]
# The function that Django puts in front of each view that names its methods.
_GUARD = require_http_methods([])(lambda request: None).__code__


def views_by_name() -> dict[str, View]:
    """Name of every address, with its namespace → what answers there."""
    return dict(_named(get_resolver().url_patterns))


def _named(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, View]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _named(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"URL pattern {pattern.pattern} has no name: give it one"
            yield namespace + pattern.name, pattern.callback


def methods_let_in(view: View) -> frozenset[str] | None:
    """The methods that pass the outermost wrapper of a view; None if that is no such guard.

    Only the outermost is read: what stands in front of the guard could act before it.
    """
    if getattr(view, "__code__", None) is not _GUARD:
        return None
    return frozenset(getclosurevars(view).nonlocals["request_method_list"])
