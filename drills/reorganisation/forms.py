"""Forms about the yearly reorganisation and musters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from drills.reorganisation.acts.campaigns import Found, OrderFacts
from drills.reorganisation.acts.musters import MusterFacts
from drills.reorganisation.acts.orders import AmendedOrder
from drills.reorganisation.models import AuditFinding
from drills.teams.forms import CountField
from drills.teams.models import Equipment, Team
from drills.training.forms import YearField
from renfang.pages.fields import (
    OfficeField,
    PlainTextField,
    SeveralField,
    TimeOfDayField,
    VersionField,
)
from renfang.pages.forms import AtAnOffice
from renfang.quantities.forms import DateFormField
from renfang.uploads.fields import PhotographField


class OrderForm(AtAnOffice, forms.Form):
    """下达年度整组."""

    organisation = OfficeField(label="主管机构", empty_label=None)
    year = YearField(label="年度", error_messages={"required": "填写年度。"})
    order_number = PlainTextField(
        label="下达文号", max_length=60, error_messages={"required": "填写下达文号。"}
    )
    ordered_on = DateFormField(label="下达日期")
    due_on = DateFormField(label="完成期限")
    approved_by = PlainTextField(
        label="批准机关",
        max_length=100,
        required=False,
        help_text="组建和整组计划由同级人民政府和军事机关批准的，填写机关和文号",
    )
    approval_number = PlainTextField(label="批准文号", max_length=60, required=False)
    requirements = PlainTextField(label="整组要求", max_length=2000, required=False, multiline=True)
    teams = SeveralField(
        Team.objects.none(),
        label="参加整组的专业队",
        error_messages={"required": "选择参加整组的专业队。"},
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams

    def facts(self) -> OrderFacts:
        """What was filled in, for the act."""
        given = {**self.cleaned_data}
        teams = given.pop("teams")
        del given["organisation"]
        return OrderFacts(team_ids=[team.pk for team in teams], **given)


class AmendForm(forms.Form):
    """调整整组."""

    order_number = PlainTextField(
        label="下达文号", max_length=60, error_messages={"required": "填写下达文号。"}
    )
    due_on = DateFormField(label="完成期限")
    approved_by = PlainTextField(label="批准机关", max_length=100, required=False)
    approval_number = PlainTextField(label="批准文号", max_length=60, required=False)
    requirements = PlainTextField(label="整组要求", max_length=2000, required=False, multiline=True)
    teams = SeveralField(
        Team.objects.none(),
        label="补列专业队",
        required=False,
        help_text="没有可补列的，本机构及下级机构的专业队已全部列入。",
    )
    version = VersionField(required=False)

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams
        if teams.exists():
            self.fields["teams"].help_text = ""

    def facts(self) -> AmendedOrder:
        """What was filled in, for the act."""
        given = {**self.cleaned_data}
        teams = given.pop("teams")
        del given["version"]
        return AmendedOrder(team_ids=[team.pk for team in teams], **given)


class ConfirmRosterForm(forms.Form):
    """核定名册与装备: two boxes for every item of equipment."""

    # Not “matches”: a control of that name hides Element.matches() of its form from scripts.
    roster_matches = forms.BooleanField(label="人册相符", required=False)
    note = PlainTextField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, equipment: Sequence[Equipment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.equipment = equipment
        for item in equipment:
            for key, what, value in (
                ("found", "清点数量", item.on_hand),
                ("serviceable", "其中完好", item.serviceable),
            ):
                self.fields[f"{key}-{item.pk}"] = CountField(
                    label=f"{item}：{what}",
                    initial=value,
                    error_messages={"required": f"填写{what}。"},
                )

    def found(self) -> dict[int, Found]:
        """Equipment id → what was counted."""
        given = self.cleaned_data
        return {
            item.pk: Found(given[f"found-{item.pk}"], given[f"serviceable-{item.pk}"])
            for item in self.equipment
        }


class SettleForm(forms.Form):
    """处理重复."""

    keep = forms.ChoiceField(label="处理", widget=forms.RadioSelect)
    reason = PlainTextField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, finding: AuditFinding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = finding.first, finding.second
        self.fields["keep"].choices = [
            (str(first.pk), f"保留在{first.team}，从{second.team}离队"),
            (str(second.pk), f"保留在{second.team}，从{first.team}离队"),
            ("different", "不是同一人，两队都保留"),
        ]
        self.fields["keep"].error_messages["required"] = "选择处理方式。"


class CloseForm(forms.Form):
    """整组归档."""

    on = DateFormField(label="归档日期")
    summary = PlainTextField(
        label="整组总结",
        max_length=2000,
        multiline=True,
        error_messages={"required": "填写整组总结。"},
    )
    version = VersionField(required=False)


class MusterForm(forms.Form):
    """下达拉动点验."""

    on = DateFormField(label="日期")
    called_time = TimeOfDayField(
        label="下达集结命令时刻", error_messages={"required": "填写时刻，例如 08:00。"}
    )
    due_time = TimeOfDayField(
        label="规定到位时刻", error_messages={"required": "填写时刻，例如 09:00。"}
    )
    place = PlainTextField(
        label="集结地点", max_length=200, error_messages={"required": "填写集结地点。"}
    )
    leader = PlainTextField(
        label="带队人", max_length=50, error_messages={"required": "填写带队人。"}
    )

    def facts(self) -> MusterFacts:
        """What was filled in, for the act."""
        given = self.cleaned_data
        return MusterFacts(
            *(
                timezone.make_aware(datetime.combine(given["on"], given[name]))
                for name in ("called_time", "due_time")
            ),
            given["place"],
            given["leader"],
        )


class MusterResultForm(forms.Form):
    """登记点验情况."""

    roster_matches = forms.BooleanField(label="人册相符", required=False)
    equipment_complete = forms.BooleanField(label="装备齐全", required=False)
    note = PlainTextField(label="点验情况", max_length=1000, required=False, multiline=True)


class PhotoForm(forms.Form):
    """点验照片."""

    file = PhotographField(label="照片", folder="drills")
