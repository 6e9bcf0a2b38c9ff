"""What a workbook says beside its values: units and sizes of formats, formulas never computed."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook

from renfang.exchange.reading.spreadsheet import read_whole
from renfang.exchange.widgets import AreaWidget, refuse_error
from renfang.quantities.parsing import Unreadable
from renfang.uploads.confined.number_formats import UNCLEAR, said_by
from renfang.uploads.confined.worksheets import NEVER_COMPUTED


def rows_of(book):
    target = io.BytesIO()
    book.save(target)
    (sheet,) = read_whole(target.getvalue())
    return sheet.rows


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("General", None), ("0.00", None), ("#,##0.00", None), ("#,##0", None), ("0.00%", None),
        ('#,##0.00_);[Red]\\(#,##0.00\\)', None), ('"¥"#,##0.00', None), ('[$¥-804]#,##0', None),
        ('yyyy"年"m"月"d"日"', None), ("@", None), ('0"层"', None), ('General"级"', None),
        ("00000000", 8), ('0.00"万元"', "万元"), ('0.00"万元";[Red]-0.00"万元"', "万元"),
        ('#,##0.00\\ "元"', "元"), ("0.00\\㎡", "㎡"), ('General"万㎡"', "万㎡"),
        ('0.0" kW"', "kW"),
        ("0!万!元", "万元"), ("#,##0,", UNCLEAR), ("0.00,,", UNCLEAR), ("#,##0,.0", UNCLEAR),
        ('0!.0,"万"', UNCLEAR), ('0\\.0000', UNCLEAR), ('0.0"万"', UNCLEAR),
        ("[$$-409]#,##0.00", UNCLEAR), ('"US$"0.00', UNCLEAR), ('0.00"港元"', UNCLEAR),
    ],
)  # fmt: skip
def test_what_a_format_says_of_its_numbers(code, says):
    assert said_by(code) == says


def test_a_unit_of_a_format_is_read_with_the_number():
    book = Workbook()
    page = book.active
    page.append(["项目", "面积", "金额"])
    page.append(["甲", 1.25, 1234567])
    page.append(["乙", 1250, 0])
    page["B2"].number_format = '0.00"万㎡"'
    page["C2"].number_format = page["C3"].number_format = "#,##0,"
    _heads, first, second = rows_of(book)
    assert first.cells == ("甲", "1.25万㎡", UNCLEAR)
    assert second.cells == ("乙", Decimal(1250), Decimal(0)), "nothing is nothing in any size"


def test_a_formula_without_a_stored_value_is_named_and_never_blank():
    book = Workbook()
    page = book.active
    page.append(["项目", "面积", "合计"])
    page.append(["甲", "=1+1", "=B2*2"])
    page.append([None, None, "=SUM(C2:C2)"])
    _heads, first, last = rows_of(book)
    assert first.cells == ("甲", NEVER_COMPUTED, NEVER_COMPUTED)
    assert last.cells == (None, None, NEVER_COMPUTED), "below all that calamine counts as used"


@pytest.mark.parametrize("stored", [b"<v>7</v>", b"<v>0</v>"])
def test_a_formula_with_its_value_is_that_value(stored):
    assert rewritten(b"<v></v>", stored) == Decimal(stored[3:4].decode())


def test_a_formula_of_text_may_come_to_nothing():
    assert rewritten(b'<c r="A2"', b'<c t="str" r="A2"') is None


def rewritten(old, new):
    """The cell A2, a formula, where the sheet's part was changed so."""
    import re
    import zipfile

    book, target, changed = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["面积", "项目"])
    book.active.append(["=1+1", "甲"])
    book.save(target)
    with zipfile.ZipFile(target) as package, zipfile.ZipFile(changed, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            if name.endswith("sheet1.xml"):
                content = re.sub(rb"<v\s*/>", b"<v></v>", content)
                assert old in content
                content = content.replace(old, new)
            copy.writestr(name, content)
    (sheet,) = read_whole(changed.getvalue())
    return sheet.rows[1].cell(0)


@pytest.mark.parametrize("word", [NEVER_COMPUTED, UNCLEAR])
def test_what_has_no_value_has_to_be_filled_in(word):
    """The words of the confined process are those that the pages know."""
    with pytest.raises(Unreadable, match="在此填写"):
        refuse_error(word)
    with pytest.raises(ValueError, match="面积"):
        AreaWidget(name="面积").clean(word)
