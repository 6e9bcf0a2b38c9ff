"""Small parts of the wording that papers of every kind share: days, sentences, numbered items."""

from __future__ import annotations

from datetime import date


def day(iso: str | None) -> str:
    """2024年3月1日 from the ISO date of a snapshot; nothing for a day that is not known."""
    # Typesetting takes its time to import; papers are rarely the first thing a process does.
    from renfang.typesetting.page import chinese_date

    return chinese_date(date.fromisoformat(iso)) if iso else ""


def sentence(text: str) -> str:
    """What somebody typed, with its full stop; nothing for a blank."""
    text = text.strip().rstrip("。")
    return f"{text}。" if text and not text.endswith(("！", "？")) else text


def ordinal(number: int) -> str:
    """（一） to （九） before the items of a paper."""
    return f"（{'一二三四五六七八九'[number - 1]}）"
