"""The column of a list that shows how a running period stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.template.loader import render_to_string

from renfang.clocks.templatetags.lights import standing_light
from renfang.pages.columns import NOTHING, Column, read
from renfang.pages.templatetags.components import light


@dataclass(frozen=True)
class LightColumn(Column):
    """A Standing as its light, in a file in words; the list gives it to its rows in ``prepare``.

    ``otherwise`` is the path of what is said, under the light of what is done, where no period runs
    any more.
    """

    otherwise: str = ""

    css: ClassVar[str] = "light-cell"

    def filed(self, row: Any) -> str:
        """In words only."""
        standing = read(row, self.value)
        return standing.text if standing else self._otherwise(row)

    def _content(self, row: Any) -> str:
        standing = read(row, self.value)
        if standing is None and (words := self._otherwise(row)):
            return render_to_string("partials/light.html", light("done", words))
        return light_html(standing)

    def _otherwise(self, row: Any) -> str:
        return str(read(row, self.otherwise)) if self.otherwise else ""


def light_html(standing: Any) -> str:
    """The light of a Standing; a dash for none."""
    if standing is None:
        return NOTHING
    return render_to_string("partials/light.html", standing_light(standing))
