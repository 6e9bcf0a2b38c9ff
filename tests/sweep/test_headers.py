"""Security headers stand on everything that leaves the house, whatever went wrong before."""

from __future__ import annotations

import re
from pathlib import Path
from unittest import mock

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from tests.sweep.asking import Asking, security_faults
from tests.sweep.bureau import PASSWORD, VISITOR
from tests.sweep.judging import check
from tests.sweep.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("actor", ["clerk", VISITOR])
@pytest.mark.parametrize(
    "address", ["/nowhere/", "/favicon.ico", "/static/nowhere.css", "/admin/", "/engineering"]
)
def test_pages_that_do_not_exist(address: str, actor: str, world: World, ask: Asking) -> None:
    answer = ask(world.east, actor, "GET", address)
    assert answer.status in (301, 404)
    faults = answer.faults
    if address.startswith("/static/"):
        # What is static may stay in a cache.
        faults = [fault for fault in faults if "Cache-Control" not in fault]
    check(faults)


def test_a_page_that_breaks(world: World, ask: Asking) -> None:
    with mock.patch("renfang.workbench.views.find", side_effect=RuntimeError("broken")):
        answer = ask(world.east, "clerk", "GET", f"{reverse('search')}?q=x")
    assert answer.status == 500
    check(security_faults(answer.headers))
    assert b"broken" not in answer.body
    assert b"Traceback" not in answer.body


def test_a_request_that_makes_no_sense(world: World) -> None:
    response = Client().get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    check(security_faults(dict(response.headers)))


def test_a_form_without_its_mark(world: World, ask: Asking) -> None:
    answer = ask(world.east, VISITOR, "POST", reverse("login"), {}, from_elsewhere=True)
    assert answer.status == 403
    check(answer.faults)


def test_a_paper_brings_a_policy_of_its_own(world: World, ask: Asking) -> None:
    """The viewer of a PDF has its own styles; everything else stays forbidden."""
    url = reverse("document_pdf", kwargs=world.east.things["certificate"])
    answer = ask(world.east, "printer", "GET", url)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline; filename")
    check(answer.faults)


@pytest.mark.parametrize(
    ("name", "actor"), [("engineering:ledger_export", "clerk"), ("fees:figures_export", "finance")]
)
def test_a_workbook_is_saved_and_not_shown(
    name: str, actor: str, world: World, ask: Asking
) -> None:
    answer = ask(world.east, actor, "GET", reverse(name))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    check(answer.faults)


@pytest.fixture
def static_file(settings: LazySettings, tmp_path: Path) -> str:
    """A file that whitenoise serves, as after collectstatic."""
    (tmp_path / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.STATIC_ROOT = tmp_path
    return f"{settings.STATIC_URL}mark.svg"


def test_static_files(static_file: str) -> None:
    response = Client().get(static_file)
    assert response.status_code == 200
    faults = security_faults(dict(response.headers))
    # They are the same for everybody and may stay in a cache.
    check([fault for fault in faults if "Cache-Control" not in fault])


def test_the_policy_allows_no_script_but_our_own(world: World, ask: Asking) -> None:
    answer = ask(world.east, "clerk", "GET", reverse("engineering:register_project"))
    policy = answer.headers["Content-Security-Policy"]
    assert re.search(r"script-src 'self'(;|$)", policy)
    assert re.search(r"style-src 'self'(;|$)", policy)
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy


def test_cookies_are_kept_from_scripts_and_from_other_sites(world: World) -> None:
    client, user = Client(), world.east.who("clerk")
    client.get(reverse("login"))
    client.post(reverse("login"), {"username": user.username, "password": PASSWORD})
    assert {"renfang", "renfang-csrf"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
