"""Forms about training: the year's plan, its subjects, sessions and check-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from drills.teams.models import Team, TeamKind
from drills.training.acts.plans import PlanFacts, SubjectPlan
from drills.training.acts.sessions import SessionFacts
from drills.training.models import (
    SessionState,
    SubjectCategory,
    TrainingPlan,
    TrainingSession,
    TrainingSubject,
)
from renfang.pages.fields import (
    OfficeField,
    PlainTextField,
    SeveralField,
    TimeOfDayField,
    VersionField,
)
from renfang.pages.forms import AtAnOffice
from renfang.pages.formsets import rows_of
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField, QuantityField, QuantityInput
from renfang.quantities.parsing import parse_decimal


class TenthField(QuantityField):
    """A number with one decimal: hours, scores."""

    parser = staticmethod(parse_decimal)

    def __init__(self, *, suffix: str, name: str, maximum: Decimal, **kwargs: Any) -> None:
        options = {"places": 1, "name": name, "maximum": maximum, "example": "4.5"}
        super().__init__(parser_options=options, widget=QuantityInput(suffix), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class HoursFormField(TenthField):
    """学时."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(suffix="学时", name="学时", maximum=Decimal("500.0"), **kwargs)


class YearField(forms.Field):
    """A year of four digits."""

    widget = QuantityInput

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip().removesuffix("年")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise forms.ValidationError("年度按四位数填写，例如 2026。")
        return int(text)


class PlanForm(AtAnOffice, forms.Form):
    """拟制年度训练计划."""

    organisation = OfficeField(label="主管机构", empty_label=None)
    year = YearField(label="年度", error_messages={"required": "填写年度。"})
    copy_from = forms.ModelChoiceField(
        TrainingPlan.objects.none(),
        label="沿用课目",
        required=False,
        empty_label="不沿用",
        help_text="把选中年度计划的课目和学时带入新计划",
    )
    requirements = PlainTextField(label="训练要求", max_length=2000, required=False, multiline=True)

    def __init__(self, *args: Any, plans: QuerySet[TrainingPlan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copy_from"].queryset = plans

    def facts(self) -> PlanFacts:
        """What was filled in, for the act."""
        given = self.cleaned_data
        source = given["copy_from"]
        return PlanFacts(given["year"], given["requirements"], source.pk if source else None)


class IssueForm(forms.Form):
    """下达."""

    document_number = PlainTextField(
        label="下达文号", max_length=60, error_messages={"required": "填写下达文号。"}
    )
    on = DateFormField(label="下达日期")
    version = VersionField(required=False)


class SubjectForm(forms.Form):
    """One line of the plan."""

    name = PlainTextField(
        label="课目", max_length=60, error_messages={"required": "填写课目，或删除本行。"}
    )
    category = forms.ChoiceField(label="类别", choices=SubjectCategory.choices)
    team_kind = forms.ModelChoiceField(
        TeamKind.objects.none(), label="适用种类", required=False, empty_label="各类专业队"
    )
    required_hours = HoursFormField(label="规定学时", error_messages={"required": "填写规定学时。"})

    def __init__(self, *args: Any, kinds: QuerySet[TeamKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team_kind"].queryset = kinds


SubjectRows = rows_of(SubjectForm)


def subject_plans(rows: list[dict[str, Any]]) -> list[SubjectPlan]:
    """For the act."""
    return [
        SubjectPlan(
            row["name"],
            row["category"],
            row["required_hours"],
            row["team_kind"].pk if row["team_kind"] else None,
        )
        for row in rows
    ]


class TeamHoursForm(forms.Form):
    """本队规定学时: one box a subject; an empty one leaves the plan's hours."""

    def __init__(
        self,
        *args: Any,
        subjects: Sequence[TrainingSubject],
        own: dict[int, Decimal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for subject in subjects:
            self.fields[f"hours-{subject.pk}"] = HoursFormField(
                label=subject.name,
                required=False,
                initial=own.get(subject.pk),
                help_text=f"计划 {subject.required_hours.normalize():f} 学时",
            )

    def hours(self) -> dict[int, Decimal | None]:
        """Subject id → hours, None as the plan has it."""
        return {
            int(name.removeprefix("hours-")): value for name, value in self.cleaned_data.items()
        }


class SessionQuery(Query):
    """What the list of sessions can be asked."""

    words = Words("课目、地点或教员", "subject__name", "place", "instructor")
    state = OneOf("状态", SessionState.choices)
    year = YearField(label="年度", required=False)

    def narrow_year(self, rows: QuerySet, value: int) -> QuerySet:
        """Sessions of that year's plans."""
        return rows.filter(subject__plan__year=value)


class SessionForm(forms.Form):
    """安排训练课."""

    subject = forms.ModelChoiceField(
        TrainingSubject.objects.none(), label="课目", empty_label="选择课目",
        error_messages={"required": "选择课目。"},
    )  # fmt: skip
    on = DateFormField(label="日期")
    starts_time = TimeOfDayField(
        label="开始时刻", error_messages={"required": "填写开始时刻，例如 09:00。"}
    )
    ends_time = TimeOfDayField(
        label="结束时刻", error_messages={"required": "填写结束时刻，例如 11:30。"}
    )
    hours = HoursFormField(label="计入学时", error_messages={"required": "填写计入学时。"})
    place = PlainTextField(label="地点", max_length=200, error_messages={"required": "填写地点。"})
    instructor = PlainTextField(
        label="教员", max_length=50, error_messages={"required": "填写教员。"}
    )
    content = PlainTextField(label="训练内容", max_length=300, required=False)
    teams = SeveralField(
        Team.objects.none(),
        label="参训专业队",
        error_messages={"required": "选择参训专业队。"},
    )
    version = VersionField(required=False)

    def __init__(
        self, *args: Any, plan: TrainingPlan, teams: QuerySet[Team], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = plan.subjects.select_related("team_kind")
        self.fields["subject"].label_from_instance = _subject_label
        self.fields["teams"].queryset = teams

    def facts(self) -> SessionFacts:
        """What was filled in, for the acts."""
        given = self.cleaned_data
        return SessionFacts(
            subject_id=given["subject"].pk,
            starts_at=timezone.make_aware(datetime.combine(given["on"], given["starts_time"])),
            ends_at=timezone.make_aware(datetime.combine(given["on"], given["ends_time"])),
            hours=given["hours"],
            place=given["place"],
            instructor=given["instructor"],
            content=given["content"],
            team_ids=[team.pk for team in given["teams"]],
        )


def _subject_label(subject: TrainingSubject) -> str:
    kind = f"，{subject.team_kind}" if subject.team_kind_id else ""
    hours = f"{subject.required_hours.normalize():f}"
    return f"{subject.name}（{subject.get_category_display()}{kind}，{hours} 学时）"


def session_initial(session: TrainingSession) -> dict[str, Any]:
    """The form as the session stands."""
    begin, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "subject": session.subject_id,
        "on": begin.date(),
        "starts_time": begin.time(),
        "ends_time": end.time(),
        "hours": session.hours,
        "place": session.place,
        "instructor": session.instructor,
        "content": session.content,
        "teams": list(session.teams.values_list("pk", flat=True)),
        "version": session.version,
    }


class CheckinForm(forms.Form):
    """What a phone is asked."""

    name = PlainTextField(label="姓名", max_length=50, error_messages={"required": "填写姓名。"})
    digits = forms.RegexField(
        r"\A[0-9]{4}\Z",
        label="本人电话后四位",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "填写本人电话后四位。",
            "invalid": "电话后四位须为 4 个数字，例如 0123。",
        },
    )


class MinutesForm(forms.Form):
    """How long check-in stays open."""

    minutes = forms.IntegerField(
        label="开放时长",
        min_value=1,
        max_value=240,
        initial=30,
        widget=QuantityInput("分钟", {"inputmode": "numeric"}),
        error_messages={
            "required": "填写开放时长。",
            "invalid": "开放时长须为整数，例如 30。",
            "min_value": "开放时长至少 1 分钟。",
            "max_value": "开放时长不超过 240 分钟。",
        },
    )
