"""Which engine asks what, when a run has both: each page asked by each person on one of the two.

``RENFANG_SWEEP=split`` (``./run test``) shares the pairs out: whoever GETs a page on one engine
POSTs to it on the other. Unset or ``all`` (``make soak``, pytest by hand) asks every pair.
The engines see the same statements of the same views; what differs between them (columns that
refuse a value, sequences, locks) is tested on both: by the tests that are not shared out, and by
all other packages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import connection

from tests import engines
from tests.engines import ENGINES, mode
from tests.sweep.bureau import ACTORS

P = TypeVar("P")


def engine_of(page: object, who: object, method: str = "GET") -> str:
    """The engine of this pair; the other one has it with the other method."""
    own = engines.engine_of(f"{page} as {who}")
    return own if method != "POST" else next(each for each in ENGINES if each != own)


def heard(page: object, method: str, actors: Iterable[str] = ACTORS) -> list[str]:
    """Those of ``actors`` whom this run lets ask the page with this method."""
    return [actor for actor in actors if asked_here(page, actor, method)]


def asked_here(page: object, who: object, method: str = "GET") -> bool:
    """Whether this run asks the page as this person, and with this method."""
    return mode() == "all" or engine_of(page, who, method) == connection.vendor


def shared(pages: Sequence[P], what: str) -> list[P]:
    """Those of ``pages`` that this run puts to the trial ``what``, the rest being the other's."""
    return [page for page in pages if asked_here(page, what)]
