"""Forms of the comparison: which project a row is, a clue, why it is none; what the list asks."""

from __future__ import annotations

from typing import Any

from django import forms

from engineering.comparison.models import AuthorityRecord
from engineering.comparison.queries import alike, cases_like, siblings_of
from engineering.omissions.models import OmissionCase
from engineering.projects.models import Project
from renfang.organisations.scope import Scope
from renfang.pages.fields import PlainTextField, SeveralField
from renfang.pages.forms import VersionForm
from renfang.pages.query_forms import DayBound, OneOf, Query, Words
from renfang.quantities.forms import DateFormField

_NONE, _OTHER = "none", "other"


class MatchForm(VersionForm):
    """指认项目: one of those that are alike, another one by its code, or none."""

    choice = forms.ChoiceField(label="对应项目", widget=forms.RadioSelect)
    code = PlainTextField(
        label="项目代码", max_length=40, required=False, help_text="选“其他项目”时填写。"
    )

    def __init__(self, *args: Any, row: AuthorityRecord, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        found = alike(row)
        visible = Project.objects.visible_to(scope).filter(pk__in=[each.pk for each, _ in found])
        seen = set(visible.values_list("pk", flat=True))
        self.fields["choice"].choices = [
            *(
                (
                    str(project.pk),
                    f"{project.name}（{project.code}，{project.developer.name}）：{like.words}",
                )
                for project, like in found
                if project.pk in seen
            ),
            (_OTHER, "其他项目，填写项目代码"),
            (_NONE, "没有对应项目"),
        ]

    def clean(self) -> dict[str, Any]:
        """The project's id as ``project``; None for none of them."""
        given = super().clean() or self.cleaned_data
        choice = given.pop("choice", None)
        code = given.pop("code", "")
        if choice == _OTHER:
            found = Project.objects.visible_to(self.scope).filter(code=code).first()
            if found is None:
                self.add_error("code", "没有登记这个项目代码。先登记项目，或核对代码。")
            else:
                given["project"] = found.pk
        elif choice is not None:
            given["project"] = None if choice == _NONE else int(choice)
        return given


class ClueForm(VersionForm):
    """转为线索: alone or with others of the same project, as a new case or into one there is."""

    on = DateFormField(label="发现日期")
    case = forms.ModelChoiceField(
        OmissionCase.objects.none(),
        label="应建未建案件",
        required=False,
        empty_label="新登记一件",
        help_text="同一项目已有未结案件的，并入该案件。",
    )
    others = SeveralField(
        AuthorityRecord.objects.none(), label="一并转入的同一项目名录记录", required=False
    )
    clue = PlainTextField(label="线索内容", max_length=1000, multiline=True)

    def __init__(self, *args: Any, row: AuthorityRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("case", cases_like(row)), ("others", siblings_of(row))):
            if rows.exists():
                self.fields[name].queryset = rows
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ids of the case and the others, as the act takes them."""
        given = super().clean() or self.cleaned_data
        if "case" in given:
            given["case"] = given["case"] and given["case"].pk
        if "others" in given:
            given["others"] = [row.pk for row in given["others"]]
        return given


class DismissalForm(VersionForm):
    """不作线索."""

    on = DateFormField(label="处理日期")
    reason = forms.ChoiceField(
        label="原因", choices=AuthorityRecord.Reason.choices, widget=forms.RadioSelect
    )
    note = PlainTextField(
        label="说明",
        max_length=500,
        multiline=True,
        help_text="写明依据，例如已办理的许可文号、厂房的产品和工艺、管辖机构的名称。",
    )


class TakingBackForm(VersionForm):
    """退回核对."""

    note = PlainTextField(label="退回原因", max_length=500, multiline=True)


class RecordQuery(Query):
    """Above the list."""

    name = Words("项目名称", "name", max_length=200)
    developer = Words("建设单位", "developer_name", max_length=200)
    number = Words("文号", "number")
    kind = OneOf("名录种类", AuthorityRecord.Kind.choices)
    finding = OneOf("比对结果", AuthorityRecord.Finding.choices)
    issued_from = DayBound("核发日期自", "issued_on__gte")
    issued_to = DayBound("至", "issued_on__lte")
