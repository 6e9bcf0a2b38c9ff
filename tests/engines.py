"""The two engines of a run, and whether it shares out between them what need not be asked twice."""

from __future__ import annotations

import os
from zlib import crc32

ENGINES = ("sqlite", "postgresql")
_MODES = ("all", "split")


def mode() -> str:
    """Whether this run shares the pairs out."""
    asked = os.environ.get("RENFANG_SWEEP", "all")
    if asked not in _MODES:
        raise ValueError(f"RENFANG_SWEEP is {asked!r}: it may be {' or '.join(_MODES)}")
    return asked


def engine_of(name: str) -> str:
    """The engine that has what goes by ``name`` when a run shares out: the same each time."""
    # Never hash(): it differs from process to process. The last bit alone is no more than a parity
    # of the letters; the quotient mixes all of them.
    return ENGINES[crc32(name.encode()) // 31 % 2]
