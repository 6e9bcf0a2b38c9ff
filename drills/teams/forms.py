"""Forms about teams: establishment and expansion, kinds and local practice, teams, members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, QuerySet

from drills.teams.acts.establishment import EquipmentPlan, Order, PostPlan, UnitPlan
from drills.teams.acts.kinds import KindFacts, PracticeFacts
from drills.teams.acts.members import MemberFacts
from drills.teams.acts.teams import TeamFacts
from drills.teams.models import (
    Equipment,
    Member,
    PoliticalStatus,
    Post,
    Service,
    Sex,
    Team,
    TeamKind,
    TeamState,
    Unit,
)
from renfang.pages.fields import (
    HeadcountField,
    OfficeField,
    PhoneField,
    PlainTextField,
    SeveralField,
    VersionField,
)
from renfang.pages.forms import AtAnOffice
from renfang.pages.formsets import rows_of
from renfang.pages.query_forms import Office, OneOf, OneRow, Query, Words
from renfang.quantities.forms import DateFormField, QuantityInput
from renfang.quantities.parsing import Unreadable, parse_integer


class CountField(forms.Field):
    """A whole number from ``minimum``."""

    def __init__(self, *, minimum: int = 0, maximum: int = 99_999, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        kwargs.setdefault("widget", QuantityInput("", {"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value is None or not str(value).strip():
            return None
        try:
            return parse_integer(
                value, name=self.label or "数量", minimum=self.minimum, maximum=self.maximum
            )
        except Unreadable as error:
            raise forms.ValidationError(error.message) from error


class UnitForm(forms.Form):
    name = PlainTextField(
        label="分队", max_length=60, error_messages={"required": "填写分队，或删除本行。"}
    )
    level = PlainTextField(label="级别", max_length=20, required=False)
    parent = PlainTextField(label="上级分队", max_length=60, required=False)


class PostForm(forms.Form):
    unit = PlainTextField(
        label="分队", max_length=60, error_messages={"required": "填写分队，或删除本行。"}
    )
    title = PlainTextField(label="岗位", max_length=50, error_messages={"required": "填写岗位。"})
    headcount = CountField(
        label="编制人数", minimum=1, error_messages={"required": "填写编制人数。"}
    )
    qualification = PlainTextField(label="资格要求", max_length=100, required=False)
    is_key = forms.BooleanField(label="骨干", required=False)


class EquipmentForm(forms.Form):
    name = PlainTextField(
        label="装备名称", max_length=60, error_messages={"required": "填写装备名称，或删除本行。"}
    )
    model = PlainTextField(label="型号", max_length=60, required=False)
    measure = PlainTextField(label="单位", max_length=10, required=False)
    allotted = CountField(label="编配", error_messages={"required": "填写编配数量。"})
    on_hand = CountField(label="实有", error_messages={"required": "填写实有数量。"})
    serviceable = CountField(label="完好", error_messages={"required": "填写完好数量。"})
    unit = PlainTextField(label="分队", max_length=60, required=False)
    keeper = PlainTextField(label="保管人", max_length=50, required=False)
    place = PlainTextField(label="存放地点", max_length=100, required=False)
    expires_on = DateFormField(label="有效期至", required=False)


UnitRows, PostRows, EquipmentRows = (
    rows_of(form, most=300) for form in (UnitForm, PostForm, EquipmentForm)
)


def unit_rows(team: Team) -> list[dict[str, Any]]:
    """The units as they stand."""
    units: QuerySet[Unit] = team.units.select_related("parent")
    return [
        {"name": unit.name, "level": unit.level, "parent": unit.parent.name if unit.parent else ""}
        for unit in units
    ]


def post_rows(team: Team) -> list[dict[str, Any]]:
    """The posts as they stand; for a team without any, a row for every unit."""
    posts = Post.objects.filter(unit__team=team).select_related("unit").order_by("unit__position")
    rows = [
        {
            "unit": post.unit.name,
            "title": post.title,
            "headcount": post.headcount,
            "qualification": post.qualification,
            "is_key": post.is_key,
        }
        for post in posts
    ]
    return rows or [{"unit": unit.name} for unit in team.units.all()]


def equipment_rows(team: Team) -> list[dict[str, Any]]:
    """The equipment as it stands."""
    names = [name for name in EquipmentForm.base_fields if name != "unit"]
    rows: QuerySet[Equipment] = team.equipment.select_related("unit")
    return [
        {**{name: getattr(row, name) for name in names}, "unit": row.unit.name if row.unit else ""}
        for row in rows
    ]


def unit_plans(rows: list[dict[str, Any]]) -> list[UnitPlan]:
    """For the act."""
    return [UnitPlan(**row) for row in rows]


def post_plans(rows: list[dict[str, Any]]) -> list[PostPlan]:
    """For the act."""
    return [PostPlan(**row) for row in rows]


def equipment_plans(rows: list[dict[str, Any]]) -> list[EquipmentPlan]:
    """For the act."""
    return [EquipmentPlan(**{**row, "measure": row["measure"] or "件"}) for row in rows]


class ExpandForm(forms.Form):
    """战时扩编."""

    order_number = PlainTextField(
        label="命令文号", max_length=60, error_messages={"required": "填写命令文号。"}
    )
    ordered_on = DateFormField(label="扩编日期")
    reason = PlainTextField(
        label="扩编任务", max_length=300, error_messages={"required": "写明扩编任务。"}
    )
    members = SeveralField(
        Member.objects.none(),
        label="编入的后备队员",
        error_messages={"required": "选择要编入的后备队员。"},
    )

    def __init__(self, *args: Any, reserves: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = reserves

    def order(self) -> Order:
        """What was filled in, for the act."""
        given = self.cleaned_data
        return Order(
            given["order_number"],
            given["ordered_on"],
            given["reason"],
            [member.pk for member in given["members"]],
        )


class CancelExpansionForm(forms.Form):
    """撤销扩编."""

    on = DateFormField(label="撤销日期")
    reason = PlainTextField(
        label="撤销原因", max_length=300, error_messages={"required": "写明撤销原因。"}
    )


class KindForm(forms.Form):
    """专业队种类."""

    label = PlainTextField(label="种类", max_length=40, error_messages={"required": "填写种类。"})
    duty = PlainTextField(label="任务", max_length=200, required=False)
    raised_by_today = PlainTextField(label="组建部门", max_length=100, required=False)
    legal_basis = PlainTextField(label="依据", max_length=100, required=False)
    age_from = CountField(label="最低年龄", maximum=100, required=False)
    age_to = CountField(label="最高年龄", maximum=100, required=False)

    def facts(self) -> KindFacts:
        """What was filled in, for the acts."""
        return KindFacts(**{name: self.cleaned_data[name] for name in KindForm.base_fields})


class _ForAnOffice(AtAnOffice, forms.Form):
    organisation = OfficeField(label="适用机构", empty_label=None)


class NewKindForm(_ForAnOffice, KindForm):
    """增加种类 for an office and those below it."""

    field_order = ("organisation",)


class PracticeForm(_ForAnOffice):
    """本地规定 for a kind that all offices share."""

    raised_by_today = PlainTextField(label="现行对应部门", max_length=100, required=False)
    age_from = CountField(label="最低年龄", maximum=100, required=False)
    age_to = CountField(label="最高年龄", maximum=100, required=False)

    def facts(self) -> PracticeFacts:
        """What was filled in, for the act."""
        given = self.cleaned_data
        return PracticeFacts(given["raised_by_today"], given["age_from"], given["age_to"])


class TeamQuery(Query):
    """What the list of teams can be asked; the teams carry ``strength``."""

    words = Words("队名或单位", "name", "raising_unit", "supervising_unit")
    kind = OneRow(TeamKind, "种类")
    state = OneOf("状态", TeamState.choices)
    organisation = Office("view_teams")
    staffing = OneOf("满编情况", [("short", "缺编"), ("full", "满编"), ("over", "超编")])

    def narrow_staffing(self, rows: QuerySet[Team], value: str) -> QuerySet[Team]:
        """Teams with fewer people than posts, as many, or more."""
        lookup = {"short": "lt", "full": "exact", "over": "gt"}[value]
        return rows.filter(**{f"strength__{lookup}": F("establishment")})


class TeamForm(AtAnOffice, forms.Form):
    """组建 and 变更 of a team."""

    organisation = OfficeField(label="主管机构", empty_label=None)
    kind = forms.ModelChoiceField(
        TeamKind.objects.none(),
        label="种类",
        empty_label="选择种类",
        error_messages={"required": "选择种类。"},
    )
    name = PlainTextField(label="队名", max_length=100, error_messages={"required": "填写队名。"})
    raising_unit = PlainTextField(
        label="组建单位", max_length=100, error_messages={"required": "填写组建单位。"}
    )
    supervising_unit = PlainTextField(label="主管单位", max_length=100, required=False)
    establishment = HeadcountField(label="编制人数", error_messages={"required": "填写编制人数。"})
    established_on = DateFormField(label="组建日期")
    liaison = PlainTextField(label="联络员", max_length=50, required=False)
    phone = PhoneField(label="值班电话", required=False)
    address = PlainTextField(label="驻地", max_length=200, required=False)
    note = PlainTextField(label="备注", max_length=500, required=False, multiline=True)
    version = VersionField(required=False)

    def __init__(
        self,
        *args: Any,
        kinds: QuerySet[TeamKind],
        team: Team | None = None,
        **kwargs: Any,
    ) -> None:
        if team is not None:
            kwargs["initial"] = {
                **{name: getattr(team, name) for name in self.base_fields if hasattr(team, name)},
            }
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds
        if team is not None:
            # A team stays with its office; only what it is and has can change.
            del self.fields["organisation"]

    def facts(self) -> TeamFacts:
        """What was filled in, for the acts."""
        given = self.cleaned_data
        names = TeamFacts.__dataclass_fields__.keys() - {"kind_id"}
        return TeamFacts(kind_id=given["kind"].pk, **{name: given[name] for name in names})


class DissolveForm(forms.Form):
    """撤销 of a team."""

    on = DateFormField(label="撤销日期")
    reason = PlainTextField(
        label="撤销原因", max_length=300, error_messages={"required": "写明撤销原因。"}
    )
    version = VersionField(required=False)


class MemberForm(forms.Form):
    """编入 and 变更 of a member."""

    name = PlainTextField(
        label="姓名", max_length=50, min_length=2, error_messages={"required": "填写姓名。"}
    )
    sex = forms.ChoiceField(label="性别", choices=Sex.choices, widget=forms.RadioSelect)
    born_on = DateFormField(label="出生日期", required=False)
    phone = PhoneField(label="联系电话", required=False)
    clear_phone = forms.BooleanField(label="删除现有电话", required=False)
    post = PlainTextField(label="职务", max_length=50, required=False)
    speciality = PlainTextField(label="专业", max_length=50, required=False)
    raising_unit = PlainTextField(label="所在单位", max_length=100, required=False)
    joined_on = DateFormField(label="入队日期")
    service = forms.ChoiceField(label="编组类别", required=False)
    post_held = forms.ModelChoiceField(
        Post.objects.none(), label="编制岗位", required=False, empty_label="未定岗"
    )
    qualification = PlainTextField(label="资格证书", max_length=100, required=False)
    qualified_until = DateFormField(label="资格有效期至", required=False)
    political_status = forms.ChoiceField(
        label="政治面貌", required=False, choices=[("", "未登记"), *PoliticalStatus.choices]
    )
    is_veteran = forms.BooleanField(label="退役军人", required=False)
    version = VersionField(required=False)

    def __init__(self, *args: Any, team: Team, member: Member | None = None, **kwargs: Any) -> None:
        self.member = member
        if member is not None:
            kwargs["initial"] = {
                name: getattr(member, name)
                for name in self.base_fields
                if name not in ("phone", "clear_phone")
            }
        super().__init__(*args, **kwargs)
        self.fields["post_held"].queryset = Post.objects.filter(unit__team=team).select_related(
            "unit"
        )
        # Only an order of expansion calls a reserve in, and only its cancellation lets go.
        is_called_in = member is not None and member.service == Service.EXPANSION
        offered = [Service.EXPANSION] if is_called_in else [Service.REGULAR, Service.RESERVE]
        self.fields["service"].choices = [(one.value, one.label) for one in offered]
        if member is None:
            del self.fields["clear_phone"]
        else:
            # The number on record is not shown here: looking at it is logged elsewhere.
            known = f"现为 {member.phone}，留空则不变" if member.phone else "尚未登记"
            self.fields["phone"].help_text = known
            if not member.phone:
                del self.fields["clear_phone"]

    def facts(self) -> MemberFacts:
        """What was filled in, for the acts."""
        given = self.cleaned_data
        phone: str | None = given["phone"]
        if self.member is not None and not phone and not given.get("clear_phone"):
            phone = None
        post = given["post_held"]
        names = MemberFacts.__dataclass_fields__.keys() - {"phone", "service", "post_held_id"}
        return MemberFacts(
            phone=phone,
            service=given["service"] or (self.member.service if self.member else Service.REGULAR),
            post_held_id=post.pk if post else None,
            **{name: given[name] for name in names},
        )


class DischargeForm(forms.Form):
    """离队 of a member."""

    on = DateFormField(label="离队日期")
    reason = PlainTextField(
        label="离队原因", max_length=200, error_messages={"required": "写明离队原因。"}
    )
    version = VersionField(required=False)
