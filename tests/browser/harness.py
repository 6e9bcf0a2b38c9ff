"""A real browser against a real server: gunicorn with the demo data, and Debian's chromium.

``site`` serves a fresh copy of the demo data for one test module; ``visit`` opens a page in it as
one of the demo users. Every test marked ``browser`` ends with a look at what the browser noted:
an error on the console, a failed request or a request to another host fails it.

The modules share nothing but the demo data they begin with, so each may run on a worker of its own.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = Path(__file__).parent / "screenshots"
AXE = ROOT / "tests" / "vendor" / "axe.min.js"
# The common office screen.
WINDOW: dict[str, Any] = {
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "viewport": {"width": 1366, "height": 768},
    "reduced_motion": "reduce",
}
# How long a page may take to show what a test waits for, in milliseconds.
PATIENCE = 15_000
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
]


def chromium() -> str | None:
    """Path of the browser, or None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    candidates = (os.environ.get("RENFANG_CHROMIUM", ""), *names)
    return next((path for name in candidates if name and (path := shutil.which(name))), None)


def browser_is_required() -> bool:
    """CI installs a browser and never passes without one."""
    return os.environ.get("CI") == "true" or os.environ.get("RENFANG_REQUIRE_BROWSER") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without chromium the journeys are skipped where that is allowed."""
    if chromium() is not None or browser_is_required():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no chromium"))


@cache
def _axe() -> str:
    """The rules as a script, read once; measured: sent with every page it costs the same."""
    return AXE.read_text(encoding="utf-8")


_FEET = "() => document.querySelectorAll('.form-foot').forEach(e => { e.style.position = 'PLACE' })"


@dataclass(frozen=True)
class Site:
    """A running server, its data folder, and the sessions of those who have logged in."""

    url: str
    data: Path
    sessions: dict[str, Any] = field(default_factory=dict)


def _environment(data: Path, static: Path) -> dict[str, str]:
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("RENFANG_") and key != "DJANGO_SETTINGS_MODULE"
    }
    return inherited | {
        "RENFANG_DATA_DIR": str(data),
        "RENFANG_STATIC_ROOT": str(static),
        "RENFANG_HTTPS": "0",
        "RENFANG_DEMO": "1",
        "RENFANG_SECRET_KEY": "only-for-the-browser-journeys",
        "RENFANG_WORKER": "0",
    }


def prepare_demo(data: Path, static: Path) -> None:
    """Fill a data folder by ``manage.py demo``, and gather the static files."""
    for command in (["collectstatic", "--noinput"], ["migrate"], ["demo"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "-v", "0"],
            cwd=ROOT,
            env=_environment(data, static),
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def serving(data: Path, static: Path) -> Iterator[Site]:
    """A server on a free port of this machine, ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = _environment(data, static) | {
        "RENFANG_PUBLIC_ADDRESS": url,
        # A connection outlasts what a journey does between two requests: one that the server closes
        # just as the next is sent ends in a reset that no page is to blame for.
        "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port} --threads 4 --keep-alive 75",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "renfang.wsgi", "--log-level", "warning"],
        cwd=ROOT,
        env=environment,
    )
    try:
        _wait_for(url, server)
        yield Site(url, data)
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="session")
def demo_data(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, testrun_uid: str
) -> tuple[Path, Path]:
    """Data folder with the demo data, and the static files: made by the first worker for all.

    RENFANG_JOURNEYS names a folder where ``make_demo`` has made them before the workers started.
    """
    if (made := os.environ.get("RENFANG_JOURNEYS")) and _is_of_today(Path(made)):
        return _demo_in(Path(made))
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / f"journeys-{testrun_uid}"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "ready").exists():
            make_demo(shared)
    return _demo_in(shared)


def _demo_in(shared: Path) -> tuple[Path, Path]:
    return shared / "demo", shared / "static"


def _today() -> date:
    """The day at the demo office, wherever the machine is."""
    return datetime.now(ZoneInfo(WINDOW["timezone_id"])).date()


def _is_of_today(shared: Path) -> bool:
    """Whether the folder holds demo data, whole: they tell of the day on which they were made."""
    note = shared / "ready"
    return note.exists() and note.read_text() == f"{_today()}"


def make_demo(shared: Path) -> None:
    """Demo data and static files below ``shared``, for all who walk there today."""
    day = _today()
    for folder in _demo_in(shared):
        shutil.rmtree(folder, ignore_errors=True)
    prepare_demo(*_demo_in(shared))
    (shared / "ready").write_text(f"{day}")


@pytest.fixture(scope="module")
def site(demo_data: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own for each test module, on a copy of the demo data."""
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(demo_data[0], data)
    with serving(data, demo_data[1]) as served:
        yield served


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with code {server.returncode}")
        try:
            urllib.request.urlopen(f"{url}/health/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not answer within a minute")


@contextmanager
def browser_running() -> Iterator[Any]:
    """A chromium, closed afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One chromium for the whole run."""
    # Playwright's loop lives in this thread; Django must not refuse database work because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with browser_running() as started:
        yield started


@dataclass
class Visitor:
    """One person at one browser window."""

    site: Site
    page: Any
    complaints: list[str] = field(default_factory=list)
    # Without JavaScript every button sends its form, so whoever presses one waits for the answer.
    plain: bool = False

    def go(self, path: str) -> Any:
        """Open a path of the site; returns the response."""
        return self.page.goto(self.site.url + path)

    def log_in(self, username: str, password: str) -> None:
        """Log in through the login page, as a person does."""
        self.go("/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda address: "/login/" not in address)

    def fill(self, values: dict[str, str], within: Any = None) -> None:
        """Fill in fields by their labels; a choice by (part of) the words it is offered with."""
        for label, value in values.items():
            named = re.compile(rf"^\s*{re.escape(label)}\s*(（必填）)?\s*$")
            control = (within or self.page).get_by_label(named)
            if control.evaluate("control => control.tagName") == "SELECT":
                option = control.locator("option", has_text=value).first
                control.select_option(option.get_attribute("value"))
            else:
                control.fill(value)

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press the button of the page that is called so."""
        button = self.page.locator("main").get_by_role("button", name=name, exact=exact)
        if not self.plain:
            button.click()
            return
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            button.click()

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow the link of the page that is called so."""
        self.page.locator("main").get_by_role("link", name=name, exact=exact).click()

    def says(self, text: str) -> None:
        """Wait until the page says so in sight; fails when it does not."""
        self.page.get_by_text(text).filter(visible=True).first.wait_for()

    def fetch(self, path: str) -> bytes:
        """What the address holds, asked for with this person's session: a PDF, a workbook."""
        response = self.page.context.request.get(self.site.url + path)
        assert response.ok, f"{path} answered {response.status}"
        return response.body()

    def screenshot(self, name: str) -> None:
        """With RENFANG_SCREENSHOTS=1, keep a picture of the whole page for human eyes."""
        if os.environ.get("RENFANG_SCREENSHOTS") != "1":
            return
        SCREENSHOTS.mkdir(exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path, full_page=True, animations="disabled")

    def accessibility_violations(self, within: str = "html") -> list[str]:
        """What axe-core objects to on the present page, as ``rule: selector`` lines.

        Within a part of it the rules about the page as a whole (landmarks, headings) are left out.
        """
        # evaluate(), not a script tag: the page's own content policy forbids the latter.
        self.page.evaluate(_axe())
        # The bar of buttons at the foot covers only what one has not scrolled to yet.
        self.page.evaluate(_FEET.replace("PLACE", "static"))
        found = self.page.evaluate(
            "async (part) => (await axe.run(part, {resultTypes: ['violations'], runOnly: {"
            "type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', "
            "'best-practice']}})).violations",
            within,
        )
        self.page.evaluate(_FEET.replace("PLACE", ""))
        return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]

    def unlabelled_controls(self) -> list[str]:
        """Controls without a label of their own; axe accepts a bare placeholder, people cannot."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
            ".filter(e => !e.labels?.length && !e.ariaLabel && !e.hasAttribute('aria-labelledby'))"
            ".map(e => e.outerHTML.slice(0, 120))"
        )


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Callable[..., Visitor]]:
    """``visit()`` opens a window; ``visit(name, password, **playwright_options)`` logs in first.

    Who has logged in to the site before is at the workbench without typing the password again.
    """
    contexts, visitors = [], []

    def open_window(username: str = "", password: str = "", **options: Any) -> Visitor:
        context = browser.new_context(
            **WINDOW | {"storage_state": site.sessions.get(username)} | options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        plain = not options.get("java_script_enabled", True)
        visitor = Visitor(site, context.new_page(), plain=plain)
        visitors.append(visitor)
        _note_complaints(visitor)
        if username in site.sessions:
            visitor.go("/")
        elif username:
            visitor.log_in(username, password)
            site.sessions[username] = context.storage_state()
        return visitor

    yield open_window
    for context in contexts:
        context.close()
    assert not [complaint for visitor in visitors for complaint in visitor.complaints]


def _note_complaints(visitor: Visitor) -> None:
    """Write down console errors, script errors, and requests that fail or leave the site."""
    page, note = visitor.page, visitor.complaints.append
    page.on("console", lambda m: note(f"console: {_told(m)}") if _is_complaint(m) else None)
    page.on("pageerror", lambda error: note(f"script: {error}"))
    page.on("requestfailed", lambda r: note(f"failed: {r.url}") if _matters(r) else None)
    page.on(
        "request",
        lambda r: note(f"elsewhere: {r.url}") if not r.url.startswith(_own(visitor)) else None,
    )


def _told(message: Any) -> str:
    return f"{message.text} ({message.location.get('url', '')})"


def _is_complaint(message: Any) -> bool:
    """An error of ours: a PDF cannot name its icon, so the browser looks for one by itself."""
    return message.type == "error" and not message.location.get("url", "").endswith("/favicon.ico")


def _own(visitor: Visitor) -> tuple[str, ...]:
    # The browser's own PDF viewer is made of chrome: and chrome-extension: pages.
    return (visitor.site.url, "data:", "blob:", "about:", "chrome:", "chrome-extension:")


def _matters(request: Any) -> bool:
    """A download, or a request cut short by leaving the page, is no failure."""
    return "ERR_ABORTED" not in (request.failure or "")


if __name__ == "__main__":
    if sys.argv[1:]:
        if chromium():
            make_demo(Path(sys.argv[1]))
    elif chromium():
        print(f"Browser journeys use {chromium()}.")
    elif browser_is_required():
        sys.exit("Browser journeys are required and no chromium was found.")
    else:
        print("Browser journeys did NOT run: no chromium here (apt-get install chromium).")
