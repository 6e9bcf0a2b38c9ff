"""Forms of 应建未建: clue, verification, notice, closing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from engineering.omissions.acts import LONGEST_NOTICE, SHORTEST_NOTICE
from engineering.omissions.models import OmissionCase
from engineering.projects.models import Project
from renfang.pages.fields import OfficeField, PlainTextField
from renfang.pages.forms import AtAnOffice, VersionForm
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField


class ClueForm(AtAnOffice, forms.Form):
    """线索登记."""

    organisation = OfficeField(label="办理机构", empty_label=None)
    source = forms.ChoiceField(label="线索来源", choices=OmissionCase.Source.choices)
    found_on = DateFormField(label="发现日期")
    name = PlainTextField(label="项目名称", max_length=200)
    developer_name = PlainTextField(label="建设单位", max_length=200)
    address = PlainTextField(label="建设地点", max_length=200)
    clue = PlainTextField(label="线索内容", max_length=1000, multiline=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"found_on": timezone.localdate()}, **kwargs)


class CaseForm(VersionForm):
    """Base of the acts on a case: its version and the day."""

    on = DateFormField(label="日期")


class VerificationForm(CaseForm):
    """登记核查: the project is entered first, so that the area owed can be computed."""

    project = PlainTextField(
        label="项目代码",
        max_length=40,
        help_text="先在“建设项目”登记该项目的楼栋指标，再填写其项目代码。",
    )
    verifiers = PlainTextField(
        label="核查人员及执法证号",
        max_length=100,
        help_text="两人以上，以顿号分开，例如“张三（执法证 620012）、李四（执法证 620013）”。",
    )
    finding = PlainTextField(
        label="核查情况", max_length=1000, multiline=True, help_text="印在告知书上。"
    )
    field_order = ("version", "on", "project", "verifiers", "finding")

    def __init__(self, *args: Any, case: OmissionCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def clean_project(self) -> int:
        """The project's id; the user enters its code."""
        code = self.cleaned_data["project"]
        found = Project.objects.filter(organisation=self.case.organisation, code=code).first()
        if found is None:
            raise forms.ValidationError("本机构没有登记这个项目代码。先登记项目，再登记核查。")
        return found.pk


class NoticeForm(CaseForm):
    """签发告知书."""

    days = forms.IntegerField(
        label="限期（工作日）", min_value=SHORTEST_NOTICE, max_value=LONGEST_NOTICE, initial=15
    )


class ClosingForm(CaseForm):
    """结案."""

    outcome = forms.ChoiceField(
        label="处理结果", choices=OmissionCase.Outcome.choices, widget=forms.RadioSelect
    )
    note = PlainTextField(label="结案说明", max_length=500, multiline=True)


class OmissionQuery(Query):
    """Above the list of cases."""

    name = Words("项目名称", "name", max_length=200)
    developer = Words("建设单位", "developer_name", max_length=200)
    state = OneOf("状态", OmissionCase.State.choices)
