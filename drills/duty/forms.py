"""Forms of the duty roster."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from drills.duty.models import CallMeans, DutyLevel, DutyLogKind, DutyPerson, DutyShift, DutyState
from drills.duty.rules import ShiftFacts
from drills.registers.forms import OfOffice
from renfang.organisations.scope import Scope
from renfang.pages.fields import PlainTextField, TimeOfDayField, WholeNumberField
from renfang.pages.forms import VersionForm
from renfang.pages.query_forms import DayBound, OneOf, Query
from renfang.quantities.forms import DateFormField


def instant(day: date, moment: time) -> datetime:
    """The moment of a day, by the office's clock."""
    return timezone.make_aware(datetime.combine(day, moment))


class ShiftForm(OfOffice):
    """排班."""

    starts_on = DateFormField(label="接班日期")
    starts_time = TimeOfDayField(label="接班时刻")
    ends_on = DateFormField(label="交班日期")
    ends_time = TimeOfDayField(label="交班时刻")
    level = forms.ChoiceField(label="值班等级", choices=DutyLevel.choices)
    leader = forms.ModelChoiceField(
        DutyPerson.objects.none(), label="带班领导", empty_label="选择人员"
    )
    main = forms.ModelChoiceField(DutyPerson.objects.none(), label="主班", empty_label="选择人员")
    deputy = forms.ModelChoiceField(
        DutyPerson.objects.none(), label="副班", required=False, empty_label="不设"
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = DutyPerson.objects.visible_to(scope).filter(is_current=True)
        self.fields["leader"].queryset = people.filter(can_lead=True)
        self.fields["main"].queryset = self.fields["deputy"].queryset = people

    def facts(self) -> ShiftFacts:
        """What was filled in, for the act."""
        given = self.cleaned_data
        return ShiftFacts(
            starts_at=instant(given["starts_on"], given["starts_time"]),
            ends_at=instant(given["ends_on"], given["ends_time"]),
            level=given["level"],
            leader_id=given["leader"].pk,
            main_id=given["main"].pk,
            deputy_id=given["deputy"].pk if given["deputy"] else None,
        )


class ShiftQuery(Query):
    """What the roster can be asked."""

    starts_from = DayBound("不早于", "starts_at__gte")
    starts_to = DayBound("不晚于", "starts_at__lte")
    state = OneOf("状态", DutyState.choices)
    level = OneOf("值班等级", DutyLevel.choices)


class HandOverForm(VersionForm):
    """交班."""

    pending = PlainTextField(
        label="移交待办",
        max_length=1000,
        multiline=True,
        help_text="没有的填写“无”",
        error_messages={"required": "写明移交的待办事项；没有的填写“无”。"},
    )


class AtForm(forms.Form):
    """Something that happened at a time."""

    on = DateFormField(label="日期")
    at_time = TimeOfDayField(label="时刻")


class DutyLogForm(AtForm):
    """记值班日志."""

    kind = forms.ChoiceField(label="事项", choices=DutyLogKind.choices)
    content = PlainTextField(
        label="内容", max_length=500, multiline=True, error_messages={"required": "填写内容。"}
    )
    handling = PlainTextField(label="处置", max_length=500, multiline=True, required=False)


class CallTestForm(AtForm):
    """登记点名测试."""

    station = PlainTextField(
        label="被点名单位", max_length=100, error_messages={"required": "填写被点名单位。"}
    )
    means = forms.ChoiceField(label="手段", choices=CallMeans.choices)
    has_answered = forms.TypedChoiceField(
        label="应答",
        choices=[("yes", "应答"), ("no", "未应答")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    seconds = WholeNumberField(label="应答用时（秒）", maximum=3600, required=False)


class SwapForm(forms.Form):
    """申请换班."""

    leaving = forms.TypedChoiceField(label="换出", coerce=int)
    taking = forms.TypedChoiceField(label="换入", coerce=int)
    reason = PlainTextField(
        label="换班原因", max_length=200, error_messages={"required": "写明换班原因。"}
    )

    def __init__(self, *args: Any, shift: DutyShift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_it = [each for each in (shift.leader, shift.main, shift.deputy) if each]
        self.fields["leaving"].choices = [(each.pk, str(each)) for each in on_it]
        others = DutyPerson.objects.filter(
            organisation=shift.organisation_id, is_current=True
        ).exclude(pk__in=[each.pk for each in on_it])
        self.fields["taking"].choices = [(each.pk, str(each)) for each in others]


class SwapDecisionForm(forms.Form):
    """审批换班."""

    decision = forms.ChoiceField(
        label="审批", choices=[("yes", "批准"), ("no", "不批准")], widget=forms.RadioSelect
    )
    opinion = PlainTextField(label="意见", max_length=200, required=False)
