"""复议机关与管辖法院: what papers name, on which day, and what may be registered."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from renfang.acts import Incomplete, NotFound, Refused
from renfang.administration.acts.offices import found_office, register_authority
from renfang.documents.kinds import kind_of
from renfang.documents.passages import worded
from renfang.history.record import events_of
from renfang.organisations.authorities import (
    LOCAL_COURT,
    Body,
    Matter,
    court_of,
    government_of,
    proposed_name,
)
from renfang.organisations.models import Division, Organisation, RemedyAuthority, User
from renfang.organisations.permissions import Role
from tests.builders.office import Office

TODAY = date(2026, 3, 2)
BASIS = "某高法〔2018〕31号"


@pytest.fixture
def keeper(office: Office) -> User:
    return office.who(Role.SYSTEM_ADMINISTRATOR, at=office.city)


def registered(
    office: Organisation, keeper: User, body: Body, name: str, on: date = TODAY, **more: str
) -> RemedyAuthority:
    values = {"basis": BASIS, **more}
    return register_authority(office.pk, body=body, name=name, on=on, by=keeper, **values)


def below(office: Office, keeper: User, code: str, name: str, **given: str) -> Organisation:
    return found_office(
        office.city.pk,
        name=f"{name}国防动员办公室",
        short_name=name,
        division_code=code,
        division_name=name,
        prefix=f"{name}动",
        founded_on=date(2026, 1, 1),
        by=keeper,
        **given,
    )


@pytest.mark.parametrize(
    ("code", "name", "government", "court"),
    [
        ("620100", "X市", "X市人民政府", ""),
        ("620102", "东城区", "X市东城区人民政府", "X市东城区人民法院"),
        ("620102", "X市东城区", "X市东城区人民政府", "X市东城区人民法院"),
        ("620122", "皋县", "皋县人民政府", "皋县人民法院"),
        ("620181", "义市", "义市人民政府", "义市人民法院"),
        ("620000", "某省", "某省人民政府", ""),
        ("620125", "X市高新技术产业开发区", "", ""),
        ("620125", "空港新区", "", ""),
        ("620102001", "东街", "", ""),
        ("620102001001", "东关街道社区", "", ""),
    ],
)
def test_the_name_of_the_division_tells_government_and_court(
    db: None, code: str, name: str, government: str, court: str
) -> None:
    if code != "620100":
        Division.objects.create(code="620100", name="X市")
    division = Division(code=code, name=name)
    assert proposed_name(division, Body.GOVERNMENT) == government
    assert proposed_name(division, Body.COURT) == court


def test_what_was_registered_holds_from_its_day(office: Office, keeper: User) -> None:
    before = date(2026, 3, 1)
    registered(office.east, keeper, Body.COURT, "X市东区第一人民法院", address="东街1号")
    assert str(court_of(office.east, before)) == "X市东区人民法院"
    found = court_of(office.east, TODAY)
    assert found is not None
    assert str(found) == "X市东区第一人民法院（地址：东街1号）"
    assert found.row is not None
    # Entered again for the same day: the later entry is the correction.
    registered(office.east, keeper, Body.COURT, "X市东区人民法院")
    assert str(court_of(office.east, TODAY)) == "X市东区人民法院"
    with pytest.raises(Incomplete, match="不能早于") as refusal:
        registered(office.east, keeper, Body.COURT, "X市东区人民法院", on=before)
    assert refusal.value.field == "on"


def test_each_level_is_heard_by_its_own_government(office: Office, keeper: User) -> None:
    registered(office.city, keeper, Body.GOVERNMENT, "X市人民政府", address="市府路1号")
    assert str(government_of(office.city, TODAY)) == "X市人民政府（地址：市府路1号）"
    # What the city registered is the city's; the district has a government of its own.
    assert str(government_of(office.east, TODAY)) == "X市东区人民政府"
    zone = below(office, keeper, "620125", "高新区", court="X市西区人民法院")
    assert str(government_of(zone, TODAY)) == "X市人民政府（地址：市府路1号）"


def test_another_court_hears_the_suits_of_the_whole_city(office: Office, keeper: User) -> None:
    registered(office.city, keeper, Body.SUITS, "X铁路运输法院")
    assert str(court_of(office.east, TODAY)) == "X铁路运输法院"
    assert str(court_of(office.city, TODAY)) == "X铁路运输法院"
    # The application to enforce stays with the court of the place until that too is moved.
    assert str(court_of(office.east, TODAY, matter=Matter.ENFORCEMENT)) == "X市东区人民法院"
    registered(office.east, keeper, Body.ENFORCEMENT, "X市西区人民法院")
    assert str(court_of(office.east, TODAY, matter=Matter.ENFORCEMENT)) == "X市西区人民法院"
    assert str(court_of(office.west, TODAY, matter=Matter.ENFORCEMENT)) == "X市西区人民法院"
    registered(office.city, keeper, Body.SUITS, "", on=date(2026, 4, 1))
    assert str(court_of(office.east, date(2026, 4, 1))) == "X市东区人民法院"
    assert str(court_of(office.east, date(2026, 3, 31))) == "X铁路运输法院"


def test_real_estate_is_enforced_where_it_lies(office: Office, keeper: User) -> None:
    west = office.west.division
    found = court_of(office.city, TODAY, matter=Matter.ENFORCEMENT, lies_in=west)
    assert str(found) == "X市西区人民法院"
    assert str(court_of(office.city, TODAY, lies_in=west)) == "X市东区人民法院"
    registered(office.west, keeper, Body.COURT, "X市西区第二人民法院")
    found = court_of(office.city, TODAY, matter=Matter.ENFORCEMENT, lies_in=west)
    assert str(found) == "X市西区第二人民法院"


@pytest.mark.parametrize(
    ("body", "name", "told"),
    [
        (Body.ENFORCEMENT, "X市中级人民法院", "基层人民法院受理"),
        (Body.COURT, "某省高级人民法院", "基层人民法院受理"),
        (Body.COURT, "X市东区人民政府", "全称"),
        (Body.GOVERNMENT, "某省国防动员办公室", "县级以上人民政府"),
        (Body.GOVERNMENT, "", "填写名称"),
        (Body.SUITS, "", "只有终止集中管辖时留空"),
    ],
)
def test_who_may_not_hear_the_matter_is_refused(
    office: Office, keeper: User, body: Body, name: str, told: str
) -> None:
    with pytest.raises(Incomplete, match=told) as refusal:
        registered(office.east, keeper, body, name)
    assert refusal.value.field == "name"
    assert not RemedyAuthority.objects.filter(organisation=office.east).exists()


def test_founding_proposes_both_and_asks_where_nothing_tells(office: Office, keeper: User) -> None:
    county = below(office, keeper, "620122", "皋县")
    told = {row.body: row.name for row in county.remedy_authorities.all()}
    assert told == {Body.GOVERNMENT: "皋县人民政府", Body.COURT: "皋县人民法院"}
    with pytest.raises(Incomplete, match="看不出") as refusal:
        below(office, keeper, "620125", "高新区")
    assert refusal.value.field == "court"
    with pytest.raises(Incomplete, match="基层") as refusal:
        below(office, keeper, "620125", "高新区", court="X市中级人民法院")
    assert refusal.value.field == "court"
    assert not Organisation.objects.filter(short_name="高新区").exists()


def test_the_registration_is_on_record_and_stays_as_it_is(office: Office, keeper: User) -> None:
    row = registered(office.east, keeper, Body.SUITS, "X铁路运输法院")
    event = next(iter(events_of(office.east)))
    assert event.act == "登记复议机关和管辖法院"
    assert event.after["依据文件"] == BASIS
    with pytest.raises(DatabaseError), transaction.atomic():
        RemedyAuthority.objects.filter(pk=row.pk).update(name="别的法院")


def test_a_neighbour_s_administrator_registers_nothing(office: Office) -> None:
    other = office.who(Role.SYSTEM_ADMINISTRATOR, at=office.west)
    with pytest.raises(NotFound):
        registered(office.east, other, Body.COURT, "X市东区人民法院")


def test_papers_name_both_and_never_go_out_without_the_government(db: None) -> None:
    zone = Division.objects.create(code="620125", name="空港新区")
    alone = Organisation.objects.create(name="空港办", short_name="空", division=zone, path="x/")
    alone.path = f"{alone.pk}/"
    alone.save()
    kind = kind_of("refusal_decision")
    with pytest.raises(Refused, match="没有登记复议机关"):
        worded(kind, {}, organisation=alone, issuer=alone, on=TODAY)
    RemedyAuthority.objects.create(
        organisation=alone,
        body=Body.GOVERNMENT,
        name="X市人民政府",
        effective_from=date(2020, 1, 1),
        basis="X政〔2019〕1号",
    )
    text = worded(kind, {}, organisation=alone, issuer=alone, on=TODAY)["remedies"]
    assert "六十日内向X市人民政府申请行政复议" in text
    # No court was registered and none is invented.
    assert f"六个月内依法向{LOCAL_COURT}提起行政诉讼" in text


def test_the_page_takes_it_and_keeps_what_was_typed(office: Office, keeper: User) -> None:
    client = Client()
    client.force_login(keeper)
    address = reverse("office_authority", args=[office.east.pk])
    typed = {"body": "court", "name": "X市中级人民法院", "on": "2026-3-2", "basis": BASIS}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "X市中级人民法院" in refused.content.decode()
    assert client.post(address, {**typed, "name": "X市东区人民法院"}).status_code == 302
    page = client.get(reverse("office", args=[office.east.pk])).content.decode()
    assert "X市东区人民法院" in page
    assert "X市东区人民政府" in page
