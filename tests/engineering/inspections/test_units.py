"""双随机 by units: the list of matters, who may be drawn, what is looked at, results in public."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from drills.models import Siren
from engineering.inspections.acts import (
    draw_inspection,
    drop_task,
    enter_inspector,
    list_unit,
    publish_inspection,
    record_result,
    set_unit_active,
)
from engineering.inspections.papers import public_rows, publications_of
from engineering.inspections.queries import (
    drawn_this_year,
    finished_on,
    is_repeatable,
    matters_on,
    pool_size,
    publish_by,
    unit_pool,
    units_at,
)
from engineering.inspections.rules import draw, drawn_places, in_force, still_to_draw
from engineering.inspections.views.plans import TaskList
from engineering.inspections.workbench import _to_publish
from engineering.models import InspectionMatter, InspectionTask, Shelter
from engineering.upkeep.acts.inspection import record_inspection
from renfang.acts import Incomplete, NotPermitted, WrongState
from renfang.documents.registry import compose
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.typesetting import render
from tests.builders.upkeep import findings, granted, listed_matter, regime, standing_shelter
from tests.kernel.documents.pdf import text_of, without_space

TODAY = timezone.localdate()


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


@pytest.fixture
def inspectors(office, clerk):
    return [
        enter_inspector(office.east.pk, name=f"检查员{n}", certificate=f"东{n}", by=clerk)
        for n in range(3)
    ]


@pytest.fixture
def kept(office, inspectors):
    """Three keepers: one of four works, one of one, one who only uses part of that one."""
    for number in range(4):
        standing_shelter(office, f"锦绣{number}号工程")
    used = standing_shelter(office, "和平路工程", owner="", operator="云水物业有限公司")
    standing_shelter(office, "在建工程", state="under_construction")
    standing_shelter(office, "西区工程", at=office.west, owner="西区物业有限公司")
    regime(office)
    granted(office, used)
    return used


def drawn(office, clerk, **changes):
    said = {
        "matters": [1],
        "count": 3,
        "places_each": 2,
        "team_size": 2,
        "name": "维护管理抽查",
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=30),
    }
    return draw_inspection(office.east.pk, by=clerk, **(said | changes))


# The list


def test_without_a_list_the_three_matters_of_the_law_apply(office):
    listed = matters_on(office.east, TODAY)
    assert [(row.category, row.object_kind) for row in listed] == [
        ("maintenance", "keeper"),
        ("quality", "developer"),
        ("siren", "siren_keeper"),
    ]
    assert [row.basis[-5:] for row in listed] == ["第二十五条", "第二十三条", "第三十五条"[-5:]]


def test_an_own_row_goes_before_the_law_and_is_inherited_from_its_day(office):
    listed_matter(office, effective_from=date(2020, 1, 1), ratio=10)
    before, since = matters_on(office.east, date(2019, 12, 31)), matters_on(office.east, TODAY)
    assert before[0].object_kind == "keeper"
    assert (since[0].object_kind, since[0].ratio) == ("works", 10)
    assert matters_on(office.west, TODAY)[0].object_kind == "keeper"


def test_a_matter_is_struck_from_a_day_on(office):
    listed_matter(office, number=3, effective_from=date(2024, 1, 1), is_listed=False)
    assert [row.number for row in matters_on(office.east, date(2023, 12, 31))] == [1, 2, 3]
    assert [row.number for row in matters_on(office.east, TODAY)] == [1, 2]
    assert [row.number for row in in_force([])] == [1, 2, 3]


def test_a_row_of_the_list_is_entered_once_and_never_changed(office):
    row = listed_matter(office)
    with pytest.raises(Incomplete) as refusal:
        listed_matter(office)
    assert refusal.value.field == "effective_from"
    with pytest.raises(DatabaseError), transaction.atomic():
        InspectionMatter.objects.filter(pk=row.pk).update(name="另一事项")


@pytest.mark.parametrize(
    ("pool", "ratio", "drawn_", "left"),
    [(23, 10, 1, 2), (10, None, 0, 0), (10, 50, 9, 0), (0, 50, 0, 0)],
)
def test_what_the_yearly_share_still_asks_for(pool, ratio, drawn_, left):
    assert still_to_draw(pool, ratio, drawn_) == left


# Who may be drawn


def test_keepers_and_users_of_standing_works_are_units_by_their_names(office, kept):
    pool = {unit.name: len(unit.places) for unit in unit_pool("keeper", office.east)}
    assert pool == {"云水物业有限公司": 1, "某停车管理有限公司": 1, "锦绣置业有限公司": 4}
    assert pool_size("developer", office.east) == 1


def test_works_of_nobody_are_told_and_not_drawn(office):
    nobody = standing_shelter(office, "无主工程", owner=" ")
    assert [found.place for found in units_at("keeper", office.east)] == [nobody.pk]
    assert unit_pool("keeper", office.east) == []


def test_who_keeps_a_siren_is_drawn_with_its_sirens(office, clerk, inspectors):
    for number, owner in ((1, "市水务集团"), (2, "市水务集团"), (3, "")):
        Siren.objects.create(
            organisation=office.east, number=f"J{number}", name=f"{number}号点",
            type="electronic", place="楼顶", owner=owner, control="radio",
        )  # fmt: skip
    outcome = drawn(office, clerk, matters=[3], count=1)
    [task] = outcome.plan.tasks.all()
    assert (task.unit, task.shelter_id) == ("市水务集团", None)
    # In the order of their lots, which differs from draw to draw.
    assert sorted(task.place.split("；")) == ["J1 1号点", "J2 2号点"]
    publish_inspection(outcome.plan_id, by=clerk)
    paper = publications_of(outcome.plan).get()
    # Where sirens stand is nobody's business but the office's.
    assert "号点" not in str(paper.snapshot)
    assert "警报器（" in paper.snapshot["rows"][0][2]


def test_a_listed_maker_is_in_the_pool_until_it_is_taken_out(office, clerk):
    maker = list_unit(office.east.pk, kind="equipment", name=" 恒固设备有限公司 ", by=clerk)
    with pytest.raises(Incomplete, match="已列为"):
        list_unit(office.east.pk, kind="equipment", name="恒固设备有限公司", by=clerk)
    assert pool_size("equipment", office.east) == 1
    set_unit_active(maker.pk, is_active=False, by=clerk)
    assert pool_size("equipment", office.east) == 0


# The draw


def test_units_are_drawn_with_inspectors_and_places_and_can_be_drawn_again(office, clerk, kept):
    outcome = drawn(office, clerk, places_each=2)
    assert is_repeatable(outcome)
    many = next(row for row in outcome.result if row["unit"][1] == "锦绣置业有限公司")
    number, _, places = next(row for row in outcome.units if row[0] == many["unit"][0])
    lots = drawn_places(outcome.seed, number, [pk for pk, _ in places], 2)
    assert [pk for pk, _ in many["places"]] == list(lots)
    tasks = list(outcome.plan.tasks.all())
    assert len(tasks) == 4
    assert {task.unit for task in tasks if task.shelter_id == kept.pk} == {
        "云水物业有限公司",
        "某停车管理有限公司",
    }


def test_places_changed_afterwards_show(office, clerk, kept):
    outcome = drawn(office, clerk)
    many = next(row for row in outcome.result if len(row["places"]) == 2)
    many["places"].reverse()
    assert not is_repeatable(outcome)


def test_matters_at_different_objects_are_drawn_apart(office, clerk, inspectors, kept):
    with pytest.raises(Incomplete, match="分别抽取") as refusal:
        drawn(office, clerk, matters=[1, 2])
    assert refusal.value.field == "matters"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"matters": []}, "matters"),
        ({"matters": [9]}, "matters"),
        ({"count": 4}, "count"),
        ({"places_each": 0}, "places_each"),
        ({"team_size": 9}, "team_size"),
        ({"matters": [3]}, "count"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_field(office, clerk, kept, changes, field):
    with pytest.raises(Incomplete) as refusal:
        drawn(office, clerk, **changes)
    assert refusal.value.field == field


def test_who_builds_is_drawn_by_the_registration_for_supervision(office, clerk, inspectors, kept):
    outcome = drawn(office, clerk, matters=[2], count=1)
    [task] = outcome.plan.tasks.all()
    assert (task.unit, task.place, task.shelter_id) == ("锦绣置业有限公司", "在建工程", None)


# Results and publication


def _result(task, by, **changes):
    said = {"inspected_on": TODAY, "result": "sound", "result_note": ""}
    return record_result(task.pk, by=by, **(said | changes))


def test_a_result_is_entered_once_and_a_problem_in_words(office, clerk, inspectors, kept):
    task = drawn(office, clerk, matters=[2], count=1).plan.tasks.get()
    for changes, field in (
        ({"inspected_on": TODAY + timedelta(days=1)}, "inspected_on"),
        ({"inspected_on": TODAY - timedelta(days=1)}, "inspected_on"),
        ({"result": "good"}, "result"),
        ({"result": "mended"}, "result_note"),
    ):
        with pytest.raises(Incomplete) as refusal:
            _result(task, clerk, **changes)
        assert refusal.value.field == field
    with pytest.raises(NotPermitted):
        _result(task, office.who(Role.HEAD))
    done = _result(task, clerk, result="mended", result_note="门框墙漏筋，已责令改正")
    assert (done.state, done.closed_on) == (InspectionTask.State.DONE, TODAY)
    with pytest.raises(WrongState):
        _result(task, clerk)


def test_works_of_a_unit_are_entered_by_their_checklist(office, clerk, kept):
    task = drawn(office, clerk).plan.tasks.first()
    with pytest.raises(WrongState, match="按检查单登记"):
        _result(task, clerk)


def test_results_are_due_in_public_when_the_last_inspection_is_over(client, office, clerk, kept):
    outcome = drawn(office, clerk)
    scope = Scope(clerk)
    first, *others = outcome.plan.tasks.order_by("pk")
    for task in others:
        drop_task(task.pk, reason="单位已经注销，不再检查", by=clerk)
    assert finished_on(outcome.plan) is None
    assert not _to_publish(scope, TODAY).exists()
    record_inspection(
        first.shelter_id,
        inspected_on=TODAY,
        inspectors="甲、乙",
        findings=findings(),
        task_id=first.pk,
        by=clerk,
    )
    assert publish_by(outcome, finished_on(outcome.plan)).last_day > TODAY + timedelta(days=25)
    assert [plan.pk for plan in _to_publish(scope, TODAY)] == [outcome.plan_id]
    client.force_login(clerk)
    assert "签发结果公示" in client.get("/").content.decode()
    publish_inspection(outcome.plan_id, by=clerk)
    assert not _to_publish(scope, TODAY).exists()


def test_what_is_entered_after_a_publication_is_to_be_published(office, clerk, kept):
    """The inspection of today is entered after today's publication: the days are the same."""
    outcome = drawn(office, clerk)
    first, *others = outcome.plan.tasks.order_by("pk")
    for task in others:
        drop_task(task.pk, reason="单位已经注销，不再检查", by=clerk)
    early = publish_inspection(outcome.plan_id, by=clerk)
    assert early.snapshot["closed"] == len(others)
    drop_task(first.pk, reason="单位已经注销，不再检查", by=clerk)
    waiting = _to_publish(Scope(clerk), TODAY)
    assert [plan.pk for plan in waiting] == [outcome.plan_id]
    publish_inspection(outcome.plan_id, by=clerk)
    assert not _to_publish(Scope(clerk), TODAY).exists()


def test_the_list_of_tasks_reads_its_works_at_once(office, clerk, kept):
    drawn(office, clerk)
    request = RequestFactory().get("/")
    request.user, request.scope = clerk, Scope(clerk)
    listing = TaskList(request)
    rows = listing.page.object_list
    assert len(rows) > 1
    with CaptureQueriesContext(connection) as asked:
        for column in listing.columns:
            for row in rows:
                column.filed(row)
    assert [query["sql"] for query in asked] == []


def test_a_unit_drawn_twice_counts_once_for_the_year(office, clerk, kept):
    """Three keepers, drawn in three plans: by the share of the year they are three."""
    drawn(office, clerk, count=2, name="上半年抽查")
    assert drawn_this_year(office.east, TODAY.year) == {1: (1, 2)}
    drawn(office, clerk, name="下半年抽查")
    drawn(office, clerk, name="专项抽查")
    assert drawn_this_year(office.east, TODAY.year) == {1: (3, 3)}
    assert drawn_this_year(office.west, TODAY.year) == {}


def test_the_paper_names_its_list_and_is_enough_to_draw_again(office, clerk, kept):
    Shelter.objects.filter(pk=kept.pk).update(name="东区防空专业队队员掩蔽部")
    outcome = drawn(office, clerk)
    publish_inspection(outcome.plan_id, by=clerk)
    paper = publications_of(outcome.plan).get()
    text = text_of(render(compose(paper)))
    assert "随机抽查事项清单第1项“人防工程维护管理的监督检查”" in without_space(text)
    assert "第二十五条" in text
    assert "专业队" not in text + str(public_rows(paper.snapshot))
    pool = [int(row[0]) for row in paper.snapshot["pool_list"]]
    people = [int(row[0]) for row in paper.snapshot["people_list"]]
    again = draw(paper.snapshot["seed"], pool, people, count=3, team_size=2, word="单位")
    assert [row["unit"][0] for row in outcome.result] == [pair.target for pair in again]
    many = next(row for row in paper.snapshot["pool_list"] if row[1] == "锦绣置业有限公司")
    lots = drawn_places(outcome.seed, int(many[0]), map(int, many[2].split("、")), 2)
    told = [row[2] for row in paper.snapshot["rows"] if row[1] == "锦绣置业有限公司"]
    names = dict(Shelter.objects.values_list("pk", "name"))
    assert told == [names[pk] for pk in lots]


# The pages


def test_a_draw_by_its_pages(client, office, clerk, kept):
    client.force_login(clerk)
    page = client.get("/engineering/inspection-plans/draw/").content.decode()
    assert "第 1 项 人防工程维护管理的监督检查（抽人防工程维护管理、使用单位）" in page
    assert "名录 3 个单位" in page
    posted = {
        "organisation": office.east.pk, "name": "抽查", "starts_on": f"{TODAY}",
        "ends_on": f"{TODAY}", "matters": ["1"], "count": "2", "places_each": "1",
        "team_size": "2",
    }  # fmt: skip
    assert (
        "至少选择一个抽查事项"
        in client.post(
            "/engineering/inspection-plans/draw/", {**posted, "matters": []}
        ).content.decode()
    )
    answer = client.post("/engineering/inspection-plans/draw/", posted, follow=True)
    page = answer.content.decode()
    assert "种子:单位:编号" in page
    assert "每个单位查看处数" in page
    lists = client.get("/engineering/inspection-matters/").content.decode()
    assert "人防警报设施维护管理的监督检查" in lists
