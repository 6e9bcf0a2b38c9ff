"""谁能看到 names exactly those who can open the record, whoever they are and however they may."""

from __future__ import annotations

import pytest
from django.urls import reverse

from renfang.organisations.access import rights_of_person, seen_kind, seers_of
from renfang.organisations.models import User
from renfang.organisations.permissions import declared_permissions
from renfang.organisations.scope import Scope
from tests.sweep.asking import Asking
from tests.sweep.bureau import ACTORS, VISITOR
from tests.sweep.world import World

pytestmark = pytest.mark.django_db

# Kind, the thing of the world, the page that opens it.
RECORDS = (
    ("project", "project", "engineering:project"),
    ("project", "granted_project", "engineering:project"),
    ("shelter", "shelter_certified", "engineering:shelter"),
    ("account", "account", "fees:account"),
    ("team", "team", "drills:team"),
    ("paper", "relocation_approval", "document"),
    ("paper", "certificate", "document"),
    ("paper", "payment_notice", "document"),
    ("paper", "drill_record", "document"),
)


@pytest.mark.parametrize(("code", "thing", "page"), RECORDS)
def test_it_names_who_can_open_the_record_and_nobody_else(
    code: str, thing: str, page: str, world: World, ask: Asking
) -> None:
    kind = seen_kind(code)
    assert kind is not None
    row = kind.model._default_manager.get(pk=world.east.pk(thing))
    named = {seer.user.pk for seer in seers_of(kind, row)}
    url = reverse(page, kwargs=world.east.things[thing])
    opened, asked = set(), set()
    for bureau in (world.city, world.east, world.west):
        for actor in (*(each for each in ACTORS if each != VISITOR), "colleague"):
            asked.add(bureau.who(actor).pk)
            if ask(bureau, actor, "GET", url).status == 200:
                opened.add(bureau.who(actor).pk)
    assert opened
    assert named & asked == opened
    # The same function that lists go by, asked of those whom no browser here stands for.
    others = User.objects.exclude(pk__in=asked)
    assert named - asked == {
        user.pk for user in others if kind.rows(Scope(user)).filter(pk=row.pk).exists()
    }


def test_the_rights_of_a_person_are_those_of_the_scope_each_with_its_post(world: World) -> None:
    for bureau in (world.city, world.east):
        for user in bureau.people.values():
            told = rights_of_person(user)
            scope = Scope(user)
            held = {name for name in declared_permissions() if scope.holds(name)}
            assert {right.permission for right in told} == held
            assert all(right.reason.post for right in told)
