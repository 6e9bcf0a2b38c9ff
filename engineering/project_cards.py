"""Cards that other apps put on the project page.

fees registers its card here when Django starts: engineering must not import fees, yet the page
shows what is owed beside what was approved.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from engineering.models import Project

Card = Callable[[HttpRequest, Project], SafeString | None]
_cards: list[Card] = []


def register_card(card: Card) -> None:
    """Add a card: it gives rendered HTML, or None where the user is to see nothing."""
    _cards.append(card)


def cards_for(request: HttpRequest, project: Project) -> list[SafeString]:
    """The cards of all apps for one project, in order of registration."""
    return [html for card in _cards if (html := card(request, project))]
