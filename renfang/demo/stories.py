"""Demo data as stories that the apps tell, played day by day through the same acts as real work.

A story is a generator: it yields the day on which it goes on, and is resumed as if it were that
day. All stories are played in the order of their days, so numbers, histories and papers come out
as they would have in an office.

An app that has stories names in its AppConfig the module that lists them (``demo_stories``); it is
loaded when the demo data is, and never by a server.
"""

from __future__ import annotations

import heapq
import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest import mock

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from renfang.administration.acts.founding import found_organisation, name_authorities
from renfang.administration.acts.people import ask_password
from renfang.administration.acts.roles import grant_role, propose_role
from renfang.clocks.calendars import calendar_read_once
from renfang.demo.people import PASSWORD, PEOPLE
from renfang.documents.models import NumberPrefix
from renfang.documents.registry import produced_on_first_reading
from renfang.history.origin import acting_from
from renfang.organisations.authorities import Body
from renfang.organisations.models import Division, Organisation, RemedyAuthority, User
from renfang.organisations.permissions import Role
from renfang.rules.models import CityClass, DivisionLevel, LocalPractice, PhaseMethod

FOUNDED_ON = date(2015, 1, 1)
CITY_NAME = "云川市国防动员办公室"

Story = Iterator[date]


@dataclass
class DemoCity:
    """The demo city: a bureau, three districts, and people in every post."""

    today: date
    city: Organisation
    east: Organisation
    west: Organisation
    south: Organisation
    people: dict[tuple[str, str], User] = field(default_factory=dict)
    # What one story leaves for another to go on with, by name.
    left: dict[str, Any] = field(default_factory=dict)

    def who(self, role: Role, at: str = "city") -> User:
        """The user of ``role`` at ``city``, ``east``, ``west`` or ``south``."""
        return self.people[role, at]

    def day(self, ago: int) -> date:
        """The working day ``ago`` calendar days before today, or the one before it."""
        day = self.today - timedelta(days=ago)
        while day.weekday() > 4:
            day -= timedelta(days=1)
        return day


Teller = Callable[[DemoCity], Iterable[Story]]
# Told after each step: how many of the stories have ended.
Progress = Callable[[int, int], None]

_DIVISIONS = {
    "620100": "云川市",
    "620102": "云川市东川区",
    "620104": "云川市西岭区",
    "620203": "云川市南湖区",
    "620205": "云川市高新技术产业开发区",
}


def tellers() -> list[Teller]:
    """What each app tells, in the order of the installed apps: a later one goes on with what an
    earlier one left."""
    modules = [getattr(config, "demo_stories", None) for config in apps.get_app_configs()]
    return [teller for name in modules if name for teller in importlib.import_module(name).TELLERS]


@contextmanager
def as_if_at(instant: datetime) -> Iterator[Callable[[], datetime]]:
    """Everything inside happens from ``instant`` on: acts, histories and papers are dated so.

    Each reading of the clock is a few seconds later than the one before, as it would be at a desk.
    Gives a function that tells how late it has become.
    """
    reading = instant

    def tick() -> datetime:
        nonlocal reading
        reading += timedelta(seconds=7)
        return reading

    with mock.patch.object(timezone, "now", tick):
        yield lambda: reading


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of the office's clock, the beginning of its day by default."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def is_loaded() -> bool:
    """Whether the demo city stands already."""
    return Organisation.objects.filter(name=CITY_NAME).exists()


@transaction.atomic
def load(today: date, progress: Progress = lambda done, total: None) -> DemoCity:
    """Found the city and play all stories up to and including today."""
    city = _found(today)
    stories = [story for teller in tellers() for story in teller(city)]
    stories.append(_administrators(city))
    with produced_on_first_reading(), calendar_read_once():
        _play(stories, today, progress)
    return city


def _found(today: date) -> DemoCity:
    with as_if_at(moment(FOUNDED_ON)):
        divisions = {
            code: Division.objects.get_or_create(code=code, defaults={"name": name})[0]
            for code, name in _DIVISIONS.items()
        }
        root = _office(CITY_NAME, "云川市局", divisions["620100"], None, "云动")
        root.serves.add(divisions["620205"])
        city = DemoCity(
            today=today,
            city=root,
            east=_office(
                "云川市东川区国防动员办公室", "东川区", divisions["620102"], root, "云东动"
            ),
            west=_office(
                "云川市西岭区国防动员办公室", "西岭区", divisions["620104"], root, "云西动"
            ),
            south=_office(
                "云川市南湖区国防动员办公室", "南湖区", divisions["620203"], root, "云南动"
            ),
        )
        _authorities(city)
        _practices(root, today)
        # Slow on purpose, and the same for all.
        password = make_password(PASSWORD)
        for username, role, at, full_name, title in PEOPLE:
            organisation = getattr(city, at)
            user = User.objects.create(
                username=username,
                password=password,
                full_name=full_name,
                organisation=organisation,
                job_title=title,
            )
            grant_role(user.pk, role, organisation.pk, by=None)
            city.people[role, at] = user
    return city


def _administrators(city: DemoCity) -> Story:
    """A post for three months and a forgotten password, both waiting for their second person."""
    yield city.day(1)
    propose_role(
        city.who(Role.PRINTER).pk,
        Role.TRAINER,
        city.city.pk,
        ends_on=city.today + timedelta(days=92),
        by=city.who(Role.SECURITY_ADMINISTRATOR),
    )
    yield city.day(0)
    ask_password(city.people[Role.TRAINER, "west"].pk, by=city.who(Role.SYSTEM_ADMINISTRATOR))


def _office(
    name: str, short_name: str, division: Division, parent: Organisation | None, prefix: str
) -> Organisation:
    organisation = found_organisation(
        name,
        short_name,
        division,
        parent=parent,
        founded_on=FOUNDED_ON,
        address=f"{division.name}政务大厅",
        phone="0900-8120000",
    )
    NumberPrefix.objects.create(organisation=organisation, prefix=prefix, effective_from=FOUNDED_ON)
    return organisation


def _authorities(city: DemoCity) -> None:
    """Who hears remedies: the bureau lies in 东川区; suits from 南湖区 are heard in another."""
    court = "云川市东川区人民法院"
    named = {Body.GOVERNMENT: "云川市人民政府", Body.COURT: court}
    name_authorities(city.city, named, on=FOUNDED_ON)
    RemedyAuthority.objects.create(
        organisation=city.south,
        body=Body.SUITS,
        name="云川市西岭区人民法院",
        address="云川市西岭区岭东路1号",
        effective_from=date(2018, 7, 1),
        basis="云高法〔2018〕31号（演示）",
    )


def _practices(root: Organisation, today: date) -> None:
    """The city applies the national book; its own rate rose at the turn of last year."""
    shared = {
        "organisation": root,
        "rulebook": "national",
        "city_class": CityClass.THIRD,
        "division_level": DivisionLevel.CITY,
        "local_share_bp": 200,
    }
    turn = date(today.year - 1, 1, 1)
    LocalPractice.objects.create(
        **shared,
        local_rate="1200.00",
        legal_basis="云发改价〔2018〕66号（演示）",
        effective_from=FOUNDED_ON,
        effective_to=turn - timedelta(days=1),
    )
    LocalPractice.objects.create(
        **shared,
        local_rate="1500.00",
        legal_basis=f"云发改价〔{today.year - 2}〕118号（演示）",
        phase_method=PhaseMethod.CUMULATIVE,
        effective_from=turn,
    )


def _play(stories: list[Story], today: date, progress: Progress) -> None:
    """Resume whichever story goes on next, until all are told or would go on after today."""
    waiting = [(FOUNDED_ON, order, story) for order, story in enumerate(stories)]
    desk_time = moment(FOUNDED_ON)
    while waiting:
        day, order, story = heapq.heappop(waiting)
        desk_time = max(desk_time + timedelta(minutes=3), moment(day))
        with as_if_at(desk_time) as now, acting_from("192.168.10.21"):
            following = next(story, None)
            desk_time = now()
        if following is not None and following <= today:
            heapq.heappush(waiting, (following, order, story))
        else:
            progress(len(stories) - len(waiting), len(stories))
