"""Read what people type and what spreadsheets hold: amounts, areas, whole numbers, dates, text.

Pure functions. Each returns a clean value or raises ``Unreadable`` with one Chinese sentence that
says what to write instead. Only spellings listed here are read; Python's own ``int`` and
``Decimal`` would also take ``1e3``, ``1_000`` and Arabic digits, which no office means.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

MAX_AMOUNT: Final = Decimal("9999999999999.99")
MAX_AREA: Final = Decimal("999999999.99")
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2099, 12, 31)
# A spreadsheet's number before this day is a year, a month or a mistake, never a day.
LIKELY_FROM: Final = date(1950, 1, 1)

# Full-width forms of ASCII, the ideographic space and the typographic minus. Nothing more:
# Unicode's own compatibility folding (NFKC) would also turn ㎡ into m2 and ① into 1.
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    0x2212: "-",
    0xFFE5: "¥",
}
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_SPACE: Final = re.compile(
    r"[ \t\r\n\v\f\u3000\u00a0]*[\t\r\n\v\f]+[ \t\r\n\v\f\u3000\u00a0]*"
)
_NUMBER: Final = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_AMOUNT_AFFIXES: Final = re.compile(r"^(?:人民币|RMB|CNY)?\s*[¥]?\s*|\s*[元圆]?整?$", re.IGNORECASE)
_AREA_SUFFIX: Final = re.compile(r"\s*(?:平方米|平米|㎡|m2|m²)$", re.IGNORECASE)
_DEPTH_SUFFIX: Final = re.compile(r"\s*(?:米|m)$", re.IGNORECASE)
_MULTIPLES: Final = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


class Unreadable(ValueError):
    """A value that cannot be read; ``message`` tells the user what to write."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def normalise_digits(text: str) -> str:
    """Full-width digits, letters and punctuation to half-width, outer blanks removed.

    For numbers, codes and dates only; free text keeps its Chinese punctuation.
    """
    return text.translate(_HALF_WIDTH).strip()


def storable(text: str) -> str:
    """Text of a machine, as every engine keeps it: without NUL, half surrogate pairs replaced.

    What people type is refused instead (``refuse_invisible``).
    """
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def refuse_invisible(text: str) -> None:
    """Raise ``Unreadable`` for control, zero-width, direction-override or surrogate characters.

    PostgreSQL refuses NUL and surrogates; the others let two different names look the same.
    """
    found = _INVISIBLE.search(text)
    if found:
        raise Unreadable(
            f"第 {found.start() + 1} 个字符是看不见的控制字符（U+{ord(found.group()):04X}）。"
            "删除后重新输入，或先粘贴到记事本再复制过来。"
        )


def clean_text(value: object, *, max_length: int | None = None, multiline: bool = False) -> str:
    """Text as it may be stored: outer blanks removed, nothing invisible inside.

    Line breaks inside a one-line field (Alt+Enter in a spreadsheet cell) become one blank.
    Numbers from spreadsheet cells are written out without an exponent.
    """
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if multiline:
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    else:
        text = _LINE_SPACE.sub(" ", text.strip())
    refuse_invisible(text)
    if max_length is not None and len(text) > max_length:
        raise Unreadable(f"最多 {max_length} 个字，现有 {len(text)} 个字。")
    return text


def parse_decimal(
    value: object,
    *,
    name: str = "数值",
    places: int = 2,
    signed: bool = False,
    maximum: Decimal = MAX_AMOUNT,
    example: str = "12,300.50",
) -> Decimal:
    """A decimal number with exactly ``places`` decimals, from text or a spreadsheet number.

    Reads full-width digits, thousands separators, a leading sign, and accounting brackets for
    negatives. ``name`` and ``example`` word the message. Raises ``Unreadable``.
    """
    number = _read_number(value, name, places, example)
    return _within(number, name, places, signed, maximum, example)


def parse_amount(
    value: object,
    *,
    name: str = "金额",
    allow_wan: bool = True,
    signed: bool = False,
    maximum: Decimal = MAX_AMOUNT,
) -> Decimal:
    """Yuan with two decimals: ``1,234.5``, ``￥1,234.50``, ``12.5万元``, ``（1,000.00）``.

    With ``allow_wan=False`` amounts in 万元 or 亿元 are refused, for columns whose unit is fixed.
    """
    return _parse_with_unit(
        value, _AMOUNT_AFFIXES, name=name, allow_wan=allow_wan, signed=signed, maximum=maximum
    )


def parse_area(
    value: object,
    *,
    name: str = "面积",
    allow_wan: bool = False,
    maximum: Decimal = MAX_AREA,
) -> Decimal:
    """Square metres with two decimals: ``1,234.5``, ``1234.50㎡``, ``３２０平方米``."""
    return _parse_with_unit(
        value, _AREA_SUFFIX, name=name, allow_wan=allow_wan, signed=False, maximum=maximum
    )


def parse_depth(value: object, *, name: str = "深度") -> Decimal:
    """Metres with two decimals: ``3``, ``3.20米``. The sign of a level (-3.20) is refused."""
    return _parse_with_unit(
        value,
        _DEPTH_SUFFIX,
        name=name,
        allow_wan=False,
        signed=False,
        maximum=Decimal("999.99"),
        example="3.20",
    )


def parse_integer(
    value: object,
    *,
    name: str = "数值",
    minimum: int = 0,
    maximum: int = 999_999_999,
    units: str = "",
) -> int:
    """A whole number from ``minimum`` to ``maximum``; a final character out of ``units`` (层、人)
    may follow it."""
    if isinstance(value, str) and units:
        value = re.sub(f"\\s*[{re.escape(units)}]$", "", value.strip())
    number = _read_number(value, name, 0, "12")
    if number != number.to_integral_value():
        raise Unreadable(f"{name}须为整数，例如 12。")
    if not minimum <= number <= maximum:
        raise Unreadable(f"{name}须在 {minimum:,} 至 {maximum:,} 之间。")
    return int(number)


def _parse_with_unit(
    value: object,
    affixes: re.Pattern[str],
    *,
    name: str,
    allow_wan: bool,
    signed: bool,
    maximum: Decimal,
    example: str = "12,300.50",
) -> Decimal:
    multiple = Decimal(1)
    if isinstance(value, str):
        text = normalise_digits(value)
        bracketed = text.startswith("(") and text.endswith(")")
        text = affixes.sub("", text[1:-1].strip() if bracketed else text)
        sign = text[:1] if text[:1] in ("-", "+") else ""
        text = sign + affixes.sub("", text[len(sign) :]).strip()
        if text[-1:] in _MULTIPLES:
            multiple = _multiple(text[-1], allow_wan, name)
            text = text[:-1].rstrip()
        value = f"({text})" if bracketed else text
    # 12.34567万 is 123,456.70: decimals are counted after multiplying.
    number = _read_number(value, name, 2, example) * multiple
    return _within(number, name, 2, signed, maximum, example)


def _multiple(character: str, allowed: bool, name: str) -> Decimal:
    if not allowed:
        raise Unreadable(f"{name}不接受“{character}”为单位，写出完整数字，例如 125,000.00。")
    return _MULTIPLES[character]


def _read_number(value: object, name: str, places: int, example: str) -> Decimal:
    """The number as written, not yet limited in size or decimals."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        if number.is_finite():
            return number
    if isinstance(value, str):
        text = normalise_digits(value)
        negative = False
        if text.startswith("(") and text.endswith(")"):
            negative, text = True, text[1:-1].strip()
        elif text[:1] in ("-", "+"):
            negative, text = text[0] == "-", text[1:].lstrip()
        if _NUMBER.fullmatch(text) and len(text) <= 40:
            number = Decimal(text.replace(",", ""))
            return -number if negative else number
    decimals = f"，最多 {places} 位小数" if places else "，不带小数"
    raise Unreadable(f"{name}须为数字{decimals}，例如 {example}。")


def _within(
    number: Decimal, name: str, places: int, signed: bool, maximum: Decimal, example: str
) -> Decimal:
    if number < 0 and not signed:
        raise Unreadable(f"{name}不能为负数。")
    if abs(number) > maximum:
        raise Unreadable(f"{name}不能超过 {maximum:,}。核对小数点和单位。")
    exact = number.quantize(Decimal(1).scaleb(-places))
    if exact != number:
        raise Unreadable(f"{name}最多 {places} 位小数，例如 {example}。")
    return abs(exact) if exact == 0 else exact


# Dates

_SEPARATED: Final = re.compile(
    r"(?P<year>[0-9]{4})\s*(?P<mark>[-/.])\s*(?P<month>[0-9]{1,2})\s*(?P=mark)\s*(?P<day>[0-9]{1,2})"
)
_WRITTEN: Final = re.compile(
    r"(?P<year>[0-9]{4})\s*年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*[日号]?"
)
_COMPACT: Final = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_MIDNIGHT_OR_TIME: Final = re.compile(
    r"(?:[ T]|(?<=[日号]))\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?$"
)
_CHINESE_DATE: Final = re.compile(
    r"(?P<year>[〇○零一二三四五六七八九]{4})年(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?P<day>[一二三四五六七八九十廿卅]{1,3})[日号]"
)
_CHINESE_DIGITS: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_DATE_HELP: Final = "日期按 2024-03-05 或 2024年3月5日 填写"
# The number of LIKELY_FROM in a spreadsheet.
FIRST_SERIAL: Final = 18_264
_LAST_SERIAL: Final = 73_050  # 2099-12-31


def parse_date(value: object) -> date:
    """A calendar date between 1900 and 2099.

    Text: 2024-3-5, 2024/3/5, 2024.3.5, 2024年3月5日, 20240305, 二〇二四年三月五日, full-width
    forms, a time of day behind it is dropped. Numbers (spreadsheet cells only): an Excel serial
    of the 1900 system from 1950 on, or 20240305; a year (2015) or month (2015.6) typed as a number
    is no day. Two-digit years and day-first orders are refused.
    """
    if isinstance(value, datetime):
        return _in_range(value.date())
    if isinstance(value, date):
        return _in_range(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _in_range(_from_number(Decimal(value)))
    if not isinstance(value, str):
        raise Unreadable(f"{_DATE_HELP}。")
    return _in_range(_from_text(normalise_digits(value)))


def _from_text(text: str) -> date:
    text = _MIDNIGHT_OR_TIME.sub("", text).rstrip()
    for pattern in (_SEPARATED, _WRITTEN, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            return _calendar_date(*(int(found[part]) for part in ("year", "month", "day")))
    found = _CHINESE_DATE.fullmatch(text)
    if found:
        year = int("".join(str(_CHINESE_DIGITS[c]) for c in found["year"]))
        return _calendar_date(year, _chinese_number(found["month"]), _chinese_number(found["day"]))
    raise Unreadable(_date_advice(text))


def _date_advice(text: str) -> str:
    if text.startswith("民国"):
        return f"须写公历年份。{_DATE_HELP}。"
    if re.fullmatch(r"[0-9]{5}", text):
        return f"“{text}”是 Excel 的日期序号。把单元格设为日期格式，或按 2024-03-05 填写。"
    if re.fullmatch(r"[0-9]{2}\s*[-/.年].*", text):
        return f"年份须写四位。{_DATE_HELP}。"
    if re.fullmatch(r"[0-9]{4}\s*[-/.年]\s*[0-9]{1,2}\s*月?", text):
        return f"缺少日。{_DATE_HELP}。"
    return f"{_DATE_HELP}。"


def _from_number(number: Decimal) -> date:
    """Excel counts days from 1899-12-31 as 0, with a 1900-02-29 that never was (serial 60)."""
    if not number.is_finite():
        raise Unreadable(f"{_DATE_HELP}。")
    if 19_000_101 <= number <= 20_991_231 and number == number.to_integral_value():
        return _from_text(str(int(number)))
    if 1900 <= number < 2100 or 190_001 <= number <= 209_912:
        raise Unreadable(f"“{number:f}”像是年份或者年月，缺少日。{_DATE_HELP}。")
    if not FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        raise Unreadable(f"{_DATE_HELP}，或把单元格设为日期格式。")
    return date(1899, 12, 30) + timedelta(days=int(number))


_MONTH: Final = re.compile(r"([0-9]{4})\s*(?:年|[-/.])\s*([0-9]{1,2})\s*月?|([0-9]{4})([0-9]{2})")


def parse_month(value: object) -> date | None:
    """The first day of a month without a day: 1990.03, 1992年10月, 1990-3, 199010; None for all
    else. The number 1990.1 is January or October: it raises ``Unreadable``."""
    if isinstance(value, Decimal):
        if 1900 <= value < 2100 and value != value.to_integral_value():
            if format(value, "f").endswith(".1"):
                raise Unreadable(
                    f"“{value:f}”是 1 月还是 10 月分不清。按 1990-01 或 1990-10 填写。"
                )
        elif not 190_001 <= value <= 209_912:
            return None
        value = format(value, "f")
    if not isinstance(value, str):
        return None
    found = _MONTH.fullmatch(normalise_digits(value))
    if not found:
        return None
    year, month = int(found[1] or found[3]), int(found[2] or found[4])
    return _in_range(_calendar_date(year, month, 1))


def _calendar_date(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise Unreadable(f"月份须在 1 至 12 之间，现为 {month}。")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"{year}年{month}月没有{day}日。") from None


def _chinese_number(text: str) -> int:
    """1–39 written 十二, 二十三, 廿一, 卅."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    found = re.fullmatch(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)", text)
    if not found or (found[1] and found[3] and not found[2]):
        raise Unreadable(f"{_DATE_HELP}。")
    tens, ten, ones = found.groups()
    if not ten:
        return _CHINESE_DIGITS[tens or ones]
    return _CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0)


def _in_range(value: date) -> date:
    if not EARLIEST <= value <= LATEST:
        raise Unreadable("日期须在 1900 年至 2099 年之间。")
    return value


_TIME_OF_DAY = re.compile(
    r"([0-9]{1,2})\s*(?::|时|点)\s*([0-9]{1,2})?(?::00)?\s*(?:分)?|([0-9]{1,2})([0-9]{2})"
)


def parse_time(value: str) -> time:
    """A time of day: 08:20, 8：20, 0820, 8时20分, 14点. Raises ``Unreadable``."""
    found = _TIME_OF_DAY.fullmatch(normalise_digits(value))
    if found:
        hour, minute = found.group(1) or found.group(3), found.group(2) or found.group(4) or "0"
        if int(hour) < 24 and int(minute) < 60:
            return time(int(hour), int(minute))
    raise Unreadable("时刻按 08:20 填写，24 小时制。")
