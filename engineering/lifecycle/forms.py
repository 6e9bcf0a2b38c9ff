"""Forms about a shelter's life after filing and its demolition: one form an act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from engineering.lifecycle.models import Demolition
from engineering.shelters.models import Shelter
from engineering.shelters.standards import evaluation_grades
from renfang.organisations.scope import Scope
from renfang.pages.fields import PlainTextField, VersionField
from renfang.quantities.forms import AmountField, AreaFormField, DateFormField


class LifeStepForm(forms.Form):
    """One step of a shelter's life; fields that the step does not use are left out."""

    on = DateFormField(label="日期")
    grade = forms.ChoiceField(label="鉴定等级")
    evaluator = PlainTextField(label="鉴定（实施）单位", required=False, max_length=200)
    basis = PlainTextField(label="批准文件或依据", required=False, max_length=300)
    note = PlainTextField(label="情况说明", required=False, max_length=1000, multiline=True)
    version = VersionField()

    def __init__(self, *args: Any, is_evaluation: bool, needs_basis: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_evaluation:
            grades = evaluation_grades(timezone.localdate())
            self.fields["grade"].choices = [(code, f"{code} {words}") for code, words in grades]
            self.fields["evaluator"].required = True
        else:
            del self.fields["grade"]
        self.fields["basis"].required = needs_basis


class DemolitionForm(forms.ModelForm):
    """拆除申请."""

    applied_on = DateFormField(label="申请日期")
    area = AreaFormField(label="拆除面积")
    compensation = AmountField(
        label="补偿费", required=False, help_text="补偿方式为缴纳补偿费的填写"
    )

    class Meta:
        model = Demolition
        fields = ("applicant", "applied_on", "area", "remedy", "compensation", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    def _post_clean(self) -> None:
        """The act writes the row, with the shelter in sight."""


class DemolitionDecisionForm(forms.Form):
    """拆除审批决定."""

    approve = forms.TypedChoiceField(
        label="决定",
        choices=[("yes", "批准"), ("no", "不予批准")],
        coerce=lambda value: value == "yes",
    )
    on = DateFormField(label="决定日期")
    due_on = DateFormField(
        label="补建或缴费期限", required=False, help_text="留空按本机构登记的时限"
    )
    opinion = PlainTextField(label="审批意见", max_length=500, multiline=True)


class DemolishedForm(forms.Form):
    """登记拆除."""

    on = DateFormField(label="拆除日期")
    shelter_area = AreaFormField(
        label="拆除后掩蔽面积",
        required=False,
        min_value=0,
        help_text="部分拆除的，填写实测剩余掩蔽面积；建筑面积由系统扣减，人均面积随之变动。",
    )


class DemolitionSettlementForm(forms.Form):
    """补建完成 or 补偿费缴清."""

    on = DateFormField(label="完成日期")
    rebuilt_as = forms.TypedChoiceField(
        label="补建工程", required=False, coerce=int, empty_value=None
    )
    settlement = PlainTextField(label="补偿凭证或说明", max_length=300)

    def __init__(self, *args: Any, demolition: Demolition, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if demolition.remedy != Demolition.Remedy.REBUILD:
            del self.fields["rebuilt_as"]
            return
        offered = (
            Shelter.objects.visible_to(scope)
            .filter(
                organisation=demolition.organisation_id,
                built_area__gte=demolition.area,
                completed_on__gte=demolition.applied_on,
            )
            .exclude(pk=demolition.shelter_id)
            .order_by("-completed_on")[:200]
        )
        self.fields["rebuilt_as"].choices = [("", "选择"), *((row.pk, row.name) for row in offered)]
