"""What people type, one line per spelling."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renfang.quantities.parsing import (
    Unreadable,
    clean_text,
    normalise_digits,
    parse_amount,
    parse_area,
    parse_date,
    parse_decimal,
    parse_depth,
    parse_integer,
    parse_month,
)

FIFTH_OF_MARCH = [
    "2024-3-5",
    "2024-03-05",
    "2024-03-5",
    "2024/3/5",
    "2024/03/05",
    "2024.3.5",
    "2024.03.05",
    "2024年3月5日",
    "2024年03月05日",
    "2024年3月5号",
    "2024年3月5",
    "2024 年 3 月 5 日",
    "2024- 3 -5",
    "20240305",
    "２０２４年３月５日",
    "２０２４－０３－０５",
    "２０２４．３．５",
    "２０２４／３／５",
    "２０２４０３０５",
    "2024−03−05",
    "  2024-03-05  ",
    "　2024-03-05　",
    "2024-03-05\n",
    "\u00a02024-03-05",
    "2024-03-05 00:00:00",
    "2024-03-05 00:00",
    "2024-03-05T09:30:00",
    "2024/3/5 9:30",
    "2024-03-05 00:00:00.000",
    "2024年3月5日 09:30",
    "2024年3月5日09:30",
    "二〇二四年三月五日",
    "二○二四年三月五日",
    "二零二四年三月五日",
    "二〇二四年三月五号",
    date(2024, 3, 5),
    datetime(2024, 3, 5, 23, 59),
    45356,
    Decimal(45356),
    Decimal("45356.5"),
    Decimal("45356.0"),
    20240305,
    Decimal(20240305),
]


@pytest.mark.parametrize("typed", FIFTH_OF_MARCH, ids=repr)
def test_fifth_of_march_in_every_spelling(typed):
    assert parse_date(typed) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("二〇二三年十月十日", date(2023, 10, 10)),
        ("二〇二三年十二月二十三日", date(2023, 12, 23)),
        ("二〇二三年十一月廿一日", date(2023, 11, 21)),
        ("二〇二三年一月三十一日", date(2023, 1, 31)),
        ("二〇二三年一月卅日", date(2023, 1, 30)),
        ("二〇二三年一月十九日", date(2023, 1, 19)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2099-12-31", date(2099, 12, 31)),
        (18264, date(1950, 1, 1)),
        (73050, date(2099, 12, 31)),
        (Decimal(44197), date(2021, 1, 1)),
    ],
)
def test_dates_at_the_edges(typed, meant):
    assert parse_date(typed) == meant


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("2024-02-30", "2024年2月没有30日"),
        ("2023-02-29", "2023年2月没有29日"),
        ("2024年4月31日", "2024年4月没有31日"),
        ("20240230", "2024年2月没有30日"),
        ("2024-13-01", "月份"),
        ("2024-00-10", "月份"),
        ("2024-01-00", "没有0日"),
        ("24-3-5", "年份须写四位"),
        ("24年3月5日", "年份须写四位"),
        ("05/03/2024", "年份须写四位"),
        ("3/5/2024", "2024-03-05"),
        ("2024年3月", "缺少日"),
        ("2024-03", "缺少日"),
        ("2024.3", "缺少日"),
        ("45356", "日期序号"),
        ("民国113年3月5日", "公历"),
        ("甲辰年二月初五", "2024-03-05"),
        ("2024-3/5", "2024-03-05"),
        ("2024 3 5", "2024-03-05"),
        ("202435", "2024-03-05"),
        ("2024-03-05-06", "2024-03-05"),
        ("2024-03-05 25", "2024-03-05"),
        ("٢٠٢٤-٠٣-٠٥", "2024-03-05"),
        ("二〇二四年十十月五日", "2024-03-05"),
        ("二〇二四年三月三二日", "2024-03-05"),
        ("", "2024-03-05"),
        ("   ", "2024-03-05"),
        ("明天", "2024-03-05"),
        ("2024-03-05\x00", "2024-03-05"),
        ("1899-12-31", "1900 年至 2099 年"),
        ("2100-01-01", "1900 年至 2099 年"),
        (60, "2024-03-05"),
        (0, "2024-03-05"),
        (-1, "2024-03-05"),
        (73051, "2024-03-05"),
        (Decimal("Infinity"), "2024-03-05"),
        (Decimal("NaN"), "2024-03-05"),
        (20240230, "没有30日"),
        (True, "2024-03-05"),
        (45356.0, "2024-03-05"),
        (None, "2024-03-05"),
    ],
    ids=repr,
)
def test_unreadable_date_says_what_to_write(typed, advice):
    with pytest.raises(Unreadable, match=advice):
        parse_date(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1234.5", "1234.50"),
        ("1,234.5", "1234.50"),
        ("1,234,567.89", "1234567.89"),
        ("１，２３４．５０", "1234.50"),
        ("￥1,234.50", "1234.50"),
        ("¥1234.50", "1234.50"),
        ("￥ 1,234.50", "1234.50"),
        ("人民币1,234.50元", "1234.50"),
        ("人民币￥1234.5", "1234.50"),
        ("RMB 1234.5", "1234.50"),
        ("1234.5元", "1234.50"),
        ("1234元整", "1234.00"),
        ("1234圆整", "1234.00"),
        ("12.5万元", "125000.00"),
        ("12.5万", "125000.00"),
        ("12.5 万元", "125000.00"),
        ("１２．５万元", "125000.00"),
        ("￥12.5万元", "125000.00"),
        ("1,234.567万元", "12345670.00"),
        ("12.34567万", "123456.70"),
        ("1.2亿元", "120000000.00"),
        ("0", "0.00"),
        ("0.00", "0.00"),
        ("0.1", "0.10"),
        ("007", "7.00"),
        ("+5", "5.00"),
        (" 5 ", "5.00"),
        ("1.500", "1.50"),
        (5, "5.00"),
        (Decimal("1234.5"), "1234.50"),
        (Decimal("1.50000"), "1.50"),
        ("9999999999999.99", "9999999999999.99"),
    ],
    ids=repr,
)
def test_amount_spellings(typed, meant):
    assert str(parse_amount(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("（1,000.00）", "-1000.00"),
        ("(1,000.00)", "-1000.00"),
        ("(￥1,000.00)", "-1000.00"),
        ("￥(1,000.00)", "-1000.00"),
        ("-1,000", "-1000.00"),
        ("－1,000", "-1000.00"),
        ("−1000", "-1000.00"),
        ("￥-1,000.00", "-1000.00"),
        ("-￥1,000.00", "-1000.00"),
        ("-12.5万元", "-125000.00"),
        ("（12.5万元）", "-125000.00"),
        ("-0.00", "0.00"),
        (Decimal(-3), "-3.00"),
    ],
    ids=repr,
)
def test_negative_amounts_where_a_reversal_is_meant(typed, meant):
    assert str(parse_amount(typed, signed=True)) == meant


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("", "金额须为数字，最多两位小数|金额须为数字，最多 2 位小数"),
        ("1e3", "须为数字"),
        ("1E3", "须为数字"),
        ("1_000", "须为数字"),
        ("١٢", "须为数字"),
        ("²", "须为数字"),
        ("①", "须为数字"),
        ("12,34", "须为数字"),
        ("1,2345", "须为数字"),
        (",123", "须为数字"),
        ("1,234,", "须为数字"),
        ("1.2.3", "须为数字"),
        (".5", "须为数字"),
        ("5.", "须为数字"),
        ("1 234", "须为数字"),
        ("--5", "须为数字"),
        ("(-5)", "须为数字"),
        ("(5", "须为数字"),
        ("0x10", "须为数字"),
        ("NaN", "须为数字"),
        ("Infinity", "须为数字"),
        ("约5万", "须为数字"),
        ("壹拾贰万元整", "须为数字"),
        ("5$", "须为数字"),
        ("5美元", "须为数字"),
        ("5万万", "须为数字"),
        ("元", "须为数字"),
        ("1\u200b2", "须为数字"),
        ("1" * 60, "须为数字"),
        ("1.005", "最多 2 位小数"),
        ("12.3456789万", "最多 2 位小数"),
        (Decimal("0.001"), "最多 2 位小数"),
        ("-5", "不能为负数"),
        ("（5）", "不能为负数"),
        ("10000000000000", "不能超过"),
        ("99999999亿", "不能超过"),
        (1.5, "须为数字"),
        (True, "须为数字"),
        (None, "须为数字"),
        (Decimal("NaN"), "须为数字"),
        (date(2024, 1, 1), "须为数字"),
    ],
    ids=repr,
)
def test_unreadable_amount_says_what_to_write(typed, advice):
    with pytest.raises(Unreadable, match=advice):
        parse_amount(typed)


def test_wan_is_refused_where_the_unit_is_fixed():
    with pytest.raises(Unreadable, match="写出完整数字"):
        parse_amount("12.5万", allow_wan=False)
    with pytest.raises(Unreadable, match="写出完整数字"):
        parse_area("1.2万平方米")
    assert parse_area("1.2万平方米", allow_wan=True) == Decimal("12000.00")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,234.5", "1234.50"),
        ("1234.5㎡", "1234.50"),
        ("1234.5 m2", "1234.50"),
        ("1234.5m²", "1234.50"),
        ("３２０平方米", "320.00"),
        ("320平米", "320.00"),
    ],
)
def test_area_spellings(typed, meant):
    assert str(parse_area(typed)) == meant


def test_area_of_a_negative_or_absurd_size_is_refused():
    for typed in ("-1", "1000000000", "3亩", "1.234"):
        with pytest.raises(Unreadable):
            parse_area(typed)


def test_depth_in_metres():
    assert parse_depth("3.20米") == parse_depth("3.2m") == Decimal("3.20")
    with pytest.raises(Unreadable, match="负数"):
        parse_depth("-3.2")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("18", 18), ("18层", 18), ("１８", 18), ("1,200", 1200), (Decimal("18.0"), 18), (7, 7)],
)
def test_whole_numbers(typed, meant):
    assert parse_integer(typed, units="层人") == meant


@pytest.mark.parametrize("typed", ["18.5", "1e2", "²", "-1", "18栋", "", Decimal("1.5"), 10**9])
def test_unreadable_whole_numbers(typed):
    with pytest.raises(Unreadable):
        parse_integer(typed, units="层人")


def test_decimal_keeps_the_asked_number_of_places():
    assert str(parse_decimal("0.02", places=4)) == "0.0200"
    assert str(parse_decimal("8", places=0)) == "8"
    with pytest.raises(Unreadable, match="比例最多 4 位小数"):
        parse_decimal("0.00005", places=4, name="比例")


def test_full_width_is_folded_but_chinese_signs_are_not():
    assert normalise_digits("　ＡＢ１２（３）－４ ") == "AB12(3)-4"
    assert normalise_digits("①㎡²、。") == "①㎡²、。"


INVISIBLE = [0x00, 0x07, 0x1B, 0x85, 0x9F, 0xAD, 0x200B, 0x200F, 0x2028, 0x202E, 0x2066]
INVISIBLE += [0xD800, 0xDFFF, 0xFEFF, 0xFFFE, 0xE0041]


@pytest.mark.parametrize("character", [*map(chr, INVISIBLE)], ids=[*map(hex, INVISIBLE)])
def test_invisible_character_in_a_name_is_refused_and_placed(character):
    with pytest.raises(Unreadable, match="第 2 个字符"):
        clean_text(f"张{character}三")


def test_text_keeps_rare_characters_and_punctuation():
    for name in ("𠮷田", "阿依古丽·买买提", "（①期）1,234㎡", "葛\U000e0100城"):
        assert clean_text(name) == name


def test_line_break_in_a_one_line_field_becomes_a_blank():
    assert clean_text("  解放路\r\n 12 号\t甲　") == "解放路 12 号 甲"
    assert clean_text("第一行\r\n第二行 ", multiline=True) == "第一行\n第二行"


def test_text_length_is_counted_in_characters():
    assert clean_text("𠮷" * 5, max_length=5) == "𠮷" * 5
    with pytest.raises(Unreadable, match="最多 5 个字，现有 6 个字"):
        clean_text("字" * 6, max_length=5)


def test_number_cell_read_as_text_has_no_exponent():
    assert clean_text(Decimal("1E+3")) == "1000"


MONEY = st.decimals("-9999999999999.99", "9999999999999.99", places=2)


@given(MONEY)
def test_formatted_amount_reads_back(amount):
    for written in (f"{amount:,.2f}", f"￥{amount:,.2f}", f"{amount:.2f}元"):
        assert parse_amount(written, signed=True) == amount


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back_in_each_format(day):
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"):
        assert parse_date(day.strftime(form)) == day
    if day >= date(1950, 1, 1):
        assert parse_date((day - date(1899, 12, 30)).days) == day


@given(st.text() | st.text(alphabet="0123456789,.-+()万亿元￥年月日/ １，．－"))
def test_any_text_is_read_or_refused_with_a_reason(text):
    for parse in (parse_amount, parse_area, parse_integer, parse_date, clean_text):
        refusal = refusal_of(parse, text)
        assert refusal is None or refusal.endswith("。")


@pytest.mark.parametrize("typed", [1, 59, 61, 2015, Decimal("2015.6"), 18263, 201506])
def test_a_year_or_a_month_typed_as_a_number_is_no_day_of_1905(typed):
    assert "日期按 2024-03-05" in refusal_of(parse_date, typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1990.03", date(1990, 3, 1)),
        ("1992年10月", date(1992, 10, 1)),
        ("1990-3", date(1990, 3, 1)),
        (Decimal("1990.03"), date(1990, 3, 1)),
        (Decimal("1991.8"), date(1991, 8, 1)),
        (Decimal(199010), date(1990, 10, 1)),
        ("1990-03-05", None),
        (Decimal(2015), None),
    ],
)
def test_months_without_a_day(typed, meant):
    assert parse_month(typed) == meant


def test_a_month_that_could_be_january_or_october_is_asked_for():
    assert "分不清" in refusal_of(parse_month, Decimal("1990.1"))


def refusal_of(parse, text):
    try:
        parse(text)
    except Unreadable as error:
        return error.message
    return None
