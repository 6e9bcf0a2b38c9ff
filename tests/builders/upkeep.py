"""An accepted shelter with its regime of use, to test peacetime use and upkeep with."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from engineering.inspections.acts import enter_matter
from engineering.models import CheckItem, InspectionMatter, PeacetimeUse, Shelter, UseRegime
from engineering.peacetime_use.acts.regimes import adopt_use_regime
from engineering.peacetime_use.acts.uses import UseEntry, apply_for_use, decide_request
from engineering.upkeep.acts.inspection import Finding
from renfang.organisations.models import Organisation
from renfang.organisations.permissions import Role
from tests.builders.office import Office


def standing_shelter(
    office: Office, name: str = "和平路防空地下室", at: Organisation | None = None, **values: Any
) -> Shelter:
    """A standalone shelter of 1,000 ㎡ that passed its acceptance, in the east district."""
    organisation = at or office.east
    fields: dict[str, Any] = {
        "organisation": organisation,
        "division": organisation.division,
        "name": name,
        "address": "东区和平路 88 号",
        "owner": "锦绣置业有限公司",
        "state": Shelter.State.ACCEPTED,
        "approved_area": Decimal("1000.00"),
        "built_area": Decimal("1000.00"),
        "shelter_area": Decimal("700.00"),
    }
    return Shelter.objects.create(**(fields | values))


def listed_matter(office: Office, **changes: Any) -> InspectionMatter:
    """A matter of the east district's own list since 2020: works are drawn as such."""
    fields: dict[str, Any] = {
        "number": 1,
        "category": "maintenance",
        "name": "人防工程维护管理的监督检查",
        "content": "主体、防护设备、通风和给排水设备是否完好",
        "object_kind": "works",
        "level": "general",
        "method": "现场检查",
        "basis": "《中华人民共和国人民防空法》第二十五条",
        "publish_days": 20,
        "document": "东区人防随机抽查事项清单（2020年版）",
        "effective_from": date(2020, 1, 1),
        "is_listed": True,
    }
    return enter_matter(office.east.pk, by=office.who(Role.CLERK), **(fields | changes))


def makers_matter(office: Office) -> InspectionMatter:
    """Matter 4 of the list: who makes protective doors."""
    return listed_matter(
        office,
        number=4,
        category="quality",
        name="人防工程防护设备质量的监督检查",
        content="防护设备出厂检验和安装质量",
        object_kind="equipment",
        basis="《中华人民共和国人民防空法》第二十三条",
    )


def regime(office: Office, kind: str = "permit", **terms: Any) -> UseRegime:
    """The regime that the east district follows since 2015."""
    fields: dict[str, Any] = {
        "kind": kind,
        "decision_days": 10,
        "legal_basis": "《人民防空工程平时开发利用管理办法》",
        "effective_from": date(2015, 1, 1),
    }
    return adopt_use_regime(office.east.pk, by=office.who(Role.HEAD), **(fields | terms))


def entry(**changes: Any) -> UseEntry:
    """A car park of 400 ㎡, from a year ago to a year from now."""
    today = timezone.localdate()
    fields: dict[str, Any] = {
        "operator": "某停车管理有限公司",
        "responsible": "孙立",
        "phone": "13900002200",
        "purpose": "汽车库",
        "used_area": Decimal("400.00"),
        "starts_on": today - timedelta(days=365),
        "ends_on": today + timedelta(days=365),
    }
    return UseEntry(**(fields | changes))


def applied(office: Office, shelter: Shelter, **changes: Any) -> PeacetimeUse:
    """A use applied for three days ago."""
    received_on = timezone.localdate() - timedelta(days=3)
    return apply_for_use(
        shelter.pk, entry(**changes), received_on=received_on, by=office.who(Role.CLERK)
    )


def granted(office: Office, shelter: Shelter, **changes: Any) -> PeacetimeUse:
    """A use that the head granted today."""
    use = applied(office, shelter, **changes)
    decide_request(
        use.requests.get().pk,
        grant=True,
        opinion="同意",
        on=timezone.localdate(),
        by=office.who(Role.HEAD if use.regime.kind == "permit" else Role.CLERK),
    )
    use.refresh_from_db()
    return use


def findings(*bad: str) -> dict[str, Finding]:
    """The whole checklist; the named items do not meet the standard."""
    return {item.value: Finding("bad" if item in bad else "good") for item in CheckItem}
