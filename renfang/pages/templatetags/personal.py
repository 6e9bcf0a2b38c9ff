"""A personal number on a page: masked, with the way to look at it for whoever may."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html

from renfang.personal.register import number_of

register = template.Library()


@register.simple_tag(takes_context=True)
def personal(context: Any, row: Model, field: str) -> Any:
    """The number in ``field`` of ``row``, masked, and 查看 for those who may give a reason.

    Costs a page nothing: rights are read once, and the number is at hand.
    """
    number = getattr(row, field)
    registered = number_of(row._meta.label_lower, field)
    if not number or registered is None:
        return number or ""
    through, permission = registered.entry.through, registered.entry.permission
    keeper = getattr(row, through) if through else row
    request = context["request"]
    if keeper.organisation_id not in request.scope.organisations(permission):
        return format_html('<span class="digits">{}</span>', number)
    address = reverse("personal_look", args=[row._meta.label_lower, field, row.pk])
    return format_html(
        '<span class="digits">{}</span> <a href="{}?{}">查看<span class="visually-hidden">{}：{}'
        "</span></a>",
        number,
        address,
        urlencode({"back": request.path}),
        registered.label,
        row,
    )
