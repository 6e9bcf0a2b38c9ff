"""Shelters on pages."""

from django import template
from django.utils.safestring import SafeString

from engineering.models import Shelter
from renfang.workbench.templatetags.components import status

register = template.Library()

_Standing = Shelter.State
_TONES = {
    _Standing.PLANNED: "waiting",
    _Standing.UNDER_CONSTRUCTION: "waiting",
    _Standing.REINFORCING: "waiting",
    _Standing.ACCEPTED: "todo",
    _Standing.FILED: "good",
    _Standing.IN_USE: "good",
    _Standing.CLOSED: "blocked",
}


@register.simple_tag
def shelter_state(shelter: Shelter) -> SafeString:
    """Where a shelter stands between planning and demolition, as a status tag."""
    return status(shelter.get_state_display(), _TONES.get(shelter.state, "plain"))
