"""Cards that other rooms put on the page of a paper: how it was served, for one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook

# Each gives rendered HTML, or None where there is nothing to show.
PAPER_CARDS: Hook[Callable[[HttpRequest, IssuedDocument], SafeString | None]] = Hook()
