"""Forms of the clock: 延长审批期限, 暂停计时, 恢复计时, 登记踏勘、公示."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from engineering.approvals.forms.applications import ActForm
from engineering.approvals.models.applications import Pause
from renfang.pages.fields import PlainTextField
from renfang.quantities.forms import DateFormField


class ExtensionForm(ActForm):
    """延长审批期限."""

    on = DateFormField(label="延长日期")
    reason = PlainTextField(
        label="延长的理由",
        max_length=500,
        multiline=True,
        help_text="印在告知书上，告知申请人。",
        error_messages={"required": "写明延长的理由。"},
    )


class PauseForm(ActForm):
    """暂停计时."""

    kind = forms.ChoiceField(
        label="程序", choices=[(kind.value, kind.label) for kind in Pause.LAWFUL]
    )
    starts_on = DateFormField(label="暂停日期")
    expected_days = forms.IntegerField(
        label="所需时间（工作日）",
        min_value=1,
        max_value=365,
        help_text="印在告知书上，告知申请人。",
        error_messages={"required": "填写所需时间。"},
    )
    reason = PlainTextField(
        label="暂停事由",
        max_length=200,
        help_text="印在告知书上，例如“组织专家评审岩土工程勘察报告”。",
        error_messages={"required": "写明暂停事由。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": timezone.localdate()}, **kwargs)


class ResumeForm(ActForm):
    """恢复计时."""

    resumes_on = DateFormField(label="恢复日期", help_text="从这一天起重新计入时限。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"resumes_on": timezone.localdate()}, **kwargs)


class ProcedureForm(ActForm):
    """登记踏勘、公示."""

    kind = forms.ChoiceField(
        label="程序",
        choices=[
            (kind.value, kind.label) for kind in (Pause.Kind.SITE_CHECK, Pause.Kind.PUBLIC_NOTICE)
        ],
    )
    on = DateFormField(label="开始日期")
    until = DateFormField(label="结束日期")
    people = PlainTextField(
        label="踏勘人员",
        max_length=100,
        required=False,
        help_text="现场踏勘的填写，两人以上，以顿号分开。公示不用填写。",
    )
    finding = PlainTextField(label="情况", max_length=500, multiline=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"until": timezone.localdate()}, **kwargs)
