"""What is understood of an uploaded 人防工程台账: shelters with their parts, problems, doubts.

Nothing is written here; engineering.shelters.exchange.importing acts on what this finds. A cell of
a part is kept beside the shelter's own under the name ``units/7/floor``: kind of part, row of its
sheet, column.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from engineering.projects.exchange.reading import CellReading
from engineering.shelters.acts.register import ShelterEntry, check_parts, facts_of
from engineering.shelters.models import Shelter
from engineering.shelters.rules import CONFIDENTIAL, MASKED, contradictions, warnings
from engineering.shelters.standards import unit_rules
from renfang.acts import Incomplete
from renfang.exchange.batches import as_shown, unpack
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.organisations.models import Division, Organisation
from renfang.organisations.scope import Scope


@dataclass
class PartReading:
    """One row of a sheet of parts; ``part`` is a key of ``PARTS``, ``number`` the row there."""

    part: str
    sheet: str
    number: int
    cells: list[CellReading] = field(default_factory=list)
    # What the register takes; None while a cell cannot be read.
    made: Any = None

    @property
    def prefix(self) -> str:
        """What stands before the column in the name of a kept cell."""
        return f"{self.part}/{self.number}/"


@dataclass
class ShelterReading:
    """One row with everything that was understood of it."""

    row: ImportRow
    cells: dict[str, CellReading]
    parts: list[PartReading] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    organisation: Organisation | None = None
    division: Division | None = None

    def value(self, name: str) -> Any:
        """The understood value; None for a column that the file lacks or could not be read."""
        cell = self.cells.get(name)
        return cell.value if cell else None

    @property
    def is_done(self) -> bool:
        return self.row.result_id is not None

    @property
    def is_ready(self) -> bool:
        return not self.is_done and not self.problems

    @property
    def values(self) -> dict[str, Any]:
        """What the register takes: blanks leave the register's own defaults."""
        found = {
            name: cell.value
            for name, cell in self.cells.items()
            if name not in ("state", "division") and cell.value not in (None, "")
        }
        found["division_id"] = self.division.pk if self.division else None
        return found

    def made(self, part: str) -> list[Any]:
        """The parts of one kind that could be read."""
        return [row.made for row in self.parts if row.part == part and row.made is not None]

    @property
    def entry(self) -> ShelterEntry:
        """The page of the register that this row becomes."""
        return ShelterEntry(
            self.values, self.made("units"), self.made("openings"), self.made("equipment")
        )


def read_shelters(batch: ImportBatch, scope: Scope) -> list[ShelterReading]:
    """Everything that is understood of a stored file, checked against what is registered now."""
    from engineering.shelters.exchange.columns import ShelterResource

    resource = ShelterResource()
    readings = [_read_row(resource, row) for row in batch.rows.order_by("number")]
    _check_places(readings, scope)
    _check_numbers(resource, readings)
    for reading in readings:
        if not reading.is_done:
            _check_figures(reading)
    return readings


def _read_row(resource: Any, row: ImportRow) -> ShelterReading:
    from engineering.shelters.exchange.columns import TITLES

    reading = ShelterReading(row, {})
    stored = {**row.cells, **row.mended}
    is_masked = False
    for name, title in TITLES.items():
        if name not in stored:
            continue
        cell = _cell(row, name, name, title)
        if cell.shown == MASKED and name in CONFIDENTIAL:
            is_masked = True
        else:
            _clean(cell, resource.fields[name].widget, row, reading, title)
        reading.cells[name] = cell
    if is_masked:
        reading.doubts.append("涉密指标在文件中已遮盖，登记后由可查看涉密指标的人员补登")
    _read_parts(reading)
    return reading


def _cell(row: ImportRow, key: str, name: str, title: str) -> CellReading:
    is_mended = key in row.mended
    shown = row.mended[key] if is_mended else as_shown(row.cells.get(key))
    return CellReading(name, title, shown, is_mended=is_mended)


def _clean(
    cell: CellReading,
    widget: Any,
    row: ImportRow,
    reading: ShelterReading,
    what: str,
    key: str = "",
) -> None:
    key = key or cell.field
    raw = row.mended[key] if cell.is_mended else unpack(row.cells.get(key))
    try:
        cell.value = widget.clean(raw)
    except ValueError as error:
        cell.problem = str(error)
        reading.problems.append(f"{what}：{error}")


def _read_parts(reading: ShelterReading) -> None:
    from engineering.shelters.exchange.part_columns import PARTS

    row = reading.row
    found: dict[tuple[str, int], PartReading] = {}
    for key in {**row.cells, **row.mended}:
        part, _, rest = key.partition("/")
        number, _, name = rest.partition("/")
        if not name:
            continue
        table = PARTS[part]
        place = (part, int(number))
        each = found.setdefault(place, PartReading(part, table.sheet, int(number)))
        cell = _cell(row, key, name, table.titles[name])
        what = f"{table.sheet}第 {number} 行“{cell.title}”"
        _clean(cell, table.widgets[name], row, reading, what, key)
        each.cells.append(cell)
    reading.parts = [found[place] for place in sorted(found)]
    for each in reading.parts:
        if not any(cell.problem for cell in each.cells):
            each.made = PARTS[each.part].made_of({cell.field: cell.value for cell in each.cells})


def _check_places(readings: list[ShelterReading], scope: Scope) -> None:
    codes = {reading.value("division") for reading in readings}
    divisions = {row.code: row for row in Division.objects.filter(code__in=codes)}
    offices = Organisation.objects.filter(
        pk__in=scope.organisations("edit_shelter"), serves__in=divisions.values()
    ).prefetch_related("serves")
    serving = {
        division.pk: office
        for office in offices.order_by("path")
        for division in office.serves.all()
    }
    for reading in readings:
        code = reading.value("division")
        if not code:
            continue
        reading.division = divisions.get(code)
        if reading.division is None:
            reading.problems.append(f"行政区划代码 {code} 没有登记。核对代码，或由系统管理员补登")
            continue
        reading.organisation = serving.get(reading.division.pk)
        if reading.organisation is None:
            reading.problems.append(f"行政区划 {code} 不在你的办理范围，由该区划的经办人导入")


def _check_numbers(resource: Any, readings: list[ShelterReading]) -> None:
    numbers = Counter(reading.value("works_number") for reading in readings)
    known = {
        (shelter.organisation_id, shelter.works_number): shelter
        for shelter in Shelter.objects.filter(works_number__in=[one for one in numbers if one])
        .select_related("division", "project__developer", "project__division")
        .prefetch_related("units", "openings", "equipment__unit")
    }
    for reading in readings:
        number = reading.value("works_number")
        if not number or reading.is_done:
            continue
        if numbers[number] > 1:
            reading.problems.append(f"工程编号 {number} 在文件中出现 {numbers[number]} 次")
        office = reading.organisation
        shelter = known.get((office.pk, number)) if office else None
        if shelter is not None:
            different = differences(resource, reading, shelter)
            told = (
                f"，与台账不同的有：{'、'.join(different)}。在工程页更正台账" if different else ""
            )
            reading.problems.append(f"工程编号 {number} 已登记，不重复导入{told}")


def differences(resource: Any, reading: ShelterReading, shelter: Shelter) -> list[str]:
    """Headings of the columns, and sheets of parts, in which a file differs from the register.

    What the file leaves masked, or lacks altogether, is no difference.
    """
    from engineering.shelters.exchange.part_columns import PARTS, parts_on_record

    different = []
    for name, cell in reading.cells.items():
        if name in CONFIDENTIAL and cell.shown == MASKED:
            continue
        if (cell.value or None) != (resource.fields[name].get_value(shelter) or None):
            different.append(cell.title)
    for part, rows in parts_on_record(shelter).items():
        stated = reading.made(part)
        table = PARTS[part]
        if stated and stated != [table.made_of(row) for row in rows]:
            different.append(table.sheet)
    return different


def _check_figures(reading: ShelterReading) -> None:
    facts = facts_of(reading.values, reading.made("units"))
    reading.problems += [each.message for each in contradictions(facts)]
    try:
        check_parts(reading.entry)
    except Incomplete as refusal:
        reading.problems.append(refusal.message)
    day = reading.value("completed_on")
    if day:
        reading.doubts += warnings(facts, unit_rules(day))
