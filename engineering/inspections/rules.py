"""双随机抽取: which shelters and which inspectors, drawn so that anybody can draw again.

The rule, in the words that the result page prints too:

1. the seed (种子) is a random text, made at the moment of the draw and kept;
2. every shelter of the pool gets the SHA-256 (hexadecimal) of ``种子:工程:编号``; the wanted number
   of shelters with the smallest values is drawn, in that order;
3. for each shelter drawn, every inspector gets the SHA-256 of ``种子:人员:工程编号:人员编号``; the
   team is those with the smallest values.

The numbers are those printed in the pools, so the order in which a pool is listed changes nothing.
Source: 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

ALGORITHM = "SHA-256 排序抽取（第 1 版）"
RULE = (
    "抽取时生成随机种子并留存。",
    "对名录中每个工程计算“种子:工程:编号”的 SHA-256 值（十六进制），按值从小到大取所需个数的工程。",
    "对抽中的每个工程，再对名录中每名检查人员计算“种子:人员:工程编号:人员编号”的 SHA-256 值，"
    "按值从小到大取所需人数。",
    "任何人用本页的种子和名录都能重算出相同结果；名录的排列次序不影响结果。",
)


@dataclass(frozen=True)
class Pair:
    """One shelter drawn and the inspectors drawn for it, by their ids."""

    shelter: int
    inspectors: tuple[int, ...]


def lot(*parts: object) -> str:
    """The lot (hexadecimal SHA-256) of the parts joined by colons."""
    return sha256(":".join(str(part) for part in parts).encode()).hexdigest()


def shelter_lot(seed: str, shelter: int) -> str:
    """The lot that decides whether a shelter is drawn."""
    return lot(seed, "工程", shelter)


def draw(
    seed: str,
    shelters: Iterable[int],
    inspectors: Iterable[int],
    *,
    shelter_count: int,
    team_size: int,
) -> tuple[Pair, ...]:
    """The drawn pairs in their order. Raises ValueError where a pool is too small."""
    pool, people = sorted(set(shelters)), sorted(set(inspectors))
    if not 1 <= shelter_count <= len(pool):
        raise ValueError(f"cannot draw {shelter_count} of {len(pool)} shelters")
    if not 1 <= team_size <= len(people):
        raise ValueError(f"cannot draw {team_size} of {len(people)} inspectors")
    drawn = sorted(pool, key=lambda shelter: shelter_lot(seed, shelter))[:shelter_count]
    return tuple(Pair(shelter, _team(seed, shelter, people, team_size)) for shelter in drawn)


def _team(seed: str, shelter: int, people: Sequence[int], size: int) -> tuple[int, ...]:
    return tuple(sorted(people, key=lambda who: lot(seed, "人员", shelter, who))[:size])
