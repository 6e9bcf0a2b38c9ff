"""What other rooms add to a paper: cards on its page, and what follows once it binds or ends."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook

# Each gives rendered HTML, or None where there is nothing to show.
PAPER_CARDS: Hook[Callable[[HttpRequest, IssuedDocument], SafeString | None]] = Hook()

# Told, inside the act, that a paper was voided or served, or that its day of service was corrected.
STANDING_LISTENERS: Hook[Callable[[IssuedDocument], None]] = Hook()


def standing_changed(paper: IssuedDocument) -> None:
    """Tell whoever keeps what follows from the paper."""
    for listener in STANDING_LISTENERS:
        listener(paper)
