"""The door to typesetting: the office's own fonts come first, nothing loads before it prints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from renfang.typesetting import Document


@cache
def _typesetting() -> ModuleType:
    """Typesetting, told once per process where the office keeps its own fonts (docs/fonts.md)."""
    # Takes half a second to import, and most processes never print.
    from renfang import typesetting
    from renfang.typesetting.fonts.typefaces import use_font_dir

    folder = Path(settings.FONT_DIR) if settings.FONT_DIR else None
    use_font_dir(folder if folder and folder.is_dir() else None)
    return typesetting


def render(document: Document) -> bytes:
    """The PDF of one document. Raises MissingGlyph, or OverflowError where it does not fit."""
    content: bytes = _typesetting().render(document)
    return content


def render_batch(documents: Sequence[Document]) -> bytes:
    """One PDF of several documents, each font in it once."""
    content: bytes = _typesetting().render_batch(documents)
    return content
