"""The picture: the map of shelters, and capacity against population."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from engineering.capacity.acts import enter_population, look_at_map, take_capacity_snapshot
from engineering.capacity.charts import newest_chart
from engineering.capacity.exchange import export_capacity
from engineering.capacity.map import HEIGHT, WIDTH, draw_map
from engineering.capacity.rules import per_capita
from engineering.models import CapacitySnapshot
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused
from renfang.administration.acts.founding import found_organisation
from renfang.history.record import events_of
from renfang.organisations.models import Division
from renfang.organisations.permissions import Role
from tests.builders.upkeep import standing_shelter


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def population(office, clerk, count=1000, at=None, kind="resident", **changes):
    organisation = at or office.east
    said = {"as_of": date(2023, 12, 31), "source": "统计公报"} | changes
    return enter_population(
        organisation.pk,
        division=changes.pop("division", organisation.division),
        kind=kind,
        population=count,
        by=clerk,
        **{key: said[key] for key in ("as_of", "source")},
    )


def test_area_a_head_keeps_numerator_denominator_and_date(office, clerk):
    standing_shelter(office)
    standing_shelter(office, "物资库", wartime_function="supplies")
    population(office, clerk, 1500)
    [row] = take_capacity_snapshot(office.east.pk, kind="resident", by=clerk)
    assert (row.shelter_count, row.built_area, row.shelter_area) == (
        2, Decimal("2000.00"), Decimal("700.00"))  # fmt: skip
    assert (row.population, row.population_as_of) == (1500, date(2023, 12, 31))
    assert (row.built_per_capita, row.shelter_per_capita) == (Decimal("1.33"), Decimal("0.47"))


def test_what_was_computed_stays_when_the_register_changes(office, clerk):
    shelter = standing_shelter(office)
    population(office, clerk)
    take_capacity_snapshot(office.east.pk, kind="resident", by=clerk)
    shelter.state = "demolished"
    shelter.save()
    assert CapacitySnapshot.objects.get().built_per_capita == Decimal("1.00")
    with pytest.raises(DatabaseError), transaction.atomic():
        CapacitySnapshot.objects.update(population=1)


@pytest.mark.parametrize("state", ["planned", "under_construction", "demolished", "converted"])
def test_only_accepted_works_that_stand_are_counted(office, clerk, state):
    standing_shelter(office, state=state)
    population(office, clerk)
    [row] = take_capacity_snapshot(office.east.pk, kind="resident", by=clerk)
    assert (row.shelter_count, row.built_area) == (0, Decimal("0.00"))


def test_the_city_counts_the_works_of_its_districts(office):
    city_clerk = office.who(Role.CLERK, at=office.city)
    standing_shelter(office)
    standing_shelter(office, "西区工程", at=office.west)
    population(office, city_clerk, 4000, at=office.city)
    [row] = take_capacity_snapshot(office.city.pk, kind="resident", by=city_clerk)
    assert (row.shelter_count, row.built_per_capita) == (2, Decimal("0.50"))


def counted(organisation, clerk, *divisions):
    """How many works each of the divisions has when ``organisation`` computes."""
    for division in divisions:
        enter_population(
            organisation.pk,
            division=division,
            kind="resident",
            population=1000,
            as_of=date(2023, 12, 31),
            source="统计公报",
            by=clerk,
        )
    rows = take_capacity_snapshot(organisation.pk, kind="resident", by=clerk)
    return {row.division.name: row.shelter_count for row in rows}


def branch(parent, code, name):
    """An office below ``parent`` with a division of its own, whatever the digits of its code."""
    division = Division.objects.create(code=code, name=name)
    return found_organisation(
        f"{name}国防动员办公室", name, division, parent=parent, founded_on=date(2015, 1, 1)
    )


def test_what_a_division_contains_is_told_by_the_tree_of_offices_not_by_its_code(office):
    clerk = office.who(Role.CLERK, at=office.city)
    # A code beside the city's; one that begins like the east district's, below another office;
    # one that ends in 00 and contains nothing; and a division that the city serves by itself.
    area = branch(office.city, "629900", "新区")
    street = branch(area, "620102005000", "新区街道")
    county = Division.objects.create(code="620205", name="直管县")
    office.city.serves.add(county)
    standing_shelter(office)
    standing_shelter(office, "新区工程", at=area)
    standing_shelter(office, "街道工程", at=street)
    standing_shelter(office, "县里工程", at=office.city, division=county)
    found = counted(
        office.city,
        clerk,
        *(each.division for each in (office.city, office.east, area, street)),
        county,
    )
    assert found == {"X市": 4, "东区": 1, "新区": 2, "新区街道": 1, "直管县": 1}


def test_works_count_where_they_lie_also_after_their_division_got_an_office(office):
    clerk = office.who(Role.CLERK, at=office.city)
    division = Division.objects.create(code="620105", name="园区")
    office.east.serves.add(division)
    standing_shelter(office, "园区工程", division=division)
    standing_shelter(office, "不明地点工程", division=None)
    park = found_organisation(
        "园区国防动员办公室", "园区", division, parent=office.city, founded_on=date(2024, 1, 1)
    )
    office.east.serves.remove(division)
    standing_shelter(office, "园区新工程", at=park)
    found = counted(office.city, clerk, office.city.division, office.east.division, division)
    assert found == {"X市": 3, "东区": 1, "园区": 2}


def test_the_latest_figure_of_the_kind_is_the_denominator(office, clerk):
    standing_shelter(office)
    population(office, clerk, 100, as_of=date(2020, 12, 31))
    population(office, clerk, 500, as_of=date(2022, 12, 31))
    population(office, clerk, 50, kind="staying", as_of=date(2023, 12, 31))
    [row] = take_capacity_snapshot(office.east.pk, kind="resident", by=clerk)
    assert row.population == 500


def test_it_is_computed_once_a_day_and_not_without_figures(office, clerk):
    with pytest.raises(Refused, match="没有常住人口数据"):
        take_capacity_snapshot(office.east.pk, kind="resident", by=clerk)
    population(office, clerk)
    take_capacity_snapshot(office.east.pk, kind="resident", by=clerk)
    with pytest.raises(Refused, match="今天已按常住人口计算过"):
        take_capacity_snapshot(office.east.pk, kind="resident", by=clerk)


def test_a_figure_is_entered_once_and_only_for_ones_own_divisions(office, clerk):
    population(office, clerk)
    with pytest.raises(Incomplete) as refusal:
        population(office, clerk, 2000)
    assert refusal.value.field == "as_of"
    with pytest.raises(NotFound):
        population(office, clerk, division=office.west.division)
    with pytest.raises(NotFound):
        population(office, office.who(Role.CLERK, at=office.west))
    with pytest.raises(NotPermitted):
        population(office, office.who(Role.REVIEWER), 1, as_of=date(2021, 1, 1))


@given(st.integers(0, 10**12), st.integers(1, 2 * 10**9))
def test_area_a_head_is_rounded_half_up_to_the_hundredth(units, people):
    area = Decimal(units).scaleb(-2)
    error = per_capita(area, people) * people - area
    assert -people * Decimal("0.005") < error <= people * Decimal("0.005")


def test_the_export_holds_what_is_in_scope(client, office, clerk):
    standing_shelter(office)
    population(office, clerk)
    take_capacity_snapshot(office.east.pk, kind="resident", by=clerk)
    assert export_capacity(by=clerk).startswith(b"PK")
    client.force_login(clerk)
    assert client.get("/engineering/capacity/").content.decode().count("1.00") >= 1
    assert client.post("/engineering/capacity/export/").status_code == 200
    client.force_login(office.who(Role.CLERK, at=office.west))
    assert "统计公报" not in client.get("/engineering/capacity/").content.decode()


def test_the_pages_enter_figures_and_compute(client, office, clerk):
    standing_shelter(office)
    client.force_login(clerk)
    posted = {
        "organisation": office.east.pk,
        "division": office.east.division_id,
        "kind": "staying",
        "population": "800",
        "as_of": "2023-12-31",
        "source": "人防办测算",
    }
    assert client.post("/engineering/capacity/population/", posted).status_code == 302
    asked = {"organisation": office.east.pk, "kind": "staying"}
    assert client.post("/engineering/capacity/snapshot/", asked).status_code == 302
    assert "1.25" in client.get("/engineering/capacity/").content.decode()


# The map


@dataclass(frozen=True)
class Place:
    longitude: Decimal
    latitude: Decimal
    state: str = "in_use"


_degrees = st.decimals("-80", "80", places=6, allow_nan=False)


@given(st.lists(st.builds(Place, _degrees, _degrees), min_size=1, max_size=30))
def test_every_mark_lies_on_the_drawing(places):
    drawing = draw_map(places)
    assert len(drawing.marks) == len(places)
    for mark in drawing.marks:
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT
    assert len(drawing.meridians) + len(drawing.parallels) < 60


def test_east_is_right_and_north_is_up():
    low, high = (
        Place(Decimal("103.70"), Decimal("36.00")),
        Place(Decimal("103.90"), Decimal("36.10")),
    )
    first, second = draw_map([low, high]).marks
    assert first.x < second.x
    assert first.y > second.y


def test_without_places_there_is_no_drawing():
    assert draw_map([]) is None


def placed(office, name="和平路防空地下室", **values):
    degrees = {"longitude": Decimal("103.821400"), "latitude": Decimal("36.062300")}
    return standing_shelter(office, name, **(degrees | values))


def looked(client, user):
    client.force_login(user)
    return client.post("/engineering/map/", {"reason": "编制防护规划"})


def test_the_map_is_shown_after_a_reason_that_is_kept(client, office, clerk):
    placed(office)
    client.force_login(clerk)
    before = client.get("/engineering/map/").content.decode()
    assert "103.821400" not in before
    assert client.post("/engineering/map/", {"reason": "看"}).status_code == 422
    looked(client, clerk)
    page = client.get("/engineering/map/").content.decode()
    assert 'class="map"' in page
    assert "103.821400" in page
    assert [event.note for event in events_of(clerk)][:1] == ["编制防护规划"]


def test_the_map_shows_ones_own_shelters_and_filters_them(client, office, clerk):
    placed(office)
    placed(office, "医疗救护站", wartime_function="medical", nuclear_grade="5")
    placed(office, "西区工程", at=office.west)
    looked(client, clerk)
    page = client.get("/engineering/map/").content.decode()
    assert "西区工程" not in page
    found = client.get("/engineering/map/?wartime_function=medical&nuclear_grade=5")
    assert "医疗救护站" in found.content.decode()
    assert "和平路" not in found.content.decode()


def test_the_map_is_not_for_everybody(client, office):
    finance = office.who(Role.FINANCE)
    client.force_login(finance)
    assert client.get("/engineering/map/").status_code == 403
    with pytest.raises(NotPermitted):
        look_at_map(by=finance, reason="编制防护规划")


def test_the_reason_is_asked_for_again_the_next_day(client, office, clerk):
    placed(office)
    looked(client, clerk)
    session = client.session
    session["looked_at_map_on"] = (timezone.localdate() - timedelta(days=1)).isoformat()
    session.save()
    assert "103.821400" not in client.get("/engineering/map/").content.decode()


def test_the_map_costs_the_same_however_many_shelters(
    client, office, clerk, django_assert_max_num_queries
):
    for number in range(5):
        placed(office, f"{number}号工程")
    looked(client, clerk)
    with django_assert_max_num_queries(15):
        assert client.get("/engineering/map/").status_code == 200


def snapshot(code, name, built, *, kind="resident", day=date(2026, 1, 1), pk=None):
    division = Division(pk=pk or int(code), code=code, name=name)
    return CapacitySnapshot(
        division=division,
        kind=kind,
        taken_on=day,
        built_per_capita=Decimal(built),
        shelter_per_capita=Decimal(built) / 2,
    )


def test_the_chart_shows_the_newest_figure_of_each_division():
    rows = [
        snapshot("620100", "云川市", "4.00", kind="staying", day=date(2026, 2, 1)),
        snapshot("620102", "东区", "2.00", day=date(2026, 1, 8)),
        snapshot("620100", "云川市", "1.00", day=date(2026, 1, 8)),
        snapshot("620102", "东区", "9.00"),
    ]
    chart = newest_chart(rows)
    assert [(bar.name, bar.built) for bar in chart.bars] == [
        ("云川市", Decimal("1.00")),
        ("东区", Decimal("2.00")),
    ]
    first, longest = chart.bars
    assert longest.built_width == 2 * first.built_width == 2 * longest.sheltered_width
    assert newest_chart([]) is None
