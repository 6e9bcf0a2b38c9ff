"""What the record tells of people who come, are refused, take something out; and for how long."""

from __future__ import annotations

import json
import logging
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from renfang.administration.acts.people import set_active
from renfang.history import access, middleware
from renfang.history.access import Kind
from renfang.history.floods import Floods
from renfang.history.models import AccessRecord, Event
from renfang.history.record import broken_events, record
from renfang.history.retention import digest_of, months_before
from renfang.history.syslog import Syslog
from renfang.organisations.permissions import Role

pytestmark = pytest.mark.django_db
BACKEND = "renfang.organisations.backends.StaffBackend"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def calm(monkeypatch):
    monkeypatch.setattr(access, "floods", Floods())
    access._missed.clear()


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def kinds():
    return list(AccessRecord.objects.order_by("pk").values_list("kind", flat=True))


def last():
    return AccessRecord.objects.order_by("-pk").first()


def logged_in(user):
    client = Client(REMOTE_ADDR="10.0.0.7")
    client.force_login(user, backend=BACKEND)
    return client


# --- coming and going -------------------------------------------------------------------------


def test_login_and_logout_are_one_session_of_one_person(clerk):
    client = Client(REMOTE_ADDR="10.0.0.7", HTTP_USER_AGENT="Firefox 140")
    client.post(
        "/login/", {"username": clerk.username, "password": f"password-of-{clerk.username}"}
    )
    client.post("/logout/")
    came, left = AccessRecord.objects.order_by("pk")
    assert (came.kind, left.kind) == (Kind.LOGIN, Kind.ENDED)
    assert came.person == left.person == clerk
    assert came.address == left.address == "10.0.0.7"
    assert came.session == left.session != ""
    assert came.details == {"浏览器": "Firefox 140"}
    assert left.subject_label == "本人退出"


def test_a_session_that_others_end_says_why(clerk, office):
    logged_in(clerk)
    set_active(
        clerk.pk, False, by=office.who(Role.SYSTEM_ADMINISTRATOR), explanation="由王科长接办"
    )
    assert (last().kind, last().person, last().subject_label) == (
        Kind.ENDED,
        clerk,
        "账号已停用",
    )


def test_wrong_passwords_until_the_account_is_locked(clerk):
    client = Client(REMOTE_ADDR="10.0.0.7")
    for _ in range(6):
        client.post("/login/", {"username": clerk.username, "password": "Secret-1234-typed"})
    assert kinds() == [Kind.FAILED] * 4 + [Kind.LOCKED] * 2
    row = last()
    assert (row.person, row.organisation, row.result) == (clerk, clerk.organisation, "refused")
    assert "Secret" not in json.dumps(list(AccessRecord.objects.values_list("details", flat=True)))


def test_a_password_typed_as_the_name_is_kept_nowhere(clerk, caplog):
    client = Client(REMOTE_ADDR="10.0.0.7")
    with caplog.at_level(logging.DEBUG):
        for _ in range(2):
            client.post("/login/", {"username": "MyPass!2026", "password": "x"})
    first, second = AccessRecord.objects.order_by("pk")
    assert first.person_label == "未登录"
    assert first.subject_label == second.subject_label
    assert first.subject_label.startswith("未登记的账号 ")
    kept = [
        *AccessAttempt.objects.values_list("username", "post_data", "get_data"),
        *AccessFailureLog.objects.values_list("username"),
        *AccessRecord.objects.values_list("subject_label", "path", "details"),
        *(record.getMessage() for record in caplog.records),
    ]
    assert "MyPass" not in str(kept)


def test_an_address_that_is_not_heard_any_more(clerk, settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 1
    client = Client(REMOTE_ADDR="10.0.0.7")
    for _ in range(2):
        client.post("/login/", {"username": "nobody\x00", "password": "x"})
        client.post("/login/", {"username": "nobody", "password": "x"})
    assert last().kind == Kind.LOCKED
    assert last().details["原因"] == "该地址一小时内失败过多，一概不受理"


# --- refused ----------------------------------------------------------------------------------


def test_a_refusal_is_one_record_with_its_reason(clerk):
    client = logged_in(clerk)
    assert client.get(reverse("events")).status_code == 403
    row = last()
    assert (row.kind, row.result, row.person) == (Kind.REFUSED, "refused", clerk)
    assert (row.page, row.path) == ("events", "/history/")
    assert "审计管理员" in row.details["原因"]
    assert kinds() == [Kind.LOGIN, Kind.REFUSED]


def test_asking_for_a_record_of_others_is_on_record_like_asking_for_none(clerk):
    client = logged_in(clerk)
    assert client.get("/documents/999999/").status_code == 404
    assert last().details == {"原因": "没有这条记录，或者不在权限内"}
    assert client.get("/no-such-page/").status_code == 404
    assert Client().get("/documents/999999/").status_code == 302
    assert kinds() == [Kind.LOGIN, Kind.REFUSED]


def test_a_wrong_old_password_is_on_record(clerk):
    client = logged_in(clerk)
    client.post("/password/", {"old_password": "x", "new_password1": "a", "new_password2": "a"})
    assert (last().kind, last().person) == (Kind.FAILED, clerk)
    assert last().details["原因"] == "修改密码：原密码不正确"
    for _ in range(4):
        client.post("/password/", {"old_password": "x", "new_password1": "a", "new_password2": "a"})
    assert last().kind == Kind.LOCKED, "it is guessed here no more often than at the login"
    assert client.post("/password/", {"old_password": "x"}).status_code == 429
    assert last().details["原因"] == "修改密码：连续失败，账号在该地址暂时锁定"


def test_a_form_without_its_mark_is_on_record(clerk):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/login/", {"username": "a", "password": "b"}).status_code == 403
    assert last().details["原因"].startswith("表单保护标记不符")


# --- what leaves ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xlsx", "csv", "print"])
def test_a_list_that_leaves_says_what_was_asked_and_how_much_it_was(office, form):
    auditor = office.who(Role.AUDITOR)
    for number in range(3):
        record(auditor, f"修改{number}", auditor)
    client = logged_in(auditor)
    client.get(reverse("events"), {"act": "修改", "format": form, "subject": "员"}).getvalue()
    row = last()
    assert row.kind == (Kind.PRINT if form == "print" else Kind.EXPORT)
    assert list(row.details) == ["条件", "行数"]
    assert row.details["条件"] == "对象 员，事项 修改"
    assert str(row.details["行数"]) == "3"
    assert row.subject_label.startswith("审计检索")


def test_numbers_of_people_in_conditions_are_masked(office):
    auditor = office.who(Role.AUDITOR)
    client = logged_in(auditor)
    client.get(reverse("events"), {"subject": "110101199001011234", "format": "csv"}).getvalue()
    assert last().details["条件"] == "对象 ****1234"


def test_the_export_of_the_record_is_on_record(office):
    client = logged_in(office.who(Role.AUDITOR))
    body = client.get(reverse("access_records"), {"format": "csv"}).getvalue().decode()
    assert "登录" in body
    assert (last().kind, last().page) == (Kind.EXPORT, "access_records")


def test_a_view_that_says_nothing_of_its_file_is_on_record_all_the_same(clerk):
    request = RequestFactory().get("/forgotten/?q=1")
    request.user, request.resolver_match = clerk, None
    for answer in (
        HttpResponse(b"%PDF", content_type="application/pdf"),
        HttpResponse("a,b", headers={"Content-Disposition": "attachment; filename=x.csv"}),
        HttpResponse("{}", content_type="application/json"),
    ):
        middleware.keep_record(lambda request, answer=answer: answer)(request)
        assert last().kind == Kind.DOWNLOAD
    assert len(kinds()) == 3


def test_what_a_script_is_told_of_a_cell_is_no_file(clerk):
    request = RequestFactory().post("/scores/")
    request.user, request.resolver_match = clerk, None
    answer = HttpResponse("{}", content_type="application/json")
    middleware.keep_record(lambda request: answer)(request)
    assert kinds() == []


def test_pages_and_their_pictures_ask_nothing_more_of_the_database(
    clerk, django_assert_num_queries
):
    request = RequestFactory().get("/")
    request.user, request.resolver_match = clerk, None
    for answer in (
        HttpResponse("page"),
        HttpResponse(b"", content_type="image/jpeg"),
        HttpResponse("ok", content_type="text/plain"),
        HttpResponse(status=302),
    ):
        with django_assert_num_queries(0):
            middleware.keep_record(lambda request, answer=answer: answer)(request)


def test_files_are_made_in_one_place():
    """Else the record would not know what they are called."""
    own = ("FileResponse", "Content-Disposition")
    allowed = {"renfang/pages/answers.py", "renfang/history/middleware.py"}
    found = {
        str(path.relative_to(ROOT))
        for root in ("renfang", "engineering", "fees", "drills")
        for path in (ROOT / root).rglob("*.py")
        if any(word in path.read_text("utf-8") for word in own)
    }
    assert found == allowed


def test_a_file_leaves_although_the_record_cannot_be_written(office, monkeypatch, caplog):
    client = logged_in(office.who(Role.AUDITOR))

    def broken(self, **kwargs):
        raise DatabaseError("attempt to write a readonly database")

    with monkeypatch.context() as patch:
        patch.setattr(AccessRecord, "save", broken)
        answer = client.get(reverse("events"), {"format": "xlsx"})
    assert answer.status_code == 200
    assert "审计检索" in caplog.text
    client.get(reverse("events"), {"format": "xlsx"})
    assert last().details["未能写入数据库"] == "此前 1 条，只在服务器日志中"


# --- who reads it -----------------------------------------------------------------------------


def test_the_auditor_of_a_district_reads_of_his_people_and_of_nobody_else(office):
    for user in (office.who(Role.CLERK), office.who(Role.CLERK, office.west)):
        logged_in(user)
    Client().post("/login/", {"username": "nobody", "password": "x"})
    east, city = (logged_in(office.who(Role.AUDITOR, at)) for at in (office.east, office.city))
    page = east.get(reverse("access_records")).content.decode()
    assert office.who(Role.CLERK).full_name in page
    assert office.who(Role.CLERK, office.west).full_name not in page
    assert "未登记的账号" not in page
    page = city.get(reverse("access_records"), {"kind": "failed"}).content.decode()
    assert "未登记的账号" in page
    assert office.who(Role.CLERK).full_name not in page


@pytest.mark.parametrize(
    "query",
    ["person=clerk", "result=refused", "kind=login", "at_from=2026-01-01", "address=10.0.0.7"],
)
def test_every_condition_answers(office, query):
    client = logged_in(office.who(Role.AUDITOR))
    assert client.get(f"{reverse('access_records')}?{query}").status_code == 200


# --- for how long -----------------------------------------------------------------------------


def aged(clerk, *days):
    for number in days:
        AccessRecord.objects.create(
            organisation=clerk.organisation,
            person=clerk,
            person_label=clerk.full_name,
            kind=Kind.EXPORT,
            at=timezone.now() - timedelta(days=number),
            details={"行数": number},
        )


def test_what_is_past_a_year_goes_and_leaves_its_count_and_hash(clerk, capsys):
    aged(clerk, 800, 400, 300)
    old = AccessRecord.objects.filter(at__lt=timezone.now() - timedelta(days=366)).order_by("pk")
    digest = digest_of(old)[0]
    call_command("remove_old_access")
    assert list(AccessRecord.objects.values_list("details", flat=True)) == [{"行数": 300}]
    event = Event.objects.get(act="清理访问记录")
    assert event.after["访问记录"] == "2 条"
    assert event.after["内容校验值"] == digest
    assert event.actor_label == "系统"
    assert list(broken_events()) == []
    call_command("remove_old_access")
    assert "没有超过保存期限" in capsys.readouterr().out


def test_never_under_six_months(clerk, settings):
    settings.ACCESS_MONTHS = 5
    aged(clerk, 800)
    with pytest.raises(CommandError, match="至少保存 6 个月"):
        call_command("remove_old_access")
    assert AccessRecord.objects.count() == 1
    assert "renfang.E007" in [found.id for found in run_checks()]
    settings.ACCESS_MONTHS = 6
    assert "renfang.E007" not in [found.id for found in run_checks()]


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        ("2026-08-31", 6, "2026-02-28"),
        ("2028-08-31", 6, "2028-02-29"),
        ("2026-01-15", 12, "2025-01-15"),
        ("2026-12-31", 13, "2025-11-30"),
    ],
)
def test_months_end_where_the_calendar_ends_them(day, months, wanted):
    moment = timezone.make_aware(datetime.fromisoformat(f"{day} 12:00"))
    assert f"{months_before(moment, months):%Y-%m-%d %H:%M}" == f"{wanted} 12:00"


# --- a log server -----------------------------------------------------------------------------


@pytest.fixture
def shipped():
    """The logger of the record with a handler for the address that a test names."""
    logger = logging.getLogger("renfang.record")
    handlers = []

    def to(address):
        handlers.append(Syslog(address))
        logger.addHandler(handlers[-1])
        logger.setLevel(logging.INFO)

    yield to
    for handler in handlers:
        logger.removeHandler(handler)
        handler.close()


def read(line):
    header, _, text = line.decode().partition(" - {")
    return header.split(" "), json.loads("{" + text)


def test_acts_and_access_reach_a_log_server_by_udp(
    clerk, shipped, django_capture_on_commit_callbacks
):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        shipped(f"udp://127.0.0.1:{server.getsockname()[1]}")
        with django_capture_on_commit_callbacks(execute=True):
            record(clerk, "修改资料", clerk, before={"姓名": "甲"}, after={"姓名": "乙"})
            logged_in(clerk)
        (first, act), (_, login) = read(server.recv(65536)), read(server.recv(65536))
    # local0 (16) * 8 + informational (6); version 1 of RFC 5424
    assert first[0] == "<134>1"
    assert datetime.fromisoformat(first[1]).tzinfo == UTC
    assert first[3] == "renfang"
    assert (act["type"], act["act"], act["before"]) == ("act", "修改资料", {"姓名": "甲"})
    assert act["hash"] == Event.objects.get(pk=act["id"]).hash
    assert (login["type"], login["kind"], login["person"]) == ("access", "login", clerk.full_name)


def test_by_tcp_each_line_has_its_length_and_a_lost_connection_is_made_again(
    clerk, shipped, django_capture_on_commit_callbacks
):
    with socket.create_server(("127.0.0.1", 0)) as server:
        shipped(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                record(clerk, "修改资料", clerk, note="换行\n之后")
            connection, _ = server.accept()
            connection.settimeout(5)
            data = connection.recv(65536)
            length, _, line = data.partition(b" ")
            assert int(length) == len(line)
            assert read(line)[1]["note"] == "换行\n之后"
            assert b"\n" not in line
            logging.getLogger("renfang.record").handlers[-1]._disconnect()
            connection.close()


def test_by_the_machines_own_socket(clerk, shipped, tmp_path, django_capture_on_commit_callbacks):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "log"))
        server.settimeout(5)
        shipped(f"unix://{tmp_path / 'log'}")
        with django_capture_on_commit_callbacks(execute=True):
            logged_in(clerk)
        assert read(server.recv(65536))[1]["kind"] == "login"


def test_a_log_server_that_is_away_holds_nobody_up_and_is_said(
    clerk, shipped, caplog, monkeypatch, django_capture_on_commit_callbacks
):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    shipped(f"tcp://127.0.0.1:{port}")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            record(clerk, "修改资料", clerk)
    told = [entry for entry in caplog.records if entry.name == "renfang.history.syslog"]
    assert len(told) == 1
    handler = logging.getLogger("renfang.record").handlers[-1]
    assert handler._dropped == 3
    with socket.create_server(("127.0.0.1", port)):
        handler._quiet_until = 0.0
        with django_capture_on_commit_callbacks(execute=True):
            record(clerk, "修改资料", clerk)
    assert "3 lines were not sent" in caplog.text


def test_what_is_undone_is_not_shipped(clerk, shipped, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        shipped("udp://127.0.0.1:9")
        record(clerk, "修改资料", clerk)
    assert len(waiting) == 1


@pytest.mark.parametrize("address", ["10.0.0.9:514", "http://a", "unix://", "udp://"])
def test_an_address_that_is_none_stops_the_server(address):
    with pytest.raises(ValueError, match="RENFANG_SYSLOG"):
        Syslog(address)
