"""Scores by file: the columns of one examination, and the rules of its grid."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from drills.assessments.acts.assessments import AssessmentFacts, arrange_assessment
from drills.assessments.acts.signing import sign_off
from drills.models import Assessment, Score
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.exchange.acts import arrange, confirm, mend, upload
from renfang.exchange.kinds import kind_of
from renfang.exchange.reading.headings import Layout
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.schooling import SUBJECTS, examination, score, year_plan
from tests.drills.conftest import member_facts

pytestmark = pytest.mark.django_db
KIND = "drills.scores"


@pytest.fixture
def exam(ground):
    """Two members before two subjects, nothing scored."""
    return examination(ground, year_plan(ground), ground.team(members=2), subjects=2)


def names_of(exam):
    return [part.subject.name for part in exam.parts.order_by("position")]


def taken(exam, *lines, by):
    content = "\n".join(lines).encode()
    return upload(KIND, content, "成绩.csv", by=by, subject_id=exam.pk)


def read(batch, by):
    return kind_of(KIND).load()(Scope(by), batch).read_batch()


def scores_of(exam):
    rows = Score.objects.filter(part__assessment=exam).order_by("member", "part", "attempt")
    return [
        (row.member.name, row.part.subject.name, row.attempt, row.value, row.recorded_by_id)
        for row in rows
    ]


def test_a_sheet_with_a_column_a_subject_and_retakes_becomes_the_grid(ground, exam):
    first, second = names_of(exam)
    by = ground.trainer
    batch = taken(
        exam,
        f"姓名,{second},{second}补考,{first},总评",
        "队员001,55.5,61,９０分,76",
        "队 员 002,缺考,,80,",
        by=by,
    )
    assert [thing.problems for thing in read(batch, by)] == [[], []]
    assert not Score.objects.exists(), "nothing is written before it is confirmed"
    assert confirm(batch.pk, by=by).summary == "已导入 5 项成绩"
    assert scores_of(exam) == [
        ("队员001", first, 1, Decimal("90.0"), by.pk),
        ("队员001", second, 1, Decimal("55.5"), by.pk),
        ("队员001", second, 2, Decimal("61.0"), by.pk),
        ("队员002", first, 1, Decimal("80.0"), by.pk),
        ("队员002", second, 1, None, by.pk),
    ]


def test_an_empty_cell_leaves_the_score_and_a_changed_one_is_told(ground, exam):
    first, second = names_of(exam)
    score(ground, exam, "70", None)
    batch = taken(exam, f"姓名,{first},{second}", "队员001,75,", "队员002,,88", by=ground.trainer)
    one, two = read(batch, ground.trainer)
    assert (one.outcome, one.changes) == ("变更", [f"队员001“{first}”：70 → 75"])
    assert two.changes == [f"队员002“{second}”：88"]
    confirm(batch.pk, by=ground.trainer)
    assert [row[3] for row in scores_of(exam)] == [Decimal("75.0"), None, Decimal("88.0")]
    again = taken(exam, f"姓名,{first}", "队员001,75", "队员002,缺考", by=ground.trainer)
    assert [thing.outcome for thing in read(again, ground.trainer)] == ["未变", "未变"]


@pytest.mark.parametrize(
    ("heads", "line", "said"),
    [
        ("{0}", "路人,80", "路人不在本次考核的参考名单中"),
        ("{0}", "队员001,100.5", "超出范围，须在 0 至 100 之间"),
        ("{0}", "队员001,优", "成绩"),
        ("{0},{0}补考", "队员001,90,95", "首次考核已合格或尚未登分，不能登记补考成绩"),
        ("{0}补考", "队员001,95", "首次考核已合格或尚未登分，不能登记补考成绩"),
    ],
)
def test_what_the_grid_refuses_the_preview_says(ground, exam, heads, line, said):
    batch = taken(
        exam, "姓名," + heads.format(*names_of(exam)), line, "队员002,60", by=ground.trainer
    )
    wrong, _ = read(batch, ground.trainer)
    assert said in "；".join(wrong.problems)
    with pytest.raises(Incomplete):
        confirm(batch.pk, by=ground.trainer)
    assert not Score.objects.exists(), "all or none"


def test_a_member_twice_in_the_file_is_asked_about(ground, exam):
    head = f"姓名,{names_of(exam)[0]}"
    batch = taken(exam, head, "队员001,80", "队员001,90", by=ground.trainer)
    faults = [thing.faults for thing in read(batch, ground.trainer)]
    assert faults == [["该队员在文件中出现了两次，保留一行"]] * 2


def test_namesakes_are_told_apart_by_their_numbers(ground):
    from drills.teams.acts.members import enlist_member

    team = ground.team(members=1)
    for number in (701, 702):
        enlist_member(team.pk, member_facts("张三", number), by=ground.trainer)
    exam = examination(ground, year_plan(ground, SUBJECTS[:1]), team)
    lines = ["张三,13900000701,81", "张三,13900000702,62", "张三,,70"]
    batch = taken(exam, "姓名,联系电话,成绩", *lines, by=ground.trainer)
    one, two, nobody = read(batch, ground.trainer)
    assert one.problems == two.problems == []
    assert one.found["row"].member.pk != two.found["row"].member.pk
    assert "参考名单中有 2 名张三" in nobody.faults[0]


def test_who_brought_the_scores_does_not_sign_and_a_signed_register_takes_none(ground, exam):
    first, second = names_of(exam)
    lines = [f"姓名,{first},{second}", "队员001,80,80", "队员002,80,80"]
    batch, late = (taken(exam, *lines, by=ground.trainer) for _ in range(2))
    confirm(batch.pk, by=ground.trainer)
    # Arranged by somebody else: that the trainer brought the scores is all that stands in his way.
    Assessment.objects.filter(pk=exam.pk).update(arranged_by=ground.office.who(Role.HEAD))
    with pytest.raises(NotPermitted, match="由你安排或登分，须由另一人核定"):
        sign_off(exam.pk, by=ground.trainer, on=timezone.localdate(), version=None)
    other = ground.office.who(Role.TRAINER, at=ground.office.city)
    sign_off(exam.pk, by=other, on=timezone.localdate(), version=None)
    for attempt in (
        lambda: taken(exam, *lines, by=ground.trainer),
        lambda: confirm(late.pk, by=ground.trainer),
    ):
        with pytest.raises(WrongState):
            attempt()


def test_nothing_is_brought_before_the_day_nor_from_another_office(ground, exam):
    line = f"姓名,{names_of(exam)[0]}"
    west = ground.office.who(Role.TRAINER, at=ground.office.west)
    with pytest.raises(NotFound):
        taken(exam, line, "队员001,80", by=west)
    with pytest.raises(NotPermitted):
        taken(exam, line, "队员001,80", by=ground.office.who(Role.HEAD))
    tomorrow = timezone.localdate() + timedelta(days=1)
    Assessment.objects.filter(pk=exam.pk).update(held_on=tomorrow)
    with pytest.raises(Incomplete, match="当日起登分"):
        taken(exam, line, "队员001,80", by=ground.trainer)


def test_the_template_has_the_subjects_and_the_pages_lead_to_it(ground, exam, sign_in):
    browser = sign_in(ground.trainer)
    address = reverse("drills:assessment_scores_import", args=[exam.pk])
    grid = browser.get(reverse("drills:assessment_scores", args=[exam.pk])).content.decode()
    assert address in grid
    template = reverse("import_template", args=[KIND]) + f"?of={exam.pk}"
    assert template in browser.get(address).content.decode()
    answer = browser.get(template)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).active[1]]
    first, second = names_of(exam)
    assert {first, f"{first}补考", second, f"{second}补考"} < set(heads)
    west = sign_in(ground.office.who(Role.TRAINER, at=ground.office.west))
    assert west.get(template).status_code == 404


def test_a_column_under_another_name_is_mapped_by_hand_and_a_cell_mended(ground, exam):
    first, second = names_of(exam)
    part = exam.parts.order_by("position")[0]
    by = ground.trainer
    lines = [f"姓名,{second},科目甲", "队员001,,八十", "队员002,,60"]
    layout = Layout.of({"columns": {"科目甲": f"first_{part.pk}"}})
    batch = arrange(taken(exam, *lines, by=by).pk, layout, by=by)
    row = batch.rows.order_by("pk").first()
    assert "成绩" in read(batch, by)[0].problems[0]
    mend(batch.pk, 1, {(row.pk, f"first_{part.pk}"): "80"}, by=by)
    confirm(batch.pk, by=by)
    assert [each[1:4] for each in scores_of(exam)] == [
        (first, 1, Decimal("80.0")),
        (first, 1, Decimal("60.0")),
    ]


def test_what_was_said_of_one_examinations_columns_is_not_said_of_anothers(ground, exam):
    first, second = names_of(exam)
    by, part = ground.trainer, exam.parts.order_by("position")[0]
    lines = [f"姓名,{second}", "队员001,80"]
    layout = Layout.of({"columns": {second: f"first_{part.pk}"}})
    said = arrange(taken(exam, *lines, by=by).pk, layout, by=by)
    confirm(said.pk, by=by)
    assert [row[1] for row in scores_of(exam)] == [first], "as was said"
    facts = AssessmentFacts(
        "补充考核",
        "examination",
        exam.scale_id,
        exam.held_on,
        "基地",
        "赵主考",
        [each.subject_id for each in exam.parts.all()],
        [team.pk for team in exam.teams.all()],
    )
    other = arrange_assessment(exam.plan_id, facts, by=by)
    batch = taken(other, *lines, by=by)
    assert not batch.reading["is_remembered"]
    confirm(batch.pk, by=by)
    assert [row[1] for row in scores_of(other)] == [second], "as its heading says"
