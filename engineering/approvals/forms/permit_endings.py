"""Forms of the endings of a permit: 撤回, 撤销, 注销."""

from __future__ import annotations

from typing import Any

from django import forms

from engineering.approvals.acts.permit_endings import ENDINGS
from engineering.approvals.forms.applications import ActForm
from renfang.pages.fields import PlainTextField
from renfang.quantities.forms import DateFormField


class EndingForm(ActForm):
    """撤回, 撤销 or 注销: subclasses say which."""

    way = ""

    on = DateFormField(label="决定日期")
    ground = forms.ChoiceField(label="法定情形", widget=forms.RadioSelect)
    facts = PlainTextField(
        label="事实和理由",
        max_length=800,
        multiline=True,
        help_text="印在决定书上，写明查明的事实和证据。",
        error_messages={"required": "写明事实和理由。"},
    )
    begun = forms.TypedChoiceField(
        label="项目建设情况",
        choices=[("no", "尚未开工"), ("yes", "已经开工或者建成")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="尚未开工的，易地建设费应缴随许可取消，已缴的退付或者结转。"
        "已经开工或者建成的，撤回、注销不免除已经发生的缴费义务；撤销的一律取消，另行依法处理。",
        error_messages={"required": "选择项目是否已经开工。"},
    )
    hearing_note = PlainTextField(
        label="陈述、申辩情况",
        max_length=300,
        multiline=True,
        required=False,
        help_text="未提出的写“被许可人未提出陈述、申辩”。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ending = ENDINGS[self.way]
        self.fields["ground"].choices = list(ending.grounds.items())
        if self.application is not None and self.application.is_used:
            self.fields["begun"].initial = "yes"
        if not ending.is_adverse:
            del self.fields["hearing_note"]


class RetractionForm(EndingForm):
    """撤回许可."""

    way = "retract"


class RevocationForm(EndingForm):
    """撤销许可."""

    way = "revoke"


class CancellationForm(EndingForm):
    """注销许可."""

    way = "cancel"
