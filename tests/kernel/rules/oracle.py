"""A second computation of area and fee, by other means: fractions, and the law written out.

It shares nothing with the program but the names of the facts. Slow and plain on purpose.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

KEY = ("first", "second", "third", "provincial")
BAND = {"first": (4, 5), "second": (3, 4)}
ZHEJIANG = {
    "first": (11, 8),
    "second": (10, 7),
    "third": (9, 6),
    "provincial": (8, 5),
    "town": (7, 4),
}
SHAANXI = {"first": (6, 8), "second": (5, 6), "third": (4, 5), "provincial": (4, 5)}
HALF = ("school", "profit_care")


def half_up(number: Fraction) -> Fraction:
    return Fraction(floor(number * 100 + Fraction(1, 2)), 100)


def owed(question: dict[str, Any]) -> list[tuple[Fraction, str]]:
    """For each building: what it owes and the grade."""
    place = {"zhejiang": zhejiang, "shaanxi-2004": shaanxi}.get(question["rulebook"], national)
    rows = place(question)
    total = sum(area for area, _ in rows)
    if question["rulebook"] == "chongqing" and 0 < total < 200:
        parts = share(Fraction(200), [area for area, _ in rows])
        rows = [(part, grade) for part, (_, grade) in zip(parts, rows, strict=True)]
    return rows


def facts(building: dict[str, Any]) -> tuple[str, int, Fraction, Fraction, Fraction]:
    numbers = [
        Fraction(building[name])
        for name in ("foundation_depth", "ground_floor_area", "above_ground_area")
    ]
    return building["use"], building["storeys"], *numbers


def high(building: dict[str, Any]) -> bool:
    _, storeys, depth, _, _ = facts(building)
    return storeys > 9 or depth >= 3


def national(question: dict[str, Any]) -> list[tuple[Fraction, str]]:
    city, book = question["city_class"], question["rulebook"]
    low_public = [b for b in question["buildings"] if b["use"] == "public" and not high(b)]
    enough = sum(facts(b)[4] for b in low_public) >= 2000
    if question.get("zone") == "development_zone":
        enough = True
    lowest, _ = (2, 2) if book == "guizhou" else BAND.get(city, (2, 3))
    percent = Fraction(question.get("local_share") or Fraction(lowest, 100))
    rows = []
    for building in question["buildings"]:
        use, _, _, ground, above = facts(building)
        if use == "industrial":
            rows.append((Fraction(0), ""))
        elif high(building):
            rows.append((ground, "6"))
        elif use == "public":
            rows.append((half_up(above * percent) if enough else Fraction(0), "6"))
        elif city in KEY:
            rows.append((ground, "6B"))
        else:
            rows.append((Fraction(0), ""))
    return rows


def zhejiang(question: dict[str, Any]) -> list[tuple[Fraction, str]]:
    dwelling, other = ZHEJIANG.get(question["city_class"], (0, 0))
    public = [b for b in question["buildings"] if b["use"] == "public"]
    enough = sum(facts(b)[4] for b in public) >= 2000
    rows = []
    for building in question["buildings"]:
        use, _, _, _, above = facts(building)
        percent = {"industrial": 0, "public": other if enough else 0}.get(use, dwelling)
        rows.append((half_up(above * percent / 100), "6"))
    return rows


def shaanxi(question: dict[str, Any]) -> list[tuple[Fraction, str]]:
    low = [b for b in question["buildings"] if "residential" in b["use"] and not high(b)]
    enough = sum(facts(b)[4] for b in low) >= 1000
    percent, _ = SHAANXI.get(question["city_class"], (0, 0))
    rows = national(question)
    for position, building in enumerate(question["buildings"]):
        if building in low:
            above = facts(building)[4]
            rows[position] = (half_up(above * percent / 100) if enough else Fraction(0), "6B")
    return rows


def share(total: Fraction, weights: list[Fraction]) -> list[Fraction]:
    """Largest remainder, one hundredth at a time."""
    whole = sum(weights)
    if not whole:
        return [Fraction(0) for _ in weights]
    exact = [total * 100 * weight / whole for weight in weights]
    parts = [floor(part) for part in exact]
    while sum(parts) < total * 100:
        gaps = [part - taken for part, taken in zip(exact, parts, strict=True)]
        parts[gaps.index(max(gaps))] += 1
    return [Fraction(part, 100) for part in parts]


def rate(question: dict[str, Any], building: dict[str, Any], grade: str) -> Fraction:
    if question.get("rate"):
        return Fraction(question["rate"])
    book = question["rulebook"]
    if book == "hebei":
        city = question["division_level"] == "city"
        return Fraction({"6": 1500, "6B": 300}[grade] if city else {"6": 1000, "6B": 200}[grade])
    if book == "meizhou":
        return Fraction(500 if facts(building)[4] <= 2000 and not high(building) else 1000)
    return Fraction({"qinghai": 1500}[book])


def fee(question: dict[str, Any]) -> dict[str, Fraction]:
    rows = owed(question)
    total = sum((area for area, _ in rows), Fraction(0))
    shortfall = max(Fraction(0), total - Fraction(question.get("built_area", 0)))
    gross = relief = Fraction(0)
    parts = share(shortfall, [area for area, _ in rows])
    for building, (_, grade), part in zip(question["buildings"], rows, parts, strict=True):
        if not part:
            continue
        charge = part * rate(question, building, grade)
        gross += charge
        code = building.get("relief")
        if code and question.get("lawful", True):
            relief += charge / 2 if code in HALF else charge
    gross, relief = half_up(gross), half_up(relief)
    return {
        "required_area": total,
        "shortfall_area": shortfall,
        "gross": gross,
        "relief": relief,
        "payable": gross - relief,
    }
