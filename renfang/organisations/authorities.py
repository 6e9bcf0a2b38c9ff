"""复议机关 and 人民法院: who hears remedies against an office, and whom it asks to enforce.

An answer comes from what the office registered (``RemedyAuthority``), else from the name of its
division, where the law leaves no choice: a department of a people's government at county level or
above is heard by that government, and sued where it lies.
Law: 行政复议法 art. 24 (本级人民政府) and 20(3) (a 复议机关 that was not told lengthens the
period); 行政诉讼法 arts 14, 18 (基层人民法院 where the office lies; 跨行政区域集中管辖);
法释〔2018〕1号 art. 157 (applications to enforce go to the 基层人民法院 of the applicant's place,
about real estate to that of where it lies).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from renfang.acts import Incomplete
from renfang.organisations.models import Division, Organisation, RemedyAuthority

Body = RemedyAuthority.Body

# What a registration rests on where no document of the place is named.
LAW = {
    Body.GOVERNMENT: "《行政复议法》第二十四条",
    Body.COURT: "《行政诉讼法》第十四条、第十八条",
    Body.SUITS: "",
    Body.ENFORCEMENT: "",
}
# What papers say while nobody has registered the court of a bureau whose city has districts.
LOCAL_COURT = "本机关所在地的基层人民法院"
# Governed by a 管理委员会, not by a government of their own, unless somebody registers one.
_ZONES = (
    *("开发区", "高新区", "新区", "园区", "保税区", "示范区", "试验区", "实验区", "合作区"),
    *("管理区", "工业区", "旅游区", "地区", "市辖区"),
)
_SEATS = ("省", "自治区", "市", "区", "县", "旗", "自治州")


class Matter(Enum):
    """What is brought before the court."""

    SUIT = Body.SUITS
    ENFORCEMENT = Body.ENFORCEMENT


@dataclass(frozen=True)
class Authority:
    """A 复议机关 or a court; ``row`` is its registration, None where the division's name told."""

    name: str
    address: str = ""
    row: RemedyAuthority | None = None

    def __str__(self) -> str:
        return f"{self.name}（地址：{self.address}）" if self.address else self.name


def government_of(office: Organisation, on: date) -> Authority | None:
    """The 复议机关 of what ``office`` decides on ``on``: the people's government at its level.

    The office's own registration, else that of a superior in the same division, else by the
    division's name; an office in a zone without a government is heard by its superior's. None
    where nothing tells it: then no paper may grant remedies. Source: 行政复议法 art. 24.
    """
    for each in _upwards(office):
        found = _registered_or_named(each, Body.GOVERNMENT, on)
        if found is not None:
            return found
    return None


def court_of(
    office: Organisation,
    on: date,
    *,
    matter: Matter = Matter.SUIT,
    lies_in: Division | None = None,
) -> Authority | None:
    """The court of first instance for suits against ``office``, or for what it asks to enforce.

    A court that hears such matters of several places (集中管辖), registered for the office or a
    superior, goes before; then the 基层人民法院 where the office lies. ``lies_in`` is the division
    of the real estate that an enforcement is about. None where nobody registered the court and the
    division's name does not tell it, as that of a city with districts.
    Source: 行政诉讼法 arts 14, 18; 法释〔2018〕1号 art. 157.
    """
    central = _central(office, matter.value, on)
    if central is not None:
        return central
    if lies_in is not None and matter is Matter.ENFORCEMENT and lies_in != office.division:
        return _of_place(lies_in, on)
    return _registered_or_named(office, Body.COURT, on)


def proposed_name(division: Division, body: str) -> str:
    """What the division's name tells: 东城区 of 某市 → 某市东城区人民政府, 某市东城区人民法院.

    Nothing for a zone, a township, and for the court of a city with districts: it lies in one of
    them, and its name does not say in which.
    """
    name = division.name.strip()
    if len(division.code) != 6 or not name.endswith(_SEATS) or name.endswith(_ZONES):
        return ""
    if body == Body.GOVERNMENT:
        return f"{_in_full(division)}人民政府"
    return "" if division.code.endswith("00") else f"{_in_full(division)}人民法院"


def require_competent(body: str, name: str, *, field: str = "name") -> None:
    """Raise Incomplete on ``field`` for a body that may not hear the matter.

    Source: 行政复议法 arts 4, 24 (people's governments at county level and above); 行政诉讼法
    art. 14 and 法释〔2018〕1号 art. 157 (the first instance is a 基层人民法院; an enforcement
    without a suit is never asked of a 中级人民法院).
    """
    if body == Body.GOVERNMENT:
        if not name.endswith(("人民政府", "行政公署")):
            raise Incomplete(
                "复议机关是县级以上人民政府，写全称，例如“某市人民政府”"
                "（《行政复议法》第四条、第二十四条）",
                field=field,
            )
        return
    if not name.endswith("法院"):
        raise Incomplete("写人民法院的全称，例如“某市某区人民法院”", field=field)
    if body != Body.SUITS and any(word in name for word in ("中级", "高级", "最高")):
        raise Incomplete(
            "由基层人民法院受理，不是中级以上人民法院"
            "（《行政诉讼法》第十四条；法释〔2018〕1号第一百五十七条）",
            field=field,
        )


def _upwards(office: Organisation) -> list[Organisation]:
    """The office, then its superiors up to the root."""
    rows = Organisation.objects.filter(pk__in=office.lineage).select_related("division")
    return sorted(rows, key=lambda row: len(row.lineage), reverse=True)


def _registered_or_named(office: Organisation, body: str, on: date) -> Authority | None:
    """Own row, that of a superior in the same division, or what the division's name tells."""
    rows = RemedyAuthority.objects.filter(body=body, effective_from__lte=on)
    row = office.nearest(rows.filter(organisation__division=office.division_id))
    if row is not None:
        return Authority(row.name, row.address, row)
    name = proposed_name(office.division, body)
    return Authority(name) if name else None


def _central(office: Organisation, body: str, on: date) -> Authority | None:
    """The court of 集中管辖 by the nearest office that said something; an empty name ends it."""
    row = office.nearest(RemedyAuthority.objects.filter(body=body, effective_from__lte=on))
    return Authority(row.name, row.address, row) if row is not None and row.name else None


def _of_place(division: Division, on: date) -> Authority | None:
    """The 基层人民法院 of a division: as the office seated there registered it, or by name."""
    seated = Organisation.objects.filter(division=division).select_related("division").first()
    if seated is not None:
        return _registered_or_named(seated, Body.COURT, on)
    name = proposed_name(division, Body.COURT)
    return Authority(name) if name else None


def _in_full(division: Division) -> str:
    """A district with its city before it, as government and court are called; else the name."""
    name = division.name.strip()
    if not name.endswith("区") or name.endswith("自治区"):
        return name
    cities = (f"{division.code[:4]}00", f"{division.code[:2]}0000")
    above = Division.objects.filter(code__in=cities, name__endswith="市").order_by("-code").first()
    return name if above is None or name.startswith(above.name) else f"{above.name}{name}"
