"""Stories of shelters used in peacetime: a use in every state, under two regimes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from engineering.peacetime_use.acts.inspections import record_use_inspection
from engineering.peacetime_use.acts.regimes import adopt_use_regime
from engineering.peacetime_use.acts.uses import (
    UseEntry,
    apply_for_change,
    apply_for_renewal,
    apply_for_use,
    cancel_use,
    decide_request,
    entry_of,
    withdraw_request,
)
from engineering.peacetime_use.models import PeacetimeUse
from engineering.shelters.models import Shelter
from engineering.upkeep.acts.conversion import name_conversion_stages
from renfang.demo.stories import DemoCity, Story
from renfang.organisations.permissions import Role

REGIME_FROM = 700


def peacetime_use_stories(city: DemoCity) -> Iterator[Story]:
    """Every story of this module."""
    yield _regime(city)
    yield _car_park(city)
    yield _shops(city)
    yield _store(city)


def _regime(city: DemoCity) -> Story:
    """The city grants permits; the district in the west keeps a register instead."""
    day, head = city.day(REGIME_FROM), city.who(Role.HEAD)
    yield day
    adopt_use_regime(
        city.city.pk,
        by=head,
        kind="permit",
        decision_days=10,
        longest_months=60,
        legal_basis="《人民防空工程平时开发利用管理办法》和云动发〔2022〕3号（演示）",
        effective_from=day,
    )
    adopt_use_regime(
        city.west.pk,
        by=head,
        kind="registration",
        issues_certificate=False,
        legal_basis="《人民防空工程平时开发利用管理办法》和云西动发〔2023〕1号（演示）",
        effective_from=day,
    )
    name_conversion_stages(
        city.city.pk,
        {"early": ("早期转换", 30), "imminent": ("临战转换", 15), "urgent": ("紧急转换", 3)},
        by=head,
    )


def _entry(operator: str, purpose: str, area: str, start: date, end: date) -> UseEntry:
    return UseEntry(
        operator=operator,
        responsible="孙立",
        phone="13900002200",
        purpose=purpose,
        used_area=Decimal(area),
        starts_on=start,
        ends_on=end,
    )


def _applied(city: DemoCity, name: str, entry: UseEntry, ago: int) -> PeacetimeUse:
    clerk = city.who(Role.CLERK)
    shelter = Shelter.objects.get(project__name=name)
    return apply_for_use(shelter.pk, entry, received_on=city.day(ago), by=clerk)


def _decided(
    city: DemoCity, use: PeacetimeUse, ago: int, *, grant: bool = True, opinion: str = "同意"
) -> None:
    request = use.requests.get(state="pending")
    by = city.who(Role.HEAD if use.regime.kind == "permit" else Role.CLERK)
    decide_request(request.pk, grant=grant, opinion=opinion, on=city.day(ago), by=by)


def _car_park(city: DemoCity) -> Story:
    """A car park: granted, inspected every year, renewal asked for and not yet decided."""
    name, clerk = "云水雅苑", city.who(Role.CLERK)
    yield city.day(380)
    until = city.today + timedelta(days=40)
    entry = _entry("云川云水物业服务有限公司", "汽车库", "400.00", city.day(375), until)
    use = _applied(city, name, entry, 380)
    yield city.day(375)
    _decided(city, use, 375)
    yield city.day(12)
    record_use_inspection(
        use.pk, inspected_on=city.day(12), conclusion="passed", note="使用规范，记录齐全", by=clerk
    )
    yield city.day(5)
    apply_for_renewal(
        use.pk, ends_on=until + timedelta(days=700), received_on=city.day(5), by=clerk
    )


def _shops(city: DemoCity) -> Story:
    """In the west, by registration: one expired, one cancelled, one withdrawn."""
    name, clerk = "翠屏国际中心", city.who(Role.CLERK)
    yield city.day(320)
    entry = _entry(
        "翠屏停车管理有限公司", "汽车库", "300.00", city.day(319), city.today - timedelta(days=15)
    )
    expired = _applied(city, name, entry, 320)
    _decided(city, expired, 320)
    yield city.day(300)
    entry = _entry(
        "云川快递服务有限公司", "仓储", "120.00", city.day(300), city.today + timedelta(days=400)
    )
    stored = _applied(city, name, entry, 300)
    _decided(city, stored, 300)
    yield city.day(90)
    cancel_use(stored.pk, reason="租赁合同解除，工程已移交", on=city.day(90), by=clerk)
    yield city.day(60)
    entry = _entry(
        "云川健身服务有限公司", "文体活动", "90.00", city.day(60), city.today + timedelta(days=300)
    )
    gym = _applied(city, name, entry, 60)
    yield city.day(57)
    withdraw_request(gym.requests.get().pk, reason="申请人调整经营计划", by=clerk)


def _store(city: DemoCity) -> Story:
    """A store that grew, was found wanting at its inspection; a refusal; a new application."""
    name, clerk = "云水雅苑", city.who(Role.CLERK)
    yield city.day(140)
    until = city.today + timedelta(days=500)
    entry = _entry("云川市东川区物资储备中心", "仓储", "150.00", city.day(135), until)
    use = _applied(city, name, entry, 140)
    yield city.day(135)
    _decided(city, use, 135)
    yield city.day(80)
    use.refresh_from_db()
    changed = UseEntry(**{**vars(entry_of(use)), "used_area": Decimal("220.00")})
    apply_for_change(use.pk, changed, received_on=city.day(80), by=clerk)
    yield city.day(76)
    _decided(city, use, 76)
    yield city.day(20)
    record_use_inspection(
        use.pk,
        inspected_on=city.day(20),
        conclusion="rectify",
        note="物资堵塞次要出入口，限期清理",
        rectify_by=city.today + timedelta(days=4),
        by=clerk,
    )
    yield city.day(18)
    entry = _entry("云川餐饮管理有限公司", "餐饮", "80.00", city.day(18), until)
    refused = _applied(city, name, entry, 18)
    yield city.day(14)
    _decided(city, refused, 14, grant=False, opinion="使用明火作业，不符合人民防空工程防火要求")
    yield city.day(3)
    entry = _entry("云川便民超市有限公司", "商业", "60.00", city.day(1), until)
    _applied(city, name, entry, 3)
