"""The register of a 人防工程台账: its columns, what is understood of a file, how a row is entered.

A row is a shelter; further sheets hold its parts. Loading this module loads import_export (0.5 s):
import it inside functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from engineering.fields import parse_degrees
from engineering.projects.exchange import find_places, read_division_code
from engineering.shelters.acts.register import (
    ShelterEntry,
    check_parts,
    facts_of,
    register_shelter,
)
from engineering.shelters.exchange.parts import PARTS, PartResource, function_widget
from engineering.shelters.models import Shelter
from engineering.shelters.rules import CONFIDENTIAL, MASKED, contradictions, warnings
from engineering.shelters.standards import unit_rules
from renfang.acts import Incomplete
from renfang.exchange.models import ImportRow
from renfang.exchange.reading.table import UploadedRow
from renfang.exchange.readings import CellReading, Reading
from renfang.exchange.resources import Heading, RegisterResource, filled
from renfang.exchange.widgets import (
    AmountWidget,
    AreaWidget,
    ChoiceWidget,
    DateWidget,
    IdentifierWidget,
    IntegerWidget,
    TextWidget,
)
from renfang.exchange.workbook import Kind
from renfang.quantities.name_columns import name_among
from renfang.quantities.names import organisation_key

_FORMS = {"附建": "attached", "结建": "attached", "附建式": "attached", "掘开式": "cut_and_cover"}

# 6级 in the column of one kind of resistance.
NUCLEAR = {
    word: value
    for value, _ in Shelter.NuclearGrade.choices
    for word in (f"{value}级", value, f"核{value}")
}
CONVENTIONAL = {
    word: value
    for value, _ in Shelter.ConventionalGrade.choices
    for word in (f"{value}级", value, f"常{value}")
}


class DegreesWidget(AmountWidget):
    """Degrees with six decimals."""

    kind = Kind.TEXT
    parser = staticmethod(parse_degrees)

    def write(self, value: Any) -> str:
        return f"{value:.6f}"


class ShelterResource(RegisterResource):
    """The register's columns. ``cleared`` are the offices whose confidential ones go out."""

    works_number = Heading("工程编号", TextWidget(max_length=60), ("编号",))
    name = Heading("工程名称", TextWidget(required=True, max_length=200), ("人防工程名称",))
    construction_form = Heading(
        "建设形式",
        ChoiceWidget(Shelter.ConstructionForm.choices, aliases=_FORMS),
        ("工程类型",),
    )
    is_legacy = Heading("早期工程", ChoiceWidget([(True, "是"), (False, "否")]), ("是否早期工程",))
    state = Heading("状态", ChoiceWidget(Shelter.State.choices), ("使用状态",))
    division = Heading(
        "行政区划代码",
        IdentifierWidget(read_division_code, required=True),
        ("区划代码",),
        attribute="division_code",
    )
    address = Heading(
        "工程地址",
        TextWidget(required=True, max_length=200),
        ("地址", "位置"),
        attribute="place",
    )
    wartime_function = Heading("战时功能", function_widget(), ("战时用途",))
    category = Heading("类别", ChoiceWidget(Shelter.Category.choices))
    nuclear_grade = Heading(
        "抗力等级（核）",
        ChoiceWidget(Shelter.NuclearGrade.choices, aliases=NUCLEAR),
        ("核抗力等级", "抗力级别(核)"),
    )
    conventional_grade = Heading(
        "抗力等级（常）",
        ChoiceWidget(Shelter.ConventionalGrade.choices, aliases=CONVENTIONAL),
        ("常规抗力等级", "抗力级别(常)"),
    )
    chemical_grade = Heading("防化等级", ChoiceWidget(Shelter.ChemicalGrade.choices))
    peacetime_use = Heading("平时用途", TextWidget(max_length=60), ("平时功能",))
    built_area = Heading("建筑面积", AreaWidget(required=True), ("人防建筑面积",))
    protected_area = Heading("防护面积", AreaWidget())
    shelter_area = Heading("掩蔽面积", AreaWidget())
    passage_area = Heading("口部外通道面积", AreaWidget(), ("通道面积",))
    headcount = Heading("掩蔽人数", IntegerWidget())
    storeys_above = Heading("上部建筑层数", IntegerWidget(maximum=200))
    owner = Heading(
        "产权单位",
        TextWidget(max_length=200),
        ("建设单位", "产权（建设）单位"),
        attribute="owner_name",
    )
    operator = Heading("使用管理单位", TextWidget(max_length=200), ("使用单位", "管理单位"))
    longitude = Heading("经度", DegreesWidget())
    latitude = Heading("纬度", DegreesWidget())
    completed_on = Heading("竣工日期", DateWidget(is_past=True), ("竣工验收日期", "竣工时间"))
    note = Heading("备注", TextWidget(max_length=500))

    sheet_name = "人防工程台账"
    preview = (
        "works_number",
        "name",
        "division",
        "address",
        "wartime_function",
        "built_area",
        "shelter_area",
        "completed_on",
    )
    parts = {part.sheet_name: part for part in PARTS.values()}  # noqa: RUF012
    cleared: Collection[int] = ()

    def names(self, row: UploadedRow) -> set[str]:
        """Its number and its name."""
        return {filled(row.cells.get(name)) for name in ("works_number", "name")} - {""}

    def owner_of(self, part: UploadedRow) -> str:
        """The number that it states, or the name."""
        return filled(part.cells.get("of_number")) or filled(part.cells.get("of_name"))

    def read_cell(self, name: str, row: ImportRow) -> CellReading:
        """A confidential cell that was masked when it went out says nothing."""
        cell = super().read_cell(name, row)
        if cell.shown == MASKED and name in CONFIDENTIAL:
            cell.value, cell.problem = None, ""
        return cell

    def look_over(self, readings: list[Reading]) -> None:
        """Places, numbers that are registered already, figures that contradict each other."""
        assert self.scope is not None
        find_places(readings, self.scope, "edit_shelter")
        self._check_numbers(readings)
        self._check_names(readings)
        for reading in readings:
            if any(_is_masked(cell) for cell in reading.first.cells.values()):
                reading.doubts.append("涉密指标在文件中已遮盖，登记后由可查看涉密指标的人员补登")
            if not reading.is_entered:
                self._check_figures(reading)

    def _check_numbers(self, readings: list[Reading]) -> None:
        numbers = Counter(reading.value("works_number") for reading in readings)
        known = {
            (shelter.organisation_id, shelter.works_number): shelter
            for shelter in Shelter.objects.filter(works_number__in=[one for one in numbers if one])
            .select_related("division", "project__developer", "project__division")
            .prefetch_related("units", "openings", "equipment__unit")
        }
        for reading in readings:
            number = reading.value("works_number")
            if not number or reading.is_entered:
                continue
            if numbers[number] > 1:
                reading.faults.append(f"工程编号 {number} 在文件中出现 {numbers[number]} 次")
            office = reading.found.get("organisation")
            shelter = known.get((office.pk, number)) if office else None
            if shelter is not None:
                different = "、".join(self._differences(reading, shelter))
                told = f"，与台账不同的有：{different}。在工程页更正台账" if different else ""
                reading.faults.append(f"工程编号 {number} 已登记，不重复导入{told}")

    def _check_names(self, readings: list[Reading]) -> None:
        """Works that no number tells apart are told by name, with place or area: a register that
        was exported comes back as what it is."""
        known: dict[tuple[int, str], list[Shelter]] = {}
        for shelter in (
            Shelter.objects.filter(
                name_among("name", [reading.value("name") or "" for reading in readings]),
                organisation__in={
                    office.pk for each in readings if (office := each.found.get("organisation"))
                },
            )
            .select_related("division", "project__developer", "project__division")
            .prefetch_related("units", "openings", "equipment__unit")
        ):
            name = organisation_key(shelter.name)
            known.setdefault((shelter.organisation_id, name), []).append(shelter)
        seen: dict[tuple[int, str, str], int] = {}
        for reading in readings:
            office, name = reading.found.get("organisation"), reading.value("name")
            if office is None or not name or reading.is_entered:
                continue
            place = organisation_key(reading.value("address") or "")
            here = (office.pk, organisation_key(name), place)
            if here in seen and not reading.value("works_number"):
                reading.faults.append(
                    f"与第 {seen[here]} 行名称、地址相同，又没有工程编号。保留一行"
                )
            seen.setdefault(here, reading.number)
            if not reading.faults:
                self._compare_namesakes(reading, known.get(here[:2], []))

    def _compare_namesakes(self, reading: Reading, namesakes: Sequence[Shelter]) -> None:
        """Refuse what is registered already; ask about another works of the name."""
        number = reading.value("works_number")
        place = organisation_key(reading.value("address") or "")
        for shelter in namesakes:
            if number and shelter.works_number:
                continue  # two numbers, two works
            if place == organisation_key(shelter.place) or (
                reading.value("built_area") == shelter.built_area
            ):
                different = "、".join(self._differences(reading, shelter))
                told = f"，与台账不同的有：{different}。在工程页更正台账" if different else ""
                reading.faults.append(f"“{shelter.name}”已登记，不重复导入{told}")
                return
        if namesakes and not number:
            reading.doubts.append(
                f"台账已有同名工程（{namesakes[0].place}），地址、面积不同。确认不是同一工程"
            )

    def _differences(self, reading: Reading, shelter: Shelter) -> list[str]:
        """Headings of columns, and sheets of parts, in which a file differs from the register.

        What the file leaves masked, or lacks altogether, is no difference.
        """
        different = [
            cell.title
            for name, cell in reading.first.cells.items()
            if not _is_masked(cell)
            and (cell.value or None) != (self.fields[name].get_value(shelter) or None)
        ]
        for part, resource in self._parts():
            stated = self._made(reading, resource)
            on_record = [resource.made_on_record(row) for row in getattr(shelter, part).all()]
            if stated and stated != on_record:
                different.append(resource.sheet_name)
        return different

    def _parts(self) -> list[tuple[str, PartResource]]:
        """Name of the related rows, and their sheet."""
        return [
            (part, self.part_resources[resource.sheet_name]) for part, resource in PARTS.items()
        ]

    def _made(self, reading: Reading, resource: PartResource) -> list[Any]:
        """The parts of one kind that could be read, as the register takes them."""
        return [
            resource.made_of(row.values)
            for row in reading.part_rows
            if row.row.sheet == resource.sheet_name
            and not any(cell.problem for cell in row.cells.values())
        ]

    def _entry(self, reading: Reading) -> ShelterEntry:
        """The page of the register that the rows become; blanks leave the register's defaults."""
        values = {
            name: value
            for name, value in reading.values.items()
            if name not in ("state", "division") and value not in (None, "")
        }
        division = reading.found.get("division")
        values["division_id"] = division.pk if division else None
        return ShelterEntry(
            values, **{part: self._made(reading, resource) for part, resource in self._parts()}
        )

    def _check_figures(self, reading: Reading) -> None:
        entry = self._entry(reading)
        facts = facts_of(entry.values, entry.units)
        reading.faults += [each.message for each in contradictions(facts)]
        try:
            check_parts(entry)
        except Incomplete as refusal:
            reading.faults.append(refusal.message)
        day = reading.value("completed_on")
        if day:
            reading.doubts += warnings(facts, unit_rules(day))

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> Shelter:
        """登记人防工程 with its parts."""
        assert self.scope is not None
        return register_shelter(
            self._entry(instance),
            organisation_id=instance.found["organisation"].pk,
            state=row.get("state") or Shelter.State.IN_USE,
            by=self.scope.user,
            remark=f"导入台账“{self.batch}”第 {instance.number} 行",
        )

    def summary(self, entered: Sequence[Reading]) -> str:
        """How many shelters were registered."""
        return f"已登记 {len(entered)} 个人防工程"

    def exported_cell(self, name: str, instance: Shelter) -> Any:
        """What is confidential only of the offices in ``cleared``."""
        if name in CONFIDENTIAL and instance.organisation_id not in self.cleared:
            return MASKED
        return super().exported_cell(name, instance)


def _is_masked(cell: CellReading) -> bool:
    return cell.shown == MASKED and cell.field in CONFIDENTIAL
