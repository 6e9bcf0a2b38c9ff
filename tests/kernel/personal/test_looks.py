"""Looking at a number and taking numbers out: by right, for a reason, on record, once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from engineering.models import Developer, Project
from engineering.projects.acts import amend_party, register_project
from renfang.acts import Incomplete
from renfang.history import access
from renfang.history.access import note_access
from renfang.history.floods import Floods
from renfang.history.models import AccessRecord, Event
from renfang.organisations.permissions import Role
from tests.builders.applications import project_entry, registered

WHOLE, MASKED = "13800000000", "138****0000"
REASON = {"reason": "通知领取决定书"}


@pytest.fixture
def project(office) -> Project:
    return registered(office)


@pytest.fixture
def as_post(client, office):
    """A browser of the east's holder of a post."""

    def signed_in(role: Role, at=None):
        backend = "renfang.organisations.backends.StaffBackend"
        client.force_login(office.who(role, at=at), backend=backend)
        return client

    return signed_in


def look(project: Project) -> str:
    return reverse("personal_look", args=["engineering.developer", "phone", project.developer_id])


def test_the_project_shows_the_mask_and_offers_a_look_to_whoever_may(project, as_post):
    for role, may in ((Role.CLERK, True), (Role.REVIEWER, False), (Role.HEAD, False)):
        page = as_post(role).get(project.get_absolute_url()).content.decode()
        assert MASKED in page, role
        assert WHOLE not in page, role
        assert (look(project) in page) is may, role


def test_a_reason_opens_the_number_once_and_stands_in_the_record(project, as_post, office):
    browser = as_post(Role.CLERK)
    address = f"{look(project)}?back={project.get_absolute_url()}"
    page = browser.get(address).content.decode()
    assert MASKED in page
    assert WHOLE not in page
    for reason in ("", "看看", "   \n  "):
        answer = browser.post(address, {"reason": reason})
        assert answer.status_code == 422
        assert WHOLE not in answer.content.decode()
    assert not AccessRecord.objects.filter(kind="personal").exists()
    answer = browser.post(address, REASON)
    assert WHOLE in answer.content.decode()
    assert f'href="{project.get_absolute_url()}"' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    seen = AccessRecord.objects.get(kind="personal")
    assert (seen.person, seen.subject_label) == (office.who(Role.CLERK), "锦绣置业有限公司")
    assert seen.details == {"查看内容": "联系电话", "查看理由": "通知领取决定书"}
    # Looked at again it is asked for again.
    assert WHOLE not in browser.get(address).content.decode()


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_way_back_leads_nowhere_else(back, project, as_post):
    page = as_post(Role.CLERK).get(look(project), {"back": back}).content.decode()
    assert "evil.example" not in page.split("<main", 1)[1]
    assert "javascript:" not in page.split("<main", 1)[1]


def test_who_may_not_is_refused_before_anything_is_said(project, as_post, office):
    assert as_post(Role.REVIEWER).post(look(project), REASON).status_code == 403
    foreign = as_post(Role.CLERK, at=office.west)
    assert foreign.post(look(project), REASON).status_code == 404
    browser = as_post(Role.CLERK)
    for address in (
        look(project).replace(str(project.developer_id), "77777"),
        look(project).replace("phone", "legal_representative"),
        look(project).replace("phone", "pk"),
        look(project).replace("engineering.developer", "organisations.user"),
        look(project).replace("engineering.developer", "no.such"),
    ):
        assert browser.post(address, REASON).status_code == 404, address
    assert not AccessRecord.objects.filter(kind="personal").exists()


def test_what_cannot_be_recorded_is_not_shown(project, as_post, monkeypatch):
    from renfang.acts import Unavailable

    def unwritten(*args, **kwargs):
        assert kwargs["or_refuse"]
        raise Unavailable("这次查看记录不下来")

    monkeypatch.setattr("renfang.administration.acts.personal.note_access", unwritten)
    answer = as_post(Role.CLERK).post(look(project), REASON)
    assert answer.status_code == 503
    assert WHOLE not in answer.content.decode()


def sheets(content: bytes):
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content))


def test_the_ledger_goes_out_masked_and_whole_for_a_reason_alone(project, as_post, office):
    masked = as_post(Role.FINANCE).get(reverse("engineering:ledger_export")).content
    cells = str(list(sheets(masked).active.values))
    assert MASKED in cells
    assert WHOLE not in cells
    whole = reverse("engineering:ledger_export_whole")
    browser = as_post(Role.FINANCE)
    assert browser.post(whole, {"reason": "要"}).status_code == 422
    book = sheets(browser.post(whole, {"reason": "集中通知补缴"}).content)
    assert WHOLE in str(list(book.active.values))
    seen = AccessRecord.objects.get(kind="export", details__contains="集中通知补缴")
    assert seen.details["行数"] == book.active.max_row - 1 == 1
    browser.post(f"{whole}?name=锦绣&phone={WHOLE}", {"reason": "集中通知二次"})
    told = AccessRecord.objects.get(kind="export", details__contains="集中通知二次").details
    assert (told["条件"], told["行数"]) == ("name 锦绣，phone ****0000", 1)
    facts = dict(book["导出说明"].values)
    assert facts["导出编号"].endswith(f"{seen.pk:06d}")
    assert facts["导出人"] == office.who(Role.FINANCE).full_name
    assert facts["导出编号"] in book.active.oddHeader.center.text
    assert as_post(Role.HEAD).get(whole).status_code == 403


NUMBERS = "/search/number/"


def test_a_search_by_a_whole_number_is_a_look_for_a_reason_on_record(project, as_post):
    looks = AccessRecord.objects.filter(kind="personal")
    browser = as_post(Role.CLERK)
    browser.get("/search/", {"q": project.name})
    page = browser.get("/search/", {"q": WHOLE}).content.decode()
    assert project.name not in page, "nothing is found by a number before the reason"
    assert "登记理由并查找" in page
    asked = {"number": WHOLE, "reason": "未接来电回复当事人"}
    for wrong in ({"reason": "看看"}, {"reason": ""}, {"number": "1380000"}, {"number": "翠屏"}):
        answer = browser.post(NUMBERS, asked | wrong)
        assert answer.status_code == 422, wrong
        assert project.name not in answer.content.decode()
    assert not looks.exists()
    assert project.name in browser.post(NUMBERS, asked).content.decode()
    seen = looks.get()
    assert seen.details == {
        "查看内容": "按完整号码查找",
        "条件": MASKED,
        "查看理由": "未接来电回复当事人",
        "命中": project.name,
    }
    browser.post(NUMBERS, asked | {"number": "13811112222"})
    assert looks.first().details["命中"] == "无", "what finds nobody is on record too"


def test_a_number_is_found_by_whom_it_concerns_alone(project, as_post, office):
    asked = {"number": WHOLE, "reason": "未接来电回复当事人"}
    assert project.name not in as_post(Role.TRAINER).post(NUMBERS, asked).content.decode()
    foreign = as_post(Role.CLERK, at=office.west)
    assert project.name not in foreign.post(NUMBERS, asked).content.decode()
    reviewer = as_post(Role.REVIEWER)
    assert "登记理由并查找" not in reviewer.get("/search/", {"q": WHOLE}).content.decode()
    assert reviewer.post(NUMBERS, asked).status_code == reviewer.get(NUMBERS).status_code == 403


def test_thirty_searches_for_numbers_an_hour_are_enough(project, as_post, office, monkeypatch):
    monkeypatch.setattr(access, "floods", Floods())
    browser = as_post(Role.CLERK)
    for number in range(30):
        asked = {"number": f"138111122{number:02}", "reason": "未接来电回复当事人"}
        assert browser.post(NUMBERS, asked).status_code == 200
    asked["number"] = WHOLE
    answer = browser.post(NUMBERS, asked)
    assert answer.status_code == 429
    assert "一小时内已按号码查找 30 次" in answer.content.decode()
    assert project.name not in answer.content.decode()
    refused = AccessRecord.objects.get(kind="refused")
    assert (refused.person, refused.details["条件"]) == (office.who(Role.CLERK), MASKED)
    # Each person has his own thirty, and they come back.
    assert as_post(Role.TRAINER).post(NUMBERS, asked).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert project.name in as_post(Role.CLERK).post(NUMBERS, asked).content.decode()


def test_a_search_that_cannot_be_recorded_finds_nothing(project, as_post, monkeypatch):
    from renfang.acts import Unavailable

    def unwritten(*args, **kwargs):
        assert kwargs["or_refuse"]
        raise Unavailable("这次查看记录不下来")

    monkeypatch.setattr("renfang.workbench.numbers.note_access", unwritten)
    asked = {"number": WHOLE, "reason": "未接来电回复当事人"}
    answer = as_post(Role.CLERK).post(NUMBERS, asked)
    assert answer.status_code == 503
    assert project.name not in answer.content.decode()


def test_a_masked_number_that_comes_back_changes_nothing(project, office):
    clerk = office.who(Role.CLERK)
    stated = {"party_address": "东区 1 号", "legal_representative": "", "contact": "赵敏"}
    amend_party(project.pk, **stated, phone=MASKED, by=clerk)
    assert Developer.objects.get().phone.whole == WHOLE
    with pytest.raises(Incomplete, match="填写完整号码") as refused:
        amend_party(project.pk, **stated, phone="139****0000", by=clerk)
    assert refused.value.field == "phone"
    amend_party(project.pk, **stated, phone="", by=clerk)
    assert Developer.objects.get().phone.whole == ""


def test_a_file_with_masks_keeps_the_numbers_on_record_and_makes_none(project, office):
    clerk = office.who(Role.CLERK)
    again = project_entry(code="2404-620102-04-01-000002", name="二期", phone=MASKED)
    register_project(again, organisation_id=office.east.pk, by=clerk)
    assert Developer.objects.get().phone.whole == WHOLE
    unknown = project_entry(
        code="2404-620102-04-01-000003", name="三期", credit_code="911101066976941872", phone=MASKED
    )
    with pytest.raises(Incomplete, match="填写完整号码"):
        register_project(unknown, organisation_id=office.east.pk, by=clerk)


def test_the_record_of_a_change_has_masks_alone(project, office):
    clerk = office.who(Role.CLERK)
    stated = {"party_address": "东区 1 号", "legal_representative": "", "contact": "赵敏"}
    amend_party(project.pk, **stated, phone="13911112222", by=clerk)
    event = Event.objects.filter(act="更正建设单位").get()
    assert (event.before["联系电话"], event.after["联系电话"]) == (MASKED, "139****2222")
    note_access(None, kind="personal", person=clerk, details={"查看理由": f"回拨{WHOLE}"})
    assert AccessRecord.objects.latest("pk").details == {"查看理由": f"回拨{MASKED}"}


def test_lists_and_pages_ask_no_more_for_it(project, as_post, django_assert_max_num_queries):
    browser = as_post(Role.CLERK)
    browser.get(project.get_absolute_url())
    with django_assert_max_num_queries(60):
        browser.get(project.get_absolute_url())


def test_administrators_read_the_register_and_others_do_not(office, as_post):
    address = reverse("personal_register")
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR):
        page = as_post(role, at=office.city).get(address).content.decode()
        assert "个人信息保护法第十三条" in page
        assert "法定代表人" in page
        assert "依法公示" in page
    assert as_post(Role.CLERK).get(address).status_code == 403
