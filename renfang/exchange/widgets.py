"""Cleaning widgets for django-import-export columns, built on the parsers of ``quantities``.

``clean`` gives the stored value or raises ValueError with a Chinese sentence; ``render`` gives
text that ``clean`` reads back to the same value (or, with ``coerce_to_string=False``, the value
itself, for files that know types). Loading this module loads import_export: import it late.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from import_export.widgets import Widget  # noqa: TID253 - this module is itself imported late

from renfang.exchange.workbook import Kind
from renfang.quantities.identifiers import Checked, mask_phone, read_phone
from renfang.quantities.names import unpadded
from renfang.quantities.parsing import (
    LIKELY_FROM,
    Unreadable,
    clean_text,
    normalise_digits,
    parse_amount,
    parse_area,
    parse_date,
    parse_integer,
    parse_month,
    parse_time,
)

_ERRORS = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
# What the reader of workbooks puts where a cell has no value that could be trusted: the same words
# as NEVER_COMPUTED and UNCLEAR of ``uploads.confined``, which the server does not import.
_NO_VALUES = {
    "#公式没有结果": "公式没有存下计算结果。在 Excel 或 WPS 中打开并保存后重新上传，或在此填写。",
    "#单位不明": "单元格格式把数字缩小显示或标为外币，看到的与存储的不同。在此填写数字和单位。",
}
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{2,}")
_EXACT_DIGITS = 15
_LONG_AREA = re.compile(r"([0-9][0-9,]*\.[0-9]{3,6})\s*(?:㎡|平方米|平米|m2|m²)?")


def refuse_error(value: Any) -> None:
    """Raise Unreadable for the word of a spreadsheet's error, or for what stands for no value."""
    if isinstance(value, str) and value.strip() in _NO_VALUES:
        raise Unreadable(_NO_VALUES[value.strip()])
    if isinstance(value, str) and value.strip().upper() in _ERRORS:
        raise Unreadable(
            f"单元格是错误值 {value.strip()}，不是内容。在此填写正确的内容，没有的留空。"
        )


def refuse_lost_digits(value: Any) -> None:
    """Raise Unreadable for a code of which a spreadsheet has lost the last digits."""
    if isinstance(value, str) and _SCIENTIFIC.fullmatch(normalise_digits(value)):
        raise Unreadable(
            f"“{value.strip()}”是科学计数法，号码的末位已丢失。从原系统重新导出为文本，"
            "或在此填写完整号码。"
        )
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > _EXACT_DIGITS:
        raise Unreadable(
            "号码超过 15 位又存成了数字，末位已丢失。从原系统重新导出为文本，或在此填写完整号码。"
        )


class CleaningWidget(Widget):
    """What all columns share: blank cells, required columns, one way to read and one to write.

    ``kind`` is what a workbook holds in such a column.
    """

    empty: Any = None
    kind: Kind = Kind.TEXT
    # What its numbers count, where a heading may name another unit.
    unit: str = ""

    def __init__(self, *, required: bool = False, coerce_to_string: bool = True) -> None:
        super().__init__(coerce_to_string=coerce_to_string)
        self.required = required

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        if value is None or (isinstance(value, str) and not value.strip()):
            if self.required:
                raise Unreadable("缺少内容，填写后再导入。")
            return self.empty
        return self.read(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        if value is None or value == "":
            return "" if self.coerce_to_string else None
        return self.write(value) if self.coerce_to_string else value

    def read(self, value: Any) -> Any:
        raise NotImplementedError

    def warning(self, value: Any) -> str | None:
        """The doubt about a readable cell, for the preview; None if there is none."""
        return None

    def told(self, value: Any) -> str:
        """What the preview shows in place of the cell; nothing where that shows itself."""
        return ""

    def write(self, value: Any) -> str:
        return str(value)


class AmountWidget(CleaningWidget):
    """Yuan; ``parser_options`` go to ``parse_amount`` (name, allow_wan, signed, maximum)."""

    kind = Kind.AMOUNT
    unit = "元"
    parser: Callable[..., Decimal] = staticmethod(parse_amount)

    def __init__(self, *, required: bool = False, coerce_to_string: bool = True, **parser_options):
        super().__init__(required=required, coerce_to_string=coerce_to_string)
        self.parser_options = parser_options

    def read(self, value: Any) -> Decimal:
        return self.parser(value, **self.parser_options)

    def write(self, value: Decimal) -> str:
        return format(value, ".2f")


class AreaWidget(AmountWidget):
    """Square metres; options of ``parse_area``. What goes beyond two decimals is rounded, and said
    to be: other software measures to the millimetre."""

    kind = Kind.AREA
    unit = "㎡"
    parser = staticmethod(parse_area)

    def read(self, value: Any) -> Decimal:
        return super().read(self._rounded(value))

    def warning(self, value: Any) -> str | None:
        rounded = self._rounded(value)
        return f"小数多于 2 位，按 {rounded}㎡ 登记" if rounded is not value else None

    @staticmethod
    def _rounded(value: Any) -> Any:
        number = value
        if isinstance(value, str):
            found = _LONG_AREA.fullmatch(normalise_digits(value))
            number = Decimal(found[1].replace(",", "")) if found else None
        if not isinstance(number, Decimal) or not number.is_finite():
            return value
        rounded = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return value if rounded == number else rounded


class IntegerWidget(AmountWidget):
    """A whole number; options of ``parse_integer`` (name, minimum, maximum, units)."""

    kind = Kind.INTEGER
    unit = ""
    parser = staticmethod(parse_integer)

    def write(self, value: int) -> str:
        return str(value)


class DateWidget(CleaningWidget):
    """A date in any spelling that ``parse_date`` reads; written 2024-03-05.

    With ``is_past`` a day to come is refused; with ``takes_months`` a month alone is its first
    day, and said to be.
    """

    kind = Kind.DATE

    def __init__(
        self,
        *,
        required: bool = False,
        is_past: bool = False,
        takes_months: bool = False,
        coerce_to_string: bool = True,
    ) -> None:
        super().__init__(required=required, coerce_to_string=coerce_to_string)
        self.is_past, self.takes_months = is_past, takes_months

    def read(self, value: Any) -> date:
        day = (parse_month(value) if self.takes_months else None) or parse_date(value)
        if isinstance(value, date) and day < LIKELY_FROM:
            # 2015 typed into a cell of days is 1905-07-07.
            raise Unreadable(
                f"{day} 像是把年份或者序号写进了日期格式的单元格。按 2015-06-01 填写正确的日期。"
            )
        if self.is_past and day > timezone.localdate():
            raise Unreadable(f"{day} 晚于今天。核对年份。")
        return day

    def warning(self, value: Any) -> str | None:
        if self.takes_months and (month := parse_month(value)):
            return f"只写到月，按 {month} 登记"
        day = parse_date(value)
        return f"{day} 早于 1949 年，核对年份" if day < date(1949, 10, 1) else None

    def write(self, value: date) -> str:
        return value.isoformat()


class TimeWidget(CleaningWidget):
    """A time of day in any spelling that ``parse_time`` reads; written 08:30."""

    def read(self, value: Any) -> time:
        return value.time() if isinstance(value, datetime) else parse_time(clean_text(value))

    def write(self, value: time) -> str:
        return f"{value:%H:%M}"


class TextWidget(CleaningWidget):
    """Clean text; blank is the empty string. Options: ``max_length``, ``multiline``; a ``is_name``
    has no blanks between Chinese characters, however it was padded to look even."""

    empty = ""

    def __init__(
        self,
        *,
        required: bool = False,
        max_length: int | None = None,
        multiline: bool = False,
        is_name: bool = False,
        coerce_to_string: bool = True,
    ) -> None:
        super().__init__(required=required, coerce_to_string=coerce_to_string)
        self.max_length = max_length
        self.multiline = multiline
        self.is_name = is_name

    def read(self, value: Any) -> str:
        if isinstance(value, bool | datetime):
            raise Unreadable("这一格不是文字。把该列设为文本格式后重新填写。")
        refuse_lost_digits(value)
        if self.is_name and isinstance(value, str):
            value = unpadded(value)
        return clean_text(value, max_length=self.max_length, multiline=self.multiline)


class ChoiceWidget(CleaningWidget):
    """A choice by its Chinese label; ``choices`` are (value, label) pairs as on a model field,
    ``aliases`` map other words in use (住宅楼) to values."""

    def __init__(
        self,
        choices: Any,
        *,
        aliases: Mapping[str, Any] | None = None,
        required: bool = False,
        coerce_to_string: bool = True,
    ) -> None:
        super().__init__(required=required, coerce_to_string=coerce_to_string)
        self.labels = {value: str(label) for value, label in choices}
        self.values = {self._key(label): value for value, label in self.labels.items()}
        self.values |= {self._key(word): value for word, value in (aliases or {}).items()}

    def read(self, value: Any) -> Any:
        key = self._key(clean_text(value))
        if key not in self.values:
            raise Unreadable(f"没有“{value}”这一项。可填：{'、'.join(self.labels.values())}。")
        return self.values[key]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else self.labels.get(value, str(value))

    @staticmethod
    def _key(text: str) -> str:
        return "".join(normalise_digits(text).split())


class IdentifierWidget(CleaningWidget):
    """A code read by one of the readers of ``quantities.identifiers``; blank is empty text."""

    empty = ""

    def __init__(
        self,
        reader: Callable[[Any], Checked | str],
        *,
        required: bool = False,
        coerce_to_string: bool = True,
    ) -> None:
        super().__init__(required=required, coerce_to_string=coerce_to_string)
        self.reader = reader

    def read(self, value: Any) -> str:
        refuse_lost_digits(value)
        checked = self.reader(value)
        return checked.value if isinstance(checked, Checked) else checked

    def warning(self, value: Any) -> str | None:
        """The doubt about a readable code, for the preview; None if there is none."""
        if value is None or value == "":
            return None
        checked = self.reader(value)
        return checked.warning if isinstance(checked, Checked) else None


class PhoneWidget(IdentifierWidget):
    """A telephone number; one that went out masked is understood to be the one on record.

    Masked on the preview and in exports, as on every page.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_phone, **kwargs)

    def read(self, value: Any) -> str:
        text = str(value).strip()
        return text if "*" in text else super().read(value)

    def warning(self, value: Any) -> None:
        """No number raises a doubt."""

    def told(self, value: str) -> str:
        """The preview shows it masked."""
        return value if "*" in value else mask_phone(value)
