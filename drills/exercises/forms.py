"""Forms of a drill: its life from approval to pictures, its plan with all rows, its conclusion.

At the end stands the grid of 通知与到达.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from drills.exercises.acts.conclusion import Outcome
from drills.exercises.acts.execution import Response
from drills.exercises.acts.findings import FindingFacts
from drills.exercises.acts.planning import Call, DrillPlan, Participation, PhasePlan
from drills.exercises.models import (
    Approval,
    Drill,
    DrillKind,
    DrillLevel,
    DrillState,
    FindingState,
    LogKind,
    ParticipantKind,
)
from drills.registers.models import Locality, ProtectionPlan
from drills.teams.models import Team
from renfang.organisations.models import Organisation
from renfang.pages.fields import (
    HeadcountField,
    PlainTextField,
    TimeOfDayField,
    VersionField,
    WholeNumberField,
)
from renfang.pages.forms import VersionForm
from renfang.pages.formsets import Rows, rows_of
from renfang.pages.query_forms import DayBound, Office, OneOf, Query, Words
from renfang.quantities.forms import DateFormField, DateTextInput
from renfang.uploads.fields import PhotographField

_YES_NO = [("yes", "批准"), ("no", "退回修改")]


class DecisionForm(VersionForm):
    """审批演练计划."""

    decision = forms.ChoiceField(label="审批", choices=_YES_NO, widget=forms.RadioSelect)
    opinion = PlainTextField(
        label="意见", max_length=500, required=False, multiline=True, help_text="退回修改的必须写明"
    )


class RehearsalForm(forms.Form):
    """登记预演."""

    on = DateFormField(label="预演日期")
    headcount = HeadcountField(label="参加人数", error_messages={"required": "填写参加人数。"})
    content = PlainTextField(
        label="预演内容", max_length=500, multiline=True, error_messages={"required": "填写内容。"}
    )
    problems = PlainTextField(label="发现问题", max_length=500, multiline=True, required=False)


class LogForm(forms.Form):
    """One line of 执行记录; the day is that of the drill unless it says otherwise."""

    on = DateFormField(label="日期")
    at_time = TimeOfDayField(label="时刻", error_messages={"required": "填写时刻，例如 09:05。"})
    kind = forms.ChoiceField(label="事项", choices=LogKind.choices)
    what = PlainTextField(label="内容", max_length=500, error_messages={"required": "填写内容。"})

    def at(self) -> datetime:
        """The instant that was filled in."""
        given = self.cleaned_data
        return timezone.make_aware(datetime.combine(given["on"], given["at_time"]))


class ScoreForm(forms.Form):
    """One criterion of the sheet."""

    criterion = PlainTextField(
        label="评估项目", max_length=100, error_messages={"required": "填写项目，或删除本行。"}
    )
    full_marks = WholeNumberField(label="满分", maximum=1000, minimum=1)
    score = WholeNumberField(label="得分", maximum=1000)
    note = PlainTextField(label="依据", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Points stay within the full marks."""
        given = super().clean()
        full, score = given.get("full_marks"), given.get("score")
        if full is not None and score is not None and score > full:
            self.add_error("score", f"得分不能超过满分 {full}。")
        return given


ScoreRows = rows_of(ScoreForm, most=50)


class FindingForm(forms.Form):
    """登记问题."""

    what = PlainTextField(
        label="问题", max_length=500, multiline=True, error_messages={"required": "写明问题。"}
    )
    action = PlainTextField(
        label="整改措施", max_length=500, multiline=True, error_messages={"required": "写明措施。"}
    )
    responsible = PlainTextField(
        label="责任单位", max_length=100, error_messages={"required": "填写责任单位。"}
    )
    due_on = DateFormField(label="整改期限")

    def facts(self) -> FindingFacts:
        """What was filled in, for the act."""
        return FindingFacts(**self.cleaned_data)


class RectifyForm(VersionForm):
    """登记整改."""

    on = DateFormField(label="整改完成日期")
    rectification = PlainTextField(
        label="整改情况", max_length=500, multiline=True, error_messages={"required": "写明整改。"}
    )


class CheckForm(VersionForm):
    """复核整改."""

    passed = forms.ChoiceField(
        label="复核", choices=[("yes", "已整改到位，销号"), ("no", "未到位，继续整改")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = PlainTextField(label="复核意见", max_length=300, required=False, multiline=True)


class FindingQuery(Query):
    """What the list of findings can be asked."""

    words = Words("问题或责任单位", "what", "responsible", "drill__title")
    state = OneOf("状态", FindingState.choices)
    due_to = DayBound("期限不晚于", "due_on__lte")
    organisation = Office("view_drills")


class PhotographForm(forms.Form):
    """上传影像资料."""

    file = PhotographField(label="照片", folder="drills")
    caption = PlainTextField(
        label="说明", max_length=100, error_messages={"required": "填写说明。"}
    )


_PLAIN = (
    "title",
    "kind",
    "level",
    "place",
    "organiser",
    "co_organisers",
    "objectives",
    "scenario",
    "resources",
    "safety",
)


def _instant(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


class DrillQuery(Query):
    """What the list of drills can be asked."""

    words = Words("名称或地点", "title", "place")
    kind = OneOf("类型", DrillKind.choices)
    state = OneOf("状态", DrillState.choices)
    approval = OneOf("计划审批", Approval.choices)
    starts_from = DayBound("开始不早于", "starts_at__gte")
    starts_to = DayBound("开始不晚于", "starts_at__lte")
    organisation = Office("view_drills")


class PlanForm(forms.Form):
    """演练计划, without its rows."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="主管机构", empty_label=None
    )
    title = PlainTextField(
        label="演练名称", max_length=200, error_messages={"required": "填写演练名称。"}
    )
    kind = forms.ChoiceField(label="演练类型", choices=DrillKind.choices)
    level = forms.ChoiceField(label="级别", choices=DrillLevel.choices, initial=DrillLevel.DISTRICT)
    starts_on = DateFormField(label="开始日期")
    starts_time = TimeOfDayField(
        label="开始时刻", error_messages={"required": "填写开始时刻，例如 09:00。"}
    )
    ends_time = TimeOfDayField(
        label="结束时刻", error_messages={"required": "填写结束时刻，例如 11:30。"}
    )
    ends_on = DateFormField(
        label="结束日期",
        required=False,
        widget=DateTextInput(attrs={"placeholder": "当日结束的不填"}),
    )
    place = PlainTextField(label="地点", max_length=200, error_messages={"required": "填写地点。"})
    organiser = PlainTextField(
        label="主办单位", max_length=100, error_messages={"required": "填写主办单位。"}
    )
    co_organisers = PlainTextField(label="协办单位", max_length=300, required=False)
    objectives = PlainTextField(label="演练目标", max_length=2000, required=False, multiline=True)
    scenario = PlainTextField(label="想定", max_length=4000, required=False, multiline=True)
    resources = PlainTextField(label="器材与保障", max_length=2000, required=False, multiline=True)
    safety = PlainTextField(
        label="安全措施",
        max_length=2000,
        required=False,
        multiline=True,
        help_text="提交审批前填写",
    )
    tested_plans = forms.ModelMultipleChoiceField(
        ProtectionPlan.objects.none(),
        label="检验的预案方案",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = VersionField(required=False)

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        tested_plans: QuerySet[ProtectionPlan],
        drill: Drill | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["tested_plans"].queryset = tested_plans
        if not tested_plans:
            del self.fields["tested_plans"]
        if drill is not None:
            del self.fields["organisation"]

    def plan(self, phases: Rows, calls: Rows, participants: Rows) -> DrillPlan:
        """What was filled in, for the acts."""
        given = self.cleaned_data
        return DrillPlan(
            starts_at=_instant(given["starts_on"], given["starts_time"]),
            ends_at=_instant(given["ends_on"] or given["starts_on"], given["ends_time"]),
            phases=[PhasePlan(row["what"], row["planned_time"]) for row in phases.given],
            calls=[Call(row["team"], row["planned_headcount"]) for row in calls.given],
            participants=[
                Participation(row["kind"], row["unit"], row["planned_headcount"], row["locality"])
                for row in participants.given
            ],
            tested_plan_ids=[plan.pk for plan in given.get("tested_plans", ())],
            **{name: given[name] for name in _PLAIN},
        )


def plan_initial(drill: Drill, *, with_dates: bool = True) -> dict[str, Any]:
    """A drill's plan as the form shows it; without dates for a copy."""
    begin, end = timezone.localtime(drill.starts_at), timezone.localtime(drill.ends_at)
    initial = {
        "organisation": drill.organisation_id,
        "starts_time": begin.time(),
        "ends_time": end.time(),
        "tested_plans": list(drill.tested_plans.all()),
        **{name: getattr(drill, name) for name in _PLAIN},
    }
    if with_dates:
        initial["starts_on"] = begin.date()
        initial["ends_on"] = end.date() if end.date() != begin.date() else None
        initial["version"] = drill.version
    return initial


class PhaseForm(forms.Form):
    planned_time = TimeOfDayField(label="计划时刻", required=False)
    what = PlainTextField(
        label="内容",
        max_length=300,
        widget=forms.TextInput,
        error_messages={"required": "填写内容，或删除本行。"},
    )


PhaseRows = rows_of(PhaseForm)


class CallForm(forms.Form):
    team = forms.TypedChoiceField(
        label="专业队", coerce=int, error_messages={"required": "选择专业队，或删除本行。"}
    )
    planned_headcount = HeadcountField(label="应到人数", required=False, help_text="留空按在编人数")

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strengths = {team.pk: team.strength for team in teams}  # type: ignore[attr-defined]
        self.fields["team"].choices = [
            ("", "选择专业队"),
            *((team.pk, f"{team}（在编 {self.strengths[team.pk]} 人）") for team in teams),
        ]

    def clean(self) -> dict[str, Any]:
        """Without a number the whole roster is called up."""
        given = super().clean()
        team = given.get("team")
        if team and not given.get("planned_headcount") and "planned_headcount" not in self.errors:
            given["planned_headcount"] = self.strengths[team]
            if not self.strengths[team]:
                self.add_error("planned_headcount", "该队没有在编队员，填写应到人数。")
        return given


CallRows = rows_of(CallForm)


class ParticipantForm(forms.Form):
    """One unit besides the teams."""

    kind = forms.ChoiceField(label="类别", choices=ParticipantKind.choices)
    unit = PlainTextField(
        label="单位", max_length=100, error_messages={"required": "填写单位，或删除本行。"}
    )
    locality = forms.TypedChoiceField(
        label="街道社区", coerce=int, required=False, empty_value=None
    )
    planned_headcount = WholeNumberField(label="计划人数", minimum=1, maximum=999_999)

    def __init__(self, *args: Any, localities: list[Locality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locality"].choices = [
            ("", "不计入"),
            *((place.pk, place.name) for place in localities),
        ]

    def has_changed(self) -> bool:
        """A row in which only the ready-made 类别 stands is blank."""
        return any(name != "kind" for name in self.changed_data)


ParticipantRows = rows_of(ParticipantForm, most=200)


class OutcomeForm(forms.Form):
    """组织情况: actual times, what happened, what went wrong."""

    started_on = DateFormField(label="实际开始日期")
    started_time = TimeOfDayField(label="实际开始时刻")
    ended_on = DateFormField(label="实际结束日期")
    ended_time = TimeOfDayField(label="实际结束时刻")
    result = PlainTextField(
        label="演练情况",
        max_length=4000,
        multiline=True,
        help_text="组织过程、达到的效果",
        error_messages={"required": "填写演练情况。"},
    )
    problems = PlainTextField(label="存在问题", max_length=4000, multiline=True, required=False)
    version = VersionField(required=False)

    def __init__(self, *args: Any, drill: Drill, **kwargs: Any) -> None:
        begin, end = (timezone.localtime(at) for at in drill.period)
        kwargs["initial"] = {
            "started_on": begin.date(),
            "started_time": begin.time(),
            "ended_on": end.date(),
            "ended_time": end.time(),
            "result": drill.result,
            "problems": drill.problems,
            "version": drill.version,
        }
        super().__init__(*args, **kwargs)
        self.phases = list(drill.phases.all())
        for phase in self.phases:
            self.fields[f"phase-{phase.pk}"] = TimeOfDayField(
                label=f"第 {phase.position} 阶段实际时刻",
                required=False,
                initial=phase.actual_time or phase.planned_time,
            )

    def phase_rows(self) -> list[tuple[Any, forms.BoundField]]:
        """Each phase with its field."""
        return [(phase, self[f"phase-{phase.pk}"]) for phase in self.phases]

    def outcome(self) -> Outcome:
        """What was filled in, for the act."""
        given = self.cleaned_data
        return Outcome(
            started_at=_instant(given["started_on"], given["started_time"]),
            ended_at=_instant(given["ended_on"], given["ended_time"]),
            result=given["result"],
            problems=given["problems"],
            phase_times={phase.pk: given[f"phase-{phase.pk}"] for phase in self.phases},
        )


class ResponsesForm(forms.Form):
    """Two times for everybody who takes part, and for units how many came."""

    def __init__(self, *args: Any, drill: Drill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls = list(drill.calls.select_related("team"))
        self.units = list(drill.participants.all())
        for prefix, rows in (("team", self.calls), ("unit", self.units)):
            for row in rows:
                self._add_times(prefix, row)
        for unit in self.units:
            self.fields[f"unit-{unit.pk}-headcount"] = WholeNumberField(
                label=f"{unit.unit}实到人数",
                maximum=999_999,
                required=False,
                initial=unit.arrived_headcount,
            )

    def _add_times(self, prefix: str, row: Any) -> None:
        name = str(getattr(row, "team", None) or row.unit)
        for field, label in (("notified_time", "通知时刻"), ("arrived_time", "到达时刻")):
            self.fields[f"{prefix}-{row.pk}-{field}"] = TimeOfDayField(
                label=f"{name}{label}", required=False, initial=getattr(row, field)
            )

    def grid(self) -> list[dict[str, Any]]:
        """The rows as the page shows them."""
        rows = []
        for prefix, members in (("team", self.calls), ("unit", self.units)):
            rows += [self._shown(prefix, row) for row in members]
        return rows

    def _shown(self, prefix: str, row: Any) -> dict[str, Any]:
        return {
            "name": str(getattr(row, "team", None) or row.unit),
            "planned": row.planned_headcount,
            "notified": self[f"{prefix}-{row.pk}-notified_time"],
            "arrived": self[f"{prefix}-{row.pk}-arrived_time"],
            "headcount": self[f"unit-{row.pk}-headcount"] if prefix == "unit" else None,
        }

    def responses(self) -> tuple[dict[int, Response], dict[int, Response]]:
        """What was filled in, by id of the call and of the participation."""
        return (
            {call.pk: self._response("team", call.pk) for call in self.calls},
            {unit.pk: self._response("unit", unit.pk) for unit in self.units},
        )

    def _response(self, prefix: str, pk: int) -> Response:
        given = self.cleaned_data
        return Response(
            notified_time=given[f"{prefix}-{pk}-notified_time"],
            arrived_time=given[f"{prefix}-{pk}-arrived_time"],
            headcount=given.get(f"{prefix}-{pk}-headcount"),
        )
