"""A city and two districts, each with everything an address can be about, made by the acts.

Whatever a bureau writes down carries its mark (标记东, 标记西, 标记市): a byte of it in an answer
to another bureau's staff is a leak, and so is the mark of a kind of record that a post may not
read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from unittest import mock

from renfang.administration.acts.founding import found_organisation
from renfang.administration.acts.people import ask_password
from renfang.administration.acts.roles import grant_role, propose_role
from renfang.administration.acts.second_factor import ask_lifting
from renfang.documents.models import NumberPrefix
from renfang.documents.registry import produce
from renfang.organisations.models import (
    Division,
    FactorRequest,
    PasswordRequest,
    RoleAssignment,
    User,
)
from renfang.organisations.permissions import Role
from renfang.rules.models import CityClass, DivisionLevel, LocalPractice
from tests.builders.second_factor import enrolled
from tests.sweep.bureau import DISABLED, NO_POST, PASSWORD, STAFF, Bureau
from tests.sweep.casework import open_cases
from tests.sweep.casework_approvals import furnish_approvals
from tests.sweep.casework_assessments import furnish_assessments
from tests.sweep.casework_collection import furnish_collection
from tests.sweep.casework_comparison import furnish_comparison
from tests.sweep.casework_payments import furnish_payments
from tests.sweep.casework_readiness import furnish_readiness
from tests.sweep.casework_schooling import school
from tests.sweep.casework_shelters import furnish_shelters
from tests.sweep.casework_upkeep import furnish_upkeep
from tests.sweep.training import train

# Of whom it is asked who can open it: kind of record → the thing of the bureau.
SEEN = {
    "project": "project",
    "authority_record": "authority_record",
    "shelter": "shelter_certified",
    "account": "account",
    "team": "team",
    "paper": "certificate",
}

FOUNDED_ON = date(2015, 1, 1)


@dataclass(frozen=True)
class World:
    """Three bureaus; the districts stand below the city."""

    city: Bureau
    east: Bureau
    west: Bureau

    def strangers_to(self, bureau: Bureau) -> list[Bureau]:
        """The bureaus of which nothing may reach the staff of ``bureau``."""
        if bureau is self.city:
            return []
        return [other for other in (self.city, self.east, self.west) if other is not bureau]


def build() -> World:
    """Found the offices and play everything that the table needs, three times over.

    The papers are proven printable by the tests of each paper; here that would only cost time.
    """
    with mock.patch("renfang.documents.registry._prove_printable"):
        city = _found("标记市", "1390000", "620100", None)
        LocalPractice.objects.create(
            organisation=city.organisation,
            rulebook="national",
            city_class=CityClass.THIRD,
            division_level=DivisionLevel.CITY,
            local_share_bp=200,
            local_rate="1500.00",
            legal_basis="X发改价〔2020〕8号",
            effective_from=FOUNDED_ON,
        )
        east = _found("标记东", "1391111", "620102", city)
        west = _found("标记西", "1392222", "620104", city)
        for bureau in (city, east, west):
            _furnish(bureau)
    return World(city, east, west)


def _found(mark: str, dialling: str, code: str, above: Bureau | None) -> Bureau:
    division = Division.objects.create(code=code, name=f"{mark}区")
    organisation = found_organisation(
        f"{mark}国防动员办公室",
        mark,
        division,
        parent=above.organisation if above else None,
        founded_on=FOUNDED_ON,
        address=f"{mark}路 1 号",
    )
    NumberPrefix.objects.create(
        organisation=organisation, prefix=f"{mark}动", effective_from=FOUNDED_ON
    )
    bureau = Bureau(mark, organisation, dialling)
    for post in (*STAFF, DISABLED, "colleague", "absent"):
        bureau.people[post] = _person(bureau, post)
    bureau.keep("office", organisation)
    bureau.keep("person", bureau.who(NO_POST))
    bureau.keep(
        "role_proposal",
        propose_role(
            bureau.who(NO_POST).pk,
            Role.TRAINER,
            organisation.pk,
            by=bureau.who(Role.SECURITY_ADMINISTRATOR),
        ),
    )
    ask_password(bureau.who(NO_POST).pk, by=bureau.who(Role.SYSTEM_ADMINISTRATOR))
    bureau.keep("password_request", PasswordRequest.objects.get(user=bureau.who(NO_POST)))
    for person in ("colleague", "absent"):
        enrolled(bureau.who(person))
    bureau.keep("enrolled_person", bureau.who("colleague"))
    # Nobody who is heard: the owner of the factor may decline, too.
    ask_lifting(bureau.who("absent").pk, by=bureau.who(Role.SYSTEM_ADMINISTRATOR))
    bureau.keep("factor_request", FactorRequest.objects.get(user=bureau.who("absent")))
    bureau.keep("assignment", RoleAssignment.objects.get(user=bureau.who("colleague")))
    User.objects.filter(pk=bureau.who(DISABLED).pk).update(is_active=False)
    return bureau


def _person(bureau: Bureau, post: str) -> User:
    """A member of staff; ``colleague`` and ``absent`` are clerks too, ``disabled`` was one."""
    user = User.objects.create_user(
        f"{post}-{bureau.organisation.pk}",
        password=PASSWORD,
        full_name=f"{bureau.mark}{post}",
        organisation=bureau.organisation,
        job_title=bureau.marked("人"),
        phone=bureau.contact(),
    )
    if post != NO_POST:
        role = post if post in Role.values else Role.CLERK
        grant_role(user.pk, role, bureau.organisation.pk, by=None)
    return user


def _furnish(bureau: Bureau) -> None:
    open_cases(bureau)
    furnish_approvals(bureau)
    furnish_comparison(bureau)
    furnish_shelters(bureau)
    furnish_upkeep(bureau)
    furnish_assessments(bureau)
    furnish_collection(bureau)
    furnish_payments(bureau)
    train(bureau)
    school(bureau)
    furnish_readiness(bureau)
    for thing in ("relocation_approval", "certificate", "payment_notice", "drill_record"):
        produce(bureau.pk(thing))
    for kind, thing in SEEN.items():
        bureau.things[f"seen_{kind}"] = {"kind": kind, "pk": bureau.pk(thing)}
