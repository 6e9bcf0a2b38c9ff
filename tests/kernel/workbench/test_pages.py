"""The pages that belong to no app: to-do list, search, menu, health, errors."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from renfang.hooks import Hook
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench import search, tasks
from renfang.workbench.search import Hit
from renfang.workbench.tasks import Task, open_tasks


def test_the_oldest_deadline_comes_first_and_undated_tasks_last(office, monkeypatch):
    due = [None, date(2026, 5, 3), date(2026, 5, 1)]
    source = [Task(f"办理{n}", "某项目", "/", due=day) for n, day in enumerate(due)]
    monkeypatch.setattr(tasks, "_sources", [lambda scope, today: source])
    found = open_tasks(Scope(office.who(Role.CLERK)), date(2026, 5, 2))
    assert [task.due for task in found] == [date(2026, 5, 1), date(2026, 5, 3), None]


def test_the_first_page_counts_what_is_due_and_overdue(office, client, monkeypatch):
    today = timezone.localdate()
    source = [
        Task("受理", "甲项目", "/a/", due=today),
        Task("受理", "乙项目", "/b/", due=today - timedelta(days=1)),
    ]
    monkeypatch.setattr(tasks, "_sources", [lambda scope, today: source])
    client.force_login(office.who(Role.CLERK))
    response = client.get("/")
    assert [tile["value"] for tile in response.context["tiles"]] == [2, 1, 0, 1, 0]
    assert response.content.decode().index("乙项目") < response.content.decode().index("甲项目")


def test_an_empty_list_says_so(office, client):
    client.force_login(office.who(Role.AUDITOR))
    assert "没有待办事项" in client.get("/").content.decode()


def test_a_single_hit_opens_at_once_and_several_are_listed(office, client, monkeypatch):
    hits = [Hit("项目", "金水湾", "", "/somewhere/")]
    monkeypatch.setattr(search, "_finders", [lambda scope, words, limit: hits])
    client.force_login(office.who(Role.CLERK))
    assert client.get("/search/", {"q": "金水"}).url == "/somewhere/"
    hits.append(Hit("项目", "金水苑", "", "/elsewhere/"))
    assert "金水苑" in client.get("/search/", {"q": "金水"}).content.decode()


def test_hits_stand_in_the_order_of_their_finders_ranks(monkeypatch):
    monkeypatch.setattr(search, "_finders", Hook())
    for name, rank in (("登记册", 60), ("专业队", 50), ("演练", 50)):
        hit = Hit(name, "东区", "", "/")
        search.register_finder(lambda scope, words, limit, hit=hit: [hit], rank)
    assert [hit.kind for hit in search.find(None, "东区")] == ["专业队", "演练", "登记册"]


@pytest.mark.parametrize("words", ["", "   ", "没有这个", "\x00", "%_'\"<script>"])
def test_any_words_may_be_searched_for(office, client, words):
    client.force_login(office.who(Role.CLERK))
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b'<script type="module"', b"")


def test_the_menu_shows_what_the_post_may_open(office, client):
    client.force_login(office.who(Role.FINANCE))
    page = client.get("/").content.decode()
    assert "应收台账" in page
    assert "人员与岗位" not in page


def test_the_load_balancer_needs_no_login(client, db):
    assert client.get("/health/").content == b"ok"


def test_every_other_page_asks_for_a_login(client, db):
    response = client.get("/engineering/shelters/")
    assert response.status_code == 302
    assert response.url.startswith("/login/")


def test_five_wrong_passwords_lock_the_account_from_that_address(office, client):
    user = office.who(Role.CLERK)
    wrong = {"username": user.username, "password": "wrong"}
    for _ in range(5):
        last = client.post("/login/", wrong)
    right = {"username": user.username, "password": f"password-of-{user.username}"}
    locked = client.post("/login/", right)
    assert last.status_code == locked.status_code == 429
    elsewhere = client.post("/login/", right, REMOTE_ADDR="10.9.9.9")
    assert elsewhere.status_code == 302


def test_wrong_passwords_are_told_without_saying_which_part_is_wrong(office, client):
    user = office.who(Role.CLERK)
    pages = [
        client.post("/login/", {"username": name, "password": "wrong"}).context["form"].errors
        for name in (user.username, "nobody-here")
    ]
    assert pages[0] == pages[1]
    assert "账号或密码不对" in str(pages[0])


def test_the_strict_content_policy_is_on_every_page(office, client):
    client.force_login(office.who(Role.CLERK))
    for path in ("/", "/search/?q=x", "/no-such-page/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
