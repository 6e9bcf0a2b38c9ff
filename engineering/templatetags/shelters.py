"""Shelters on pages."""

from django import template
from django.utils.safestring import SafeString

from engineering.shelters.models import Shelter
from renfang.pages.templatetags.components import status

register = template.Library()

_State = Shelter.State
_TONES = {
    _State.PLANNED: "waiting",
    _State.UNDER_CONSTRUCTION: "waiting",
    _State.REINFORCING: "waiting",
    _State.ACCEPTED: "todo",
    _State.FILED: "good",
    _State.IN_USE: "good",
    _State.CLOSED: "blocked",
}


@register.simple_tag
def shelter_state(shelter: Shelter) -> SafeString:
    """Where a shelter stands between planning and demolition, as a status tag."""
    return status(shelter.get_state_display(), _TONES.get(shelter.state, "plain"))
