"""Forms about shelters, their works and their acceptance."""

from __future__ import annotations

from django import forms

from engineering.models import CompletionAcceptance, Shelter
from renfang.quantities.forms import DateFormField


class ShelterQuery(forms.Form):
    """查询条件 above the register of shelters."""

    name = forms.CharField(label="工程或项目名称", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *Shelter.State.choices]
    )
    certificate = forms.ChoiceField(
        label="备案证明",
        required=False,
        choices=[
            ("", "全部"),
            ("none", "未签发"),
            ("unprinted", "已签发未打印"),
            ("issued", "已签发"),
        ],
    )
    wartime_function = forms.ChoiceField(
        label="战时功能",
        required=False,
        choices=[("", "全部"), *Shelter.WartimeFunction.choices],
    )


class StartForm(forms.Form):
    """开工登记."""

    started_on = DateFormField(label="开工日期")
    version = forms.IntegerField(widget=forms.HiddenInput)


class AcceptanceForm(forms.ModelForm):
    """竣工验收 as the office records it."""

    accepted_on = DateFormField(label="验收日期")
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CompletionAcceptance
        fields = (
            "accepted_on",
            "conclusion",
            "built_area",
            "shelter_area",
            "protective_units",
            "headcount",
            "developer",
            "surveyor",
            "designer",
            "contractor",
            "supervisor",
            "supervision_report",
            "note",
        )
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    def findings(self) -> dict[str, object]:
        """The cleaned values that describe the acceptance."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReissueForm(forms.Form):
    """换发: why the old certificate is voided."""

    reason = forms.CharField(
        label="换发原因",
        min_length=5,
        max_length=300,
        help_text="至少 5 个字，例如“建设单位名称变更”",
        error_messages={
            "required": "写明换发原因，至少 5 个字",
            "min_length": "写明换发原因，至少 5 个字",
        },
    )
