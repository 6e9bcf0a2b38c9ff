"""Forms about people and roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from renfang.organisations.models import Organisation, RoleAssignment
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.pages.fields import PhoneField, PlainTextField
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import DateFormField


class PersonQuery(Query):
    """What the list of people can be asked."""

    name = Words("姓名或账号", "full_name", "username", max_length=50)
    role = OneOf("岗位", Role.choices)
    state = OneOf("状态", [("active", "启用"), ("disabled", "停用")])

    def narrow_role(self, rows: QuerySet, value: str) -> QuerySet:
        """Those who hold the post anywhere."""
        return rows.filter(pk__in=RoleAssignment.objects.filter(role=value).values("user"))

    def narrow_state(self, rows: QuerySet, value: str) -> QuerySet:
        """Those who may log in, or those who may not."""
        return rows.filter(is_active=value == "active")


class PersonForm(forms.Form):
    username = forms.RegexField(
        r"^[A-Za-z0-9_.-]{3,30}$",
        label="账号",
        help_text="3 至 30 位字母、数字、点、横线或下划线",
        error_messages={"invalid": "账号须为 3 至 30 位字母、数字、点、横线或下划线"},
    )
    full_name = forms.CharField(label="姓名", max_length=50)
    organisation = forms.ModelChoiceField(
        label="所在机构", queryset=Organisation.objects.none(), empty_label="选择机构"
    )
    job_title = forms.CharField(label="职务", max_length=50, required=False)
    phone = PhoneField(label="联系电话", required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(
            pk__in=scope.organisations("manage_people")
        )


class ActivityForm(forms.Form):
    """停用或启用账号; why, where somebody's work is left behind."""

    active = forms.BooleanField(label="启用", required=False, widget=forms.HiddenInput)
    explanation = PlainTextField(
        label="接办安排", required=False, max_length=300, multiline=True, help_text="记入办理记录。"
    )

    def clean_active(self) -> bool:
        """1 enables, anything else disables."""
        return bool(self.data.get("active") == "1")


class SessionForm(forms.Form):
    """Which session is to end; none: all but the one at hand."""

    session = forms.IntegerField(label="登录", required=False, min_value=1, max_value=2**63 - 1)


class LookForm(forms.Form):
    """Why somebody looks at what another would see."""

    reason = PlainTextField(label="理由", max_length=300, help_text="记入变更记录")


class GrantForm(forms.Form):
    role = forms.ChoiceField(label="岗位", choices=Role.choices)
    organisation = forms.ModelChoiceField(
        label="机构（含下级）", queryset=Organisation.objects.none(), empty_label="选择机构"
    )
    starts_on = DateFormField(label="自", required=False, help_text="不填为确认之日起")
    ends_on = DateFormField(label="至", required=False, help_text="含当日；不填为不定期")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(
            pk__in=scope.organisations("manage_roles")
        )
