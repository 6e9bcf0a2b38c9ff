"""What the trainer's journeys share: teams, sessions and the score grid, reached by the pages."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.browser.harness import Visitor
from tests.browser.musters import raise_team, roster

OFFICE = "云川市国防动员办公室"
# In the demo data: one assessment being scored, one signed off.
EXAM, SIGNED = "通信队业务考核", "抢险抢修队、消防队年度考核"


def hundreds(folder: Path, count: int = 200, first: int = 0) -> Path:
    """A roster as an office keeps it: a title, a row of heads, then the people.

    Their telephone numbers begin at ``first``: nobody serves in two teams.
    """
    book = Workbook()
    book.active.append(["水域救援队花名册"])
    book.active.append(["序号", "姓名", "性别", "出生日期", "联系电话", "职务"])
    for number in range(count):
        given = "甲乙丙丁戊己庚辛壬癸"[number % 10]
        name = f"{'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许'[number // 10]}大{given}"
        book.active.append(
            [number + 1, name, "男", date(1995, 1, 1), f"1370000{first + number:04d}", "队员"]
        )
    path = folder / "花名册.xlsx"
    book.save(path)
    return path


def new_team(trainer: Visitor, name: str, people: int, first: int) -> None:
    """A team with a pasted roster, telephone numbers from ``first`` on; ends on its page."""
    raise_team(trainer, name, OFFICE)
    trainer.page.locator("main .identity").get_by_role("link", name="导入花名册").click()
    # Numbers, for the phones that check in.
    lines = [
        f"{line}\t\t1380100{number:04d}"
        for number, line in enumerate(roster(people).split("\n"), first)
    ]
    trainer.fill({"从 Excel 粘贴": "\n".join(lines)})
    trainer.press("上传并预览")
    trainer.press("确认导入")
    trainer.says(f"在编 {people} 人")


def new_session(trainer: Visitor, team: str) -> str:
    """A session of the team that goes on all day; gives its address."""
    trainer.go("/drills/training/plans/")
    trainer.page.locator("main tbody a").first.click()
    trainer.follow("安排训练课")
    trainer.fill(
        {
            "课目": "自救互救",
            "日期": f"{date.today():%Y-%m-%d}",
            "开始时刻": "00:05",
            "结束时刻": "23:55",
            "计入学时": "4",
            "地点": "训练基地",
            "教员": "魏教员",
        }
    )
    trainer.page.locator("main").get_by_label(team, exact=False).check()
    trainer.press("安排训练课")
    trainer.says("训练课已安排")
    return trainer.page.url


def open_exam(visitor: Visitor, title: str) -> None:
    visitor.go(f"/drills/assessments/?words={title}")
    visitor.follow(title)


def grid_of(trainer: Visitor) -> Any:
    """The score grid of the assessment that is being scored; gives its form."""
    open_exam(trainer, EXAM)
    trainer.page.locator("main .identity").get_by_role("link", name="登分").click()
    trainer.page.wait_for_load_state("load")
    return trainer.page.locator("form[data-scores]")


def column(trainer: Visitor, place: int = 0) -> Any:
    """The boxes of one subject's examination, from the first person to the last."""
    cell = f".score-cell:nth-child({place + 2}) .score-box:not(.score-retake) input[data-cell]"
    return trainer.page.locator(cell)


def saved(trainer: Visitor, box: Any, value: str) -> None:
    """Wait until the office has the value: what it saw last is what the box says."""
    seen = box.locator("xpath=following-sibling::input[1]")
    deadline = time.monotonic() + 15
    while seen.input_value() != value or box.input_value() != value:
        assert time.monotonic() < deadline, (box.input_value(), seen.input_value(), value)
        trainer.page.wait_for_timeout(50)


def stored(trainer: Visitor, box: Any) -> str:
    """What stands in the box after the page is loaded anew."""
    name = box.get_attribute("name")
    trainer.page.reload()
    return trainer.page.locator(f"input[name='{name}']").input_value()
