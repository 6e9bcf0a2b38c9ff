"""Fee accounts of the demo city in every age: not due, every bucket of the ageing, all paid."""

from __future__ import annotations

from collections.abc import Iterator

from engineering.demo import Case, tell, tower
from fees.demo import tell_fee
from renfang.workbench.demo import DemoCity, Story

_FIRST_NUMBER = 170
# name, office, storeys, applied for so many days ago, how far the fee has come
_ACCOUNTS = (
    ("云栖小筑", "city", 11, 34, "noticed"),
    ("听涛苑", "east", 12, 44, "noticed"),
    ("望山名门", "west", 13, 62, "overdue"),
    ("朝阳里", "south", 14, 70, "overdue"),
    ("清风雅居", "city", 15, 78, "partly"),
    ("明月楼", "east", 16, 92, "overdue"),
    ("长桥公寓", "west", 17, 104, "overdue"),
    ("南亭新村", "south", 18, 124, "partly"),
    ("北辰花园", "city", 19, 138, "overdue"),
    ("双溪嘉园", "east", 20, 156, "overdue"),
    ("瑞祥苑", "west", 21, 168, "paid"),
    ("福临门", "south", 22, 190, "partly"),
    ("安泰家园", "city", 23, 232, "paid"),
)


def account_stories(city: DemoCity) -> Iterator[Story]:
    """One story for each account, from the application to what was paid last."""
    for number, (name, at, storeys, ago, fee) in enumerate(_ACCOUNTS, _FIRST_NUMBER):
        ground = f"{480 + 7 * storeys}.50"
        above = f"{(480 + 7 * storeys) * storeys}.00"
        developer = f"云川{name[:2]}置业有限公司"
        address = f"云川市新区大道 {number} 号"
        buildings = (tower(1, storeys, ground, above),)
        case = Case(name, at, developer, address, buildings, ago, "granted", built="0")
        yield _story(city, number, case, fee)


def _story(city: DemoCity, number: int, case: Case, fee: str) -> Story:
    yield from tell(city, number, case)
    yield from tell_fee(city, case, fee)
