"""The trainer's pages: what they show, to whom, without JavaScript, and at what cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.models import Attendance, Drill, Team
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.search import find
from renfang.workbench.tasks import open_tasks

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
    "participants-TOTAL_FORMS": "0",
    "participants-INITIAL_FORMS": "0",
    "objectives": "检验集结和处置能力",
    "safety": "设安全员",
    "phases-0-planned_time": "9点",
    "phases-0-what": "发放预先警报",
}


def whole_grid(response):
    """The form as a browser without JavaScript would send it back."""
    sent = {}
    for part in response.context["grid"]:
        for row in part.rows:
            pk = row.line.member.pk
            sent |= {
                f"status-{pk}": row.status,
                f"arrived-{pk}": row.arrived,
                f"note-{pk}": row.note,
                f"seen-{pk}": row.seen,
            }
    return sent


def test_trainer_records_a_team_a_drill_and_its_attendance_without_javascript(ground, sign_in):
    browser = sign_in(ground.trainer)
    kind = ground.team("样板队").kind_id
    sent = {
        "organisation": ground.office.east.pk,
        "kind": kind,
        "name": "东区抢险抢修二队",
        "raising_unit": "东区城市管理局",
        "establishment": "３人",
        "established_on": "2024.5.1",
    }
    response = browser.post(reverse("drills:team_new"), sent, follow=True)
    team = Team.objects.get(name="东区抢险抢修二队")
    assert response.redirect_chain[-1][0] == reverse("drills:team", args=[team.pk])

    rows = (
        "姓名\t性别\t入队日期\t出生日期\t电话\n"
        "张三\t男\t2024年6月1日\t1995/6/1\t13800000001\n"
        "李四\t女\t20240601\n"
        "王五\t男\t2024.6.1\t\t"
    )
    paste = reverse("drills:members_import", args=[team.pk])
    preview = browser.post(paste, {"rows": rows}, follow=True)
    assert not team.members.exists()
    browser.post(reverse("import_confirm", args=[preview.context["batch"].pk]))
    assert team.members.count() == 3

    plan = {**PLAN, "organisation": ground.office.east.pk, "calls-0-team": team.pk}
    plan["starts_on"] = str(timezone.localdate() - timedelta(days=1))
    browser.post(reverse("drills:drill_new"), plan)
    drill = ground.approve(Drill.objects.get())
    assert timezone.localtime(drill.ends_at).strftime("%H:%M") == "11:30"
    assert drill.calls.get().planned_headcount == 3  # left blank: the whole roster
    assert [phase.what for phase in drill.phases.all()] == ["发放预先警报"]

    attendance = reverse("drills:roll", args=[drill.occasion_id])
    grid = whole_grid(browser.get(attendance))
    absent = team.members.get(name="李四")
    grid |= {f"status-{absent.pk}": "absent", "rest": str(team.pk)}
    page = browser.post(attendance, grid, follow=True)
    assert "应到 3 人，实到 2 人，到位率 66.7%" in page.content.decode()

    day = str(timezone.localdate() - timedelta(days=1))
    outcome = {
        "started_on": day,
        "started_time": "09:05",
        "ended_on": day,
        "ended_time": "11:20",
        "result": "完成全部课目",
        f"phase-{drill.phases.get().pk}": "09:07",
        "version": drill.version,
    }
    browser.post(reverse("drills:drill_hold", args=[drill.pk]), outcome)
    drill.refresh_from_db()
    browser.post(reverse("drills:drill_close", args=[drill.pk]), {"version": drill.version})
    drill.refresh_from_db()
    assert drill.state == "closed"


def test_one_row_is_saved_as_it_is_marked(ground, sign_in):
    team = ground.team(members=2)
    drill = ground.drill((team, 2))
    member = team.members.first()
    sent = {"row": member.pk, f"status-{member.pk}": "late", f"arrived-{member.pk}": "8点20"}
    sent[f"seen-{member.pk}"] = "||"
    browser = sign_in(ground.trainer)
    response = browser.post(
        reverse("drills:roll", args=[drill.occasion_id]), sent, headers={"HX-Request": "true"}
    )
    answer = response.content.decode()
    assert "已存" in answer
    assert f'name="seen-{member.pk}" value="late|08:20|"' in answer
    assert "50.0%" in answer
    assert Attendance.objects.get().arrived_at.strftime("%H:%M") == "08:20"


def test_a_row_marked_by_another_answers_with_who_and_when(ground, sign_in):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    ground.call_roll(drill, absent=1)
    member = team.members.get()
    sent = {"row": member.pk, f"status-{member.pk}": "present", f"seen-{member.pk}": "||"}
    response = sign_in(ground.trainer).post(
        reverse("drills:roll", args=[drill.occasion_id]), sent, headers={"HX-Request": "true"}
    )
    assert response.status_code == 409
    assert "登记为“缺席”" in response.content.decode()
    assert Attendance.objects.get().status == "absent"


def test_untouched_rows_of_an_old_page_do_not_undo_the_marks_of_others(ground, sign_in):
    team = ground.team(members=2)
    drill = ground.drill((team, 2))
    browser = sign_in(ground.trainer)
    attendance = reverse("drills:roll", args=[drill.occasion_id])
    old_page = whole_grid(browser.get(attendance))
    ground.call_roll(drill, late=1)
    second = team.members.last()
    browser.post(attendance, {**old_page, f"status-{second.pk}": "leave"})
    assert sorted(Attendance.objects.values_list("status", flat=True)) == ["late", "leave"]


def test_what_cannot_be_read_stays_in_the_grid_and_nothing_is_saved(ground, sign_in):
    team = ground.team(members=2)
    drill = ground.drill((team, 2))
    browser = sign_in(ground.trainer)
    attendance = reverse("drills:roll", args=[drill.occasion_id])
    first, second = team.members.all()
    sent = whole_grid(browser.get(attendance)) | {
        f"status-{first.pk}": "present",
        f"arrived-{first.pk}": "25:00",
        f"status-{second.pk}": "leave",
    }
    response = browser.post(attendance, sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="25:00"' in page
    assert "时刻按 08:20 填写" in page
    assert not Attendance.objects.exists()


@pytest.fixture
def foreign_pages(ground):
    """Every address about one team, member and drill of the east."""
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    member = team.members.get()
    by_object = {
        team: [
            *("team", "team_edit", "team_dissolve", "member_new"),
            *("team_contacts", "roster_export_whole"),
        ],
        member: ["member_edit", "member_discharge"],
        drill: ["drill", "drill_edit", "drill_cancel", "drill_hold"],
        drill.occasion: ["roll", "roll_import", "roll_print"],
    }
    posts = {
        team: ["roster_export"],
        drill.occasion: ["roll_export"],
    }
    by_object[drill] += ["drill_close", "drill_reopen"]

    def addresses(named):
        return [
            reverse(f"drills:{name}", args=[row.pk])
            for row, names in named.items()
            for name in names
        ]

    return addresses(by_object), addresses(posts)


def test_trainer_of_another_district_sees_nothing(ground, sign_in, foreign_pages):
    pages, only_posts = foreign_pages
    west = ground.office.who(Role.TRAINER, at=ground.office.west)
    browser = sign_in(west)
    for page in pages:
        assert browser.get(page).status_code == 404, page
    for page in [*pages, *only_posts]:
        expected = {404, 405}
        assert browser.post(page).status_code in expected, page
    for name in ("teams", "drills", "calendar"):
        page = browser.get(reverse(f"drills:{name}")).content.decode()
        assert "东区抢险抢修一队" not in page
        assert "抢险抢修专业队演练" not in page
    assert find(Scope(west), "抢险") == []
    assert find(Scope(west), "队员001") == []
    assert open_tasks(Scope(west), timezone.localdate()) == []
    copy = browser.get(reverse("drills:drill_new"), {"copy": Drill.objects.get().pk})
    assert copy.status_code == 404


def test_clerk_is_told_whose_job_it_is(ground, sign_in):
    browser = sign_in(ground.office.who(Role.CLERK))
    response = browser.get(reverse("drills:teams"))
    assert response.status_code == 403
    assert "训练演练" in response.content.decode()


def test_head_sees_all_and_is_offered_no_button(ground, sign_in):
    team = ground.team(members=1)
    drill = ground.drill((team, 1))
    browser = sign_in(ground.office.who(Role.HEAD))
    for url in (reverse("drills:team", args=[team.pk]), reverse("drills:drill", args=[drill.pk])):
        page = browser.get(url).content.decode()
        assert "btn-primary" not in page
        assert team.members.get().phone.whole not in page
    assert browser.get(reverse("drills:roll", args=[drill.occasion_id])).status_code == 403


def test_a_row_can_be_added_without_javascript_and_nothing_is_judged(ground, sign_in):
    sent = {**PLAN, "title": "", "add_row": "phases"}
    response = sign_in(ground.trainer).post(reverse("drills:drill_new"), sent)
    assert response.status_code == 200
    assert len(response.context["page"].parts[1].forms) == 3
    assert "data-error-summary" not in response.content.decode()
    assert not Drill.objects.exists()


def test_editing_a_plan_keeps_rows_that_were_not_touched(ground, sign_in):
    team = ground.team(members=2)
    drill = ground.drill((team, 2))
    browser = sign_in(ground.trainer)
    page = browser.get(reverse("drills:drill_edit", args=[drill.pk]))
    sent = {**PLAN, "starts_on": "2026-09-18", "version": drill.version}
    sent |= {"calls-INITIAL_FORMS": "1", "phases-INITIAL_FORMS": "2"}
    for rows in (page.context["page"].parts[0], page.context["page"].parts[1]):
        for form in rows.forms:
            sent |= {f.html_name: f.value() or "" for f in form.visible_fields()}
    response = browser.post(reverse("drills:drill_edit", args=[drill.pk]), sent)
    assert response.status_code == 302
    assert drill.calls.get().planned_headcount == 2
    assert [phase.what for phase in drill.phases.all()] == ["发放预先警报", "抢修供水管线"]


def test_copy_takes_everything_but_the_date(ground, sign_in):
    team = ground.team(members=2)
    drill = ground.drill((team, 2))
    page = sign_in(ground.trainer).get(reverse("drills:drill_new"), {"copy": drill.pk})
    form = page.context["form"]
    assert form["title"].value() == drill.title
    assert not form["starts_on"].value()
    assert len(page.context["page"].parts[1].forms) == 2
    assert page.context["page"].parts[0].forms[0]["team"].value() == team.pk


def test_list_shows_strength_and_finds_the_short_of_men(ground, sign_in):
    ground.team(members=2, establishment=2)
    ground.team("东区通信队", members=1, establishment=4)
    browser = sign_in(ground.trainer)
    page = browser.get(reverse("drills:teams"))
    assert "编制 6 人，在编 3 人，满编率 50.0%" in page.content.decode()
    page = browser.get(reverse("drills:teams"), {"staffing": "short"})
    assert [team.name for team in page.context["page"]] == ["东区通信队"]


def test_list_answers_anything_in_the_address(ground, sign_in):
    ground.drill()
    browser = sign_in(ground.trainer)
    for query in ("?page=x&size=9&kind=none&starts_from=31/12", "?words=%00%27&organisation=99"):
        for name in ("teams", "drills", "calendar"):
            assert browser.get(reverse(f"drills:{name}") + query).status_code == 200
    for month in ("2026-13", "0000-00", "1900-01", "2099-12", "９９"):
        assert browser.get(reverse("drills:calendar"), {"month": month}).status_code == 200


def test_calendar_shows_a_drill_on_each_of_its_days(ground, sign_in):
    from datetime import date

    from tests.drills.conftest import at

    first, last = date(2026, 9, 18), date(2026, 9, 20)
    ground.drill(starts_at=at(first, 9), ends_at=at(last, 17))
    page = sign_in(ground.trainer).get(reverse("drills:calendar"), {"month": "2026-09"})
    days = {day for week in page.context["weeks"] for day, drills, _ in week if drills}
    assert days == {date(2026, 9, 18), date(2026, 9, 19), date(2026, 9, 20)}
    assert page.context["total"] == 1


def test_to_do_list_follows_the_drill(ground):
    team = ground.team(members=1)
    today = timezone.localdate()
    ground.drill((team, 1), on=today + timedelta(days=30), title="还早的演练")
    ground.drill((team, 1), on=today + timedelta(days=3), title="临近的演练")
    drill = ground.drill((team, 1), title="昨天的演练")
    scope = Scope(ground.trainer)

    def titles():
        return [(task.title, task.subject) for task in open_tasks(scope, today)]

    near = ("准备演练", "临近的演练")
    assert titles() == [("演练点名", "昨天的演练"), near]
    ground.call_roll(drill, present=1)
    assert titles() == [("登记演练组织情况", "昨天的演练"), near]
    ground.hold(drill)
    assert titles() == [near, ("归档演练记录", "昨天的演练")]
    assert open_tasks(Scope(ground.office.who(Role.HEAD)), today) == []


@pytest.mark.parametrize("members", [2, 40])
def test_pages_cost_the_same_for_two_and_for_forty(
    ground, sign_in, django_assert_max_num_queries, members
):
    team = ground.team(members=members)
    drill = ground.drill((team, members))
    ground.call_roll(drill, present=members)
    browser = sign_in(ground.trainer)
    pages = [
        reverse("drills:teams"),
        reverse("drills:drills"),
        reverse("drills:calendar"),
        reverse("drills:team", args=[team.pk]),
        reverse("drills:drill", args=[drill.pk]),
        reverse("drills:roll", args=[drill.occasion_id]),
    ]
    for page in pages:
        with django_assert_max_num_queries(15):
            assert browser.get(page).status_code == 200


def test_whole_grid_is_written_in_few_statements(ground, sign_in, django_assert_max_num_queries):
    team = ground.team(members=60)
    drill = ground.drill((team, 60))
    browser = sign_in(ground.trainer)
    attendance = reverse("drills:roll", args=[drill.occasion_id])
    grid = whole_grid(browser.get(attendance))
    with django_assert_max_num_queries(30):
        browser.post(attendance, {**grid, "rest": str(team.pk)})
    assert Attendance.objects.count() == 60
