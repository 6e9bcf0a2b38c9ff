"""Ways from a shelter's page to its peacetime use and upkeep."""

from __future__ import annotations

from typing import Any

from django import template

from engineering.models import Shelter
from engineering.peacetime_use import HANDLE, USABLE

register = template.Library()


@register.filter
def people(count: int) -> str:
    """12,864: heads with thousands set apart."""
    return f"{count:,}"


@register.inclusion_tag("engineering/upkeep_links.html", takes_context=True)
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
