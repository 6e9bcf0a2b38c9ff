"""Forms about population and capacity, and the query above the map."""

from __future__ import annotations

from typing import Any

from django import forms

from engineering.capacity.models import PopulationKind
from engineering.shelters.models import Shelter
from renfang.organisations.models import Division
from renfang.pages.fields import OfficeField
from renfang.pages.forms import AtAnOffice
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField

_ALL = ("", "全部")


class PopulationForm(AtAnOffice, forms.Form):
    """人口数据."""

    organisation = OfficeField()
    division = forms.ModelChoiceField(label="行政区划", queryset=Division.objects.none())
    kind = forms.ChoiceField(label="人口口径", choices=PopulationKind.choices)
    population = forms.IntegerField(label="人口数", min_value=1, max_value=2_000_000_000)
    as_of = DateFormField(label="统计时点")
    source = forms.CharField(
        label="数据来源", max_length=200, help_text="例如“第七次全国人口普查公报”"
    )

    def __init__(self, *args: Any, divisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = divisions


class SnapshotForm(AtAnOffice, forms.Form):
    """计算人均占有面积."""

    organisation = OfficeField()
    kind = forms.ChoiceField(label="人口口径", choices=PopulationKind.choices)


class CapacityQuery(Query):
    """查询条件 above the snapshots."""

    kind = OneOf("人口口径", PopulationKind.choices)
    division = Words(
        "行政区划名称或代码", "division__name", "division__code__startswith", max_length=50
    )


class MapQuery(Query):
    """Which shelters the map shows."""

    state = OneOf("状态", Shelter.State.choices)
    wartime_function = OneOf("战时功能", Shelter.WartimeFunction.choices)
    nuclear_grade = OneOf("抗力等级（核）", Shelter.NuclearGrade.choices)
