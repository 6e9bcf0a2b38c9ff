"""What list and form views share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict

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


@dataclass(frozen=True)
class KeyPage:
    """A page of a list too long to count: it begins after a row, not at a position."""

    object_list: list[Any]
    first: bool
    last: bool

    @property
    def newer(self) -> int | None:
        """The row before which the page above ends; None on the first page."""
        return None if self.first or not self.object_list else self.object_list[0].pk

    @property
    def older(self) -> int | None:
        """The row after which the page below begins; None on the last page."""
        return None if self.last or not self.object_list else self.object_list[-1].pk


def key_page(request: HttpRequest, rows: QuerySet, key: str, size: int) -> KeyPage:
    """The page of ``rows`` after the row ``?after=`` or before ``?before=``.

    Rows go down by ``key`` and, where that is equal, by their number. A row that is not among
    ``rows`` begins the list anew.
    """
    asked = request.GET.get("size", "")
    size = int(asked) if asked in map(str, PAGE_SIZES) else size
    for name, below in (("after", True), ("before", False)):
        for pk in whole_numbers([request.GET.get(name, "")]):
            for start in rows.order_by().filter(pk=pk).values_list(key, flat=True):
                return _page_from(rows, key, (start, pk), below=below, size=size)
    some = list(rows.order_by(f"-{key}", "-pk")[: size + 1])
    return KeyPage(some[:size], first=True, last=len(some) <= size)


def _page_from(
    rows: QuerySet, key: str, start: tuple[Any, int], *, below: bool, size: int
) -> KeyPage:
    sign, side = ("-", "lt") if below else ("", "gt")
    beyond = Q(**{f"{key}__{side}": start[0]}) | Q(**{key: start[0], f"pk__{side}": start[1]})
    some = list(rows.filter(beyond).order_by(f"{sign}{key}", f"{sign}pk")[: size + 1])
    if below:
        return KeyPage(some[:size], first=False, last=len(some) <= size)
    return KeyPage(some[:size][::-1], first=len(some) <= size, last=False)


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """The ids and versions among what was sent; what no column can hold is left out."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 18]


def sent(request: HttpRequest) -> QueryDict | None:
    """What was posted; None, for an unbound form, where nothing was."""
    return request.POST if request.method == "POST" else None


def tried(
    request: HttpRequest, form: forms.BaseForm, perform: Callable[[], HttpResponse]
) -> tuple[HttpResponse | None, int]:
    """The answer of an act that gives a page of its own, or None and the status of the form's page.

    ``perform`` is called where the form was sent and is valid; a refusal stands in the form then.
    """
    if request.method != "POST":
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return perform(), 200
    except Refused as refusal:
        return None, refuse_on_form(form, refusal)


def refuse_on_form(form: forms.BaseForm, refusal: Refused) -> int:
    """Show why an act refused at the form field it names; gives the status to answer with."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.message)
    return refusal.status
