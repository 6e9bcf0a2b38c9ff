"""What acts ask of texts and days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from renfang.acts import Incomplete, require_day, require_past, require_text, require_two


def test_text_comes_back_without_the_blanks_around_it():
    assert require_text("  工作调动 ", "写明离队原因", least=2) == "工作调动"


@pytest.mark.parametrize(
    ("text", "asked", "message"),
    [
        (" ", {}, "写明离队原因"),
        ("调", {"least": 2, "example": "工作调动"}, "写明离队原因，例如“工作调动”"),
        ("调动", {"least": 5}, "写明离队原因，至少 5 个字"),
        (
            "    调动    ",
            {"least": 5, "example": "调往外地"},
            "写明离队原因，至少 5 个字，例如“调往外地”",
        ),
    ],
)
def test_too_short_a_text_is_refused_in_words_at_its_field(text, asked, message):
    with pytest.raises(Incomplete) as refusal:
        require_text(text, "写明离队原因", field="note", **asked)
    assert (refusal.value.message, refusal.value.field) == (message, "note")


def test_today_has_come_and_tomorrow_has_not():
    today = timezone.localdate()
    require_past(today, "决定日期")
    with pytest.raises(Incomplete, match="决定日期不能晚于今天，到期再办") as refusal:
        require_past(today + timedelta(days=1), "决定日期", advice="，到期再办")
    assert refusal.value.field == "on"


def test_day_lies_between_what_comes_first_and_today():
    today = timezone.localdate()
    first = today - timedelta(days=3)
    require_day(first, first, "决定日期")
    require_day(today, None, "决定日期")
    with pytest.raises(Incomplete, match=f"决定日期不能早于申请日期 {first}"):
        require_day(first - timedelta(days=1), first, "决定日期", since="申请日期")
    with pytest.raises(Incomplete, match="决定日期不能晚于今天"):
        require_day(today + timedelta(days=1), first, "决定日期", since="申请日期")


def test_two_people_are_two_different_people():
    assert require_two(" 张三，李四,王五、", "送达人", field="servers") == "张三、李四、王五"
    for names in ("", "张三", "张三、张三"):
        with pytest.raises(Incomplete, match="填写两名以上送达人") as refusal:
            require_two(names, "送达人", field="servers")
        assert refusal.value.field == "servers"
