"""The columns of a list, each declared once: on the page, on paper, in a file, and to sort by.

A column reads its value from the row, by the path of an attribute (``"project.developer.name"``) or
a key, or by a function, and says how it is written. A path that leads to a field of the database
sorts without being told to, and shows the label of a choice instead of its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from renfang.pages.templatetags.components import status, tone
from renfang.quantities.templatetags.quantities import area, money

NOTHING = "-"
Read = str | Callable[[Any], Any]


def read(row: Any, value: Read) -> Any:
    """What ``value`` (a path or a function) gives for the row; None where the path breaks off."""
    if callable(value):
        return value(row)
    *path, last = value.split(".")
    try:
        for name in path:
            row = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
            if row is None:
                return None
        if isinstance(row, Mapping):
            return row.get(last)
        label = getattr(row, f"get_{last}_display", None)
        found = label() if label else getattr(row, last)
    except ObjectDoesNotExist:
        return None
    return found() if callable(found) and not isinstance(found, models.Manager) else found


@dataclass(frozen=True)
class Column:
    """A column of text, and what every column has.

    ``link`` names the address that the cell leads to, ``link_by`` the path of what stands in it
    (nothing there: no link); or it is a function of the row that gives an address, empty for none.
    ``note`` is read like the value and follows it on a line of its own, in soft letters. ``html``
    writes the cell of a row where value and note do not; the file then still has the value.
    ``sort`` is the path that the database sorts by: found from ``value`` where nothing is said, ""
    for a column that does not sort; ``key`` names it in the address. ``total`` adds the column up
    over the whole result. Those who do not hold ``permission`` have no such column anywhere, those
    without ``link_permission`` no link.
    """

    label: str
    value: Read
    _: KW_ONLY
    link: str | Callable[[Any], str] = ""
    link_by: str = "pk"
    link_permission: str = ""
    note: Read = ""
    html: Callable[[Any], str] | None = None
    sort: str | None = None
    key: str = ""
    total: bool = False
    permission: str = ""
    on_page: bool = True
    in_file: bool = True
    width: int = 16

    css: ClassVar[str] = ""
    # A value of renfang.exchange.workbook.Kind.
    kind: ClassVar[str] = "text"

    @property
    def is_number(self) -> bool:
        """Whether the column stands on the right."""
        return self.css.startswith("num")

    def text(self, value: Any) -> str:
        """The value in words, as page and summary show it."""
        return str(value)

    def filed(self, row: Any) -> Any:
        """The row's value in a file."""
        value = read(row, self.value)
        return value if value is None or self.kind != "text" else str(value)

    def cell(self, row: Any) -> SafeString:
        """The ``td`` of a row."""
        return format_html('<td class="{}">{}</td>', self.css, self._content(row))

    def _content(self, row: Any) -> str:
        if self.html:
            return self.html(row)
        value = read(row, self.value)
        shown = NOTHING if value is None or value == "" else self.text(value)
        address = self._address(row)
        if address:
            shown = format_html('<a href="{}">{}</a>', address, shown)
        return self._noted(row, shown)

    def _noted(self, row: Any, shown: str) -> str:
        """With the note of the row, where it has one."""
        note = read(row, self.note) if self.note else ""
        return format_html('{} <span class="task-hint">{}</span>', shown, note) if note else shown

    def _address(self, row: Any) -> str:
        if callable(self.link):
            return self.link(row)
        leads_to = read(row, self.link_by) if self.link else None
        return "" if leads_to is None else reverse(self.link, args=[leads_to])


class Head(Column):
    """What the row is about, read out before each of its cells."""

    def cell(self, row: Any) -> SafeString:
        """The ``th`` of a row."""
        return format_html('<th scope="row" class="{}">{}</th>', self.css, self._content(row))


class Title(Column):
    """What the row is called, with the link to its page."""

    css = "title-cell"


class Name(Column):
    """A person's or a unit's name, long enough to need room."""

    css = "name-cell"


class Short(Column):
    """A word or two that stay on one line."""

    css = "nowrap"


class Soft(Column):
    """What is said beside the rest."""

    css = "soft"


class Code(Column):
    """A number of a paper or a project, in figures of equal width."""

    css = "docnum"


class Number(Column):
    """A count."""

    css = "num"
    kind = "integer"

    def text(self, value: Any) -> str:
        """12,864, and a text as it is."""
        return f"{value:,}" if isinstance(value, int) else str(value)


class Money(Column):
    """An amount in yuan; ``Owed`` is the one that the eye looks for."""

    css = "num"
    kind = "amount"

    def text(self, value: Any) -> str:
        """¥1,234.50."""
        return money(value)


class Owed(Money):
    """The amount that the list is about."""

    css = "num amount"


class Area(Column):
    """An area; its unit stands in the head."""

    css = "num"
    kind = "area"

    def text(self, value: Any) -> str:
        """1,234.50."""
        return area(value)


class Day(Column):
    """A day, or a moment to the minute: 2026-03-05, 2026-03-05 14:30."""

    css = "nowrap digits"
    kind = "date"
    moment: ClassVar[str] = "%Y-%m-%d %H:%M"

    def text(self, value: date | datetime) -> str:
        """An instant in local time."""
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime(self.moment)
        return value.isoformat()


class Moment(Day):
    """A moment to the second."""

    moment = "%Y-%m-%d %H:%M:%S"


class TimeOfDay(Day):
    """A time of the day to the minute, of a time or a moment: 14:30."""

    moment = "%H:%M"

    def text(self, value: time | datetime) -> str:
        """An instant in local time."""
        return value.strftime("%H:%M") if isinstance(value, time) else super().text(value)


@dataclass(frozen=True)
class State(Column):
    """A state in words; ``tones`` gives it colour where someone has to act.

    As for ``status`` on pages: ``"submitted=todo approved=good *=blocked"``, or a function that
    gives the tone of the row.
    """

    tones: str | Callable[[Any], str] = ""

    css: ClassVar[str] = "nowrap"

    def _content(self, row: Any) -> str:
        if self.html:
            return self.html(row)
        shown = status(str(read(row, self.value) or NOTHING), self._tone(row))
        return self._noted(row, shown)

    def _tone(self, row: Any) -> str:
        if callable(self.tones) or callable(self.value):
            return self.tones(row) if callable(self.tones) else "plain"
        *path, last = self.value.split(".")
        owner = read(row, ".".join(path)) if path else row
        return tone(getattr(owner, last, ""), self.tones)


def row_button(label: str, address: str, about: Any) -> SafeString:
    """A button in a row that posts to ``address``; the page has the form (``has_row_acts``)."""
    return format_html(
        '<button class="btn btn-small" type="submit" form="row-act" formaction="{}">'
        '{}<span class="visually-hidden">：{}</span></button>',
        address,
        label,
        about,
    )


def row_link(label: str, address: str, about: Any) -> SafeString:
    """A link in a row to an act on it; ``about`` tells screen readers which row."""
    return format_html(
        '<a href="{}">{}<span class="visually-hidden">：{}</span></a>', address, label, about
    )


def field_at(model: type[models.Model], path: str) -> tuple[models.Field, bool] | None:
    """The field at the end of a dotted path and whether it may be empty; None where none is."""
    may_be_empty, found = False, None
    for name in path.split("."):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        if not found.concrete and not found.one_to_one:
            return None
        # A row at the other end of a one-to-one may be missing.
        may_be_empty = may_be_empty or found.null or not found.concrete
        model = found.related_model or model
    return (found, may_be_empty) if found and not found.is_relation else None


def sort_path(column: Column, model: type[models.Model]) -> str:
    """What the database sorts the column by; empty where it does not."""
    if column.sort is not None:
        return column.sort.replace(".", "__")
    if callable(column.value) or not field_at(model, column.value):
        return ""
    return column.value.replace(".", "__")


def ordering(model: type[models.Model], path: str, *, descending: bool) -> list[Any]:
    """The terms of ``order_by`` for a column: alike on both engines, and never by chance.

    A choice goes in the order in which its values are declared, which is the order of its life;
    what is empty comes last either way; rows that are equal go by their number.
    """
    last = "-pk" if descending else "pk"
    found = field_at(model, path.replace("__", "."))
    if found is None:
        term = F(path)
    elif found[0].flatchoices:
        ranks = [
            When(**{path: value}, then=rank) for rank, (value, _) in enumerate(found[0].flatchoices)
        ]
        term = Case(*ranks, default=Value(len(ranks)))
    else:
        term = F(path)
    if found is not None and not found[1]:
        return [term.desc() if descending else term.asc(), last]
    ordered = term.desc(nulls_last=True) if descending else term.asc(nulls_last=True)
    return [ordered, last]


def related_paths(columns: tuple[Column, ...], model: type[models.Model]) -> set[str]:
    """The relations that the columns read through: fetched with the rows, not one by one."""
    paths = set()
    for column in columns:
        for value in (column.value, column.note, column.link_by):
            if isinstance(value, str) and "." in value:
                paths.add(_relations(model, value))
    return paths - {""}


def _relations(model: type[models.Model], path: str) -> str:
    followed: list[str] = []
    for name in path.split("."):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            break
        # A key by its own name (account_id) is a value, no way to another table.
        if found.name != name or not (found.many_to_one or found.one_to_one):
            break
        followed.append(name)
        model = found.related_model
    return "__".join(followed)


def row_html(columns: Iterable[Column], row: Any) -> SafeString:
    """The cells of a row, for inside its ``tr``."""
    return format_html_join("", "{}", ((column.cell(row),) for column in columns))
