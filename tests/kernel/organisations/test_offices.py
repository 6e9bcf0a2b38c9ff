"""Setting up an office: the first organisation, districts below it, names, prefixes, practice."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from renfang.acts import Incomplete, NotFound
from renfang.administration.acts.offices import (
    adopt_practice,
    change_prefix,
    found_office,
    rename_office,
)
from renfang.documents.models import NumberPrefix
from renfang.organisations.models import Organisation, User
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.rules.law import law_at


@pytest.fixture
def keeper(office):
    return office.who(Role.SYSTEM_ADMINISTRATOR, at=office.city)


def new_office(office, keeper, **changes):
    values = {
        "name": "X市南区国防动员办公室",
        "short_name": "X南",
        "division_code": "620203",
        "division_name": "南区",
        "prefix": "X南动",
        "founded_on": date(2026, 1, 1),
        **changes,
    }
    return found_office(office.city.pk, by=keeper, **values)


def practice(**changes):
    return {
        "rulebook": "zhejiang",
        "city_class": "third",
        "division_level": "county",
        "local_share_bp": None,
        "local_rate": None,
        "legal_basis": "某文件",
        "effective_from": date(2026, 1, 1),
        **changes,
    }


def setup(**changes):
    out = StringIO()
    administrators = {"system": "xt=甲", "security": "aq=乙", "audit": "sj=丙", **changes}
    call_command(
        "found_office",
        "某市国防动员办公室",
        "某市",
        "620100",
        "某市",
        "某动",
        stdout=out,
        **administrators,
    )
    return out.getvalue()


def test_a_fresh_installation_gets_an_office_and_three_administrators(db, client):
    printed = setup()
    assert Organisation.objects.get().name == "某市国防动员办公室"
    username, password = next(
        line.split()[1:] for line in printed.splitlines() if "系统管理员" in line
    )
    assert client.post("/login/", {"username": username, "password": password}).status_code == 302
    assert Scope(User.objects.get(username="aq")).holds("manage_roles")


def test_setting_up_twice_or_with_one_person_twice_is_refused(db):
    with pytest.raises(CommandError, match="三个人"):
        setup(audit="xt=甲")
    assert not Organisation.objects.exists()
    setup()
    with pytest.raises(CommandError, match="已有机构"):
        setup()


def test_a_new_district_is_reached_by_the_city_and_takes_over_its_division(office, keeper):
    district = new_office(office, keeper)
    assert district.pk in Scope(keeper).organisations("manage_settings")
    assert [division.code for division in district.serves.all()] == ["620203"]
    assert NumberPrefix.objects.get(organisation=district).prefix == "X南动"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": "X市东区国防动员办公室"}, "name"), ({"division_name": ""}, "division_name")],
)
def test_a_wrong_office_is_refused_with_the_field(office, keeper, changes, field):
    with pytest.raises(Incomplete) as refusal:
        new_office(office, keeper, **changes)
    assert refusal.value.field == field


def test_a_district_administrator_cannot_touch_the_neighbour(office):
    keeper = office.who(Role.SYSTEM_ADMINISTRATOR, at=office.east)
    with pytest.raises(NotFound):
        rename_office(office.west.pk, name="新名称", on=date(2026, 1, 1), by=keeper)


def test_a_new_name_counts_from_its_day(office, keeper):
    rename_office(office.east.pk, name="东区人民防空办公室", on=date(2026, 7, 1), by=keeper)
    office.east.refresh_from_db()
    assert office.east.style_on(date(2026, 6, 30)).name == "X市东区国防动员办公室"
    assert office.east.style_on(date(2026, 7, 1)).name == "东区人民防空办公室"
    with pytest.raises(Incomplete):
        rename_office(office.east.pk, name="再改", on=date(2026, 7, 1), by=keeper)


def test_a_new_prefix_ends_the_old_one_the_day_before(office, keeper):
    change_prefix(office.east.pk, prefix="东动", on=date(2026, 7, 1), by=keeper)
    old, new = NumberPrefix.objects.filter(organisation=office.east).order_by("effective_from")
    assert old.effective_to == date(2026, 6, 30)
    assert new.effective_to is None


def test_a_district_s_own_practice_goes_before_the_city_s_from_its_day(office, keeper):
    adopt_practice(office.east.pk, values=practice(), by=keeper)
    assert law_at(office.east, date(2025, 12, 31)).reference == "national"
    assert law_at(office.east, date(2026, 1, 1)).reference == "zhejiang"
    assert law_at(office.west, date(2026, 1, 1)).reference == "national"
    with pytest.raises(Incomplete):
        adopt_practice(office.east.pk, values=practice(), by=keeper)


def test_the_page_reads_a_share_in_percent(office, keeper, client):
    client.force_login(keeper)
    posted = {
        "rulebook": "national",
        "city_class": "third",
        "division_level": "city",
        "local_share": "２.5",
        "local_rate": "1,200",
        "legal_basis": "某发改价〔2026〕1号",
        "effective_from": "2026年7月1日",
    }
    response = client.post(f"/settings/offices/{office.east.pk}/practice/", posted)
    assert response.status_code == 302
    row = law_at(office.east, date(2026, 7, 1)).practice
    assert (row.local_share_bp, str(row.local_rate)) == (250, "1200.00")
    assert row.local_share_text == "2.5%"


def test_the_pages_show_the_tree_and_keep_what_was_typed(office, keeper, client):
    client.force_login(keeper)
    assert "X市西区国防动员办公室" in client.get("/settings/offices/").content.decode()
    response = client.post(
        f"/settings/offices/{office.city.pk}/new/", {"name": "只有名称", "founded_on": "昨天"}
    )
    assert response.status_code == 422
    assert "昨天" in response.content.decode()
