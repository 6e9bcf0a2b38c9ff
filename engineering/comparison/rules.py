"""What is alike: a row of another authority's list against projects of one's own. Pure functions.

Two readings are told apart: the row *is* the project (``Likeness.is_certain``), or somebody has to
say so. Codes that both sides give and that differ are never the same project.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from renfang.quantities.names import organisation_key

# By so much of its area a row may exceed what was declared and still agree: drawings, surveys and
# deeds of one building differ by rounding and by what counts as built.
TOLERANCE: Final = Decimal("0.01")
# A place shorter than this says too little to be looked for inside another (滨河路).
_SHORTEST_PLACE: Final = 5

_RESIDENTIAL: Final = ("住宅", "公寓", "居民", "安置房", "保障房", "商品房")
_INDUSTRIAL: Final = ("厂房", "车间", "仓库", "仓储", "工业")


@dataclass(frozen=True, slots=True)
class Described:
    """A project as somebody describes it; what is not known is empty."""

    name: str
    developer: str = ""
    address: str = ""
    code: str = ""
    credit_code: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two descriptions may mean one project; ``is_certain`` if nobody needs to be asked."""

    grounds: tuple[str, ...]
    is_certain: bool

    @property
    def words(self) -> str:
        """The grounds in one line: 项目名称相同、建设地点相同."""
        return "、".join(self.grounds)


def likeness(told: Described, known: Described) -> Likeness | None:
    """How far two descriptions are alike; None where nothing says so.

    Certain is the same project code, or the same party with the same name or place. A name or
    place alone, or a party with a place that contains the other, has to be asked.
    """
    if told.code and known.code:
        if told.code == known.code:
            return Likeness(("项目代码相同",), is_certain=True)
        return None
    party = _party(told, known)
    name = _same(told.name, known.name) and "项目名称相同"
    place = _place(told.address, known.address)
    grounds = tuple(ground for ground in (party, name, place) if ground)
    if not name and not (place and (party or place == _SAME_PLACE)):
        return None
    return Likeness(grounds, is_certain=bool(party and (name or place == _SAME_PLACE)))


_SAME_PLACE: Final = "建设地点相同"


def _party(told: Described, known: Described) -> str:
    """The same credit code; the same name only where one of them gives no code."""
    if told.credit_code and known.credit_code:
        return "统一社会信用代码相同" if told.credit_code == known.credit_code else ""
    return "建设单位相同" if _same(told.developer, known.developer) else ""


def _same(one: str, other: str) -> bool:
    key = organisation_key(one)
    return bool(key) and key == organisation_key(other)


def _place(one: str, other: str) -> str:
    first, second = organisation_key(one), organisation_key(other)
    if not first or not second:
        return ""
    if first == second:
        return _SAME_PLACE
    shorter, longer = sorted((first, second), key=len)
    return "建设地点相近" if len(shorter) >= _SHORTEST_PLACE and shorter in longer else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the known projects a row is: ``sure`` is one of them, else ``asked`` are to be
    shown with their grounds, the likeliest first; positions in the list that was given."""

    sure: int | None = None
    asked: tuple[tuple[int, Likeness], ...] = ()


def choose(told: Described, known: Sequence[Described]) -> Choice:
    """The one project that it certainly is; where that is not one, all that are alike."""
    alike = [
        (position, like)
        for position, each in enumerate(known)
        if (like := likeness(told, each)) is not None
    ]
    sure = [position for position, like in alike if like.is_certain]
    if len(sure) == 1:
        return Choice(sure=sure[0])
    alike.sort(key=lambda pair: (not pair[1].is_certain, -len(pair[1].grounds)))
    return Choice(asked=tuple(alike))


def exceeds(told: Decimal, declared: Decimal) -> bool:
    """Whether an area (㎡) is larger than the declared one by more than ``TOLERANCE`` of itself."""
    return told - declared > told * TOLERANCE


def ground_floor(above_ground: Decimal, storeys: int) -> Decimal:
    """The ground floor (㎡) that is assumed where a list gives none: an equal share of each."""
    return (above_ground / storeys).quantize(Decimal("0.01"))


def use_of(purpose: str) -> str:
    """The class of use (area.vocabulary) that words of another authority mean; else public.

    Source: 人民防空工程建设管理规定 art. 45 (all that is not industrial production is civil).
    """
    if _any_in(_INDUSTRIAL, purpose):
        return "industrial"
    return "residential" if _any_in(_RESIDENTIAL, purpose) else "public"


def _any_in(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)
