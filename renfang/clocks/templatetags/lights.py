"""Deadline lights from what renfang.clocks says."""

from django import template

from renfang.clocks.rules import ESTIMATE, Light, Standing
from renfang.pages.templatetags.components import LIGHT_NAMES

register = template.Library()

_LEVELS = {
    Light.GREEN: "green",
    Light.AMBER: "yellow",
    Light.RED: "red",
    Light.PAUSED: "paused",
    Light.ESTIMATED: "green",
}


@register.inclusion_tag("partials/light.html")
def standing_light(standing: Standing) -> dict[str, object]:
    """The light of a running period: shape, colour and words."""
    level = _LEVELS[standing.light]
    return {
        "level": level,
        "name": LIGHT_NAMES[level],
        # The component says so itself, for lights of every kind.
        "text": standing.text.removesuffix(ESTIMATE),
        "estimated": standing.estimated or standing.light is Light.ESTIMATED,
    }
