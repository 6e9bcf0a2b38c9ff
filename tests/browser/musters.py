"""A team and a drill entered through the pages, for the journeys that need people to call up."""

from __future__ import annotations

from datetime import date

from tests.browser.harness import Visitor


def raise_team(trainer: Visitor, name: str, organisation: str) -> None:
    """组建专业队 of 40 posts at the organisation; ends on the team's page."""
    trainer.go("/drills/teams/new/")
    trainer.fill(
        {
            "主管机构": organisation,
            "种类": "抢险抢修",
            "队名": name,
            "组建单位": "住房和城乡建设局",
            "编制人数": "40",
            "组建日期": f"{date.today():%Y%m%d}",
        }
    )
    trainer.press("登记专业队")
    trainer.page.locator(".identity h1").get_by_text(name).wait_for()


def roster(count: int) -> str:
    """Lines as copied from a spreadsheet: 姓名, 性别, 出生日期, 职务."""
    people = [
        f"{surname}{given}\t{sex}\t{1990 + place % 10}.3.5\t队员"
        for place, (surname, given, sex) in enumerate(
            (surname, given, sex)
            for given, sex in (("建军", "男"), ("晓燕", "女"))
            for surname in "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
        )
    ]
    return "\n".join(people[:count])


def plan_drill(trainer: Visitor, title: str, team: str) -> None:
    """拟制演练计划 for this morning with the one team; ends on the drill's page."""
    trainer.go("/drills/drills/new/")
    trainer.fill(
        {
            "演练名称": title,
            "主办单位": "云川市国防动员办公室",
            "地点": "东川区体育场",
            "开始日期": f"{date.today():%Y-%m-%d}",
            "开始时刻": "00:05",
            "结束时刻": "23:50",
        }
    )
    calls = trainer.page.locator("[data-formset]").first.locator("[data-formset-row]")
    trainer.fill({"专业队": team}, within=calls.first)
    trainer.press("保存计划")
    trainer.page.locator(".identity h1").get_by_text(title).wait_for()
