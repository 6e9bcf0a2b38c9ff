"""Fifty debtors who were reminded once: put into the demo data of a site from the command line.

python -m tests.browser.arrears      (with the site's RENFANG_ environment)
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.browser.demo_desk import demo_desk, put_in

DEBTORS = 50


def remind_fifty(data: Path, static: Path) -> None:
    """Fill the site whose data folder it is, in a process of its own."""
    put_in(data, static, "tests.browser.arrears")


def main() -> None:
    """Assess, demand and remind, each by the act that the office uses."""
    desk = demo_desk()
    from fees.collection.acts.letters import remind_all

    accounts = [_owing(desk, number) for number in range(DEBTORS)]
    report = remind_all(accounts, method="mail", servers="何晓梅、李文静", by=desk.officer)
    assert not report.refused, report.refused


def _owing(desk: Any, number: int) -> int:
    from fees.notices.acts import issue_payment_notice

    account = desk.assessed(name=f"松林苑{number + 1:02d}号地块")
    noticed = desk.today - timedelta(days=90)
    from tests.builders.pursuit import served

    notice = issue_payment_notice(
        account.assessments.get().pk,
        by=desk.officer,
        on=noticed,
        due_on=noticed + timedelta(days=30),
    )
    served(notice.document, noticed, desk.officer)
    return int(account.pk)


if __name__ == "__main__":
    main()
