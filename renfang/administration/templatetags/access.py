"""The link from a record's page to 谁能看到."""

from typing import Any

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from renfang.organisations.access import kind_of

register = template.Library()


@register.simple_tag(takes_context=True)
def who_sees(context: dict[str, Any], row: Model) -> SafeString | str:
    """A link for whoever may ask who sees the record; nothing for others."""
    kind, request = kind_of(row), context.get("request")
    if kind is None or request is None:
        return ""
    office: int = row.organisation_id  # type: ignore[attr-defined]
    if not request.scope.may("view_access", office):
        return ""
    address = reverse("who_sees", args=[kind.code, row.pk])
    return format_html('<p><a href="{}">谁能看到本{}</a></p>', address, kind.label)
