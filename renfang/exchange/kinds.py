"""The kinds of files that come in, registered by the rooms when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse

if TYPE_CHECKING:
    from renfang.exchange.resources import RegisterResource


@dataclass(frozen=True)
class ImportKind:
    """One kind of file: the register that it goes into, who takes it in, and what pages say.

    ``permission`` is asked at the office whose file it is; ``load`` gives the Resource (which
    takes half a second to import). ``trail`` gives the pages above as (label, address), the last
    of which is where one goes afterwards; it is given the ``subject``, the row that the file
    belongs to (the team of a roster), None where the kind has none.
    """

    code: str
    # The register, what one row of it is, and how these are counted: 报建台账, 项目, 个.
    title: str
    noun: str
    measure: str
    permission: str
    load: Callable[[], type[RegisterResource]]
    # Name of the address at which a file is chosen.
    upload_name: str
    trail: Callable[[Any], Sequence[tuple[str, str]]]
    lead: str = ""
    # Whole: all rows or none. Otherwise rows to mend stay behind on the preview.
    is_whole: bool = True
    # Name of the page of what a row became, where there is one.
    result_name: str = ""
    subject: type[models.Model] | None = None
    # What can be ticked when confirming, as (name, label).
    option: tuple[str, str] | None = None

    def upload_url(self, subject_id: int | None) -> str:
        """The address at which another file is chosen."""
        return reverse(self.upload_name, args=[] if subject_id is None else [subject_id])

    def find_subject(self, subject_id: int | None) -> Any:
        """The row that the file belongs to; None where the kind has none."""
        if self.subject is None:
            return None
        return self.subject._default_manager.get(pk=subject_id)


_kinds: dict[str, ImportKind] = {}


def register_import(*kinds: ImportKind) -> None:
    """Make kinds known; each code belongs to one kind."""
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"import kind {kind.code} is registered already")
        _kinds[kind.code] = kind


def kind_of(code: str) -> ImportKind:
    """The kind with this code; KeyError where no room registered it."""
    return _kinds[code]


def all_kinds() -> list[ImportKind]:
    """Every registered kind, in order of registration."""
    return list(_kinds.values())
