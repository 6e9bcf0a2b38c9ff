"""Forms about kinds of teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from drills.forms.establishment import CountField
from drills.forms.fields import TextField
from drills.team_kinds import KindFacts, PracticeFacts
from renfang.organisations.models import Organisation


class KindForm(forms.Form):
    """专业队种类."""

    label = TextField(label="种类", max_length=40, error_messages={"required": "填写种类。"})
    duty = TextField(label="任务", max_length=200, required=False)
    raised_by_today = TextField(label="组建部门", max_length=100, required=False)
    legal_basis = TextField(label="依据", max_length=100, required=False)
    age_from = CountField(label="最低年龄", maximum=100, required=False)
    age_to = CountField(label="最高年龄", maximum=100, required=False)

    def facts(self) -> KindFacts:
        """What was filled in, for the acts."""
        return KindFacts(**{name: self.cleaned_data[name] for name in KindForm.base_fields})


class _AtAnOffice(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="适用机构", empty_label=None
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class NewKindForm(_AtAnOffice, KindForm):
    """增加种类 for an office and those below it."""

    field_order = ("organisation",)


class PracticeForm(_AtAnOffice):
    """本地规定 for a kind that all offices share."""

    raised_by_today = TextField(label="现行对应部门", max_length=100, required=False)
    age_from = CountField(label="最低年龄", maximum=100, required=False)
    age_to = CountField(label="最高年龄", maximum=100, required=False)

    def facts(self) -> PracticeFacts:
        """What was filled in, for the act."""
        given = self.cleaned_data
        return PracticeFacts(given["raised_by_today"], given["age_from"], given["age_to"])
