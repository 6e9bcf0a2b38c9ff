"""Units, posts, equipment, reserve and expansion; the roster as a workbook, there and back."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from drills.models import Member, Post, Service, Team
from drills.teams.acts.establishment import (
    EquipmentPlan,
    Order,
    PostPlan,
    UnitPlan,
    cancel_expansion,
    expand_team,
    set_equipment,
    set_posts,
    set_units,
)
from drills.teams.acts.members import enlist_member
from drills.teams.exchange.members import export_roster
from drills.teams.queries import qualification_doubts, qualification_light
from renfang.acts import Incomplete, WrongState
from tests.drills.conftest import member_facts

pytestmark = pytest.mark.django_db

TREE = [
    UnitPlan("一分队", "排"),
    UnitPlan("一班", "班", "一分队"),
    UnitPlan("二班", "班", "一分队"),
]


def test_units_stand_in_a_tree(ground):
    team = ground.team()
    set_units(team.pk, TREE, by=ground.trainer)
    assert [str(unit.parent or "") for unit in team.units.all()] == ["", "一分队", "一分队"]


@pytest.mark.parametrize(
    ("units", "why"),
    [
        ([UnitPlan("甲", "", "乙"), UnitPlan("乙", "", "甲")], "成环"),
        ([UnitPlan("甲", "", "丙")], "不在表中"),
        ([UnitPlan("甲"), UnitPlan("甲")], "同名"),
    ],
)
def test_a_tree_that_is_none_is_refused(ground, units, why):
    team = ground.team()
    with pytest.raises(Incomplete, match=why):
        set_units(team.pk, units, by=ground.trainer)
    assert not team.units.exists()


def test_unit_with_posts_is_not_dropped(ground):
    team = ground.team()
    set_units(team.pk, TREE, by=ground.trainer)
    set_posts(team.pk, [PostPlan("二班", "班长", 1, is_key=True)], by=ground.trainer)
    with pytest.raises(WrongState, match="二班"):
        set_units(team.pk, TREE[:2], by=ground.trainer)
    assert team.units.count() == 3


def test_post_of_another_team_is_not_held(ground):
    team, other = ground.team(), ground.team("东区通信队")
    set_units(other.pk, [UnitPlan("一分队")], by=ground.trainer)
    set_posts(other.pk, [PostPlan("一分队", "队长", 1)], by=ground.trainer)
    with pytest.raises(Incomplete, match="不在本队"):
        enlist_member(
            team.pk, member_facts("张三", post_held_id=Post.objects.get().pk), by=ground.trainer
        )


def test_a_term_that_ran_out_and_a_missing_qualification_are_doubts(ground):
    today = date(2026, 6, 15)
    post = Post(title="电工", qualification="电工证")
    doubts = [
        qualification_doubts(Member(qualification="电工证", qualified_until=day), post, today)
        for day in (today - timedelta(days=1), today, today + timedelta(days=61))
    ]
    assert doubts == [["资格证书已于 2026-06-14 到期"], ["资格证书将于 2026-06-15 到期"], []]
    assert qualification_doubts(Member(), post, today) == ["岗位要求电工证，未登记资格证书"]


@pytest.mark.parametrize(
    ("qualification", "days", "asked", "light"),
    [
        ("", None, "", None),
        ("", None, "电工证", ("yellow", "未登记电工证")),
        ("电工证", None, "电工证", None),
        ("电工证", -1, "", ("red", "已到期")),
        ("电工证", 0, "", ("yellow", "至")),
        ("电工证", 60, "", ("yellow", "至")),
        ("电工证", 61, "", ("green", "至")),
    ],
)
def test_light_of_a_qualification(qualification, days, asked, light):
    today = timezone.localdate()
    until = None if days is None else today + timedelta(days=days)
    member = Member(qualification=qualification, qualified_until=until)
    found = qualification_light(member, Post(qualification=asked), today)
    assert (found and found[0]) == (light and light[0])
    if found:
        assert light[1] in found[1]


def test_more_in_order_than_there_is_is_refused(ground):
    team = ground.team()
    with pytest.raises(Incomplete, match="多于实有"):
        set_equipment(team.pk, [EquipmentPlan("发电机", 2, 1, 2)], by=ground.trainer)


def test_reserve_is_not_in_service_until_it_is_called_in(ground):
    team, today = ground.team(members=2), timezone.localdate()
    reserve = enlist_member(
        team.pk, member_facts("后备甲", 900, service=Service.RESERVE), by=ground.trainer
    )

    def strength() -> int:
        return Team.objects.with_strength(today).get(pk=team.pk).strength

    assert strength() == 2
    order = Order("东动令〔2026〕1号", today, "城市疏散支援", [reserve.pk])
    expansion = expand_team(team.pk, order, by=ground.trainer)
    assert strength() == 3
    with pytest.raises(WrongState, match="正在扩编中"):
        expand_team(team.pk, order, by=ground.trainer)
    cancel_expansion(expansion.pk, by=ground.trainer, on=today, reason="任务完成，转入平时")
    assert strength() == 2
    assert Member.objects.get(pk=reserve.pk).service == Service.RESERVE


def test_who_serves_is_not_called_in_from_the_reserve(ground):
    team = ground.team(members=1)
    order = Order("1号", timezone.localdate(), "支援", [team.members.get().pk])
    with pytest.raises(Incomplete, match="后备队员"):
        expand_team(team.pk, order, by=ground.trainer)


# --- the roster as a workbook --------------------------------------------------------------------


def workbook(*rows) -> SimpleUploadedFile:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("名册.xlsx", target.getvalue())


def taken(browser, team, **sent):
    """Upload, then confirm what the preview shows."""
    preview = browser.post(reverse("drills:members_import", args=[team.pk]), sent, follow=True)
    batch = preview.context["batch"]
    return browser.post(reverse("import_confirm", args=[batch.pk]), follow=True)


def test_two_hundred_people_come_in_with_two_clicks_after_the_file(ground, sign_in):
    team = ground.team(establishment=300)
    rows = [(f"新员{n:03d}", "男", "1995-01-01", f"1380000{n:04d}") for n in range(200)]
    file = workbook(("抢险抢修一队花名册",), ("姓名", "性别", "出生日期", "联系电话"), *rows)
    browser = sign_in(ground.trainer)
    done = taken(browser, team, file=file)
    assert "200 人已编入" in done.content.decode()
    assert team.members.count() == 200


def test_exported_roster_comes_in_again_changed_and_masked_numbers_stay(ground, sign_in):
    team = ground.team(members=3)
    set_units(team.pk, [UnitPlan("一分队")], by=ground.trainer)
    set_posts(team.pk, [PostPlan("一分队", "队长", 1)], by=ground.trainer)
    before = list(team.members.values_list("name", "phone"))
    content = export_roster(team.pk, by=ground.trainer)
    book = openpyxl.load_workbook(io.BytesIO(content))
    heads = [cell.value for cell in book.active[1]]
    book.active.cell(2, heads.index("编制岗位") + 1, "一分队队长")
    book.active.cell(2, heads.index("资格证书") + 1, "电工证")
    target = io.BytesIO()
    book.save(target)
    file = SimpleUploadedFile("名册.xlsx", target.getvalue())
    done = taken(sign_in(ground.trainer), team, file=file)
    assert "0 人已编入" in done.content.decode()
    assert "1 人的信息已更新" in done.content.decode()
    assert list(team.members.values_list("name", "phone")) == before
    first = team.members.order_by("pk").first()
    assert (str(first.post_held), first.qualification) == ("一分队队长", "电工证")


def test_a_file_without_heads_is_refused_at_the_file(ground, sign_in):
    team = ground.team()
    answer = sign_in(ground.trainer).post(
        reverse("drills:members_import", args=[team.pk]), {"file": workbook(("张三", "男"))}
    )
    assert answer.status_code == 422
    assert "没有找到表头行" in answer.content.decode()


def test_growing_tables_work_without_javascript(ground, sign_in):
    team = ground.team()
    url = reverse("drills:team_units", args=[team.pk])
    browser = sign_in(ground.trainer)
    rows = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-name": "一分队"}
    more = browser.post(url, {**rows, "add_row": "rows"})
    assert more.status_code == 200
    assert 'name="rows-1-name"' in more.content.decode()
    assert browser.post(url, rows).status_code == 302
    assert team.units.get().name == "一分队"


def test_sending_the_same_table_twice_changes_nothing(ground, sign_in):
    team = ground.team()
    url = reverse("drills:team_units", args=[team.pk])
    browser = sign_in(ground.trainer)
    rows = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-name": "一分队"}
    for _ in range(2):
        assert browser.post(url, rows).status_code == 302
        assert team.units.get().name == "一分队"
