"""Every page that a post can reach by following links, looked at as the browser shows it.

The walk starts at the workbench and takes a few pages of each kind, because a page looks different
in every state of its record. The first of a kind is looked at in whole, and so is everybody's
workbench with its own menu; the next ones in their main part, when it shows something new.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from drills.registers.catalogue import REGISTERS
from renfang.demo.stories import PASSWORD
from renfang.steps import Steps
from tests.browser.harness import ROOT, Visitor
from tests.browser.inspection import faults_of

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

POSTS = (
    "clerk",
    "reviewer",
    "head",
    "finance",
    "trainer",
    "printer",
    "sysadmin",
    "secadmin",
    "auditor",
)
# Pages whose looks depend on the state of the record: so many of each are visited.
EXAMPLES = {
    "engineering:project": 5,
    "engineering:shelter": 4,
    "fees:account": 4,
    "drills:drill": 6,
    "calendar": 2,
    "job": 6,
}
# Records offer other acts in other states: so many more are only read for their links.
READ_ONLY = {
    "drills:assessment": 10,
    "drills:campaign": 5,
    "drills:campaign_team": 10,
    "drills:drill": 30,
    "drills:muster": 5,
    "drills:session": 20,
    "drills:shift": 10,
    "drills:team": 12,
    "drills:training_plan": 5,
    "engineering:application_materials": 40,
    "engineering:applications": 4,
    "engineering:authority_record": 10,
    "engineering:hazard": 10,
    "engineering:omission": 10,
    "engineering:peacetime_use": 10,
    "engineering:project": 50,
    "engineering:projects": 4,
    "engineering:shelter": 50,
    "engineering:shelter_upkeep": 10,
    "engineering:shelters": 4,
    "fees:account": 50,
    "fees:accounts": 4,
    "fees:book": 20,
    "fees:collection_case": 30,
    "fees:draft": 10,
    "fees:refund": 10,
    "fees:slip": 10,
    "fees:statement": 5,
    "fees:write_off": 10,
    "import": 6,
}
_OFFERED = """() => ({
    links: [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')),
    acts: [...document.querySelectorAll('form[action], [formaction], [hx-post], [hx-get]')].map(
        e => e.getAttribute('hx-post') || e.getAttribute('hx-get')
            || e.getAttribute('formaction') || e.getAttribute('action')),
    kinds: [...new Set([...document.querySelectorAll('main *')].map(
        e => e.tagName + ' ' + e.getAttribute('class')))],
})"""
_NAMED = re.compile(r"""["']((?:engineering|fees|drills):[a-z_]+)["']""")
_ADDRESS = re.compile(r'\s(href|action|formaction|hx-get|hx-post)="([^"]+)"')


@dataclass
class Walk:
    """What all walks of this module have seen: names of pages and files, elements on pages."""

    reached: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def part_to_look_at(self, name: str, kinds: list[str]) -> str:
        """The part of a page that holds what no visit to this page has shown before, if any."""
        seen = self.kinds[name]
        is_first = not seen or name == "workbench"
        has_new = not seen.issuperset(kinds)
        seen.update(kinds)
        if is_first:
            return "html"
        return "main" if has_new else ""


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


def view_name(path: str) -> str:
    """Name of the page at an address; empty for one that is none of ours."""
    try:
        return resolve(path.split("?")[0].split("#")[0]).view_name
    except Resolver404:
        return ""


def addresses_in(page: str) -> tuple[list[str], set[str]]:
    """Where the links of a page lead, and what its forms act on."""
    links, acts = [], set()
    for attribute, address in _ADDRESS.findall(page):
        if attribute == "href" and address.startswith("/"):
            links.append(unescape(address))
        elif attribute != "href":
            acts.add(unescape(address))
    return links, acts


def fetched(visitor: Visitor, path: str) -> Any:
    """The answer at an address, while the browser stays at its page."""
    return visitor.page.request.get(visitor.site.url + path)


def opened(visitor: Visitor, path: str) -> Any:
    """The answer at an address that the browser goes to; it stays where it is for a download."""
    from playwright.sync_api import Error as PlaywrightError

    try:
        return visitor.go(path)
    except PlaywrightError as refusal:
        if "Download is starting" not in refusal.message:
            raise
    return fetched(visitor, path)


def pages_from(visitor: Visitor, walk: Walk) -> Iterator[tuple[str, dict[str, Any]]]:
    """Open one page after the other; gives its address and what it offers."""
    waiting, seen, visits = deque(["/"]), set(), Counter[str]()
    while waiting:
        path = waiting.popleft()
        name = view_name(path)
        looked_at = EXAMPLES.get(name, 1)
        if path in seen or visits[name] >= looked_at + READ_ONLY.get(name, 0):
            continue
        seen.add(path)
        visits[name] += 1
        walk.reached.add(name)
        before, is_read = visitor.page.url, visits[name] > looked_at or name in walk.files
        answer = fetched(visitor, path) if is_read else opened(visitor, path)
        assert answer.ok, f"{path} is linked on {before} and answers {answer.status}"
        if not answer.headers["content-type"].startswith("text/html"):
            walk.files.add(name)
            continue  # a file to keep, not a page
        if visits[name] > looked_at:
            links, acts = addresses_in(answer.text())
            walk.reached |= {view_name(act) for act in acts}
            waiting += links
            continue
        if is_read:
            opened(visitor, path)  # the same name gives a file or a page
        offered = visitor.page.evaluate(_OFFERED)
        walk.reached |= {view_name(act) for act in offered["acts"]}
        waiting += [link for link in offered["links"] if link.startswith("/")]
        yield path, offered


@pytest.mark.parametrize("username", POSTS)
def test_every_page_of_a_post_is_accessible_and_in_order(visit: Visit, walk: Walk, username: str):
    visitor = visit(username, PASSWORD)
    faults, count = {}, 0
    for path, offered in pages_from(visitor, walk):
        name = view_name(path)
        part = walk.part_to_look_at(name, offered["kinds"])
        if found := faults_of(visitor, axe_within=part):
            faults[path] = found
        if part:
            visitor.screenshot(f"page-{name.replace(':', '-')}-{username}-{count:02d}")
        count += 1
    assert not faults
    assert count >= 6


# For machines, in print, before logging in, or only ever the answer to something.
NOT_LINKED = {
    "health",
    "verify",
    "verify_by_number",
    "login",
    "password_change_done",
    "engineering:application",
    "engineering:decided",
    # Once somebody has a second factor, and passkeys under a name: test_second_factor.py.
    "second_step",
    "second_factor_app_off",
    "second_factor_codes",
    "passkey_new",
    "passkey_off",
    "person_factor",
    "factor_confirm",
    "factor_decline",
    # What the script of every form asks: test_drafts.py.
    "drafts",
    "drop_draft",
    # While a large file is in the queue: test_large_files.py.
    "import_stop",
    # Beside what a search found, for whoever may look numbers up.
    "search_number",
}


def test_no_page_is_left_without_a_way_to_it(walk: Walk):
    """What the demo data's states do not offer must be offered by some page in another state."""
    if len(walk.reached) < 30:
        pytest.skip("the walks before this one have not been taken")
    offered = walk.reached | NOT_LINKED | offered_somewhere()
    left = {name for name in all_names() if name not in offered}
    assert not left, f"no link leads to: {', '.join(sorted(left))}"
    assert len(walk.reached & set(all_names())) > len(list(all_names())) * 3 // 4


def offered_somewhere() -> set[str]:
    """The addresses that templates and the code of pages name, addresses' own modules apart."""
    sources = [*ROOT.glob("templates/**/*.html")]
    for app in ("renfang", "engineering", "fees", "drills"):
        sources += (path for path in ROOT.glob(f"{app}/**/*.py") if "urls" not in path.name)
    named = {name for path in sources for name in _NAMED.findall(path.read_text("utf-8"))}
    named |= {step.url for table in Steps.tables for step in table}
    # An uploaded register leads to its preview, and that to its confirmation.
    steps = ("preview", "confirm")
    return named | {f"drills:{register.slug}_{step}" for register in REGISTERS for step in steps}


def all_names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The names of all addresses, with their app in front."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield f"{space}{entry.name}"
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from all_names(entry, inner)


SIZES = {"tablet": (1024, 768), "large": (1920, 1080), "zoomed": (683, 384)}
WIDE_PAGES = {
    "clerk": ("/", "/engineering/projects/", "/engineering/projects/register/"),
    "finance": ("/fees/accounts/", "/fees/figures/"),
    "trainer": ("/drills/drills/", "/drills/calendar/", "/drills/rolls/2/"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("username", WIDE_PAGES)
def test_pages_fit_tablets_large_screens_and_double_zoom(visit: Visit, username: str, size: str):
    width, height = SIZES[size]
    visitor = visit(username, PASSWORD, viewport={"width": width, "height": height})
    for path in WIDE_PAGES[username]:
        visitor.go(path)
        assert not faults_of(visitor, axe_within="" if size == "large" else "html"), path
        visitor.screenshot(f"{size}-{view_name(path).replace(':', '-')}")


@pytest.mark.parametrize("path", ["/login/", "/v/", "/v/this-is-no-token/", "/no-such-page/"])
def test_public_pages_are_accessible(visit: Visit, path: str):
    stranger = visit()
    stranger.go(path)
    assert not faults_of(stranger)
    stranger.screenshot(f"public{path.replace('/', '-')}")
    stranger.complaints.clear()  # the browser notes that unknown pages answer 404


def test_error_messages_are_accessible_and_take_the_focus(visit: Visit):
    clerk = visit("east-clerk", PASSWORD)
    clerk.go("/engineering/projects/register/")
    clerk.fill({"统一社会信用代码": "12345", "项目名称": "没有填完的项目"})
    clerk.press("登记项目")
    assert clerk.page.title().startswith("错误：")
    assert clerk.page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert clerk.page.get_by_label("项目名称").input_value() == "没有填完的项目"
    assert not faults_of(clerk)
    clerk.screenshot("errors-register")
    clerk.complaints.clear()  # the browser notes that the page came with status 422
