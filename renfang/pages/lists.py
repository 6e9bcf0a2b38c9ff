"""What list and form views share."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

from renfang.acts import Refused
from renfang.pages.templatetags.lists import PAGE_SIZES


def page_of(request: HttpRequest, paginator: Paginator) -> Page:
    """The page that the address asks for; anything unreadable gives the first or last one.

    ``?size=`` takes one of 20, 50 and 100 rows.
    """
    size = request.GET.get("size", "")
    if size in map(str, PAGE_SIZES):
        paginator.per_page = int(size)
    return paginator.get_page(request.GET.get("page"))


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """The ids and versions among what was sent; what no column can hold is left out."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 18]


def sent(request: HttpRequest) -> QueryDict | None:
    """What was posted; None, for an unbound form, where nothing was."""
    return request.POST if request.method == "POST" else None


def refuse_on_form(form: forms.BaseForm, refusal: Refused) -> int:
    """Show why an act refused at the form field it names; gives the status to answer with."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.message)
    return refusal.status
