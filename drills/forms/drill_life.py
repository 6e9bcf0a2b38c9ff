"""Forms of a drill's life: approval, rehearsal, log, evaluation, findings, pictures, notice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from drills.evaluation import Points
from drills.forms.fields import HeadcountField, TextField, TimeOfDayField, WholeNumberField
from drills.models import DrillFinding, FindingState, LogKind
from drills.rectification import FindingFacts
from renfang.organisations.models import Organisation
from renfang.quantities.forms import DateFormField

_YES_NO = [("yes", "批准"), ("no", "退回修改")]


class VersionForm(forms.Form):
    """A form about a record that somebody else may change meanwhile."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DecisionForm(VersionForm):
    """审批演练计划."""

    decision = forms.ChoiceField(label="审批", choices=_YES_NO, widget=forms.RadioSelect)
    opinion = TextField(
        label="意见", max_length=500, required=False, multiline=True, help_text="退回修改的必须写明"
    )


class RehearsalForm(forms.Form):
    """登记预演."""

    on = DateFormField(label="预演日期")
    headcount = HeadcountField(label="参加人数", error_messages={"required": "填写参加人数。"})
    content = TextField(
        label="预演内容", max_length=500, multiline=True, error_messages={"required": "填写内容。"}
    )
    problems = TextField(label="发现问题", max_length=500, multiline=True, required=False)


class LogForm(forms.Form):
    """One line of 执行记录; the day is that of the drill unless it says otherwise."""

    on = DateFormField(label="日期")
    at_time = TimeOfDayField(label="时刻", error_messages={"required": "填写时刻，例如 09:05。"})
    kind = forms.ChoiceField(label="事项", choices=LogKind.choices)
    what = TextField(label="内容", max_length=500, error_messages={"required": "填写内容。"})

    def at(self) -> datetime:
        """The instant that was filled in."""
        given = self.cleaned_data
        return timezone.make_aware(datetime.combine(given["on"], given["at_time"]))


class ScoreForm(forms.Form):
    """One criterion of the sheet."""

    criterion = TextField(
        label="评估项目", max_length=100, error_messages={"required": "填写项目，或删除本行。"}
    )
    full_marks = WholeNumberField(label="满分", maximum=1000, minimum=1)
    score = WholeNumberField(label="得分", maximum=1000)
    note = TextField(label="依据", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Points stay within the full marks."""
        given = super().clean()
        full, score = given.get("full_marks"), given.get("score")
        if full is not None and score is not None and score > full:
            self.add_error("score", f"得分不能超过满分 {full}。")
        return given


class _ScoreRows(forms.BaseFormSet):
    def points(self) -> list[Points]:
        """The rows that are filled in and not deleted."""
        return [
            Points(**{name: form.cleaned_data[name] for name in Points.__dataclass_fields__})
            for form in self.forms
            if form.cleaned_data.get("criterion") and not form.cleaned_data.get("DELETE")
        ]


ScoreRows = forms.formset_factory(
    ScoreForm, formset=_ScoreRows, extra=0, can_delete=True, max_num=50, absolute_max=100
)


class FindingForm(forms.Form):
    """登记问题."""

    what = TextField(
        label="问题", max_length=500, multiline=True, error_messages={"required": "写明问题。"}
    )
    action = TextField(
        label="整改措施", max_length=500, multiline=True, error_messages={"required": "写明措施。"}
    )
    responsible = TextField(
        label="责任单位", max_length=100, error_messages={"required": "填写责任单位。"}
    )
    due_on = DateFormField(label="整改期限")

    def facts(self) -> FindingFacts:
        """What was filled in, for the act."""
        return FindingFacts(**self.cleaned_data)


class RectifyForm(VersionForm):
    """登记整改."""

    on = DateFormField(label="整改完成日期")
    rectification = TextField(
        label="整改情况", max_length=500, multiline=True, error_messages={"required": "写明整改。"}
    )


class CheckForm(VersionForm):
    """复核整改."""

    passed = forms.ChoiceField(
        label="复核", choices=[("yes", "已整改到位，销号"), ("no", "未到位，继续整改")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = TextField(label="复核意见", max_length=300, required=False, multiline=True)


class FindingQuery(forms.Form):
    """What the list of findings can be asked."""

    words = forms.CharField(label="问题或责任单位", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *FindingState.choices]
    )
    due_to = DateFormField(label="期限不晚于", required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="主管机构", required=False, empty_label="全部"
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def narrow(self, findings: QuerySet[DrillFinding]) -> QuerySet[DrillFinding]:
        """The findings that match."""
        asked = self.cleaned_data if self.is_valid() else {}
        if words := asked.get("words", "").strip():
            findings = findings.filter(
                Q(what__icontains=words)
                | Q(responsible__icontains=words)
                | Q(drill__title__icontains=words)
            )
        for name in ("state", "organisation"):
            if asked.get(name):
                findings = findings.filter(**{name: asked[name]})
        if asked.get("due_to"):
            findings = findings.filter(due_on__lte=asked["due_to"])
        return findings


class PhotographForm(forms.Form):
    """上传影像资料."""

    file = forms.FileField(
        label="照片",
        help_text="jpg 或 png，保存时自动缩小并去除拍摄位置",
        error_messages={"required": "选择照片。"},
    )
    caption = TextField(label="说明", max_length=100, error_messages={"required": "填写说明。"})


class NoticeForm(forms.Form):
    """试鸣公告."""

    on = DateFormField(label="公告日期", help_text="不晚于试鸣日前五日（人民防空法第三十五条）")
    medium = TextField(
        label="公告方式",
        max_length=100,
        help_text="例如政府网站、广播电视、短信",
        error_messages={"required": "填写公告方式。"},
    )
    scope_text = TextField(
        label="试鸣范围", max_length=200, error_messages={"required": "填写试鸣范围。"}
    )
