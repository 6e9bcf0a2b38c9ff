"""What the number format of a cell says that its value does not: digits, units, sizes, currencies.

12.5 under ``0.00"万元"`` is 12.5万元 to whoever keeps the table, and 1234567 under ``#,##0,`` is
1,235 of whatever the heading says. Source: ECMA-376 part 1, 18.8.30, 18.8.31.
"""

import re
from typing import Final

# In place of a number that its format shows in another size, or in another currency than yuan.
UNCLEAR: Final = "#单位不明"
_ZEROS: Final = re.compile(r"0{2,20}")
_UNITS: Final = frozenset(
    ("元", "千元", "万元", "亿元", "㎡", "m2", "m²", "平方米", "平米", "万㎡", "万平方米", "万m2",
     "万m²", "公顷", "亩", "米", "m", "公里", "km", "千米", "W", "kW", "KW", "瓦", "千瓦")
)  # fmt: skip
_SIZES: Final = frozenset(("千", "万", "百万", "亿"))
_YUAN: Final = frozenset(("", "¥", "￥", "CNY", "RMB", "人民币"))
_MONEY: Final = re.compile(r"US\$|HK\$|[$€£]|USD|HKD|EUR|美元|港元|港币|欧元")
# Conditions and colours; a currency with its language; a blank of a width, a fill; what is literal.
_PART: Final = re.compile(
    r"""\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|_.|\*.|"(?P<quoted>[^"]*)"|[\\!](?P<one>.)"""
)
_DIGITS: Final = re.compile(r"[0#?]")


def said_by(code: str) -> int | str | None:
    """Digits of a number padded with zeros, a unit, UNCLEAR, or nothing (None)."""
    if _ZEROS.fullmatch(code):
        return len(code)
    literals: list[str] = []

    def kept(found: re.Match[str]) -> str:
        currency = found["currency"]
        if currency is not None:
            literals.append("" if currency.strip() in _YUAN else "$")
        else:
            literals.append((found["quoted"] or found["one"] or "").strip())
        return f"\x00{len(literals) - 1}\x00"

    # Of the sections the first is that of positive numbers, and the others follow it.
    plain = _PART.sub(kept, code.replace("General", "0")).split(";")[0]
    bare = re.sub(r"\x00\d+\x00", "", plain)
    if not _DIGITS.search(bare) or re.search(r"[ymdhsYMDHS@]", bare):
        return None
    if any(_MONEY.search(text) for text in literals) or _is_resized(plain, literals):
        return UNCLEAR
    behind = re.split(r"[0#?](?!.*[0#?])", re.sub(r"\x00(\d+)\x00", _marked, plain))[-1]
    suffix = "".join(literals[ord(mark) - _FIRST] for mark in behind if ord(mark) >= _FIRST)
    if suffix in _SIZES:
        return UNCLEAR
    return suffix if suffix in _UNITS else None


# Literals stand in a format as letters of a private area, so that no digit of theirs counts.
_FIRST: Final = 0xE000


def _marked(found: re.Match[str]) -> str:
    return chr(_FIRST + int(found[1]))


def _is_resized(plain: str, literals: list[str]) -> bool:
    """Whether numbers are shown divided: a comma that no digit follows, a point that is none."""
    marked = re.sub(r"\x00(\d+)\x00", _marked, plain)
    if re.search(r"[0#?],+(?![0#?,])", marked):
        return True
    inside = re.search(r"[0#?]([\ue000-\uf8ff])[0#?]", marked)
    return inside is not None and literals[ord(inside[1]) - _FIRST] == "."
