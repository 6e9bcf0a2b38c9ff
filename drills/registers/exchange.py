"""Registers as XLSX: what goes out can be mended in Excel and comes in again.

The columns of a file are those of the register; rows are told by their number and go through the
same acts as the pages. Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from drills.registers.acts import amend, enter
from drills.registers.catalogue import Register, shown
from drills.registers.forms import largest
from drills.registers.models import KeyTarget, Registered
from renfang.acts import act
from renfang.exchange.acts import require_office
from renfang.exchange.readings import Reading
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import (
    AreaWidget,
    ChoiceWidget,
    CleaningWidget,
    DateWidget,
    IntegerWidget,
    TextWidget,
)
from renfang.exchange.workbook import Kind, write_sheets
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.quantities.fields import AreaField

# Days of what has happened.
_PAST = ("installed_on", "built_on", "completed_on")
_WIDTHS = {Kind.AREA: 16, Kind.INTEGER: 12, Kind.DATE: 13}


class RowResource(RegisterResource):
    """What the files of all registers share; ``resource_of`` gives the one of a register."""

    register: ClassVar[Register]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.scope and "key_target" in self.fields:
            targets = KeyTarget.objects.visible_to(self.scope).filter(is_current=True)
            field = self.fields["key_target"]
            field.widget = ChoiceWidget(
                [(target, target.name) for target in targets], required=field.widget.required
            )

    def look_over(self, readings: list[Reading]) -> None:
        """Numbers that stand there twice, rows on record, and what the register does not take."""
        assert self.batch is not None
        numbers = Counter(reading.value("number") for reading in readings)
        found = self.register.model.objects.filter(
            organisation=self.batch.organisation_id, number__in=[n for n in numbers if n]
        )
        if "key_target" in self.fields:
            found = found.select_related("key_target")
        present = {row.number: row for row in found}
        for reading in readings:
            number = reading.value("number")
            if number and numbers[number] > 1:
                reading.faults.append(f"编号 {number} 在文件中出现 {numbers[number]} 次")
            reading.present = present.get(number)
            if not reading.problems:
                self._judge(reading)

    def _judge(self, reading: Reading) -> None:
        """What the row would change, and whether the register would take it."""
        assert self.batch is not None
        register = self.register
        row = reading.present or register.model(organisation=self.batch.organisation)
        values = reading.found["values"] = _with_defaults(register, reading.values)
        for name, value in values.items():
            before = shown(row, name) if reading.present else ""
            setattr(row, name, value)
            after = shown(row, name)
            if reading.present and after != before:
                reading.changes.append(
                    f"{register.label(name)}：{before or '空'} → {after or '空'}"
                )
        try:
            row.full_clean(exclude=["organisation"], validate_unique=False)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                label = register.label(name) if name in register.columns else ""
                reading.faults.append(f"{label}：{'；'.join(messages)}".lstrip("："))

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> Registered:
        """登记 or 变更 the row."""
        assert self.scope is not None
        assert self.batch is not None
        by, values = self.scope.user, instance.found["values"]
        if is_create:
            return enter(self.register, self.batch.organisation_id, values, by=by)
        present = instance.present
        return amend(self.register, present.pk, values, by=by, version=present.version)

    def summary(self, entered: Sequence[Reading]) -> str:
        """How many rows were entered, how many changed."""
        noun = self.register.noun
        new = sum(reading.present is None for reading in entered)
        changed = sum(bool(reading.changes) for reading in entered)
        return f"新增 {new} {noun}，变更 {changed} {noun}"


def _with_defaults(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """Blank cells of columns that cannot be empty have the register's own default."""
    columns = {name: register.model._meta.get_field(name) for name in values}
    return {
        name: columns[name].get_default() if value is None and not columns[name].null else value
        for name, value in values.items()
    }


def resource_of(register: Register) -> type[RowResource]:
    """The Resource of a register, made from its columns."""
    headings: dict[str, Any] = {}
    for name in register.columns:
        widget = _widget(register.model._meta.get_field(name), register.words.get(name))
        width = _WIDTHS.get(widget.kind, 20)
        aliases = register.aliases.get(name, ())
        headings[name] = Heading(register.label(name), widget, aliases, width=width)
    said = {"register": register, "sheet_name": register.title, "__module__": __name__}
    return type(f"{register.model.__name__}Resource", (RowResource,), {**said, **headings})


def _widget(column: models.Field, words: Mapping[str, str] | None = None) -> CleaningWidget:
    needed = not column.blank and column.default is models.NOT_PROVIDED
    label = str(column.verbose_name)
    if column.choices:
        return ChoiceWidget(column.choices, aliases=words, required=needed)
    if isinstance(column, models.BooleanField):
        return ChoiceWidget([(True, "是"), (False, "否")])
    if isinstance(column, models.ForeignKey):
        return ChoiceWidget([], required=needed)
    if isinstance(column, AreaField):
        return AreaWidget(required=needed, name=label)
    if isinstance(column, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        return IntegerWidget(required=needed, name=label, minimum=0, maximum=largest(column))
    if isinstance(column, models.DateField):
        return DateWidget(required=needed, is_past=column.name in _PAST)
    is_long = isinstance(column, models.TextField)
    return TextWidget(required=needed, max_length=column.max_length, multiline=is_long)


@act
def export_register(register: Register, rows: Any, *, by: User) -> bytes:
    """导出: the rows as they were found in scope, in the columns that importing understands."""
    organisation = require_office(by, "导出")
    target = io.BytesIO()
    (count,) = write_sheets(target, [resource_of(register)().sheet(rows)])
    record(
        by,
        f"导出{register.title}",
        organisation,
        organisation=organisation,
        after={"行数": count},
    )
    return target.getvalue()
