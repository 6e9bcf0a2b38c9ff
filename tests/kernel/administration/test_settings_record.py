"""Whoever changes a setting or a post leaves on record what held before and what holds now."""

from __future__ import annotations

from datetime import date

import pytest

from engineering.approvals.acts.settings import set_limits
from engineering.models import ServiceItem
from engineering.shelters.acts.limits import set_limit
from engineering.upkeep.acts.conversion import name_conversion_stages
from renfang.administration.acts.offices import adopt_practice, change_prefix
from renfang.administration.acts.roles import confirm_role, propose_role, revoke_role
from renfang.history.models import Event
from renfang.organisations.permissions import Role
from renfang.rules.models import CityClass, DivisionLevel
from tests.builders.office import make_user
from tests.builders.upkeep import regime

pytestmark = pytest.mark.django_db


def last(act):
    return Event.objects.filter(act=act).latest("pk")


def test_prefixes(office):
    keeper = office.who(Role.SYSTEM_ADMINISTRATOR, at=office.city)
    for number, prefix in enumerate(("东防", "东动"), 1):
        change_prefix(office.east.pk, prefix=prefix, on=date(2026, number, 1), by=keeper)
    event = last("启用文号代字")
    assert event.before == {"代字": "东防", "启用日期": "2026-01-01"}
    assert list(event.after.items()) == [("代字", "东动"), ("启用日期", "2026-02-01")]


def test_local_practice(office):
    keeper = office.who(Role.SYSTEM_ADMINISTRATOR, at=office.city)
    values = {
        "rulebook": "national",
        "city_class": CityClass.THIRD,
        "division_level": DivisionLevel.CITY,
        "legal_basis": "某发改价〔2026〕1号",
    }
    for day, share in ((date(2026, 1, 1), None), (date(2026, 7, 1), 300)):
        changed = {**values, "effective_from": day, "local_share_bp": share}
        adopt_practice(office.east.pk, values=changed, by=keeper)
    event = last("登记执行口径")
    assert (event.before["本地核定比例"], event.after["本地核定比例"]) == ("按规则", "3%")
    assert list(event.before) == list(event.after)


def test_limits_of_permits_say_what_the_law_gave_before(office):
    for day, promised in ((date(2024, 1, 1), None), (date(2025, 1, 1), 5)):
        item = ServiceItem(
            kind="build", effective_from=day, promised_days=promised, legal_basis="X动〔2024〕1号"
        )
        set_limits(office.east.pk, item, by=office.who(Role.HEAD))
    event = last("公布事项时限")
    assert event.before["法定审批时限"] == event.after["法定审批时限"] == 20
    assert "承诺审批时限" not in event.before
    assert event.after["承诺审批时限"] == 5


def test_limits_of_shelters_and_stages_of_conversion(office):
    head = office.who(Role.HEAD)
    keeper = office.who(Role.SYSTEM_ADMINISTRATOR, at=office.city)
    for count in (10, 12):
        set_limit(
            office.east.pk,
            by=keeper,
            item="filing",
            count=count,
            unit="working_day",
            basis="X动〔2026〕1号",
            effective_from=date(2026, count, 1),
        )
    event = last("登记工程时限")
    assert (event.before["期限"], event.after["期限"]) == ("10 个工作日", "12 个工作日")
    for days in (30, 20):
        stages = {"early": ("早期", days), "imminent": ("临战", None), "urgent": ("紧急", 3)}
        name_conversion_stages(office.east.pk, stages, by=head)
    event = last("设定平战转换阶段")
    assert ("早期，30 日" in event.before.values(), "早期，20 日" in event.after.values()) == (
        True,
        True,
    )


def test_the_regime_of_peacetime_use(office):
    regime(office, effective_from=date(2025, 1, 1))
    regime(office, effective_from=date(2025, 6, 1))
    event = last("设定平时使用管理方式")
    assert (event.before["施行日期"], event.after["施行日期"]) == ("2025-01-01", "2025-06-01")


def test_posts(office):
    person = make_user("posted", at=office.east)
    security = office.who(Role.SECURITY_ADMINISTRATOR)
    system = office.who(Role.SYSTEM_ADMINISTRATOR)
    for ends_on in (date(2099, 1, 1), date(2099, 6, 1)):
        proposal = propose_role(person.pk, Role.CLERK, office.east.pk, by=security, ends_on=ends_on)
        post = confirm_role(proposal.pk, by=system)
    event = last("授予岗位")
    assert (event.before["至"], event.after["至"]) == ("2099-01-01", "2099-06-01")
    revoke_role(post.pk, by=security)
    assert last("收回岗位").before["至"] == "2099-06-01"
