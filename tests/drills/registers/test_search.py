"""The search of everything finds what stands in the registers, each for its own office."""

import pytest
from django.urls import reverse

from drills.registers.catalogue import REGISTERS
from drills.registers.workbench import find_registered
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.readiness import ROWS, city_plan, entered

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.slug)
def test_every_register_is_found_by_number_and_by_part_of_its_name(ground, register):
    row = entered(ground, register, "XB-07")
    called = ROWS[register.slug].get("title") or ROWS[register.slug]["name"]
    url = reverse(f"drills:{register.slug}", args=[row.pk])
    for words in ("xb-07", called[1:4]):
        (hit,) = find_registered(Scope(ground.trainer), words, 20)
        assert (hit.kind, hit.label, hit.url) == (register.title, called, url)
    assert hit.detail == f"XB-07 · {ground.office.east.name}"


@pytest.mark.parametrize(("role", "place"), [(Role.TRAINER, "west"), (Role.CLERK, "east")])
def test_neither_another_office_nor_another_post_finds_them(ground, role, place):
    for register in REGISTERS:
        entered(ground, register, "XB-07")
    stranger = ground.office.who(role, at=getattr(ground.office, place))
    assert not list(find_registered(Scope(stranger), "XB-07", 20))


def test_all_registers_cost_one_query(ground, django_assert_num_queries):
    for register in REGISTERS:
        for number in range(5):
            entered(ground, register, f"XB-{number}")
    scope = Scope(ground.trainer)
    scope.holds("view_readiness")
    with django_assert_num_queries(1):
        hits = list(find_registered(scope, "XB-", 20))
    count = len(REGISTERS)
    numbers = [hit.detail.split(" ")[0] for hit in hits[: count + 1]]
    assert numbers == ["XB-0"] * count + ["XB-1"]
    assert len(hits) == 20


def test_of_a_secret_plan_the_title_alone_is_found(ground):
    city_plan(ground, is_secret=True)
    (hit,) = find_registered(Scope(ground.trainer), "防空袭", 20)
    assert hit.label == "东区防空袭预案"
    assert not list(find_registered(Scope(ground.trainer), "疏散路线", 20))
