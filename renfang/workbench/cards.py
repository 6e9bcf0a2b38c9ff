"""Cards that rooms put on the first page, above the to-do list: figures for those who lead."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from renfang.hooks import Hook

# The card as HTML for this user; empty for whom it is not meant, or where it has nothing to show.
CARDS: Hook[Callable[[HttpRequest], str]] = Hook()
