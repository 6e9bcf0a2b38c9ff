"""核定表 and page say what no law answers: unknown first days, and how built area is shared."""

from __future__ import annotations

import pytest

from fees.assessments.acts.issuing import issue_assessment_sheet
from renfang.documents.registry import compose
from renfang.rules.models import LocalPractice
from renfang.typesetting import render
from tests.kernel.documents.pdf import text_of
from tests.kernel.rules.facts import building, explained, said, situation


def test_sharing_over_grades_is_told_as_a_practice_and_not_as_law() -> None:
    found = explained(
        building(),
        building("residential", name="2号楼"),
        book="hebei",
        where=situation(division_level="city"),
        built_area="300",
    )
    step = next(step for step in found.steps if step.rule == "未建面积分摊到各栋（执行口径）")
    assert "法律没有规定，按比例分摊是执行口径" in step.result
    assert "涉及6B级、6级以上，各等级单价不同的影响应缴金额" in step.result


def test_sharing_within_one_grade_is_a_practice_too_but_changes_no_rate() -> None:
    found = explained(building(), building(name="2号楼"), rate="1000", built_area="40")
    assert "按比例分摊是执行口径" in said(found)
    assert "各等级单价不同" not in said(found)


@pytest.mark.django_db
def test_the_sheet_says_that_nobody_has_seen_the_first_day_of_the_rate(desk) -> None:
    LocalPractice.objects.update(rulebook="hebei", local_rate=None)
    account = desk.assessed(facts={"rulebook": "hebei", "rate": None})
    paper = issue_assessment_sheet(account.assessments.get().pk, on=desk.today, by=desk.officer)
    text = text_of(render(compose(paper)))
    assert "施行日期未核实：冀发改价格〔2019〕1188号" in text
    assert "按2019年1月1日录入，适用前与文件核对" in text
