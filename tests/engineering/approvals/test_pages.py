"""Pages of projects and applications: forms with messy input, live calculation, lists, scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from engineering.models import Application, Project
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.search import find
from renfang.workbench.tasks import open_tasks
from tests.builders.applications import accepted, received, registered, relocation, reviewed
from tests.builders.office import Office

pytestmark = pytest.mark.django_db

PagesOf = Callable[[User], Client]


@pytest.fixture
def pages_of() -> PagesOf:
    """A browser in which the given user is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def filled(office: Office, **changes: Any) -> dict[str, str]:
    """The registration form as clerks fill it: full-width digits, units, thousands separators."""
    values = {
        "credit_code": "９１１１００００１０１６２３７４１ｋ",
        "developer_name": " 锦绣置业有限公司 ",
        "contact": "赵敏",
        "phone": "１３８ ００００ ００００",
        "code": "２４０４-620102-04-01-000001",
        "name": "锦绣家园",
        "organisation": str(office.east.pk),
        "division": str(office.east.division_id),
        "zone": "urban",
        "address": "和平路 88 号",
        "note": "",
        "remark": "",
        "version": "",
        "buildings-TOTAL_FORMS": "2",
        "buildings-INITIAL_FORMS": "0",
        "buildings-0-name": "1#楼",
        "buildings-0-use": "residential",
        "buildings-0-storeys": "１８层",
        "buildings-0-foundation_depth": "5.2米",
        "buildings-0-ground_floor_area": "８５０．００㎡",
        "buildings-0-above_ground_area": "15,300",
        "buildings-0-relief": "",
        # A second row that was added and left alone.
        "buildings-1-name": "",
        "buildings-1-use": "",
        "buildings-1-relief": "",
    }
    return {**values, **changes}


REGISTER = "engineering:register_project"


# 登记


def test_the_form_reads_what_people_write(office: Office, pages_of: PagesOf) -> None:
    client = pages_of(office.who(Role.CLERK))
    response = client.post(reverse(REGISTER), filled(office))
    project = Project.objects.get()
    assert response.url == project.get_absolute_url()
    assert project.developer.credit_code == "91110000101623741K"
    assert project.developer.phone == "13800000000"
    building = project.buildings.get()
    assert (building.storeys, str(building.ground_floor_area)) == (18, "850.00")


def test_mistakes_are_named_in_their_row_and_typing_is_kept(
    office: Office, pages_of: PagesOf
) -> None:
    data = filled(office) | {
        "buildings-0-storeys": "十几层",
        "buildings-0-ground_floor_area": "15301",
    }
    response = pages_of(office.who(Role.CLERK)).post(reverse(REGISTER), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "第 1 行地上层数" in page
    assert "核对两项是否填反" in page
    assert 'value="十几层"' in page
    assert not Project.objects.exists()


def test_a_blank_row_in_between_does_not_count_but_one_building_is_needed(
    office: Office, pages_of: PagesOf
) -> None:
    client = pages_of(office.who(Role.CLERK))
    first = {key: value for key, value in filled(office).items() if key.startswith("buildings-0")}
    moved = {key.replace("-0-", "-1-"): value for key, value in first.items()}
    blank = dict.fromkeys(first, "")
    nothing = client.post(reverse(REGISTER), filled(office) | blank)
    assert nothing.status_code == 422
    assert "至少登记一栋建筑" in nothing.content.decode()
    client.post(reverse(REGISTER), filled(office) | blank | moved)
    assert Project.objects.get().buildings.get().name == "1#楼"


def test_a_wrong_check_digit_is_a_doubt_to_be_answered(office: Office, pages_of: PagesOf) -> None:
    client = pages_of(office.who(Role.CLERK))
    data = filled(office) | {"credit_code": "91350211M0000XUF46"}
    first = client.post(reverse(REGISTER), data)
    assert first.status_code == 422
    assert "校验码不符" in first.content.decode()
    assert not Project.objects.exists()
    client.post(reverse(REGISTER), data | {"remark": "与营业执照原件一致"})
    assert Project.objects.get().developer.credit_code == "91350211M0000XUF46"


def test_a_registered_code_leads_to_its_project(office: Office, pages_of: PagesOf) -> None:
    project = registered(office)
    data = filled(office) | {"code": project.code, "name": "另一个项目"}
    response = pages_of(office.who(Role.CLERK)).post(reverse(REGISTER), data)
    assert response.status_code == 422
    assert f'href="{project.get_absolute_url()}"' in response.content.decode()


def test_the_same_name_is_a_doubt(office: Office, pages_of: PagesOf) -> None:
    project = registered(office)
    data = filled(office) | {"code": "2404-620102-04-01-000009", "name": project.name}
    response = pages_of(office.who(Role.CLERK)).post(reverse(REGISTER), data)
    assert "已有同名项目" in response.content.decode()
    assert Project.objects.count() == 1


def test_a_known_developer_is_filled_in_and_typing_is_kept(
    office: Office, pages_of: PagesOf
) -> None:
    registered(office)
    data = filled(office) | {"developer_name": "", "contact": "钱进", "phone": ""}
    response = pages_of(office.who(Role.CLERK)).post(reverse("engineering:developer_lookup"), data)
    page = response.content.decode()
    assert 'value="锦绣置业有限公司"' in page
    assert 'value="钱进"' in page
    assert "已有 1 个项目" in page


def test_without_javascript_the_buttons_help_and_save_nothing(
    office: Office, pages_of: PagesOf
) -> None:
    registered(office)
    client = pages_of(office.who(Role.CLERK))
    empty = filled(office) | {"developer_name": "", "name": ""}
    grown = client.post(reverse(REGISTER), empty | {"add_row": "buildings"})
    assert 'name="buildings-2-name"' in grown.content.decode()
    assert "需要修改" not in grown.content.decode()
    counted = client.post(reverse(REGISTER), empty | {"calculate": "1"})
    assert "18 层 ≥ 10 层" in counted.content.decode()
    found = client.post(reverse(REGISTER), empty | {"find_developer": "1"})
    assert 'value="锦绣置业有限公司"' in found.content.decode()
    assert Project.objects.count() == 1


def test_amending_opens_filled_and_saves(office: Office, pages_of: PagesOf) -> None:
    project = registered(office)
    client = pages_of(office.who(Role.CLERK))
    address = reverse("engineering:amend_project", args=[project.pk])
    assert "1#楼" in client.get(address).content.decode()
    data = filled(office, name="锦绣华庭", version="1", code=project.code)
    data |= {"buildings-INITIAL_FORMS": "1", "buildings-TOTAL_FORMS": "1"}
    assert client.post(address, data).status_code == 302
    stale = client.post(address, data | {"name": "锦绣旧名"})
    assert stale.status_code == 409
    assert 'value="锦绣旧名"' in stale.content.decode()
    assert Project.objects.get().name == "锦绣华庭"


# 边填边算


PREVIEW = "engineering:required_area_preview"


def test_the_panel_follows_what_is_typed(office: Office, pages_of: PagesOf) -> None:
    page = pages_of(office.who(Role.CLERK)).post(reverse(PREVIEW), filled(office)).content.decode()
    assert "850.00" in page
    assert "《人民防空工程建设管理规定》第四十七条第（一）项" in page
    assert "应当修建" in page


def test_what_is_missing_is_named_by_building_and_field(office: Office, pages_of: PagesOf) -> None:
    data = filled(office) | {"buildings-1-name": "2#楼", "buildings-1-use": "public"}
    page = pages_of(office.who(Role.CLERK)).post(reverse(PREVIEW), data).content.decode()
    assert "2#楼：还缺地上层数" in page
    assert "已填完的 1 栋" in page
    assert "850.00" in page


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"buildings-TOTAL_FORMS": "x"},
        {"buildings-TOTAL_FORMS": "99999", "buildings-INITIAL_FORMS": "-1"},
        {"organisation": "999999", "buildings-0-storeys": "\x00"},
    ],
)
def test_the_panel_bears_whatever_arrives(
    office: Office, pages_of: PagesOf, data: dict[str, str]
) -> None:
    client = pages_of(office.who(Role.CLERK))
    assert client.post(reverse(PREVIEW), data).status_code == 200
    assert client.post(reverse(REGISTER), data).status_code == 422


def test_the_panel_is_the_clerks(office: Office, pages_of: PagesOf) -> None:
    client = pages_of(office.who(Role.HEAD))
    assert client.post(reverse(PREVIEW), filled(office)).status_code == 403
    assert client.get(reverse(REGISTER)).status_code == 403


# 办理


def act_page(name: str, application: Application) -> str:
    return reverse(f"engineering:{name}", args=[application.pk])


def test_a_case_goes_from_receipt_to_a_numbered_approval(office: Office, pages_of: PagesOf) -> None:
    project = registered(office)
    clerk = pages_of(office.who(Role.CLERK))
    today = timezone.localdate().isoformat()
    plan = {"on": today, "kind": "build", "planned_area": "８５０", "ground": ""}
    clerk.post(reverse("engineering:submit_application", args=[project.pk]), plan)
    application = Application.objects.get()
    clerk.post(act_page("accept_application", application), {"on": today, "version": "1"})
    pages_of(office.who(Role.REVIEWER)).post(
        act_page("review_application", application), {"on": today, "opinion": "同意"}
    )
    head = pages_of(office.who(Role.HEAD))
    check = head.get(act_page("grant_application", application)).content.decode()
    assert "签发审批意见书并编号" in check
    assert "核6级、常6级" in check
    decision = {"on": today, "opinion": "同意", "wartime_function": "personnel_second"}
    response = head.post(act_page("grant_application", application), decision, follow=True)
    paper = IssuedDocument.objects.get(kind="build_approval")
    assert paper.number in response.content.decode()
    assert reverse("document_pdf", args=[paper.pk]) in response.content.decode()


def test_a_decision_against_an_older_version_keeps_the_text(
    office: Office, pages_of: PagesOf
) -> None:
    application = reviewed(office)
    data = {"on": "2024-04-12", "opinion": "理由写了很久很久很久", "version": "1"}
    response = pages_of(office.who(Role.HEAD)).post(
        act_page("refuse_application", application), data
    )
    assert response.status_code == 409
    assert "理由写了很久很久很久" in response.content.decode()
    assert "已被他人办理" in response.content.decode()


def test_a_page_of_another_state_or_post_says_so(office: Office, pages_of: PagesOf) -> None:
    application = received(office)
    wrong_state = pages_of(office.who(Role.REVIEWER)).get(
        act_page("review_application", application)
    )
    assert wrong_state.status_code == 409
    assert "已受理" in wrong_state.content.decode()
    wrong_post = pages_of(office.who(Role.HEAD)).get(act_page("accept_application", application))
    assert wrong_post.status_code == 403
    assert "审批经办" in wrong_post.content.decode()


def test_foreign_projects_answer_like_none(office: Office, pages_of: PagesOf) -> None:
    application = accepted(office)
    client = pages_of(office.who(Role.CLERK, at=office.west))
    for name in ("project", "amend_project", "submit_application"):
        for pk in (application.project_id, 10**9):
            assert client.get(reverse(f"engineering:{name}", args=[pk])).status_code == 404
    for name in ("application", "accept_application", "grant_application", "decided"):
        for pk in (application.pk, 10**9):
            assert client.get(reverse(f"engineering:{name}", args=[pk])).status_code == 404
    for name in ("projects", "applications"):
        assert "锦绣家园" not in client.get(reverse(f"engineering:{name}")).content.decode()


# 台账、待办、查找


def test_the_register_is_narrowed_by_a_paper_number(office: Office, pages_of: PagesOf) -> None:
    accepted(office)
    received(office, code="2404-620102-04-01-000002", name="无文号项目")
    client = pages_of(office.who(Role.CLERK))
    address = reverse("engineering:applications")
    page = client.get(address, {"number": "防受[2024]1", "tab": "all"}).content.decode()
    assert "锦绣家园" in page
    assert "无文号项目" not in page
    assert "没有符合条件的申请" in client.get(address, {"name": "不存在"}).content.decode()


def test_tabs_count_what_the_conditions_leave(office: Office, pages_of: PagesOf) -> None:
    reviewed(office)
    registered(office, code="2404-620102-04-01-000002", name="另一项目")
    client = pages_of(office.who(Role.CLERK))
    response = client.get(reverse("engineering:projects"), {"name": "锦绣"})
    assert [tab["count"] for tab in response.context["tabs"]] == [1, 0, 1]
    response = client.get(reverse("engineering:applications"))
    assert [tab["count"] for tab in response.context["tabs"]] == [1, 0, 1]


def test_each_post_has_its_own_tasks(office: Office) -> None:
    today = date(2024, 4, 2)
    received(office)
    accepted(office, code="2404-620102-04-01-000002", name="二期")
    reviewed(office, code="2404-620102-04-01-000003", name="三期")
    found = {
        role: [(task.title, task.subject) for task in open_tasks(Scope(office.who(role)), today)]
        for role in (Role.CLERK, Role.REVIEWER, Role.HEAD)
    }
    assert found == {
        Role.CLERK: [("受理", "锦绣家园")],
        Role.REVIEWER: [("复核", "二期")],
        Role.HEAD: [("核对与签发", "三期")],
    }
    assert open_tasks(Scope(office.who(Role.REVIEWER, at=office.west)), today) == []


def test_the_most_urgent_task_stands_first_with_its_light(office: Office) -> None:
    received(office)
    task = open_tasks(Scope(office.who(Role.CLERK)), date(2024, 4, 8))[0]
    assert (task.due, task.light.text) == (date(2024, 4, 8), "今日到期")


def test_search_finds_projects_by_name_code_and_developer(office: Office) -> None:
    project = registered(office)
    scope = Scope(office.who(Role.CLERK))
    for words in ("锦绣家", "620102-04-01-000001", "锦绣置业", "91110000101623741k"):
        assert [hit.label for hit in find(scope, words)] == [project.name]
    assert find(Scope(office.who(Role.CLERK, at=office.west)), "锦绣家") == []


# 查询次数


def test_lists_and_the_case_page_take_few_queries(
    office: Office, pages_of: PagesOf, django_assert_max_num_queries: Any
) -> None:
    case = relocation(office)
    for number in range(2, 8):
        received(office, code=f"2404-620102-04-01-00000{number}", name=f"第{number}期")
    client = pages_of(office.who(Role.CLERK))
    client.get(reverse("engineering:projects"))  # content types are read once a process
    for address in (
        reverse("engineering:projects"),
        reverse("engineering:applications"),
        reverse("engineering:applications") + "?number=1&tab=all",
    ):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
    # Materials, pauses, deliveries and the fee's card included.
    with django_assert_max_num_queries(15):
        client.get(case.project.get_absolute_url())


def test_the_last_day_yesterday_shows_red(office: Office, pages_of: PagesOf) -> None:
    application = received(office)
    Application.objects.filter(pk=application.pk).update(
        due_on=timezone.localdate() - timedelta(days=7)
    )
    page = pages_of(office.who(Role.CLERK)).get(reverse("engineering:applications"))
    assert "已超期" in page.content.decode()
