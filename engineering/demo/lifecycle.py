"""Stories of demolitions for the demo city: refused, approved against compensation, rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engineering.lifecycle.acts.demolitions import (
    apply_demolition,
    decide_demolition,
    record_demolished,
    settle_demolition,
)
from engineering.lifecycle.models import Demolition
from engineering.shelters.acts.register import ShelterEntry, register_shelter
from engineering.shelters.models import Shelter
from renfang.demo.stories import DemoCity, Story
from renfang.organisations.models import Division
from renfang.organisations.permissions import Role


def demolition_stories(city: DemoCity) -> Iterator[Story]:
    """One of each outcome; what waits for a decision is told with the register."""
    yield _refused(city)
    yield _compensated(city)
    yield _rebuilt(city)
    yield _approved(city)


def _works(city: DemoCity, number: int, name: str, area: str, **known: object) -> Shelter:
    """Early works in the high-tech zone, entered in the register today."""
    values = {
        "name": name,
        "works_number": f"云川人防-620205-{number:04d}",
        "construction_form": "cut_and_cover",
        "is_legacy": True,
        "division_id": Division.objects.get(code="620205").pk,
        "address": f"{name}所在街区",
        "wartime_function": "personnel_second",
        "nuclear_grade": "6B",
        "built_area": Decimal(area),
        "shelter_area": (Decimal(area) * Decimal("0.6")).quantize(Decimal("0.01")),
        "owner": "云川市国防动员办公室",
        "peacetime_use": "闲置",
        "completed_on": city.day(14_000 - number),
        **known,
    }
    return register_shelter(
        ShelterEntry(values), organisation_id=city.city.pk, by=city.who(Role.CLERK)
    )


def _applied(city: DemoCity, shelter: Shelter, ago: int, **terms: object) -> Demolition:
    return apply_demolition(
        shelter.pk,
        by=city.who(Role.CLERK),
        applicant="云川市轨道交通有限公司",
        applied_on=city.day(ago),
        reason="轨道交通车站施工，无法避让",
        area=shelter.built_area,
        **{"remedy": "rebuild", **terms},
    )


def _decided(
    city: DemoCity, demolition: Demolition, ago: int, opinion: str, *, approve: bool = True
) -> None:
    decide_demolition(
        demolition.pk, by=city.who(Role.HEAD), approve=approve, on=city.day(ago), opinion=opinion
    )


def _refused(city: DemoCity) -> Story:
    """The line could be moved, so the works stay."""
    yield city.day(64)
    shelter = _works(city, 901, "北关地下掩蔽部", "430.00")
    demolition = _applied(city, shelter, 64)
    yield city.day(56)
    _decided(city, demolition, 56, "线路可以避让，不具备必须拆除的理由，不同意拆除", approve=False)


def _compensated(city: DemoCity) -> Story:
    """Nothing can be rebuilt there: the compensation is charged, and finance waits for it."""
    yield city.day(52)
    shelter = _works(city, 902, "老机械厂地下室", "260.00")
    demolition = _applied(
        city, shelter, 52, remedy="compensation", compensation=Decimal("390000.00")
    )
    yield city.day(45)
    _decided(city, demolition, 45, "确实无法补建，同意拆除并缴纳补偿费")
    yield city.day(30)
    record_demolished(demolition.pk, by=city.who(Role.CLERK), on=city.day(30))
    city.left["demolition/compensated"] = demolition


def _rebuilt(city: DemoCity) -> Story:
    """The old works are gone and newer ones stand for them."""
    yield city.day(90)
    shelter = _works(city, 903, "南桥头地下通道", "180.00")
    demolition = _applied(city, shelter, 90)
    yield city.day(84)
    _decided(city, demolition, 84, "道路改造确需拆除，同意拆除并按原面积补建")
    yield city.day(70)
    record_demolished(demolition.pk, by=city.who(Role.CLERK), on=city.day(70))
    yield city.day(6)
    fresh = {"is_legacy": False, "completed_on": city.day(6)}
    new = _works(city, 904, "南桥头地下通道（补建）", "196.40", **fresh)
    settle_demolition(
        demolition.pk,
        by=city.who(Role.CLERK),
        on=city.day(6),
        settlement="补建工程已竣工，面积不少于拆除面积",
        rebuilt_as=new.pk,
    )


def _approved(city: DemoCity) -> Story:
    """Decided, and still standing."""
    yield city.day(20)
    shelter = _works(city, 905, "西门旧地下室", "150.00")
    demolition = _applied(city, shelter, 20)
    yield city.day(12)
    _decided(city, demolition, 12, "旧城改造确需拆除，同意拆除并按原面积补建")
