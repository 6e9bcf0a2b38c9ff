"""Pinyin: while characters are being composed, Enter picks a candidate and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from renfang.demo.stories import PASSWORD
from tests.browser.harness import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


class Pinyin:
    """An input method at work in the focused box, through Chromium's own protocol."""

    def __init__(self, page: Any) -> None:
        self.keys = page.context.new_cdp_session(page)

    def compose(self, letters: str) -> None:
        """Letters stand underlined in the box; no character is chosen yet."""
        self.keys.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )

    def confirm_with_enter(self, characters: str) -> None:
        """Enter goes to the input method (key code 229), which then puts the characters in."""
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        self.keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
        self.keys.send("Input.insertText", {"text": characters})
        self.keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})


# Longer than any delay after which a page reacts to what was typed.
LATER = 2_000  # milliseconds of the page's own clock
_NOTE_SENDING = """() => {
    window.sendings = 0;
    window.addEventListener("submit", () => { window.sendings += 1; }, true);
}"""


def open_watched(visitor: Visitor, path: str) -> list[str]:
    """Open a page whose clock can be moved on; gives the requests it makes from then on."""
    page = visitor.page
    page.clock.install()
    visitor.go(path)
    page.evaluate(_NOTE_SENDING)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    return sent


def time_passes(visitor: Visitor) -> None:
    """Let the page do all that it has put off; fails when it is left meanwhile."""
    visitor.page.clock.run_for(LATER)
    assert visitor.page.evaluate("window.sendings") == 0


def test_enter_that_confirms_pinyin_does_not_send_the_search(visit: Visit):
    clerk = visit("clerk", PASSWORD)
    open_watched(clerk, "/")
    page, start = clerk.page, clerk.page.url
    box = page.get_by_label("查找项目、单位、文号、证书")
    box.focus()
    pinyin = Pinyin(page)
    pinyin.compose("cui'ping")
    # Some input methods leave the key as it is and only mark it as part of the composition.
    page.keyboard.press("Enter")
    assert page.url == start
    pinyin.compose("cui'ping")
    pinyin.confirm_with_enter("翠屏")
    time_passes(clerk)
    assert page.url == start
    assert box.input_value().endswith("翠屏")
    box.fill("翠屏")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/search/" in address or "/projects/" in address)
    page.get_by_text("翠屏国际中心").first.wait_for()


def test_enter_that_confirms_pinyin_does_not_send_a_form(visit: Visit):
    clerk = visit("east-clerk", PASSWORD)
    sent = open_watched(clerk, "/engineering/projects/register/")
    page, start = clerk.page, clerk.page.url
    page.get_by_label("项目名称").focus()
    pinyin = Pinyin(page)
    pinyin.compose("bin'jiang")
    pinyin.confirm_with_enter("滨江")
    time_passes(clerk)
    assert page.url == start
    assert start not in sent
    assert not page.locator("[data-error-summary]").count()
    assert page.get_by_label("项目名称").input_value() == "滨江"


def test_live_calculation_waits_for_the_end_of_the_word(visit: Visit):
    clerk = visit("east-clerk", PASSWORD)
    sent = open_watched(clerk, "/engineering/projects/register/")
    page = clerk.page
    page.get_by_label("楼栋号").focus()
    pinyin = Pinyin(page)
    pinyin.compose("yi'hao'lou")
    time_passes(clerk)
    assert not [address for address in sent if "required-area" in address]
    with page.expect_request("**/required-area/"):
        pinyin.confirm_with_enter("一号楼")
        page.clock.run_for(LATER)
