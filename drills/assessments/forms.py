"""Forms about assessments: grading scales, arranging, the score grid, signing off."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from drills.assessments.acts.assessments import AssessmentFacts, ScoreEntry
from drills.assessments.acts.scales import PROPOSED, ScaleFacts
from drills.assessments.models import (
    AssessmentForm,
    AssessmentState,
    GradeCode,
    GradingScale,
    OverallRule,
)
from drills.assessments.queries import EXAMINATION, Row, Sheet
from drills.assessments.rules import Band
from drills.teams.models import Team
from drills.training.forms import TenthField
from drills.training.models import TrainingPlan, TrainingSubject
from renfang.pages.fields import OfficeField, PlainTextField, SeveralField, VersionField
from renfang.pages.forms import AtAnOffice
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField, QuantityInput
from renfang.quantities.names import person_key
from renfang.quantities.parsing import Unreadable, clean_text, parse_decimal

ABSENT = ("缺考", "缺", "未考")
_HIGHEST = Decimal("1000.0")


class ScaleForm(AtAnOffice, forms.Form):
    """采用评分标准."""

    organisation = OfficeField(label="主管机构", empty_label=None)
    name = PlainTextField(label="名称", max_length=60, error_messages={"required": "填写名称。"})
    full_score = TenthField(
        suffix="分", name="满分", maximum=_HIGHEST, label="满分", initial=Decimal("100.0"),
        error_messages={"required": "填写满分。"},
    )  # fmt: skip
    overall_rule = forms.ChoiceField(label="总评规则", choices=OverallRule.choices)
    retake_caps_at_pass = forms.BooleanField(label="补考合格只记合格", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for band in PROPOSED:
            self._add_band(band)

    def _add_band(self, band: Band) -> None:
        label = GradeCode(band.grade).label
        if band.grade == GradeCode.FAIL:
            return
        self.fields[f"{band.grade}-lowest"] = TenthField(
            suffix="分", name=f"{label}最低分", maximum=_HIGHEST, label=f"{label}最低分",
            initial=band.lowest_score, error_messages={"required": f"填写{label}的最低分。"},
        )  # fmt: skip
        for key, what, value in (
            ("pass", "合格率", band.team_pass_rate),
            ("good", "优良率", band.team_good_rate),
            ("excellent", "优秀率", band.team_excellent_rate),
        ):
            self.fields[f"{band.grade}-{key}"] = forms.IntegerField(
                label=f"团体{label}：{what}不低于",
                initial=value,
                min_value=0,
                max_value=100,
                widget=QuantityInput("%", {"inputmode": "numeric"}),
                error_messages={
                    "required": "填写 0 至 100 的整数。",
                    "invalid": "填写 0 至 100 的整数。",
                    "min_value": "填写 0 至 100 的整数。",
                    "max_value": "填写 0 至 100 的整数。",
                },
            )

    def facts(self) -> ScaleFacts:
        """What was filled in, for the act."""
        given = self.cleaned_data
        bands = [
            Band(
                band.grade,
                given[f"{band.grade}-lowest"],
                given[f"{band.grade}-pass"],
                given[f"{band.grade}-good"],
                given[f"{band.grade}-excellent"],
            )
            for band in PROPOSED[:-1]
        ]
        return ScaleFacts(
            given["name"],
            given["full_score"],
            [*bands, PROPOSED[-1]],
            given["overall_rule"],
            given["retake_caps_at_pass"],
        )


class AssessmentQuery(Query):
    """What the list of assessments can be asked."""

    words = Words("考核名称", "title")
    state = OneOf("状态", AssessmentState.choices)


class ArrangeForm(forms.Form):
    """安排考核."""

    title = PlainTextField(
        label="考核名称", max_length=100, error_messages={"required": "填写考核名称。"}
    )
    form = forms.ChoiceField(label="考核形式", choices=AssessmentForm.choices)
    held_on = DateFormField(label="考核日期")
    place = PlainTextField(label="地点", max_length=200, error_messages={"required": "填写地点。"})
    examiner = PlainTextField(
        label="主考人", max_length=50, error_messages={"required": "填写主考人。"}
    )
    scale = forms.ModelChoiceField(
        GradingScale.objects.none(), label="评分标准", empty_label=None,
        error_messages={"required": "先采用一个评分标准，再安排考核。"},
    )  # fmt: skip
    subjects = SeveralField(
        TrainingSubject.objects.none(), label="考核课目",
        error_messages={"required": "选择考核课目。"},
    )  # fmt: skip
    teams = SeveralField(
        Team.objects.none(), label="参考专业队",
        error_messages={"required": "选择参考专业队。"},
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        plan: TrainingPlan,
        scales: QuerySet[GradingScale],
        teams: QuerySet[Team],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scale"].queryset = scales
        self.fields["subjects"].queryset = plan.subjects.all()
        self.fields["teams"].queryset = teams

    def facts(self) -> AssessmentFacts:
        """What was filled in, for the act."""
        given = self.cleaned_data
        return AssessmentFacts(
            given["title"],
            given["form"],
            given["scale"].pk,
            given["held_on"],
            given["place"],
            given["examiner"],
            [subject.pk for subject in given["subjects"]],
            [team.pk for team in given["teams"]],
        )


class SignForm(forms.Form):
    """核定."""

    on = DateFormField(label="核定日期")
    version = VersionField(required=False)


class RegisterForm(forms.Form):
    """重新签发登记表."""

    on = DateFormField(label="签发日期")


def read_box(text: str) -> tuple[Decimal | None, bool]:
    """What a box says: score and whether absent; (None, False) for an empty one.

    Raises ``Unreadable``. Whether the score is in range is the act's to say.
    """
    cleaned = clean_text(text, max_length=20)
    if not cleaned:
        return None, False
    if cleaned in ABSENT:
        return None, True
    score = parse_decimal(
        cleaned.removesuffix("分"), name="成绩", places=1, maximum=_HIGHEST, example="85.5"
    )
    return score, False


def read_scores(
    data: Mapping[str, str], sheet: Sheet, only: str = ""
) -> tuple[list[ScoreEntry], dict[str, str]]:
    """Entries for the boxes that were changed on the page, and why others cannot be read.

    A box is called ``member-part-attempt``.
    """
    entries: list[ScoreEntry] = []
    errors: dict[str, str] = {}
    for row in sheet.rows:
        for cell in row.cells:
            for attempt in (1, 2):
                key = f"{row.member.pk}-{cell.part.pk}-{attempt}"
                if f"score-{key}" not in data or (only and key != only):
                    continue
                typed, seen = data[f"score-{key}"].strip(), data.get(f"seen-{key}", "")
                if typed == seen:
                    continue
                try:
                    value, absent = read_box(typed)
                except Unreadable as error:
                    errors[key] = f"{row.member.name}“{cell.part.subject}”：{error.message}"
                    continue
                entries.append(
                    ScoreEntry(row.member.pk, cell.part.pk, attempt, value, absent, seen)
                )
    return entries, errors


class PasteScoresForm(forms.Form):
    """Scores copied from a spreadsheet."""

    rows = forms.CharField(
        label="成绩",
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "data-grid": ""}),
        error_messages={"required": "粘贴成绩后再保存。"},
    )


def read_pasted(text: str, sheet: Sheet) -> tuple[list[ScoreEntry], list[str]]:
    """Lines of 姓名 and one score a subject, in the order of the grid; a first line of heads may
    name the subjects in another order."""
    try:
        lines = [
            (number, [cell.strip() for cell in line])
            for number, line in enumerate(csv.reader(io.StringIO(text), delimiter="\t"), 1)
            if any(cell.strip() for cell in line)
        ]
    except csv.Error:
        return [], ["有一个单元格过长或含有控制字符。从 Excel 中重新复制"]
    parts = {part.subject.name: part.pk for part in sheet.parts}
    order = [part.pk for part in sheet.parts]
    if lines and lines[0][1][0] in ("姓名", "队员姓名"):
        heads = lines[0][1][1:]
        unknown = [head for head in heads if head and head not in parts]
        if unknown:
            return [], [f"不认识的列“{unknown[0]}”。列名改为{'、'.join(parts)}之一，或删除该列"]
        order, lines = [parts[head] for head in heads if head], lines[1:]
    by_name: dict[str, list[Row]] = {}
    for row in sheet.rows:
        by_name.setdefault(person_key(row.member.name), []).append(row)
    entries: list[ScoreEntry] = []
    errors = [] if lines else ["没有成绩行。连同队员各行一起复制"]
    for number, cells in lines:
        try:
            entries += _line(cells, order, by_name)
        except Unreadable as error:
            errors.append(f"第 {number} 行：{error.message}")
    return entries, errors


def _line(cells: list[str], order: list[int], by_name: dict[str, list[Row]]) -> list[ScoreEntry]:
    rows = by_name.get(person_key(clean_text(cells[0], max_length=50)), [])
    if not rows:
        raise Unreadable(f"“{cells[0][:20]}”不在参考名单中。核对姓名。")
    if len(rows) > 1:
        raise Unreadable(f"参考名单中有 {len(rows)} 名“{cells[0]}”，在表格中逐人登分。")
    if len(cells) - 1 > len(order):
        raise Unreadable(f"有 {len(cells) - 1} 个成绩，多于 {len(order)} 个课目。核对是否错列。")
    entries = []
    for part_id, text in zip(order, cells[1:], strict=False):
        value, absent = read_box(text)
        if value is not None or absent:
            entries.append(ScoreEntry(rows[0].member.pk, part_id, EXAMINATION, value, absent))
    return entries
