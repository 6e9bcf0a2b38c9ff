"""Measures of GB/T 9704-2012 and the things that several kinds of document share."""

from __future__ import annotations

from datetime import date

from renfang.typesetting.contents import Align, Verification
from renfang.typesetting.lines import Style, break_lines
from renfang.typesetting.qrcode import draw_qr
from renfang.typesetting.sheet import GREY, MM, PAGE_HEIGHT, Sheet

LEFT = 28 * MM  # 订口
TYPE_WIDTH = 156 * MM  # 版心
TYPE_HEIGHT = 225 * MM
RIGHT = LEFT + TYPE_WIDTH
TOP = PAGE_HEIGHT - 37 * MM  # 天头
BOTTOM = TOP - TYPE_HEIGHT
LINES_PER_PAGE = 22
CHARACTERS_PER_LINE = 28
LINE_PITCH = TYPE_HEIGHT / LINES_PER_PAGE
CHARACTER_PITCH = TYPE_WIDTH / CHARACTERS_PER_LINE

SIZE_2 = 22.0  # 二号
SIZE_3 = 16.0  # 三号
SIZE_4 = 14.0  # 四号

#: body text: 3号 set so that 28 characters fill the type area
BODY = Style("fang", SIZE_3, CHARACTER_PITCH - SIZE_3)

_CODE = Style("song", 9)
_NOTE = Style("song", 8)


def chinese_date(day: date) -> str:
    """2024年3月1日: Arabic numerals without padding (GB/T 9704-2012, 成文日期)."""
    return f"{day.year}年{day.month}月{day.day}日"


def draw_verification(
    sheet: Sheet, x: float, top: float, verification: Verification, *, width: float
) -> None:
    """A QR code centred under ``top`` in a column ``width`` points wide, code and note below."""
    edge = 22 * MM
    middle = x + width / 2
    draw_qr(sheet, middle - edge / 2, top - edge, verification.url, edge=edge)
    y = top - edge - 13
    sheet.text(middle, y, f"核验码 {verification.code}", _CODE, align=Align.CENTRE)
    for line in break_lines(verification.note, _NOTE, width):
        y -= 11
        sheet.text(middle, y, line.text, _NOTE, align=Align.CENTRE, colour=GREY)
