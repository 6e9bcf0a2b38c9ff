"""Forms about sirens: upkeep, the survey, the notice of a test and its results."""

from __future__ import annotations

from typing import Any

from django import forms

from drills.exercises.models import Drill
from drills.registers.forms import OfOffice
from drills.sirens.acts import Result
from drills.sirens.models import Siren
from drills.sirens.steps import SirenStep
from renfang.pages.fields import PlainTextField, WholeNumberField
from renfang.quantities.forms import AreaFormField, DateFormField


class SirenEntryForm(forms.Form):
    """登记维护、故障等; the approval is named where the step needs one."""

    on = DateFormField(label="日期")
    content = PlainTextField(
        label="情况", max_length=300, multiline=True, error_messages={"required": "写明情况。"}
    )
    approval = PlainTextField(
        label="批准文件",
        max_length=100,
        help_text="填写批准文件的文号",
        error_messages={"required": "填写批准文件的文号。"},
    )

    def __init__(self, *args: Any, step: SirenStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not step.needs_approval:
            del self.fields["approval"]


class CoverageForm(OfOffice):
    """音响覆盖测算."""

    as_of = DateFormField(label="测算日期")
    built_up_area = AreaFormField(label="建成区面积")
    covered_area = AreaFormField(label="有效覆盖面积")
    population = WholeNumberField(label="建成区人口", maximum=99_999_999, minimum=1)
    covered_population = WholeNumberField(label="有效覆盖人口", maximum=99_999_999)
    source = PlainTextField(
        label="数据来源", max_length=100, error_messages={"required": "填写数据来源。"}
    )


class NoticeForm(forms.Form):
    """试鸣公告."""

    on = DateFormField(label="公告日期", help_text="不晚于试鸣日前五日（人民防空法第三十五条）")
    medium = PlainTextField(
        label="公告方式",
        max_length=100,
        help_text="例如政府网站、广播电视、短信",
        error_messages={"required": "填写公告方式。"},
    )
    scope_text = PlainTextField(
        label="试鸣范围", max_length=200, error_messages={"required": "填写试鸣范围。"}
    )
    approval = PlainTextField(
        label="政府同意试鸣的文件",
        max_length=100,
        help_text="组织试鸣的县级以上人民政府的决定或者同意文件，写名称和文号，印在公告上。",
        error_messages={"required": "试鸣由人民政府组织，填写其决定或者同意的文件。"},
    )


_OUTCOMES = [("sounded", "鸣响"), ("silent", "未鸣"), ("left_out", "未列入")]


class ResultsForm(forms.Form):
    """鸣响, 未鸣 with its reason, or 未列入, for each device; sound until told otherwise."""

    def __init__(self, *args: Any, drill: Drill, sirens: list[Siren], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sirens = sirens
        known = {each.siren_id: each for each in drill.siren_results.all()}
        for siren in sirens:
            result = known.get(siren.pk)
            outcome = "sounded" if siren.state == "sound" else "left_out"
            if result is not None:
                heard = "sounded" if result.has_sounded else "silent"
                outcome = heard if result.is_commanded else "left_out"
            self.fields[f"outcome-{siren.pk}"] = forms.ChoiceField(
                label=f"{siren}试鸣结果", choices=_OUTCOMES, initial=outcome
            )
            self.fields[f"reason-{siren.pk}"] = PlainTextField(
                label=f"{siren}未鸣原因",
                max_length=100,
                required=False,
                initial=result.reason if result else "",
            )
            self.fields[f"decibels-{siren.pk}"] = WholeNumberField(
                label=f"{siren}实测分贝",
                maximum=150,
                required=False,
                initial=result.decibels if result else None,
            )

    def rows(self) -> list[dict[str, Any]]:
        """The sheet as the page shows it."""
        return [
            {
                "siren": siren,
                "outcome": self[f"outcome-{siren.pk}"],
                "reason": self[f"reason-{siren.pk}"],
                "decibels": self[f"decibels-{siren.pk}"],
            }
            for siren in self.sirens
        ]

    def results(self) -> dict[int, Result]:
        """What was filled in, by siren id."""
        given = self.cleaned_data
        return {
            siren.pk: Result(
                is_commanded=given[f"outcome-{siren.pk}"] != "left_out",
                has_sounded=given[f"outcome-{siren.pk}"] == "sounded",
                reason=given[f"reason-{siren.pk}"],
                decibels=given[f"decibels-{siren.pk}"],
            )
            for siren in self.sirens
        }
