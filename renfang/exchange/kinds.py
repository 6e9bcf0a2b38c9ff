"""The kinds of files that come in, registered by the rooms when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from renfang.acts import NotFound
from renfang.organisations.scope import Scope, Scoped

if TYPE_CHECKING:
    from renfang.exchange.resources import RegisterResource


@dataclass(frozen=True)
class Subject:
    """The row that a file belongs to: the team of a roster, the occasion of a roll.

    ``find`` gives the row if the user may see it, else raises NotFound. Permission is asked of its
    ``keeper``, the record that an office has: the row itself where nothing is said.
    ``require_open`` raises WrongState where the row takes no more files.
    """

    find: Callable[[int, Scope], Any]
    keeper: Callable[[Any], Any] = lambda row: row
    require_open: Callable[[Any], None] = lambda row: None

    def found_for(self, pk: int | None, scope: Scope, permission: str) -> Any:
        """The row, for a user who may enter its files. Raises NotFound, NotPermitted."""
        assert pk is not None
        row = self.find(pk, scope)
        scope.require(permission, self.keeper(row))
        return row


def one_of(model: type[Scoped]) -> Callable[[int, Scope], Any]:
    """How a subject is found that is itself a record of an office: its team, its statement."""

    def find(pk: int, scope: Scope) -> Any:
        row = model._default_manager.visible_to(scope).filter(pk=pk).first()
        if row is None:
            raise NotFound(model._meta.verbose_name)
        return row

    return find


@dataclass(frozen=True)
class ImportKind:
    """One kind of file: the register that it goes into, who takes it in, and what pages say.

    ``permission`` is asked at the office whose file it is; ``load`` gives the Resource (which
    takes half a second to import). ``trail`` gives the pages above as (label, address), the last
    of which is where one goes afterwards; it is given the row that the file belongs to
    (``subject``), None where the kind has none.
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
    subject: Subject | None = None
    # What can be ticked when confirming, as (name, label).
    option: tuple[str, str] | None = None

    def upload_url(self, subject_id: int | None) -> str:
        """The address at which another file is chosen."""
        return reverse(self.upload_name, args=[] if subject_id is None else [subject_id])

    def find_subject(self, subject_id: int | None, scope: Scope) -> Any:
        """The row that the file belongs to; None where the kind has none. Raises NotFound."""
        if self.subject is None or subject_id is None:
            return None
        return self.subject.find(subject_id, scope)


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
