"""双随机: the draw is recorded, can be drawn again by anybody, and favours nobody."""

import io
import re
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from engineering.inspections.acts import (
    draw_inspection,
    drop_task,
    enter_inspector,
    plan_inspection,
    publish_inspection,
    set_inspector_active,
)
from engineering.inspections.exchange import export_draw
from engineering.inspections.papers import public_rows, publications_of
from engineering.inspections.queries import is_repeatable, shelter_pool
from engineering.inspections.rules import draw, joint_words
from engineering.models import InspectionTask, RandomDraw, Shelter
from engineering.upkeep.acts.hazards import HazardEntry
from engineering.upkeep.acts.inspection import record_inspection
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, WrongState
from renfang.documents.registry import compose, compose_as
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.typesetting import render
from tests.builders.upkeep import findings, listed_matter, standing_shelter
from tests.kernel.documents.pdf import text_of, without_space

POOLS = st.sets(st.integers(1, 10**9), min_size=2, max_size=30)


@given(seed=st.text(max_size=40), shelters=POOLS, inspectors=POOLS, data=st.data())
def test_the_same_seed_and_pools_give_the_same_draw(seed, shelters, inspectors, data):
    count = data.draw(st.integers(1, len(shelters)))
    wanted = {"count": count, "team_size": 2}
    first = draw(seed, shelters, inspectors, **wanted)
    mixed = data.draw(st.permutations(sorted(shelters)))
    assert draw(seed, mixed, sorted(inspectors, reverse=True), **wanted) == first
    drawn = [pair.target for pair in first]
    assert len(set(drawn)) == count
    assert set(drawn) <= shelters
    for pair in first:
        assert len(set(pair.inspectors)) == 2
        assert set(pair.inspectors) <= inspectors


@given(seed=st.text(max_size=40), shelters=POOLS, data=st.data())
def test_drawing_more_only_adds_to_the_draw(seed, shelters, data):
    few = data.draw(st.integers(1, len(shelters)))
    small = draw(seed, shelters, {1, 2, 3}, count=few, team_size=2)
    whole = draw(seed, shelters, {1, 2, 3}, count=len(shelters), team_size=2)
    assert whole[:few] == small


def test_every_shelter_and_inspector_is_drawn_equally_often():
    rounds = 3000
    shelters, inspectors = range(1, 11), range(101, 107)
    times = dict.fromkeys([*shelters, *inspectors], 0)
    for number in range(rounds):
        for pair in draw(f"第 {number} 次", shelters, inspectors, count=3, team_size=2):
            times[pair.target] += 1
            for inspector in pair.inspectors:
                times[inspector] += 1
    # 3 of 10 shelters; 2 of 6 inspectors at each of 3 shelters: within six standard deviations.
    for shelter in shelters:
        assert abs(times[shelter] - rounds * 3 / 10) < 6 * (rounds * 0.3 * 0.7) ** 0.5
    for inspector in inspectors:
        assert abs(times[inspector] - rounds) < 6 * (rounds * 3 * (1 / 3) * (2 / 3)) ** 0.5


def test_the_rule_as_printed_gives_the_draw_by_hand():
    lots = {pk: sha256(f"种子甲:工程:{pk}".encode()).hexdigest() for pk in (3, 5, 8)}
    expected = sorted(lots, key=lots.get)[:2]
    drawn = draw("种子甲", [3, 5, 8], [1, 2], count=2, team_size=2)
    assert [pair.target for pair in drawn] == expected


@pytest.mark.parametrize(("count", "team"), [(0, 2), (4, 2), (1, 0), (1, 4)])
def test_a_pool_too_small_is_refused(count, team):
    with pytest.raises(ValueError, match="cannot draw"):
        draw("种子", [1, 2, 3], [1, 2, 3], count=count, team_size=team)


# The draw as an act


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


@pytest.fixture
def pools(office, clerk):
    for number in range(4):
        standing_shelter(office, f"{number}号工程")
    standing_shelter(office, "在建工程", state="under_construction")
    standing_shelter(office, "西区工程", at=office.west)
    listed_matter(office)
    return [
        enter_inspector(office.east.pk, name=f"检查员{n}", certificate=f"东{n}", by=clerk)
        for n in range(3)
    ]


def drawn(office, clerk, **changes):
    today = timezone.localdate()
    said = {
        "matters": [1],
        "count": 2,
        "team_size": 2,
        "name": "双随机抽查",
        "starts_on": today,
        "ends_on": today + timedelta(days=30),
        "note": "",
    }
    return draw_inspection(office.east.pk, by=clerk, **(said | changes))


def test_a_draw_makes_the_tasks_and_can_be_drawn_again(office, clerk, pools):
    outcome = drawn(office, clerk)
    assert is_repeatable(outcome)
    tasks = {task.shelter_id: set(task.inspectors.values_list("pk", flat=True))
             for task in outcome.plan.tasks.all()}  # fmt: skip
    assert tasks == {row["shelter"][0]: {pk for pk, _ in row["inspectors"]}
                     for row in outcome.result}  # fmt: skip
    assert len(tasks) == 2


def test_only_standing_works_and_listed_inspectors_are_in_the_pools(office, clerk, pools):
    set_inspector_active(pools[0].pk, is_active=False, by=clerk)
    outcome = drawn(office, clerk)
    assert [name for _, name in outcome.shelters] == [f"{n}号工程" for n in range(4)]
    assert [name for _, name in outcome.inspectors] == ["检查员1", "检查员2"]


def test_every_draw_has_a_seed_of_its_own(office, clerk, pools):
    assert drawn(office, clerk).seed != drawn(office, clerk).seed


def test_a_result_that_was_tampered_with_shows(office, clerk, pools):
    outcome = drawn(office, clerk)
    outcome.result[0]["inspectors"].reverse()
    outcome.seed = "另一个种子"
    assert not is_repeatable(outcome)


def test_a_draw_can_be_neither_changed_nor_deleted(office, clerk, pools):
    outcome = drawn(office, clerk)
    for change in (lambda rows: rows.update(seed="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(RandomDraw.objects.filter(pk=outcome.pk))


@pytest.mark.parametrize("field", ["count", "team_size"])
def test_more_than_the_pool_holds_is_refused_with_the_field(office, clerk, pools, field):
    with pytest.raises(Incomplete) as refusal:
        drawn(office, clerk, **{field: 9})
    assert refusal.value.field == field


def test_who_draws_holds_the_post_for_it(office, clerk, pools):
    with pytest.raises(NotPermitted):
        drawn(office, office.who(Role.REVIEWER))
    with pytest.raises(NotFound):
        drawn(office, office.who(Role.CLERK, at=office.west))


def test_a_task_is_dropped_with_its_reason_once(office, clerk, pools):
    task = drawn(office, clerk).plan.tasks.first()
    drop_task(task.pk, reason="工程正在改造，改期", by=clerk)
    task.refresh_from_db()
    assert task.state == InspectionTask.State.DROPPED
    with pytest.raises(WrongState):
        drop_task(task.pk, reason="工程正在改造，改期", by=clerk)


def test_the_published_page_and_file_hold_all_that_is_needed(client, office, clerk, pools):
    client.force_login(clerk)
    today = timezone.localdate()
    posted = {
        "organisation": office.east.pk,
        "name": "双随机抽查",
        "starts_on": f"{today}",
        "ends_on": f"{today + timedelta(days=30)}",
        "matters": ["1"],
        "count": "3",
        "places_each": "3",
        "team_size": "2",
    }
    answer = client.post("/engineering/inspection-plans/draw/", posted)
    outcome = RandomDraw.objects.get()
    page = client.get(answer.url).content.decode()
    assert outcome.seed in page
    assert "重新计算，结果一致" in page
    for _, name in outcome.shelters:
        assert name in page
    file = zipfile.ZipFile(io.BytesIO(export_draw(outcome)))
    text = "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))
    assert outcome.seed in text
    client.force_login(office.who(Role.CLERK, at=office.west))
    assert client.get(answer.url).status_code == 404
    assert client.post(f"{answer.url}draw.xlsx").status_code == 404
    assert client.post(f"{answer.url}publish/").status_code == 404


def test_taking_the_draw_out_of_the_house_is_on_record(client, office, clerk, pools):
    outcome = drawn(office, clerk, count=3)
    address = f"/engineering/inspection-plans/{outcome.plan_id}/draw.xlsx"
    client.force_login(clerk)
    assert client.get(address).status_code == 405
    assert client.post(address).content.startswith(b"PK")
    assert events_of(outcome.plan).first().act == "导出抽取结果"


def test_results_are_published_as_a_paper_that_anybody_can_check(client, office, clerk, pools):
    outcome = drawn(office, clerk, count=3)
    first, second, _ = outcome.plan.tasks.order_by("pk")
    record_inspection(
        first.shelter_id,
        inspected_on=timezone.localdate(),
        inspectors="甲、乙",
        findings=findings("leakage"),
        hazards=[HazardEntry("leakage", "渗漏", "general", timezone.localdate())],
        note="",
        task_id=first.pk,
        by=clerk,
    )
    drop_task(second.pk, reason="工程正在改造，改期", by=clerk)
    client.force_login(clerk)
    page = client.post(f"/engineering/inspection-plans/{outcome.plan_id}/publish/", follow=True)
    assert page.status_code == 200
    paper = publications_of(outcome.plan).get()
    told = {name: outcome_ for _, name, _, outcome_ in paper.snapshot["rows"]}
    assert told[first.shelter.name] == "发现隐患 1 处，责令整改"
    assert told[second.shelter.name] == "取消检查"
    assert list(told.values()).count("待检查") == 1
    client.logout()
    public = client.get(f"/v/{paper.token}/").content.decode()
    assert "发现隐患 1 处，责令整改" in public
    assert paper.number in public


def printed(pages):
    """What the paper says, without its page numbers."""
    return re.sub(r"—\d+—", "", text_of(render(pages)))


def test_the_paper_alone_is_enough_to_draw_again(office, clerk, pools):
    secret = shelter_pool(office.east).first()
    Shelter.objects.filter(pk=secret.pk).update(name="东区防空专业队队员掩蔽部")
    outcome = drawn(office, clerk, count=2)
    publish_inspection(outcome.plan_id, by=clerk)
    paper = publications_of(outcome.plan).get()
    text = printed(compose(paper))
    assert outcome.seed in text
    # No works is named by what it is for in war, on the paper or on the page of the QR code.
    assert "专业队" not in text
    assert "专业队" not in str(public_rows(paper.snapshot))
    assert f"人防工程（{secret.pk}号）" in text
    works = [int(number) for number, _ in paper.snapshot["pool_list"]]
    people = [int(number) for number, _ in paper.snapshot["people_list"]]
    for number, name in (*paper.snapshot["pool_list"], *paper.snapshot["people_list"]):
        assert f"{number}{without_space(name)}" in text
    again = draw(paper.snapshot["seed"], works, people, count=2, team_size=outcome.team_size)
    assert [str(pair.target) for pair in again] == [row[0] for row in paper.snapshot["rows"]]
    assert "本页的种子" not in text


def test_a_publication_of_before_prints_as_it_was(office, clerk, pools):
    outcome = drawn(office, clerk, count=2)
    publish_inspection(outcome.plan_id, by=clerk)
    paper = publications_of(outcome.plan).get()
    old = {
        name: value
        for name, value in paper.snapshot.items()
        if name not in ("pool_list", "people_list", "team_size")
    }
    old["rows"] = [row[1:] for row in old["rows"]]
    old["wording"] = {"contact": ""}
    text = printed(compose_as(paper, old))
    assert outcome.seed in text
    assert "附件名录" not in text


def test_a_listed_plan_has_no_draw_to_publish(office, clerk, pools):
    today = timezone.localdate()
    plan = plan_inspection(
        office.east.pk,
        shelter_ids=[shelter_pool(office.east).first().pk],
        name="年度检查",
        starts_on=today,
        ends_on=today,
        note="",
        by=clerk,
    )
    with pytest.raises(Refused, match="不是随机抽取的"):
        publish_inspection(plan.pk, by=clerk)
    with pytest.raises(NotPermitted):
        publish_inspection(plan.pk, by=office.who(Role.REVIEWER))


@pytest.mark.parametrize(
    ("led_by", "joined_by", "told"),
    [
        ("", "", ""),
        (
            "",
            "住建局、市场监管局，住建局",
            "由X市东区国防动员办公室发起，会同住建局、市场监管局联合抽查",
        ),
        ("住建局", "", "由住建局发起，会同X市东区国防动员办公室联合抽查"),
        ("住建局", "住建局、气象局", "由住建局发起，会同X市东区国防动员办公室、气象局联合抽查"),
    ],
)
def test_departments_that_draw_together_are_named(office, clerk, pools, led_by, joined_by, told):
    outcome = drawn(office, clerk, led_by=led_by, joined_by=joined_by)
    assert joint_words(outcome.plan.departments) == told
    assert events_of(outcome.plan).first().after.get("部门联合", "") == told
    paper = publish_inspection(outcome.plan_id, by=clerk)
    printed = without_space(text_of(render(compose(paper))))
    assert (told in printed) if told else ("发起，会同" not in printed)


def test_ones_own_office_joins_nobody(office, clerk, pools):
    with pytest.raises(Incomplete) as refusal:
        drawn(office, clerk, joined_by="住建局、X市东区国防动员办公室")
    assert refusal.value.field == "joined_by"
