"""The two engines of a run, and whether it shares out between them what need not be asked twice."""

from __future__ import annotations

import os

ENGINES = ("sqlite", "postgresql")
_MODES = ("all", "split")


def mode() -> str:
    """Whether this run shares the pairs out."""
    asked = os.environ.get("RENFANG_SWEEP", "all")
    if asked not in _MODES:
        raise ValueError(f"RENFANG_SWEEP is {asked!r}: it may be {' or '.join(_MODES)}")
    return asked
