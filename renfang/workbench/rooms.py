"""The rooms of an app: packages that register what they add to the shared pages."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec


def open_rooms(app: str, rooms: Sequence[str]) -> None:
    """Call ``register()`` of each room's ``workbench`` module, for the rooms that have one.

    Called by the app's ``ready()`` with its table of contents, the lowest floor first.
    """
    for room in rooms:
        if find_spec(f"{app}.{room}.workbench"):
            import_module(f"{app}.{room}.workbench").register()
