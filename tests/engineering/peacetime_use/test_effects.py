"""What a peacetime use does to the register's entry of its shelter, and what its end undoes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engineering.lifecycle.acts.changes import take_life_step
from engineering.models import LifeRecord, Shelter
from engineering.peacetime_use.acts.uses import (
    UseEntry,
    apply_for_change,
    apply_for_use,
    cancel_use,
    decide_request,
    entry_of,
)
from renfang.acts import WrongState
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from tests.builders.upkeep import entry, regime, standing_shelter
from tests.builders.works import filed, today


@pytest.fixture
def clerk(office):
    regime(office)
    return office.who(Role.CLERK)


def granted(office, shelter, **changes):
    """A use of the shelter, granted today."""
    clerk = office.who(Role.CLERK)
    use = apply_for_use(shelter.pk, entry(**changes), received_on=today(), by=clerk)
    request = use.requests.get()
    decide_request(request.pk, grant=True, opinion="同意", on=today(), by=office.who(Role.HEAD))
    use.refresh_from_db()
    return use


def ended(use, clerk):
    cancel_use(use.pk, reason="租赁合同解除", on=today(), by=clerk)


def standing(shelter):
    fresh = Shelter.objects.get(pk=shelter.pk)
    return fresh.state, fresh.peacetime_use


def test_a_granted_use_puts_a_filed_shelter_into_use_and_its_end_takes_it_out(office, clerk):
    shelter = filed(office)
    use = granted(office, shelter, purpose="汽车库", starts_on=today())
    assert standing(shelter) == (Shelter.State.IN_USE, "汽车库")
    ended(use, clerk)
    assert standing(shelter) == (Shelter.State.FILED, "闲置")
    kinds = list(shelter.life.order_by("id").values_list("kind", flat=True))
    assert kinds == [LifeRecord.Kind.PUT_INTO_USE, LifeRecord.Kind.USE_ENDED]
    acts = [event.act for event in events_of(shelter)]
    assert acts.count("平时使用变动") == 2


def test_a_shelter_stays_in_use_while_another_uses_it(office, clerk):
    shelter = filed(office)
    first = granted(
        office, shelter, purpose="汽车库", starts_on=today(), used_area=Decimal("100.00")
    )
    second = granted(
        office, shelter, purpose="仓储", starts_on=today(), used_area=Decimal("100.00")
    )
    assert standing(shelter) == (Shelter.State.IN_USE, "汽车库、仓储")
    ended(first, clerk)
    assert standing(shelter) == (Shelter.State.IN_USE, "仓储")
    ended(second, clerk)
    assert standing(shelter) == (Shelter.State.FILED, "闲置")


def test_a_changed_purpose_is_the_registers_too(office, clerk):
    shelter = filed(office)
    use = granted(office, shelter, purpose="汽车库", starts_on=today())
    wanted = UseEntry(**{**vars(entry_of(use)), "purpose": "文体活动"})
    request = apply_for_change(use.pk, wanted, received_on=today(), by=clerk)
    decide_request(request.pk, grant=True, opinion="同意", on=today(), by=office.who(Role.HEAD))
    assert standing(shelter) == (Shelter.State.IN_USE, "文体活动")


def test_works_that_were_never_filed_stay_in_use_and_stand_idle(office, clerk):
    shelter = standing_shelter(office, state=Shelter.State.IN_USE)
    use = granted(office, shelter, purpose="商场", starts_on=today() - timedelta(days=1))
    assert standing(shelter) == (Shelter.State.IN_USE, "商场")
    ended(use, clerk)
    assert standing(shelter) == (Shelter.State.IN_USE, "闲置")


def test_works_that_somebody_uses_are_not_closed(office, clerk):
    shelter = filed(office)
    use = granted(office, shelter, operator="某停车管理公司", starts_on=today())
    with pytest.raises(WrongState, match="还有平时使用未注销（某停车管理公司），不能封堵停用"):
        take_life_step(shelter.pk, "closure", by=clerk, on=today(), basis="动〔2026〕1号")
    ended(use, clerk)
    take_life_step(shelter.pk, "closure", by=clerk, on=today(), basis="动〔2026〕1号")
