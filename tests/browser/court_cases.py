"""Three debts on their way to the court: put into the demo data of a site from the command line.

python -m tests.browser.court_cases      (with the site's RENFANG_ environment)

A levy that a judgment left standing, one that nobody contested, a fine after a hearing; each by
the acts that the office uses, up to the day on which the court may be asked.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.browser.demo_desk import demo_desk, put_in

CONTESTED, UNCONTESTED, PENALISED = "云栖判决里", "云栖无争里", "云栖听证里"


def bring_to_the_court(data: Path, static: Path) -> None:
    """Fill the site whose data folder it is, in a process of its own."""
    put_in(data, static, "tests.browser.court_cases")


def main() -> None:
    """The three cases, each told from its first day."""
    desk = demo_desk()
    _contested(desk)
    _uncontested(desk)
    _penalised(desk)


def _contested(desk: Any) -> None:
    """Sued over, dismissed, in force for a week: no 催告 is asked for by the law."""
    pursuit = _begun(desk, desk.assessed(name=CONTESTED))
    pursuit.decided(_ago(301), _ago(300))
    pursuit.step("contest", _ago(250))
    pursuit.step("uphold", _ago(7), paper_on=_ago(20))


def _uncontested(desk: Any) -> None:
    """Six months passed in silence; the ten working days of the 催告 are over."""
    pursuit = _begun(desk, desk.assessed(name=UNCONTESTED))
    pursuit.decided(_ago(231), _ago(230))
    _demanded(pursuit, "levy")


def _penalised(desk: Any) -> None:
    """Told, heard, fined and ordered to build; nothing of it done."""
    pursuit = _begun(desk, desk.charged(PENALISED))
    pursuit.penalise()
    pursuit.step("file", _ago(330), "penalty")
    pursuit.step("investigate", _ago(320), "penalty")
    pursuit.step("foretell", _ago(310), "penalty", order_by=_ago(60))
    pursuit.serve(_ago(309), "penalty")
    said = {"requested_on": _ago(308), "hearing_place": "九时，五楼会议室", "presider": "周敏处长"}
    pursuit.step("hear", _ago(307), "penalty", **said, hearing_on=_ago(280))
    reviewed = {"legal_review": "周敏：程序合法，同意", "order_by": _ago(60)}
    pursuit.step("penalise", _ago(231), "penalty", **reviewed)
    pursuit.serve(_ago(230), "penalty")
    _demanded(pursuit, "penalty")


def _begun(desk: Any, account: Any) -> Any:
    from tests.builders.pursuit import Pursuit

    return Pursuit.begun(desk.office, account, _ago(340))


def _demanded(pursuit: Any, kind: str) -> None:
    pursuit.step("demand", _ago(31), kind)
    pursuit.serve(_ago(30), kind)


def _ago(days: int) -> date:
    from django.utils import timezone

    return timezone.localdate() - timedelta(days=days)


if __name__ == "__main__":
    main()
