"""Ways from a shelter's page to its peacetime use and upkeep.

How the states of projects and applications show: colour only where someone has to act.

Shelters on pages.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from engineering.approvals.models.applications import Application
from engineering.peacetime_use.acts.uses import HANDLE, USABLE
from engineering.projects.models import Project
from engineering.shelters.models import Shelter
from renfang.pages.templatetags.components import status

register = template.Library()

_State, _Stage = Application.State, Project.Stage
_STATES = {
    _State.RECEIVED: "todo",
    _State.CORRECTION_REQUESTED: "waiting",
    _State.ACCEPTED: "todo",
    _State.RETURNED: "waiting",
    _State.REVIEWED: "todo",
    _State.GRANTED: "good",
    _State.RENEWED: "good",
    _State.REFUSED: "bad",
    _State.RETRACTED: "bad",
    _State.REVOKED: "bad",
}
_STAGES = {_Stage.REGISTERED: "waiting", _Stage.IN_HAND: "todo", _Stage.GRANTED: "good"}


@register.simple_tag
def application_state(application: Application) -> SafeString:
    """The state of an application as a status tag."""
    return status(application.get_state_display(), _STATES.get(application.state, "plain"))


@register.simple_tag
def project_stage(project: Project) -> SafeString:
    """Where a project's latest application stands, as a status tag."""
    return status(project.get_stage_display(), _STAGES.get(project.stage, "plain"))


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


@register.filter
def people(count: int) -> str:
    """12,864: heads with thousands set apart."""
    return f"{count:,}"


@register.inclusion_tag("engineering/peacetime_use/upkeep_links.html", takes_context=True)
def upkeep_links(context: template.Context, shelter: Shelter) -> dict[str, Any]:
    """Links that this user may follow: the uses, the upkeep, and the application for a use."""
    scope = context["request"].scope
    at = shelter.organisation_id
    uses = shelter.peacetime_uses.exclude(state__in=["refused", "withdrawn"])
    sees_uses = at in scope.organisations("view_peacetime_use")
    # The page of a shelter says beforehand whether there is any.
    has_uses = getattr(shelter, "has_uses", True)
    return {
        "shelter": shelter,
        "sees_upkeep": at in scope.organisations("view_upkeep"),
        "uses": (list(uses[:10]) if has_uses else []) if sees_uses else None,
        "may_apply": at in scope.organisations(HANDLE) and shelter.state in USABLE,
    }
