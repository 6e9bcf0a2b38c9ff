"""Equipment in and out as a spreadsheet, and the lights of the list."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from drills.models import Equipment
from drills.teams.acts.establishment import EquipmentPlan, UnitPlan, set_equipment, set_units
from drills.teams.queries import light_of
from renfang.history.models import Event
from renfang.organisations.permissions import Role

pytestmark = pytest.mark.django_db
HEADS = ("装备名称", "型号", "编配数量", "实有数量", "完好数量", "分队", "存放地点", "有效期至")


@pytest.fixture
def team(ground):
    team = ground.team()
    set_units(team.pk, [UnitPlan("一分队")], by=ground.trainer)
    set_equipment(
        team.pk,
        [
            EquipmentPlan("发电机", 4, 3, 3, "台", "GF-30", "一分队", "周建国", "装备库"),
            EquipmentPlan("防毒面具", 24, 24, 24, "具", expires_on=date(2027, 5, 1)),
        ],
        by=ground.trainer,
    )
    return team


def workbook(*rows) -> SimpleUploadedFile:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("装备.xlsx", target.getvalue())


def upload(browser, team, file):
    return browser.post(reverse("drills:equipment_import", args=[team.pk]), {"file": file})


def preview(browser, team, file):
    """The page that shows what was read, and what was read."""
    answer = upload(browser, team, file)
    assert answer.status_code == 302
    page = browser.get(answer.headers["Location"])
    return page, [thing for thing, _ in page.context["things"]]


def confirm(browser, page):
    return browser.post(reverse("import_confirm", args=[page.context["batch"].pk]))


def test_file_is_shown_first_and_written_when_confirmed(ground, team, sign_in):
    browser = sign_in(ground.trainer)
    file = workbook(
        ("抢险抢修一队装备表",),
        HEADS,
        ("发电机", "GF-30", 4, 4, 4, "一分队", "装备库", None),
        ("担架", "", 10, 8, 8, "", "装备库", "2030年1月1日"),
    )
    page, things = preview(browser, team, file)
    assert [thing.outcome for thing in things] == ["变更", "新增"]
    assert "实有数量：3 → 4" in page.content.decode()
    assert Equipment.objects.filter(team=team).count() == 2
    assert confirm(browser, page).status_code == 302
    assert list(team.equipment.values_list("name", "on_hand")) == [
        ("发电机", 4),
        ("担架", 8),
        ("防毒面具", 24),
    ]
    # What the file does not say stays as it was.
    assert team.equipment.get(name="发电机").keeper == "周建国"
    assert Event.objects.filter(act="导入装备").exists()


def test_one_bad_row_writes_none_and_is_named_as_excel_numbers_it(ground, team, sign_in):
    browser = sign_in(ground.trainer)
    file = workbook(
        ("装备表",),
        HEADS,
        ("担架", "", 10, 8, 8, "", "", None),
        ("绳索", "", 10, 8, 9, "", "", None),
        ("头盔", "", "十", 8, 8, "三分队", "", None),
        ("担架", "", 1, 1, 1, "", "", None),
    )
    page, things = preview(browser, team, file)
    told = page.content.decode()
    assert "有需要改正的行，全部尚未写入" in told
    assert [thing.number for thing in things if thing.problems] == [4, 5, 6]
    assert "完好数量 9 多于实有数量 8" in told
    assert "在文件中出现了两次" in told
    refused = confirm(browser, page)
    assert refused.status_code == 422
    assert "第 4、5、6 行需要改正" in refused.content.decode()
    assert not Equipment.objects.filter(name="担架").exists()


def test_a_bad_row_is_mended_on_the_page(ground, team, sign_in):
    browser = sign_in(ground.trainer)
    file = workbook(HEADS, ("绳索", "", 10, 8, 9, "二分队", "", None))
    page, (thing,) = preview(browser, team, file)
    assert thing.problems == [
        "完好数量 9 多于实有数量 8",
        "分队“二分队”不在本队。核对分队名称，或留空",
    ]
    row = thing.first.row.pk
    sent = {f"{row}-serviceable": "8", f"{row}-unit": ""}
    browser.post(reverse("import_mend", args=[page.context["batch"].pk, thing.group]), sent)
    assert confirm(browser, page).status_code == 302
    assert team.equipment.get(name="绳索").serviceable == 8


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        (("备注", "价值"), "没有找到表头行"),
        ((*HEADS, "装备名称"), "重复"),
    ],
)
def test_wrong_heads_are_named(ground, team, sign_in, heads, told):
    answer = upload(sign_in(ground.trainer), team, workbook(heads, ("担架", 1, 1, 1)))
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_column_that_is_not_used_is_named(ground, team, sign_in):
    file = workbook((*HEADS, "价值"), ("担架", "", 1, 1, 1, "", "", None, 500))
    page, things = preview(sign_in(ground.trainer), team, file)
    assert "没有用到的列：价值" in page.content.decode()
    assert [thing.outcome for thing in things] == ["新增"]


def test_no_spreadsheet_is_refused(ground, team, sign_in):
    file = SimpleUploadedFile("装备.xlsx", b"PK\x03\x04 not a workbook")
    assert upload(sign_in(ground.trainer), team, file).status_code == 422


def test_what_goes_out_comes_in_again_unchanged(ground, team, sign_in):
    browser = sign_in(ground.trainer)
    answer = browser.post(reverse("drills:equipment_export", args=[team.pk]))
    file = SimpleUploadedFile(
        "装备.xlsx", b"".join(answer.streaming_content) if answer.streaming else answer.content
    )
    page, things = preview(browser, team, file)
    assert {thing.outcome for thing in things} == {"未变"}
    assert page.context["batch"].reading["sheets"][0]["unknown"] == []


def test_equipment_of_another_office_is_not_there(ground, team, sign_in):
    browser = sign_in(ground.office.who(Role.TRAINER, at=ground.office.west))
    assert upload(browser, team, workbook(HEADS)).status_code == 404
    url = reverse("drills:equipment_export", args=[team.pk])
    assert browser.post(url).status_code == 404


@pytest.mark.parametrize(
    ("allotted", "on_hand", "serviceable", "days", "light"),
    [
        (4, 4, 4, None, ("green", "齐全完好")),
        (4, 4, 4, 61, ("green", "齐全完好")),
        (4, 4, 4, 60, ("yellow", "60 天后到期")),
        (4, 4, 4, 0, ("yellow", "0 天后到期")),
        (4, 4, 4, -1, ("red", "已过期 1 天")),
        (4, 3, 2, None, ("yellow", "待修 1，缺 1")),
        (4, 5, 5, None, ("green", "齐全完好")),
    ],
)
def test_light_of_a_line(allotted, on_hand, serviceable, days, light):
    today = timezone.localdate()
    item = Equipment(
        name="面具",
        allotted=allotted,
        on_hand=on_hand,
        serviceable=serviceable,
        expires_on=None if days is None else today + timedelta(days=days),
    )
    assert light_of(item, today) == light


# --- an expansion whose people have all left -----------------------------------------------------


def test_an_expansion_stays_to_be_cancelled_when_everybody_it_called_in_has_left(ground, sign_in):
    from drills.teams.acts.establishment import Order, cancel_expansion, expand_team
    from drills.teams.acts.members import discharge_member, enlist_members
    from tests.drills.conftest import member_facts

    team = ground.team()
    (reserve,) = enlist_members(
        team.pk, [member_facts("后备甲", 1, service="reserve")], by=ground.trainer
    )
    today = timezone.localdate()
    order = Order("东动令3号", today, "通信保障任务", [reserve.pk])
    expansion = expand_team(team.pk, order, by=ground.trainer)
    discharge_member(reserve.pk, by=ground.trainer, on=today, reason="工作调动", version=None)
    page = sign_in(ground.trainer).get(reverse("drills:team", args=[team.pk])).content.decode()
    assert reverse("drills:expansion_cancel", args=[expansion.pk]) in page
    cancel_expansion(expansion.pk, by=ground.trainer, on=today, reason="任务已经完成")
    page = sign_in(ground.trainer).get(reverse("drills:team", args=[team.pk])).content.decode()
    assert reverse("drills:expansion_cancel", args=[expansion.pk]) not in page
