"""Forms about people and roles."""

from __future__ import annotations

from typing import Any

from django import forms

from renfang.organisations.models import Organisation
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope


class PersonQuery(forms.Form):
    name = forms.CharField(label="姓名或账号", required=False, max_length=50)
    role = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部"), *Role.choices])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("active", "启用"), ("disabled", "停用")],
    )


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
    phone = forms.CharField(label="联系电话", max_length=40, required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(
            pk__in=scope.organisations("manage_people")
        )


class GrantForm(forms.Form):
    role = forms.ChoiceField(label="岗位", choices=Role.choices)
    organisation = forms.ModelChoiceField(
        label="机构（含下级）", queryset=Organisation.objects.none(), empty_label="选择机构"
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(
            pk__in=scope.organisations("manage_roles")
        )
