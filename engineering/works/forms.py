"""Forms about the works and the life of a shelter: one form an act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from engineering.shelters.standards import filing_bases
from engineering.works.models import AcceptanceItem, CompletionAcceptance, SiteVisit, Supervision
from renfang.pages.fields import PlainTextField, VersionField
from renfang.pages.formsets import Rows
from renfang.quantities.forms import DateFormField


class StartForm(forms.Form):
    """开工登记."""

    started_on = DateFormField(label="开工日期")
    version = VersionField()


class AcceptanceForm(forms.ModelForm):
    """竣工验收 as the office records it."""

    accepted_on = DateFormField(label="验收日期")
    rectify_by = DateFormField(
        label="整改期限", required=False, help_text="列有问题的填写；留空按本机构的整改时限"
    )
    version = VersionField()

    class Meta:
        model = CompletionAcceptance
        fields = (
            "accepted_on",
            "conclusion",
            "built_area",
            "surveyed_required_area",
            "protected_area",
            "shelter_area",
            "passage_area",
            "protective_units",
            "headcount",
            "developer",
            "surveyor",
            "designer",
            "contractor",
            "supervisor",
            "attendees",
            "supervision_report",
            "note",
        )
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    def findings(self) -> dict[str, object]:
        """The cleaned values that describe the acceptance."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ItemForm(forms.Form):
    """One row of the checklist: the office's wording is fixed, result and remark are entered."""

    discipline = forms.CharField(label="专业", widget=forms.HiddenInput, max_length=40)
    item = forms.CharField(label="验收项目", widget=forms.HiddenInput, max_length=200)
    result = forms.ChoiceField(
        label="结果", choices=AcceptanceItem.Result.choices, initial=AcceptanceItem.Result.PASSED
    )
    note = PlainTextField(label="说明", required=False, max_length=300)


ItemFormSet = forms.formset_factory(ItemForm, extra=0)


class DefectForm(forms.Form):
    """One defect; an empty row counts for nothing."""

    place = PlainTextField(label="部位", required=False, max_length=100)
    description = PlainTextField(label="问题", max_length=500)


DefectFormSet = forms.formset_factory(
    DefectForm, formset=Rows, extra=1, can_delete=True, max_num=50
)


def defects_in(formset: Any) -> list[tuple[str, str]]:
    """(place, description) of the rows that say something; call it on a valid formset."""
    return [(row.get("place", ""), row["description"]) for row in formset.given]


class SupervisionForm(forms.ModelForm):
    """质量监督注册."""

    registered_on = DateFormField(label="监督注册日期")

    class Meta:
        model = Supervision
        fields = (
            "registered_on",
            "supervisors",
            "contractor",
            "supervisor",
            "designer",
            "surveyor",
            "drawing_review",
            "plan",
        )
        widgets = {"plan": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012


class VisitForm(forms.ModelForm):
    """监督检查记录."""

    visited_on = DateFormField(label="检查日期")
    rectify_by = DateFormField(
        label="整改期限", required=False, help_text="列有问题的填写；留空按本机构的整改时限"
    )

    class Meta:
        model = SiteVisit
        fields = ("visited_on", "stage", "visitors", "findings")
        widgets = {"findings": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    def values(self) -> dict[str, Any]:
        """The cleaned values that describe the visit."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CloseRectificationForm(forms.Form):
    """整改复查合格."""

    closed_on = DateFormField(label="复查日期")
    note = PlainTextField(
        label="复查意见", max_length=500, multiline=True, help_text="例如“逐项复查，均已整改”"
    )


class ReportForm(forms.Form):
    """质量监督报告."""

    evaluation = PlainTextField(label="对验收组织、程序的评价", max_length=500, multiline=True)
    conclusion = PlainTextField(label="监督结论", max_length=500, multiline=True)


class FilingForm(forms.Form):
    """备案收件: the list of materials as the office asks for them today."""

    received_on = DateFormField(label="备案收件日期")
    materials = forms.MultipleChoiceField(
        label="已收材料",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = PlainTextField(label="备注", required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = filing_bases(timezone.localdate())
        self.fields["materials"].choices = [
            (name, f"{name}（{basis}）") for name, basis in asked.items()
        ]
