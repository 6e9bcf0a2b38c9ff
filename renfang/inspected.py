"""Who can be inspected, told by whichever app keeps a register of it.

The draw of inspections (双随机抽查) takes units of several kinds: who uses a shelter, who builds
one, who keeps a siren. No app knows the registers of another, so each tells here what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from renfang.hooks import Hook

# The kind of units that keep sirens (人民防空法 art. 35), named by both who draws and who tells.
SIREN_KEEPERS = "siren_keeper"


class UnitAt(NamedTuple):
    """A unit by its name ("" where the register has none), and one place of it to look at."""

    unit: str
    place: int
    name: str


# (kind of units, office) → the units of that kind at the office and those below it.
UNIT_SOURCES: Hook[Callable[[str, Any], Iterable[UnitAt]]] = Hook()
