"""What ``./run`` does before it serves, and what it says meanwhile."""

import shlex
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from renfang.demo import stories as demo
from renfang.management.commands.set_up import HOW_TO_FOUND
from renfang.organisations.models import Organisation

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    def isatty(self):
        return True


def set_up(**options):
    said = StringIO()
    call_command("set_up", keep_static=True, stdout=StringIO(), stderr=said, **options)
    return said.getvalue()


def load_demo(monkeypatch, stream, stories=7, **options):
    """Load a demo of so many stories that say nothing, and give what was shown meanwhile.

    The administrators' story, which is always told, comes on top.
    """
    told = [iter([date(2026, 3, 2)]) for _ in range(stories)]
    monkeypatch.setattr(demo, "tellers", lambda: [lambda city: told])
    call_command("demo", stdout=StringIO(), stderr=stream, **options)
    return stream.getvalue()


def test_each_step_says_which_of_how_many_it_is():
    said = set_up(after=1, of=4)
    assert "第 2 步/共 4 步：静态文件没有变化" in said
    assert "第 3 步/共 4 步：准备数据库" in said
    assert "第 1 步/共 2 步" in set_up()


def test_an_empty_system_tells_the_command_that_founds_an_office_and_it_works(client):
    assert HOW_TO_FOUND in set_up()
    assert "found_office" in client.get("/login/").content.decode()
    (command,) = [part for part in HOW_TO_FOUND.split("\n\n") if "./run manage" in part]
    program, manage, *arguments = shlex.split(command.replace("\\\n", ""))
    assert (program, manage) == ("./run", "manage")
    passwords = StringIO()
    call_command(*arguments, stdout=passwords)
    assert passwords.getvalue().count("员") >= 3
    assert "found_office" not in set_up()
    assert "found_office" not in client.get("/login/").content.decode()
    *_, username, password = passwords.getvalue().splitlines()[1].split()
    entered = client.post("/login/", {"username": username, "password": password})
    assert entered.status_code == 302


def test_demo_data_in_a_system_that_is_no_demo_are_pointed_out(monkeypatch, settings):
    settings.DEMO = True
    load_demo(monkeypatch, StringIO())
    settings.DEMO = False
    assert "RENFANG_DATA_DIR" in set_up()


def test_a_demo_system_gets_its_data_as_a_step(monkeypatch, settings):
    settings.DEMO = True
    monkeypatch.setattr(demo, "tellers", list)
    assert "第 5 步/共 6 步：准备演示数据" in set_up(after=2, of=6)
    assert Organisation.objects.filter(name=demo.CITY_NAME).exists()


def test_loading_shows_a_bar_on_a_terminal(monkeypatch, settings):
    settings.DEMO = True
    shown = load_demo(monkeypatch, Terminal())
    assert shown.count("\r") == 8
    assert shown.splitlines()[0] == ""
    assert shown.endswith("100%\n")
    assert "░" not in shown.splitlines()[-1]


def test_loading_writes_a_line_for_each_quarter_elsewhere(monkeypatch, settings):
    settings.DEMO = True
    shown = load_demo(monkeypatch, StringIO())
    assert [line.split()[-1] for line in shown.splitlines()] == ["25%", "50%", "75%", "100%"]


def test_loading_says_nothing_when_asked_to_be_quiet(monkeypatch, settings):
    settings.DEMO = True
    assert load_demo(monkeypatch, StringIO(), verbosity=0) == ""
