"""Numbers of headings: 一、（一）1. （1）."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一. Raises ValueError outside 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(f"标题序号 {number} 不在 1 至 99 之间")
    tens, ones = divmod(number, 10)
    text = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return text + (_DIGITS[ones] if ones else "")


class HeadingNumbers:
    """Counts headings; a heading starts the count of the levels below it again."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def next(self, level: int) -> str:
        """The mark before the next heading of a level (1 to 4)."""
        index = level - 1
        self._counts[index] += 1
        self._counts[index + 1 :] = [0] * (3 - index)
        count = self._counts[index]
        return (
            f"{chinese_number(count)}、"
            if level == 1
            else f"（{chinese_number(count)}）"
            if level == 2
            else f"{count}. "
            if level == 3
            else f"（{count}）"
        )
