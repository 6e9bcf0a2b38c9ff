"""A small office to test with: a city bureau, two districts, and people in every post."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from renfang.administration.acts.founding import found_organisation, name_authorities
from renfang.administration.acts.roles import grant_role
from renfang.documents.models import NumberPrefix
from renfang.organisations.authorities import Body
from renfang.organisations.models import Division, Organisation, User
from renfang.organisations.permissions import Role
from renfang.rules.models import CityClass, DivisionLevel, LocalPractice


def make_user(username: str, *roles: Role | str, at: Organisation) -> User:
    """An active user with a known password (``password-of-NAME``) who holds ``roles`` at ``at``."""
    user = User.objects.create_user(
        username, password=f"password-of-{username}", full_name=f"{username}员", organisation=at
    )
    for role in roles:
        grant_role(user.pk, role, at.pk, by=None)
    return user


def move(user: User, role: Role, at: Organisation) -> None:
    """The user leaves every post and holds ``role`` alone, as after a change of office."""
    user.assignments.all().delete()
    grant_role(user.pk, role, at.pk, by=None)


@dataclass
class Office:
    """City bureau ``city`` above ``east`` and ``west``; ``east_staff[role]`` works in the east."""

    city: Organisation
    east: Organisation
    west: Organisation
    people: dict[tuple[int, str], User] = field(default_factory=dict)

    def who(self, role: Role | str, at: Organisation | None = None) -> User:
        """The user of ``role`` at ``at`` (default: the east district), made at first asking."""
        organisation = at or self.east
        key = (organisation.pk, str(role))
        if key not in self.people:
            self.people[key] = make_user(f"{role}{organisation.pk}", role, at=organisation)
        return self.people[key]


@pytest.fixture
def office(db: None) -> Office:
    """The office of ``found_office``."""
    return found_office()


def found_office() -> Office:
    """The office, founded long ago, applying the national book at 2 % with its own rate of 1500."""
    codes = {"620100": "X市", "620102": "东区", "620104": "西区"}
    rows = Division.objects.bulk_create(
        [Division(code=code, name=name) for code, name in codes.items()]
    )
    divisions = {division.code: division for division in rows}
    city = found_organisation(
        "X市国防动员办公室", "X动", divisions["620100"], founded_on=date(2015, 1, 1)
    )
    # The city's bureau lies in the east district.
    name_authorities(city, {Body.COURT: "X市东区人民法院"}, on=date(2015, 1, 1))
    east = found_organisation(
        "X市东区国防动员办公室",
        "X东",
        divisions["620102"],
        parent=city,
        founded_on=date(2015, 1, 1),
    )
    west = found_organisation(
        "X市西区国防动员办公室",
        "X西",
        divisions["620104"],
        parent=city,
        founded_on=date(2015, 1, 1),
    )
    LocalPractice.objects.create(
        organisation=city,
        rulebook="national",
        city_class=CityClass.THIRD,
        division_level=DivisionLevel.CITY,
        local_share_bp=200,
        local_rate="1500.00",
        legal_basis="X发改价〔2020〕8号",
        effective_from=date(2015, 1, 1),
    )
    NumberPrefix.objects.bulk_create(
        [
            NumberPrefix(organisation=organisation, prefix=prefix, effective_from=date(2015, 1, 1))
            for organisation, prefix in ((city, "X动"), (east, "X东动"), (west, "X西动"))
        ]
    )
    return Office(city=city, east=east, west=west)
