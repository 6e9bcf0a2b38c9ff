"""The second person: what one recorded, another checks."""

from __future__ import annotations

from tests.browser.harness import Visitor
from tests.browser.inspection import faults_of


def check_payment(head: Visitor, account: str, voucher: str, outcome: str, picture: str) -> None:
    """The head compares the slip with its voucher and posts it."""
    head.go(account)
    row = head.page.get_by_role("row").filter(has_text=voucher)
    row.get_by_role("link", name="复核").click()
    assert not faults_of(head)
    head.screenshot(picture)
    head.press("复核入账")
    head.says(outcome)
