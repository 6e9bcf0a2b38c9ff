"""Small parts of the wording that papers of every kind share.

Days, sentences and numbered items; the passages frozen in a snapshot (``passages``), and the text
that the law gives for those that most papers print.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from renfang.documents.kinds import Passage, Snapshot

# 行政复议法 arts 20, 44(3); 行政诉讼法 art. 46: where to turn, and until when.
REMEDIES = (
    "如对{paper}不服，可以自收到{paper}之日起六十日内向{government}申请行政复议，"
    "也可以自收到{paper}之日起六个月内依法向{court}提起行政诉讼。"
)
# 行政复议法 art. 42, 行政诉讼法 art. 56: told where a decision asks for money.
REMEDIES_WITHOUT_DELAY = REMEDIES + "复议、诉讼期间，{paper}不停止执行，法律另有规定的除外。"
PHONE = "联系电话：{phone}"
# Not within a number that only looks like a day, such as a project's code.
_ISO_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
SIGNED_BY_HEAD = "负责人（签名）：　　　　　　年　　月　　日"


def day(iso: str | None) -> str:
    """2024年3月1日 from the ISO date of a snapshot; nothing for a day that is not known."""
    # Typesetting takes its time to import; papers are rarely the first thing a process does.
    from renfang.typesetting.page import chinese_date

    return chinese_date(date.fromisoformat(iso)) if iso else ""


def days_in_words(text: str) -> str:
    """``text`` with 2024-03-01 inside it as 2024年3月1日: papers write no ISO dates.

    Source: GB/T 9704-2012 7.3.5.
    """
    return _ISO_DAY.sub(lambda match: f"{match[1]}年{int(match[2])}月{int(match[3])}日", text)


def in_words(stated: Any) -> Any:
    """What a snapshot states, with the days inside its sentences and tables in words.

    A value that is nothing but a day stays as it is: composers read it by ``day``.
    """
    if isinstance(stated, str):
        return stated if _ISO_DAY.fullmatch(stated) else days_in_words(stated)
    if isinstance(stated, dict):
        return {name: in_words(value) for name, value in stated.items()}
    if isinstance(stated, (list, tuple)):
        return [days_in_words(each) if isinstance(each, str) else in_words(each) for each in stated]
    return stated


def sentence(text: str) -> str:
    """What somebody typed, with its full stop; nothing for a blank."""
    text = text.strip().rstrip("。")
    return f"{text}。" if text and not text.endswith(("！", "？")) else text


def ordinal(number: int) -> str:
    """（一） to （九） before the items of a paper."""
    return f"（{'一二三四五六七八九'[number - 1]}）"


def passage(snapshot: Snapshot, name: Passage) -> str:
    """A passage as the office words it; KeyError where the kind does not declare it."""
    text: str = snapshot["wording"][name.value]
    return text


def remedies(snapshot: Snapshot) -> str:
    """复议 and 诉讼: to whom, within how many days."""
    return passage(snapshot, Passage.REMEDIES)


def bases(snapshot: Snapshot) -> list[str]:
    """The law that the paper rests on, one instrument a line; the locality's own comes last."""
    lines = passage(snapshot, Passage.LEGAL_BASIS).splitlines()
    lines.append(snapshot.get("local_basis", ""))
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def cited(snapshot: Snapshot) -> str:
    """The same within a sentence: A、B和C."""
    *others, last = bases(snapshot)
    return f"{'、'.join(others)}和{last}" if others else last


def cited_exactly(snapshot: Snapshot, article: str) -> str:
    """``cited`` with the item that the case falls under: 第三十二条第一款第（二）项 for 第三十二条.

    An office's own wording that names no article, or an item already, stays as it is.
    """
    text = cited(snapshot)
    whole = re.match(r"第[一二三四五六七八九十百]+条", article)
    if whole is None:
        return text
    return re.sub(rf"{whole[0]}(?!第|之)", article, text, count=1)


def listed(text: str) -> str:
    """Lines that somebody typed as a list: what ends in ； or nothing ends the list with 。."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    ends = ["；" for _ in lines[1:]] + ["。" for _ in lines[:1]]
    return "\n".join(
        line if line.endswith(("！", "？")) else f"{line.rstrip('。；;，、')}{end}"
        for line, end in zip(lines, ends, strict=True)
    )


def contact(snapshot: Snapshot) -> str:
    """Address and telephone in one line, as far as the office has entered them."""
    return "，".join(passage(snapshot, Passage.CONTACT).splitlines())
