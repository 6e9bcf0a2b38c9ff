"""Scores and the roll by keyboard, from Excel, and without a line: nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from renfang.demo.stories import PASSWORD
from tests.browser.harness import Visitor
from tests.browser.inspection import faults_of
from tests.browser.test_click_budgets import Hand, hand
from tests.browser.trainer_pages import (
    EXAM,
    column,
    grid_of,
    new_session,
    new_team,
    open_exam,
    saved,
    stored,
)

pytestmark = pytest.mark.browser
__all__ = ["hand"]


# --- the score grid ------------------------------------------------------------------------------


def test_scores_are_entered_by_keyboard_alone_and_saved_as_they_are_left(hand):
    trainer: Hand = hand("trainer")
    grid_of(trainer.visitor)
    first, second, third = (column(trainer.visitor).nth(place) for place in (0, 1, 2))
    first.focus()
    keys = trainer.visitor.page.keyboard
    keys.press("Control+a")
    keys.type("91.5")
    keys.press("Enter")
    assert second.evaluate("box => box === document.activeElement")
    keys.type("88")
    keys.press("ArrowDown")
    keys.type("缺考")
    keys.press("ArrowUp")
    keys.press("ArrowRight")
    beside = column(trainer.visitor, 1).nth(1)
    assert beside.evaluate("box => box === document.activeElement")
    keys.press("ArrowLeft")
    assert second.evaluate("box => box === document.activeElement")
    saved(trainer.visitor, first, "91.5")
    saved(trainer.visitor, second, "88")
    saved(trainer.visitor, third, "缺考")
    assert trainer.clicks == 0
    assert not faults_of(trainer.visitor)
    trainer.visitor.screenshot("teams-scores")
    assert stored(trainer.visitor, column(trainer.visitor).nth(0)) == "91.5"


def paste(trainer: Visitor, box: Any, text: str) -> None:
    """Ctrl+V of a block that Excel put on the clipboard."""
    box.focus()
    box.evaluate(
        """(box, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            box.dispatchEvent(new ClipboardEvent("paste",
                { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_block_from_excel_is_pasted_and_taken_back(hand):
    trainer: Hand = hand("trainer")
    grid_of(trainer.visitor)
    across = [[column(trainer.visitor, part).nth(row) for part in (0, 1)] for row in (3, 4)]
    before = [[box.input_value() for box in row] for row in across]
    paste(trainer.visitor, across[0][0], "71\t72.5\r\n81\t82.5\r\n")
    for row, values in zip(across, (("71", "72.5"), ("81", "82.5")), strict=True):
        for box, value in zip(row, values, strict=True):
            saved(trainer.visitor, box, value)
    trainer.visitor.page.keyboard.press("Control+z")
    for row, values in zip(across, before, strict=True):
        for box, value in zip(row, values, strict=True):
            saved(trainer.visitor, box, value)


def test_a_score_out_of_range_is_refused_beside_its_box(hand):
    trainer: Hand = hand("trainer")
    grid_of(trainer.visitor)
    box = column(trainer.visitor).nth(5)
    box.fill("101")
    trainer.visitor.page.keyboard.press("Enter")
    trainer.visitor.says("须在 0 至 100 之间")
    assert box.get_attribute("aria-invalid") == "true"
    trainer.visitor.complaints.clear()  # the browser notes the answer with status 422


_NOTE_HELD_BACK = """() => window.addEventListener(
    "submit", (event) => { window.isHeldBack = event.defaultPrevented; })"""


def test_scores_typed_while_the_line_is_down_are_not_lost(hand):
    trainer: Hand = hand("trainer")
    visitor = trainer.visitor
    grid_of(visitor)
    one, other = column(visitor).nth(6), column(visitor, 1).nth(6)
    visitor.page.context.set_offline(True)
    one.fill("66.5")
    visitor.page.keyboard.press("Enter")
    other.fill("77.5")
    visitor.page.keyboard.press("Tab")
    visitor.says("未存的格已标出并留在本机")
    # Even the button does not leave the page: nothing typed is lost.
    visitor.page.evaluate(_NOTE_HELD_BACK)
    visitor.press("保存成绩")
    visitor.page.wait_for_function("window.isHeldBack")
    assert (one.input_value(), other.input_value()) == ("66.5", "77.5")
    visitor.screenshot("teams-scores-offline")
    visitor.page.context.set_offline(False)
    saved(visitor, one, "66.5")
    saved(visitor, other, "77.5")
    assert stored(visitor, one) == "66.5"
    visitor.complaints.clear()  # the requests that failed while the line was down


def test_scores_kept_in_the_browser_come_back_after_it_was_closed(hand):
    trainer: Hand = hand("trainer")
    visitor = trainer.visitor
    grid_of(visitor)
    box, address = column(visitor).nth(7), visitor.page.url
    name = box.get_attribute("name")
    visitor.page.context.set_offline(True)
    box.fill("63.5")
    visitor.page.keyboard.press("Tab")
    visitor.says("未存的格已标出并留在本机")
    context = visitor.page.context
    visitor.page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    back = again.locator(f"input[name='{name}']")
    assert back.input_value() == "63.5"
    visitor.page = again
    saved(visitor, back, "63.5")
    visitor.complaints.clear()


# --- the roll without a line ---------------------------------------------------------------------


def test_the_roll_called_while_the_line_is_down_is_not_lost(hand):
    trainer: Hand = hand("trainer")
    visitor = trainer.visitor
    new_team(visitor, "云川市人防平战转换队", 6, 400)
    new_session(visitor, "云川市人防平战转换队")
    visitor.follow("点名")
    # With its scripts: what was never loaded keeps nothing.
    visitor.page.locator("[data-roll-keys]").wait_for()
    context, address = visitor.page.context, visitor.page.url
    context.set_offline(True)
    row = visitor.page.get_by_role("row", name="赵建军")
    row.locator("label.mark-late").click()
    row.get_by_label("到达时刻").fill("08:20")
    visitor.says("未存的行已标出并留在本机")
    visitor.page.get_by_role("button", name="其余全部到", exact=False).click()
    visitor.page.locator("tr.is-unsaved").nth(5).wait_for()
    assert visitor.page.locator("tr.is-unsaved").count() == 6
    visitor.page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    visitor.page = again
    assert again.get_by_role("row", name="赵建军").get_by_label("到达时刻").input_value() == "08:20"
    again.locator("tr.is-unsaved").first.wait_for(state="detached", timeout=30_000)
    again.reload()
    assert again.locator(".marks input[value=late]:checked").count() == 1
    assert again.locator(".marks input[value=present]:checked").count() == 5
    visitor.complaints.clear()


# --- two people ----------------------------------------------------------------------------------


def test_who_scored_waits_for_another_to_sign_off(hand, visit):
    """The last story: it closes the assessment that the others score."""
    trainer: Hand = hand("trainer")
    grid_of(trainer.visitor)
    for place in (0, 1):
        boxes = column(trainer.visitor, place)
        filled = [boxes.nth(row).input_value() for row in range(boxes.count())]
        paste(trainer.visitor, boxes.first, "\n".join(value or "75" for value in filled))
    trainer.main.locator("[data-scores-missing]", has_text=re.compile("^0$")).wait_for()
    open_exam(trainer.visitor, EXAM)
    trainer.visitor.says("等候另一人核定")
    assert not trainer.main.get_by_role("link", name="核定", exact=True).count()
    head = visit("head", PASSWORD)
    open_exam(head, EXAM)
    head.page.locator("main .identity").get_by_role("link", name="核定").click()
    assert not faults_of(head)
    head.press("核定并签发登记表")
    head.says("成绩已核定")
    assert not faults_of(head)
    head.screenshot("teams-signed")
