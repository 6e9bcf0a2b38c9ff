"""双随机抽取: what is drawn and who inspects it, drawn so that anybody can draw again; the matters.

The rule, in the words that the result page prints too:

1. the seed (种子) is a random text, made at the moment of the draw and kept;
2. every object of the pool gets the SHA-256 (hexadecimal) of ``种子:工程:编号`` (of a unit
   ``种子:单位:编号``); the wanted number with the smallest values is drawn, in that order;
3. for each object drawn, every inspector gets the SHA-256 of ``种子:人员:对象编号:人员编号``; the
   team is those with the smallest values;
4. of the places of a unit drawn those are looked at that have the smallest SHA-256 of
   ``种子:场所:单位编号:场所编号``.

The numbers are those printed in the pools, so the order in which a pool is listed changes nothing.
Source: 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

ALGORITHM = "SHA-256 排序抽取（第 1 版）"
RULE = (
    "抽取时生成随机种子并留存。",
    "对名录中每个工程计算“种子:工程:编号”的 SHA-256 值（十六进制），按值从小到大取所需个数的工程。",
    "对抽中的每个工程，再对名录中每名检查人员计算“种子:人员:工程编号:人员编号”的 SHA-256 值，"
    "按值从小到大取所需人数。",
    "任何人用本页的种子和名录都能重算出相同结果；名录的排列次序不影响结果。",
)
UNIT_ALGORITHM = "SHA-256 排序抽取（第 2 版，按单位）"
UNIT_RULE = (
    RULE[0],
    "对名录中每个单位计算“种子:单位:编号”的 SHA-256 值（十六进制），按值从小到大取所需个数的单位。",
    "对抽中的每个单位，再对名录中每名检查人员计算“种子:人员:单位编号:人员编号”的 SHA-256 值，"
    "按值从小到大取所需人数；单位的场所多于应查处数的，按“种子:场所:单位编号:场所编号”的 "
    "SHA-256 值从小到大取应查处数。",
    RULE[3],
)
WORK, UNIT = "工程", "单位"


@dataclass(frozen=True)
class Pair:
    """One object drawn (works or a unit) and the inspectors drawn for it, by their numbers."""

    target: int
    inspectors: tuple[int, ...]


def lot(*parts: object) -> str:
    """The lot (hexadecimal SHA-256) of the parts joined by colons."""
    return sha256(":".join(str(part) for part in parts).encode()).hexdigest()


def target_lot(seed: str, number: int, word: str = WORK) -> str:
    """The lot that decides whether works, or a unit, are drawn."""
    return lot(seed, word, number)


def draw(
    seed: str,
    targets: Iterable[int],
    inspectors: Iterable[int],
    *,
    count: int,
    team_size: int,
    word: str = WORK,
) -> tuple[Pair, ...]:
    """The drawn pairs in their order. Raises ValueError where a pool is too small."""
    pool, people = sorted(set(targets)), sorted(set(inspectors))
    if not 1 <= count <= len(pool):
        raise ValueError(f"cannot draw {count} of {len(pool)} objects")
    if not 1 <= team_size <= len(people):
        raise ValueError(f"cannot draw {team_size} of {len(people)} inspectors")
    drawn = sorted(pool, key=lambda number: target_lot(seed, number, word))[:count]
    return tuple(Pair(number, _team(seed, number, people, team_size)) for number in drawn)


def _team(seed: str, target: int, people: Sequence[int], size: int) -> tuple[int, ...]:
    return tuple(sorted(people, key=lambda who: lot(seed, "人员", target, who))[:size])


def drawn_places(seed: str, unit: int, places: Iterable[int], most: int) -> tuple[int, ...]:
    """Which places of a unit are looked at, in their order: all, or ``most``, by their lots."""
    pool = sorted(set(places), key=lambda place: lot(seed, "场所", unit, place))
    return tuple(sorted(pool[:most]))


# --- 随机抽查事项清单 --------------------------------------------------------------------------

KEEPER = "keeper"


@dataclass(frozen=True)
class Matter:
    """One row of the list (抽查事项): what is looked at, at whom, by which law.

    ``ratio`` (%) is the share of the objects in a year at least, ``times`` how often a year; None
    where the list says nothing. ``publish_days`` are working days after the last inspection.
    """

    number: int
    category: str
    name: str
    content: str
    object_kind: str
    level: str
    method: str
    ratio: int | None
    times: int | None
    basis: str
    publish_days: int
    effective_from: date
    whose: str


def _of_law(
    number: int, category: str, name: str, content: str, object_kind: str, article: str
) -> Matter:
    """A matter that every office may look at: no share is fixed, in force with the law itself."""
    return Matter(
        number=number,
        category=category,
        name=name,
        content=content,
        object_kind=object_kind,
        level="general",
        method="现场检查",
        ratio=None,
        times=None,
        basis=f"《中华人民共和国人民防空法》{article}",
        # What bureaus follow (抽查任务完成后20个工作日内); an office's own list may say otherwise.
        publish_days=20,
        effective_from=date(1997, 1, 1),
        whose="法定事项",
    )


# What applies until an office's list, or a superior's, says otherwise.
BY_LAW = (
    _of_law(
        1,
        "maintenance",
        "人防工程维护管理的监督检查",
        "已经修建或者使用的人防工程是否按规定维护管理，保持良好使用状态",
        KEEPER,
        "第二十五条",
    ),
    _of_law(
        2,
        "quality",
        "人防工程建设质量的监督检查",
        "设计、施工和所用防护设备是否符合国家规定的防护标准和质量标准",
        "developer",
        "第二十三条",
    ),
    _of_law(
        3,
        "siren",
        "人防警报设施维护管理的监督检查",
        "警报设施是否由设置单位维护管理，保持良好使用状态，有无擅自拆除、迁移",
        "siren_keeper",
        "第三十五条",
    ),
)


def in_force(rows: Iterable[tuple[Matter, bool]]) -> list[Matter]:
    """The list that applies: each later row takes the place of an earlier one of its number.

    ``rows`` come from the root of the tree down, in each office by their first days; each says
    whether the matter is listed from then on, or struck.
    """
    found = {matter.number: (matter, True) for matter in BY_LAW} | {
        matter.number: (matter, is_listed) for matter, is_listed in rows
    }
    return [matter for _, (matter, is_listed) in sorted(found.items()) if is_listed]


def still_to_draw(pool: int, ratio: int | None, drawn: int) -> int:
    """How many more objects of ``pool`` the yearly share asks for, after ``drawn`` of them.

    >>> still_to_draw(23, 10, 1)
    2
    """
    return max(0, -(-pool * (ratio or 0) // 100) - drawn)


def frequency_words(ratio: int | None, times: int | None) -> str:
    """The yearly share and how often, as lists and papers print them.

    >>> frequency_words(5, 2)
    '不低于 5%，2 次'
    """
    words = (f"不低于 {ratio}%" if ratio else "", f"{times} 次" if times else "")
    return "，".join(filter(None, words)) or "按年度计划"


def named(text: str) -> tuple[str, ...]:
    """The names of a list as it is typed, divided by 、，,； or line ends; each once."""
    parts = (part.strip() for part in re.split("[、，,；;\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def departments(own: str, led_by: str, joined_by: str) -> tuple[str, ...]:
    """Who draws and inspects together (部门联合抽查), the leading department first; none if alone.

    Source: 国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见 (国发〔2019〕5号).
    """
    others = [name for name in named(joined_by) if name not in (own, led_by)]
    if led_by and led_by != own:
        return (led_by, own, *others)
    return (own, *others) if others else ()


def joint_words(together: Sequence[str]) -> str:
    """The sentence about it: 由甲发起，会同乙、丙联合抽查; nothing for one that draws alone."""
    if not together:
        return ""
    return f"由{together[0]}发起，会同{'、'.join(together[1:])}联合抽查"
