"""Forms about the peacetime use of shelters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from engineering.peacetime_use.models import PeacetimeUse, Regime, UseInspection, UseRegime
from engineering.peacetime_use.queries import ends_soon
from renfang.pages.fields import MaskedPhoneField, OfficeField, PhoneField, VersionField
from renfang.pages.forms import AtAnOffice, VersionedReasonForm
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import AreaFormField, DateFormField


class UseQuery(Query):
    """查询条件 above the register of uses."""

    name = Words("使用单位或工程名称", "operator", "shelter__name")
    state = OneOf("状态", [*PeacetimeUse.State.choices, ("expired", "已到期未延续")])
    due = OneOf("提醒", [("ending", "即将到期"), ("inspection", "年检到期")])

    def narrow_state(self, rows: QuerySet, value: str) -> QuerySet:
        """Uses in that state, or past their end while still in force."""
        if value == "expired":
            return rows.filter(state=PeacetimeUse.State.IN_FORCE, ends_on__lt=self.today)
        return rows.filter(state=value)

    def narrow_due(self, rows: QuerySet, value: str) -> QuerySet:
        """Uses in force that end soon, or whose annual inspection is due within thirty days."""
        in_force = rows.filter(state=PeacetimeUse.State.IN_FORCE)
        if value == "ending":
            return ends_soon(in_force, self.today)
        return in_force.filter(inspection_due_on__lte=self.today + timedelta(days=30))


class UseEntryForm(forms.Form):
    """What an applicant states."""

    operator = forms.CharField(label="使用单位", max_length=200)
    responsible = forms.CharField(label="负责人", max_length=50)
    phone = PhoneField(label="联系电话")
    purpose = forms.CharField(label="平时用途", max_length=60, help_text="例如“汽车库”“仓储”")
    used_area = AreaFormField(label="使用面积")
    starts_on = DateFormField(label="使用期限自")
    ends_on = DateFormField(label="使用期限至")


class ApplyForm(UseEntryForm):
    """首次申请."""

    received_on = DateFormField(label="收件日期")


class ChangeForm(UseEntryForm):
    """变更: the term is shown but not changed."""

    phone = MaskedPhoneField(label="联系电话")
    received_on = DateFormField(label="收件日期")
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget = forms.HiddenInput()


class RenewalForm(forms.Form):
    """延续."""

    ends_on = DateFormField(label="使用期限延续至")
    received_on = DateFormField(label="收件日期")
    version = VersionField()


class DecisionForm(forms.Form):
    """决定."""

    grant = forms.TypedChoiceField(
        label="办理结果",
        choices=[("yes", "同意"), ("no", "不予同意")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    opinion = forms.CharField(
        label="办理意见",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不予同意的，写明理由",
    )
    on = DateFormField(label="决定日期")


class CancelForm(VersionedReasonForm):
    """注销."""

    on = DateFormField(label="注销日期")


class UseInspectionForm(forms.Form):
    """年检."""

    inspected_on = DateFormField(label="年检日期")
    conclusion = forms.ChoiceField(
        label="年检结论", choices=UseInspection.Conclusion.choices, initial="passed"
    )
    rectify_by = DateFormField(label="整改期限", required=False, help_text="限期整改的填写")
    note = forms.CharField(
        label="年检意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = VersionField()


class RegimeForm(AtAnOffice, forms.ModelForm):
    """平时使用管理方式."""

    organisation = OfficeField()
    kind = forms.ChoiceField(label="管理方式", choices=Regime.choices)
    effective_from = DateFormField(label="施行日期")

    class Meta:
        model = UseRegime
        fields = (
            "organisation",
            "kind",
            "effective_from",
            "decision_days",
            "longest_months",
            "renewal_days",
            "reminder_days",
            "inspection_months",
            "issues_certificate",
            "issues_letter",
            "legal_basis",
        )
