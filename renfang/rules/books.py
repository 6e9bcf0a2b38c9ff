"""Rule books: the law of a place as rows, what they inherit, and what is in force on a day.

The rules compute with the numbers of these rows and with none of their own. A book names its
parent; a section listed in ``replaces`` is the book's alone, and elsewhere its rows take the place
of the parent's rows of the same code.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

from renfang.rules.explained import BadFact, Step, in_words
from renfang.rules.rows import (
    AreaRule,
    BookError,
    Dated,
    Discretion,
    Equivalence,
    FineRule,
    Grade,
    LateRule,
    Mitigation,
    Note,
    Penalty,
    RateRow,
    Relief,
    RelocationGround,
    Row,
    read_row,
    write_row,
)

_FOLDER: Final = resources.files("renfang.rules") / "books"
SECTION_ROWS: Final[dict[str, type[Any]]] = {
    "area_rules": AreaRule,
    "grades": Grade,
    "equivalences": Equivalence,
    "rates": RateRow,
    "reliefs": Relief,
    "relocation_grounds": RelocationGround,
    "late_rules": LateRule,
    "penalties": Penalty,
    "fines": FineRule,
    "discretions": Discretion,
    "mitigations": Mitigation,
    "notes": Note,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head(Dated):
    """The head of a book as its file gives it; ``basis`` is the chain of law it rests on.

    ``outside_basis`` says why factories owe nothing, ``unlawful_basis`` why a builder who never
    applied gets no relief, ``gate_words`` which other permit is withheld while a relocation fee is
    unpaid and ``gate_basis`` by which article, ``before`` why the book does not know the law before
    its first day.
    """

    code: str
    title: str
    version: str
    parent: str = ""
    replaces: tuple[str, ...] = ()
    area_rounding: str = ""
    area_mode: str = ""
    outside_basis: str = ""
    unlawful_basis: str = ""
    gate_words: str = ""
    gate_basis: str = ""
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """The law of one place. ``on(day)`` gives what applies on a day, the parent's rows included."""

    code: str
    title: str
    version: str
    basis: str
    note: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    first_day_unverified: bool = False
    replaces: tuple[str, ...] = ()
    area_rounding: str = ""
    area_mode: str = ""
    outside_basis: str = ""
    unlawful_basis: str = ""
    gate_words: str = ""
    gate_basis: str = ""
    before: str = ""
    area_rules: tuple[AreaRule, ...] = ()
    grades: tuple[Grade, ...] = ()
    equivalences: tuple[Equivalence, ...] = ()
    rates: tuple[RateRow, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    relocation_grounds: tuple[RelocationGround, ...] = ()
    late_rules: tuple[LateRule, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    fines: tuple[FineRule, ...] = ()
    discretions: tuple[Discretion, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()
    notes: tuple[Note, ...] = ()
    parent: RuleBook | None = None
    _in_force: dict[int, RulesInForce] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _turns: list[date] = field(default_factory=list, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        turns = set() if self.parent is None else set(self.parent._turns)
        for row in self.dated_rows():
            if row.effective_from is not None:
                turns.add(row.effective_from)
            if row.effective_to is not None and row.effective_to < date.max:
                turns.add(row.effective_to + timedelta(days=1))
        self._turns.extend(sorted(turns))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], parent: RuleBook | None = None) -> RuleBook:
        """A book from plain values, as ``to_dict`` writes them.

        ``parent`` is the book that ``values["parent"]`` names; a built-in one is found by itself.
        Raises BookError with every misshapen field. What the rows say is judged by ``validate``.
        """
        sections, problems = _read_sections(values)
        head = {name: value for name, value in values.items() if name not in SECTION_ROWS}
        try:
            read = read_row(_Head, head, "规则库")
        except BookError as error:
            raise BookError(error.problems + problems) from None
        if read.parent and parent is None:
            if read.parent not in built_in_names():
                problems.append(f"规则库.parent 没有名为 {read.parent} 的上级规则库")
            elif not problems:
                parent = load(read.parent)
        if problems:
            raise BookError(problems)
        named = {name: getattr(read, name) for name in _Head.__dataclass_fields__}
        named["parent"] = parent
        return cls(**named, **sections)

    def to_dict(self) -> dict[str, Any]:
        """The book itself as plain values, without what it inherits."""
        head = _Head(
            **{
                name: getattr(self, name) for name in _Head.__dataclass_fields__ if name != "parent"
            },
            parent="" if self.parent is None else self.parent.code,
        )
        written = write_row(head)
        for section in SECTION_ROWS:
            rows = getattr(self, section)
            if rows:
                written[section] = [write_row(row) for row in rows]
        return written

    def dated_rows(self) -> list[Row]:
        """All rows of the book itself that carry dates."""
        return [row for name in SECTION_ROWS for row in getattr(self, name) if isinstance(row, Row)]

    @property
    def full_version(self) -> str:
        """The version, with the versions it inherits from: ``2026.1+national-2026.1``."""
        if self.parent is None:
            return self.version
        return f"{self.version}+{self.parent.code}-{self.parent.full_version}"

    @property
    def full_basis(self) -> str:
        """The chain of law, the parent's included, because its rows fill what the book leaves."""
        return self.basis if self.parent is None else f"{self.basis}；{self.parent.full_basis}"

    def on(self, day: date, *, by_older_law: bool = False) -> RulesInForce:
        """What is in force on this day.

        ``by_older_law``: what is asked about (a late sum, say) is older law than the duty to build
        with which the national book begins, so the dates of its rows alone count, not the book's.
        Raises BadFact(``as_of``) for a day before the book begins or after it ends.
        """
        book: RuleBook | None = self
        while book is not None:
            if book.parent is not None or not by_older_law:
                _require_day(book, day)
            book = book.parent
        turn = bisect_right(self._turns, day)
        rules = self._in_force.get(turn)
        if rules is None:
            rules = self._in_force[turn] = _gather(self, day)
        return rules

    def days_of_change(self) -> list[date]:
        """The first day of the book (and its parents), and each later day on which a row changes.

        In order, without days on which the book does not apply.
        """
        first, last = date.min, date.max
        book: RuleBook | None = self
        while book is not None:
            first = max(first, book.effective_from or date.min)
            last = min(last, book.effective_to or date.max)
            book = book.parent
        if first > last:
            return []
        return [first, *(turn for turn in self._turns if first < turn <= last)]

    def latest(self) -> RulesInForce:
        """What is in force on the last day of the book, or after every change it knows of."""
        return self.on(self.effective_to or date.max)


@dataclass(frozen=True, kw_only=True)
class RulesInForce:
    """The rows of a book and its parents on one day, ready to be asked."""

    book: RuleBook
    area_rules: tuple[AreaRule, ...]
    grades: Mapping[str, Grade]
    equivalences: Mapping[str, Equivalence]
    rates: tuple[RateRow, ...]
    reliefs: Mapping[str, Relief]
    relief_names: Mapping[str, str]
    relief_gaps: Mapping[str, str]
    relocation_grounds: tuple[RelocationGround, ...]
    late_rules: Mapping[str, LateRule]
    penalties: Mapping[str, Penalty]
    fines: tuple[FineRule, ...]
    discretions: tuple[Discretion, ...]
    mitigations: Mapping[str, Mitigation]
    notes: Mapping[str, tuple[Step, ...]]
    area_rounding: str
    area_mode: str
    outside_basis: str
    unlawful_basis: str
    gate_words: str
    gate_basis: str

    def heading(self, day: date | None) -> Step:
        """The first step of every answer: which book, which version, which day."""
        when = "按规则库最近施行的条款" if day is None else f"按{in_words(day)}施行的条款"
        if self.book.first_day_unverified:
            when += f"；{first_day_words(self.book.effective_from)}"
        return Step(
            rule="适用规则",
            basis=self.book.full_basis,
            formula=f"{self.book.title}，版本 {self.book.full_version}",
            result=when,
        )

    def notes_on(self, section: str) -> tuple[Step, ...]:
        """Steps that say what the book does not know about a section."""
        return self.notes.get(section, ())


def first_day_words(first_day: date | None) -> str:
    """What page and paper say of a first day that nobody has seen in the document."""
    entered = "没有录入" if first_day is None else f"按{in_words(first_day)}录入"
    return f"文件的施行日期未核实，{entered}，适用前与文件核对"


def unverified_days(rows: Iterable[Row | None]) -> tuple[Step, ...]:
    """A step for each of the rows whose first day nobody knows; no row twice."""
    found = {row.basis: row for row in rows if row is not None and row.first_day_unverified}
    return tuple(
        Step(
            rule="施行日期未核实",
            basis=row.basis,
            formula=row.basis,
            result=first_day_words(row.effective_from),
        )
        for row in found.values()
    )


@cache
def built_in_names() -> tuple[str, ...]:
    """Names of the books that ship with the program."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in _FOLDER.iterdir()
            if entry.name.endswith(".toml")
        )
    )


@cache
def load(name: str) -> RuleBook:
    """The built-in book of this name, read once. Raises KeyError for an unknown name."""
    if name not in built_in_names():
        raise KeyError(name)
    values = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return RuleBook.from_dict(values)


def _read_sections(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    sections: dict[str, Any] = {}
    problems: list[str] = []
    for section, kind in SECTION_ROWS.items():
        rows = []
        entries = values.get(section, [])
        if not isinstance(entries, list) or not all(isinstance(row, Mapping) for row in entries):
            problems.append(f"{section} 须为行的列表")
            continue
        for number, entry in enumerate(entries, start=1):
            try:
                rows.append(read_row(kind, entry, f"{section} 第 {number} 行"))
            except BookError as error:
                problems.extend(error.problems)
        sections[section] = tuple(rows)
    return sections, problems


def _require_day(book: RuleBook, day: date) -> None:
    before = f"{book.before}；" if book.before else ""
    if book.effective_from is not None and day < book.effective_from:
        raise BadFact(
            "as_of",
            f"{book.title}自 {book.effective_from.isoformat()} 起施行，"
            f"{day.isoformat()} 在此之前；{before}改用该日施行的规则库。",
        )
    if book.effective_to is not None and day > book.effective_to:
        raise BadFact(
            "as_of",
            f"{book.title}施行至 {book.effective_to.isoformat()}，"
            f"{day.isoformat()} 在此之后；改用该日施行的规则库。",
        )


def _key(section: str, row: Any) -> str:
    """What a child's row must share with its parent's to take its place."""
    if section == "late_rules":
        return str(row.obligation)
    if section == "penalties":
        return str(row.act)
    return str(getattr(row, "code", section))


def _rows_in_force(book: RuleBook, section: str, day: date) -> list[Any]:
    own = getattr(book, section)
    rows = [row for row in own if row.in_force(day)]
    if book.parent is not None and section not in book.replaces:
        replaced = {_key(section, row) for row in own if not row.unverified}
        rows += [
            row
            for row in _rows_in_force(book.parent, section, day)
            if _key(section, row) not in replaced
        ]
    return rows


def _inherited(book: RuleBook, name: str, default: str) -> str:
    own: str = getattr(book, name)
    if own:
        return own
    return default if book.parent is None else _inherited(book.parent, name, default)


def _relief_names(book: RuleBook) -> dict[str, str]:
    """Every relief the book ever knew, in force or not: a lapsed one is refused by its name."""
    names = {} if book.parent is None else _relief_names(book.parent)
    return names | {row.code: row.name for row in book.reliefs}


def _relief_gaps(book: RuleBook) -> dict[str, str]:
    """Why a relief that the book names cannot be relied on, by its code."""
    gaps = {} if book.parent is None else _relief_gaps(book.parent)
    return gaps | {row.code: row.gap for row in book.reliefs if row.gap}


def _notes(book: RuleBook) -> dict[str, tuple[Step, ...]]:
    """The book's own notes, and its parents' on the sections that it takes over from them."""
    notes: dict[str, tuple[Step, ...]] = {}
    if book.parent is not None:
        inherited = _notes(book.parent)
        notes = {name: steps for name, steps in inherited.items() if name not in book.replaces}
    for note in book.notes:
        step = Step(rule="规则库说明", basis=book.basis, formula=book.title, result=note.text)
        notes[note.section] = (*notes.get(note.section, ()), step)
    return notes


def _gather(book: RuleBook, day: date) -> RulesInForce:
    rows = {name: _rows_in_force(book, name, day) for name in SECTION_ROWS if name != "notes"}
    return RulesInForce(
        book=book,
        area_rules=tuple(sorted(rows["area_rules"], key=lambda rule: rule.order)),
        grades={row.code: row for row in rows["grades"]},
        equivalences={row.code: row for row in rows["equivalences"]},
        rates=tuple(rows["rates"]),
        reliefs={row.code: row for row in rows["reliefs"] if not row.gap},
        relief_names=_relief_names(book),
        relief_gaps=_relief_gaps(book),
        relocation_grounds=tuple(rows["relocation_grounds"]),
        late_rules={row.obligation: row for row in rows["late_rules"]},
        penalties={row.act: row for row in rows["penalties"]},
        fines=tuple(rows["fines"]),
        discretions=tuple(rows["discretions"]),
        mitigations={row.code: row for row in rows["mitigations"]},
        notes=_notes(book),
        area_rounding=_inherited(book, "area_rounding", "PER_ROW"),
        area_mode=_inherited(book, "area_mode", "HALF_UP"),
        outside_basis=_inherited(book, "outside_basis", ""),
        unlawful_basis=_inherited(book, "unlawful_basis", ""),
        gate_words=_inherited(book, "gate_words", ""),
        gate_basis=_inherited(book, "gate_basis", ""),
    )
