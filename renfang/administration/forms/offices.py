"""Forms about organisations and their local practice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from renfang.organisations.models import Organisation, RemedyAuthority
from renfang.quantities.forms import AmountField, DateFormField, QuantityField
from renfang.rules.books import built_in_names, load
from renfang.rules.law import Law
from renfang.rules.models import CityClass, DivisionLevel, PhaseMethod


class OfficeForm(forms.Form):
    name = forms.CharField(label="全称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40)
    division_code = forms.RegexField(
        r"^\d{6}(\d{6})?$",
        label="行政区划代码",
        help_text="GB/T 2260 的 6 位代码，例如 620102",
        error_messages={"invalid": "行政区划代码为 6 位或 12 位数字"},
    )
    division_name = forms.CharField(
        label="行政区划名称", max_length=100, required=False, help_text="代码已登记的不用填"
    )
    prefix = forms.CharField(label="文号代字", max_length=40, help_text="例如“云动”")
    founded_on = DateFormField(label="设立日期")
    address = forms.CharField(label="办公地址", max_length=200, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)
    government = forms.CharField(
        label="复议机关",
        max_length=100,
        required=False,
        help_text="本级人民政府的全称；不填的按行政区划名称登记",
    )
    court = forms.CharField(
        label="所在地基层人民法院",
        max_length=100,
        required=False,
        help_text="县、区不填的按行政区划名称登记；设区的市填写办公地址所在区的法院",
    )


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=100)
    on = DateFormField(label="启用日期")


class PrefixForm(forms.Form):
    prefix = forms.CharField(label="新代字", max_length=40)
    on = DateFormField(label="启用日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It shares a page with RenameForm, which has a date of the same name.
        super().__init__(*args, auto_id="prefix_%s", **kwargs)


class AuthorityForm(forms.Form):
    """Who hears remedies against the office, from a day on."""

    body = forms.ChoiceField(label="登记事项", choices=RemedyAuthority.Body.choices)
    name = forms.CharField(
        label="名称", max_length=100, required=False, help_text="全称；终止集中管辖的不填"
    )
    address = forms.CharField(label="地址", max_length=200, required=False)
    on = DateFormField(label="起始日期")
    basis = forms.CharField(
        label="依据文件",
        max_length=300,
        help_text="法律条文；集中管辖的填写高级人民法院文件的名称和文号",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It shares a page with other forms that have a date.
        super().__init__(*args, auto_id="authority_%s", **kwargs)


class DecidingForm(forms.Form):
    """Which office decides on permits, where it is not this one."""

    deciding_office = forms.ModelChoiceField(
        label="许可决定机关",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="本机构自行决定",
        help_text="受理、复核、监督和收费仍由本机构办理；决定书用决定机关的名称、文号和印章。"
        "已作出的许可由作出决定的机关或者其上级机关撤回、撤销、注销。",
    )
    on = DateFormField(label="起始日期")
    basis = forms.CharField(label="依据文件", max_length=300)
    reason = forms.CharField(
        label="理由",
        max_length=300,
        required=False,
        help_text="交由上级以外的机关决定的填写。",
    )

    def __init__(self, *args: Any, office: Organisation, offices: QuerySet, **kwargs: Any) -> None:
        # It shares a page with other forms that have a date.
        super().__init__(
            *args,
            initial={"deciding_office": office.deciding_office_id},
            auto_id="decider_%s",
            **kwargs,
        )
        self.fields["deciding_office"].queryset = offices.exclude(pk=office.pk).order_by("path")


def _current(law: Law | None) -> dict[str, Any]:
    """What the practice of today fixes, as a proposal for the next one."""
    if law is None:
        return {}
    practice = law.practice
    names = ("rulebook", "city_class", "division_level", "local_rate", "phase_method")
    share = practice.local_share_text.removesuffix("%")
    return {name: getattr(practice, name) for name in names} | {"local_share": share or None}


class PracticeForm(forms.Form):
    rulebook = forms.ChoiceField(label="规则")
    city_class = forms.ChoiceField(label="城市类别", choices=CityClass.choices)
    division_level = forms.ChoiceField(label="行政级别", choices=DivisionLevel.choices)
    local_share = QuantityField(
        label="本地核定比例（%）",
        required=False,
        min_value=0,
        max_value=100,
        help_text="规则给出幅度、由当地确定的填写，例如 2 或 2.5",
    )
    local_rate = AmountField(
        label="本地收费标准（元/㎡）",
        required=False,
        min_value=0,
        help_text="规则没有收费标准的填写",
    )
    phase_method = forms.ChoiceField(label="分期建设", choices=PhaseMethod.choices, required=False)
    legal_basis = forms.CharField(label="依据文件", max_length=300, help_text="名称和文号")
    effective_from = DateFormField(label="施行日期")

    def __init__(self, *args: Any, law: Law | None = None, **kwargs: Any) -> None:
        """``law`` is what applies today: its practice is proposed, and nothing where there is none.

        A bureau's own published edition goes before the book chosen here; the form says so.
        """
        super().__init__(*args, initial=_current(law), **kwargs)
        books = [(name, load(name).title) for name in built_in_names()]
        self.fields["rulebook"].choices = [("", "未选择"), *books]
        for name, choices in (("city_class", CityClass), ("division_level", DivisionLevel)):
            self.fields[name].choices = [("", "未选择"), *choices.choices]
        if law is not None and law.reference != law.practice.rulebook:
            self.fields["rulebook"].help_text = (
                f"现适用自行编制的{law.book.title}（{law.book.version}），优先于此处所选；"
                "其停止施行后按此处所选"
            )

    def clean_local_share(self) -> Decimal | None:
        """A share is kept in 1/10,000: two decimals of a percent, and no more are cut off."""
        share: Decimal | None = self.cleaned_data["local_share"]
        if share is not None and share * 100 != int(share * 100):
            raise forms.ValidationError("比例最多两位小数，例如 2.25")
        return share

    def values(self) -> dict[str, Any]:
        """The cleaned values as the practice stores them (the share in 1/10,000)."""
        values = dict(self.cleaned_data)
        share: Decimal | None = values.pop("local_share")
        values["phase_method"] = values["phase_method"] or PhaseMethod.PER_PERMIT
        values["local_share_bp"] = None if share is None else int(share * 100)
        return values
