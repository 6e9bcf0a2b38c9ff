"""Pasting, masking and exporting rosters and attendance."""

import io

import pytest
from django.urls import reverse

from drills.models import Member
from renfang.history.models import AccessRecord
from renfang.history.record import events_of
from renfang.organisations.permissions import Role

pytestmark = pytest.mark.django_db

PLAN = {
    "title": "专业队综合演练",
    "kind": "comprehensive",
    "level": "district",
    "starts_on": "2026年9月18日",
    "starts_time": "９：００",
    "ends_time": "1130",
    "ends_on": "",
    "place": "东区人民广场",
    "organiser": "X市东区国防动员办公室",
    "calls-TOTAL_FORMS": "1",
    "calls-INITIAL_FORMS": "0",
    "phases-TOTAL_FORMS": "2",
    "phases-INITIAL_FORMS": "0",
    "phases-0-planned_time": "9点",
    "phases-0-what": "发放预先警报",
}


def pasted(browser, team, rows):
    """What the preview shows of rows that were pasted: the page, and the people."""
    address = reverse("drills:members_import", args=[team.pk])
    page = browser.post(address, {"rows": rows}, follow=True)
    return page, [thing for thing, _ in page.context["things"]]


def test_pasted_list_with_errors_is_shown_line_by_line_and_not_written(ground, sign_in):
    team = ground.team(members=1)
    known = team.members.get()
    other = ground.team("东区抢险抢修二队", members=1).members.get()
    browser = sign_in(ground.trainer)
    page, things = pasted(
        browser,
        team,
        "钱一\t男\t1990-1-1\t队员\t\t13700000001\n"
        "\n"
        "钱二\t不详\t2024-02-30\t队员\t\t137\n"
        f"{known.name}\t男\t\t\t\t{known.phone.whole}\n"
        f"{other.name}\t男\t\t\t\t{other.phone.whole}\n",
    )
    wrong = [thing for thing in things if thing.problems]
    assert [thing.number for thing in wrong] == [3, 5]
    assert len(wrong[0].problems) == 3
    assert "服役。先在该队办理离队" in wrong[1].problems[0]
    assert next(thing for thing in things if thing.number == 4).present == known
    refused = browser.post(reverse("import_confirm", args=[page.context["batch"].pk]))
    assert refused.status_code == 422
    assert team.members.count() == 1


def test_a_name_that_stands_on_the_roster_with_another_number_is_somebody_else(ground, sign_in):
    team = ground.team(members=1)
    known = team.members.get()
    _, (masked, other) = pasted(
        sign_in(ground.trainer),
        team,
        f"姓名\t性别\t联系电话\n{known.name}\t男\t13999990000\n{known.name}\t男\t139****9999",
    )
    assert (other.outcome, other.present) == ("新增", None)
    assert "遮盖的号码与在册队员对不上" in masked.problems[0]


def test_unknown_columns_are_named_not_swallowed(ground, sign_in):
    team = ground.team()
    page, _ = pasted(sign_in(ground.trainer), team, "姓名\t性别\t血型\n钱一\t男\tA")
    assert "没有用到的列：血型" in page.content.decode()
    assert not Member.objects.exists()


def test_a_file_and_pasted_rows_together_are_refused(ground, sign_in):
    team = ground.team()
    address = reverse("drills:members_import", args=[team.pk])
    browser = sign_in(ground.trainer)
    assert browser.post(address, {"rows": " \n "}).status_code == 422
    file = io.BytesIO("姓名,性别\n钱一,男".encode())
    file.name = "名册.csv"
    answer = browser.post(address, {"file": file, "rows": "钱一\t男"})
    assert "只取一种" in answer.content.decode()


def test_numbers_are_masked_until_somebody_asks_and_is_noted(ground, sign_in):
    team = ground.team(members=2)
    first, second = team.members.all()
    browser = sign_in(ground.trainer)
    page = browser.get(reverse("drills:team", args=[team.pk])).content.decode()
    assert str(first.phone) in page
    assert first.phone.whole not in page
    address = reverse("personal_look", args=["drills.member", "phone", first.pk])
    assert address in page
    assert first.phone.whole not in browser.get(address).content.decode()
    page = browser.post(address, {"reason": "通知集结时间"}).content.decode()
    assert first.phone.whole in page
    assert second.phone.whole not in page
    contacts = reverse("drills:team_contacts", args=[team.pk])
    answer = browser.post(contacts, {"reason": "急"})
    assert answer.status_code == 422
    assert second.phone.whole not in answer.content.decode()
    page = browser.post(contacts, {"reason": "通知集结时间"}).content.decode()
    assert second.phone.whole in page
    assert events_of(team).filter(act="查看队员电话").count() == 1
    looks = AccessRecord.objects.filter(kind="personal")
    assert [look.details["查看理由"] for look in looks] == ["通知集结时间"] * 2


def test_member_form_does_not_give_the_number_away(ground, sign_in):
    team = ground.team(members=1)
    member = team.members.get()
    page = sign_in(ground.trainer).get(reverse("drills:member_edit", args=[member.pk]))
    assert member.phone.whole not in page.content.decode()
    assert str(member.phone) in page.content.decode()


def test_exported_roster_can_be_pasted_again_and_runs_no_formula(ground, sign_in):
    from openpyxl import load_workbook

    from drills.teams.acts.members import enlist_member
    from tests.drills.conftest import member_facts

    team = ground.team(members=2)
    formula = member_facts("=1+1", 9, raising_unit="@SUM(A1)")
    enlist_member(team.pk, formula, by=ground.trainer)
    browser = sign_in(ground.trainer)
    response = browser.post(
        reverse("drills:roster_export_whole", args=[team.pk]), {"reason": "组织集结"}
    )
    book = load_workbook(io.BytesIO(response.content))
    sheet = book.active
    record = AccessRecord.objects.get(kind="export", details__contains="花名册")
    mark = dict(book["导出说明"].values)
    assert mark["导出编号"].endswith(f"-{record.pk:06d}")
    assert (mark["导出人"], mark["导出理由"]) == (ground.trainer.full_name, "组织集结")
    assert mark["导出编号"] in sheet.oddHeader.center.text
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    table = [
        ["" if v is None else str(v).removesuffix(" 00:00:00") for v in row] for row in sheet.values
    ]
    assert formula.phone in table[3]
    other = ground.team("东区抢险抢修二队")
    team.members.all().delete()
    page, things = pasted(browser, other, "\n".join("\t".join(row) for row in table))
    assert [thing.problems for thing in things] == [[], [], []]
    browser.post(reverse("import_confirm", args=[page.context["batch"].pk]))
    names = list(other.members.order_by("pk").values_list("name", flat=True))
    assert names == ["队员001", "队员002", "=1+1"]
    assert other.members.get(name="=1+1").phone == formula.phone


def test_head_exports_masked_numbers_only(ground, sign_in):
    from openpyxl import load_workbook

    team = ground.team(members=1)
    browser = sign_in(ground.office.who(Role.HEAD))
    export = reverse("drills:roster_export", args=[team.pk])
    whole = reverse("drills:roster_export_whole", args=[team.pk])
    assert browser.get(whole).status_code == 403
    assert browser.post(whole, {"reason": "组织集结"}).status_code == 403
    content = io.BytesIO(browser.post(export).content)
    text = str(list(load_workbook(content).active.values))
    assert team.members.get().phone.whole not in text
    assert str(team.members.get().phone) in text


def test_exported_attendance_lists_everybody(ground, sign_in):
    from openpyxl import load_workbook

    team = ground.team(members=3)
    drill = ground.drill((team, 3))
    ground.call_roll(drill, present=1, leave=1)
    response = sign_in(ground.trainer).post(reverse("drills:roll_export", args=[drill.occasion_id]))
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    marks = rows[0].index("考勤")
    assert [row[marks] for row in rows[1:]] == ["到", "请假", "未点名"]


def test_a_padded_name_is_the_same_person(ground, sign_in):
    team = ground.team(members=1)
    member = team.members.get()
    Member.objects.filter(pk=member.pk).update(name="周　明")
    browser = sign_in(ground.trainer)
    _, (same, twice) = pasted(
        browser,
        team,
        f"姓名\t性别\t联系电话\n周明\t男\t{member.phone.whole}\n周 明\t男\t{member.phone.whole}",
    )
    assert same.present == twice.present == member
    assert "出现了两次" in same.problems[0]
    _, (fresh, again) = pasted(
        browser,
        team,
        "姓名\t性别\t联系电话\n买买提•艾力\t男\t13700000009\n买买提·艾 力\t男\t13700000009",
    )
    assert fresh.value("name") == again.value("name") == "买买提·艾力"
    assert "出现了 2 次" in fresh.problems[0]


def test_who_may_be_the_same_person_is_asked_about_never_enlisted(ground, sign_in):
    team = ground.team(members=1)
    member = team.members.get()
    Member.objects.filter(pk=member.pk).update(name="周明", born_on="1990-03-05")
    _, (reading,) = pasted(
        sign_in(ground.trainer),
        team,
        "姓名\t性别\t出生日期\t联系电话\n周　明\t男\t1990-03-05\t13999990000",
    )
    assert "先在队员页更正电话" in reading.problems[0]
    page = sign_in(ground.trainer).get("/search/", {"q": "周　 明"}, follow=True)
    assert "周明" in page.content.decode()
