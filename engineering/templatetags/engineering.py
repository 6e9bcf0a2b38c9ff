"""How states of projects, applications and shelters show: colour only where someone must act."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from engineering.approvals.queries.lists import application_tone, project_tone
from engineering.models import Application, Project, Shelter
from engineering.shelters.queries import shelter_tone
from renfang.pages.templatetags.components import status

register = template.Library()


@register.simple_tag
def application_state(application: Application) -> SafeString:
    """The state of an application as a status tag."""
    return status(application.state_words, application_tone(application))


@register.simple_tag
def project_stage(project: Project) -> SafeString:
    """Where a project's latest application stands, as a status tag."""
    return status(project.get_stage_display(), project_tone(project))


@register.simple_tag
def shelter_state(shelter: Shelter) -> SafeString:
    """Where a shelter stands between planning and demolition, as a status tag."""
    return status(shelter.get_state_display(), shelter_tone(shelter))
