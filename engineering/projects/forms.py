"""受理登记: the form of a project and the rows of its buildings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from engineering.area.facts import BuildingFacts
from engineering.projects.acts import ProjectEntry
from engineering.projects.models import Building, Developer, Project, Relief, Use, Zone
from engineering.projects.queries import Planning, facts_of, find_developer, other_developers
from renfang.organisations.models import Division, Organisation
from renfang.organisations.scope import Scope
from renfang.pages.fields import (
    CreditCodeField,
    MaskedPhoneField,
    PlainTextField,
    ProjectCodeField,
    StoreysField,
    VersionField,
)
from renfang.quantities.forms import AreaFormField, DepthFormField
from renfang.quantities.name_columns import name_among
from renfang.quantities.names import organisation_key

_REQUIRED = {"required": "填写此项。"}
MAX_BUILDINGS = 300


class ProjectForm(forms.Form):
    """Developer and project. What it doubts it asks about once: ``warnings`` and ``remark``."""

    credit_code = CreditCodeField(
        label="统一社会信用代码",
        max_length=40,
        help_text="18 位。已登记过的单位自动带出名称和联系方式。",
        error_messages={"required": "填写统一社会信用代码。"},
    )
    developer_name = PlainTextField(
        label="建设单位", max_length=200, error_messages={"required": "填写建设单位全称。"}
    )
    party_address = PlainTextField(
        label="住所", max_length=200, required=False, help_text="营业执照上的住所，不是建设地点。"
    )
    legal_representative = PlainTextField(label="法定代表人", max_length=50, required=False)
    contact = PlainTextField(label="联系人", max_length=50, required=False)
    phone = MaskedPhoneField(label="联系电话", max_length=40, required=False)
    code = ProjectCodeField(
        label="项目代码",
        max_length=60,
        help_text="投资项目在线审批监管平台代码，例如 2019-340100-47-03-012345。",
        error_messages={"required": "填写项目代码。"},
    )
    name = PlainTextField(
        label="项目名称", max_length=200, error_messages={"required": "填写项目名称。"}
    )
    organisation = forms.ModelChoiceField(
        label="受理机构", queryset=Organisation.objects.none(), empty_label=None
    )
    division = forms.ModelChoiceField(
        label="行政区划", queryset=Division.objects.none(), empty_label=None
    )
    zone = forms.ChoiceField(label="区域", choices=Zone.choices)
    address = PlainTextField(
        label="建设地点", max_length=200, error_messages={"required": "填写建设地点。"}
    )
    follows_code = ProjectCodeField(
        label="上一期项目代码",
        max_length=60,
        required=False,
        help_text="分期建设的，填上一期的项目代码；面积按本地执行口径结转。",
    )
    is_last_phase = forms.BooleanField(label="本期为最后一期", required=False)
    plan_satisfied = forms.TypedChoiceField(
        label="地块内已建人防工程",
        required=False,
        choices=[("", "未核实"), ("yes", "已达到专项规划要求"), ("no", "未达到专项规划要求")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        help_text="规则以此为易地建设条件的省填写，证明材料随卷。",
    )
    note = PlainTextField(label="备注", max_length=500, required=False, multiline=True)
    remark = PlainTextField(
        label="核对情况说明",
        max_length=300,
        required=False,
        help_text="写明核对的依据，例如“与营业执照原件一致”。说明记入办理记录。",
    )
    version = VersionField(required=False)

    def __init__(self, *args: Any, scope: Scope, project: Project | None = None, **kwargs: Any):
        self.scope, self.project = scope, project
        self.follows: Project | None = None
        self.warnings: list[str] = []
        super().__init__(*args, **kwargs)
        self._offer_places()

    def _offer_places(self) -> None:
        """Where this user may register; a single choice is no choice and stays hidden."""
        if self.project is not None:
            organisations = Organisation.objects.filter(pk=self.project.organisation_id)
        else:
            organisations = Organisation.objects.filter(
                pk__in=self.scope.organisations("register_project")
            )
        rows = list(organisations)
        self.fields["organisation"].queryset = organisations
        if len(rows) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = rows[0].pk
        else:
            self.fields["organisation"].initial = self.scope.user.organisation_id
        self.fields["division"].queryset = Division.objects.filter(
            served_by__in=organisations
        ).distinct()
        own = self.scope.user.organisation
        if own is not None:
            self.fields["division"].initial = own.division_id

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        twin = Project.objects.visible_to(self.scope).filter(code=code)
        if self.project is not None:
            twin = twin.exclude(pk=self.project.pk)
        found = twin.first()
        if found is not None:
            raise ValidationError(
                format_html(
                    '该项目代码已登记为“<a href="{}">{}</a>”。在已登记的项目上继续办理',
                    reverse("engineering:project", args=[found.pk]),
                    found.name,
                )
            )
        return code

    def clean_follows_code(self) -> str:
        """Keep the project that the code names in ``follows``."""
        code: str = self.cleaned_data["follows_code"]
        self.follows = Project.objects.visible_to(self.scope).filter(code=code).first()
        if code and self.follows is None:
            raise ValidationError("没有登记这个项目代码。先登记上一期，或者核对代码")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        organisation = cleaned.get("organisation")
        self.warnings = [
            warning
            for name in ("credit_code", "code")
            if name in cleaned and (warning := self.fields[name].warning)
        ]
        if organisation is not None:
            self.warnings += self._developer_warnings(organisation, cleaned)
            self.warnings += self._name_warnings(organisation, cleaned)
        if self.warnings and not self.errors and len(cleaned.get("remark", "")) < 2:
            self.add_error("remark", "以上各项核对无误的，写明核对情况后再登记")
        return cleaned

    def _developer_warnings(self, organisation: Organisation, cleaned: dict[str, Any]) -> list[str]:
        known = find_developer(organisation.pk, cleaned.get("credit_code", ""))
        name = cleaned.get("developer_name")
        if not name or not cleaned.get("credit_code"):
            return []
        if known is None:
            return other_developers(organisation.pk, name, cleaned["credit_code"])
        if organisation_key(known.name) == organisation_key(name):
            return []
        return [
            f"该统一社会信用代码已登记为“{known.name}”，与填写的“{name}”不同。"
            "单位已更名的，继续登记后按新名称更新"
        ]

    def _name_warnings(self, organisation: Organisation, cleaned: dict[str, Any]) -> list[str]:
        name = cleaned.get("name")
        if not name or (self.project is not None and self.project.name == name):
            return []
        twins = Project.objects.filter(name_among("name", [name]), organisation=organisation)
        if self.project is not None:
            twins = twins.exclude(pk=self.project.pk)
        return [
            f"本机构已有同名项目（{twin.code}，{twin.registered_on} 登记）。确认不是重复登记"
            for twin in twins.select_related(None)[:3]
        ]

    def entry(self, buildings: list[BuildingFacts]) -> ProjectEntry:
        """What the acts take; call it on a valid form."""
        cleaned = self.cleaned_data
        return ProjectEntry(
            code=cleaned["code"],
            name=cleaned["name"],
            credit_code=cleaned["credit_code"],
            developer_name=cleaned["developer_name"],
            party_address=cleaned["party_address"],
            legal_representative=cleaned["legal_representative"],
            contact=cleaned["contact"],
            phone=cleaned["phone"],
            division_id=cleaned["division"].pk,
            address=cleaned["address"],
            zone=cleaned["zone"],
            follows_id=self.follows.pk if self.follows else None,
            is_last_phase=cleaned["is_last_phase"],
            plan_satisfied=cleaned["plan_satisfied"],
            note=cleaned["note"],
            buildings=tuple(buildings),
        )

    def planning(self) -> Planning:
        """Zone and phase as far as they are stated: for the calculation beside the form."""
        cleaned = self.cleaned_data
        return Planning(
            zone=cleaned.get("zone") or Zone.URBAN,
            plan_satisfied=cleaned.get("plan_satisfied"),
            follows=self.follows,
            is_last_phase=bool(cleaned.get("is_last_phase")),
        )


class BuildingForm(forms.Form):
    """One row: a building with the facts that decide the required area."""

    name = PlainTextField(label="楼栋号", max_length=60, error_messages=_REQUIRED)
    # No use is taken for granted: it decides the rule, and an untouched row must count as empty.
    use = forms.ChoiceField(
        label="用途类别", choices=[("", "选择"), *Use.choices], error_messages=_REQUIRED
    )
    purpose = PlainTextField(label="具体用途", max_length=60, required=False)
    storeys = StoreysField(label="地上层数", error_messages=_REQUIRED)
    foundation_depth = DepthFormField(
        label="基础埋深", min_value=0, max_value=99, error_messages=_REQUIRED
    )
    ground_floor_area = AreaFormField(
        label="首层建筑面积", min_value=Decimal("0.01"), error_messages=_REQUIRED
    )
    above_ground_area = AreaFormField(
        label="地上建筑面积", min_value=Decimal("0.01"), error_messages=_REQUIRED
    )
    relief = forms.ChoiceField(
        label="减免事由", choices=[("", "无"), *Relief.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ground, above = cleaned.get("ground_floor_area"), cleaned.get("above_ground_area")
        if ground is not None and above is not None and ground > above:
            self.add_error(
                "ground_floor_area",
                f"首层建筑面积不能大于地上建筑面积 {above:,}㎡。核对两项是否填反",
            )
        return cleaned

    def facts(self) -> BuildingFacts:
        """What the acts take; call it on a valid row."""
        names = BuildingForm.base_fields
        return facts_of(Building(**{name: self.cleaned_data[name] for name in names}))


class _BuildingRows(forms.BaseFormSet):
    """Rows of buildings; rows left blank, wherever they stand, do not count."""

    default_error_messages: ClassVar[dict[str, str]] = {
        **forms.BaseFormSet.default_error_messages,
        "too_few_forms": "至少登记一栋建筑",
        "too_many_forms": f"一个项目最多登记 {MAX_BUILDINGS} 栋；更多的分期登记",
    }

    def _construct_form(self, i: int, **kwargs: Any) -> forms.Form:
        if i >= self.initial_form_count():
            kwargs["empty_permitted"] = True
        return super()._construct_form(i, **kwargs)

    def clean(self) -> None:
        if any(self.errors):
            return
        names = [form.cleaned_data["name"] for form in self.kept()]
        for form in self.kept():
            if names.count(form.cleaned_data["name"]) > 1:
                form.add_error("name", "同一项目内楼栋号不能重复")

    def kept(self) -> list[BuildingForm]:
        """Rows that are filled and not ticked for removal."""
        return [
            form
            for form in self.forms
            if not self._should_delete_form(form)
            and (form.has_changed() or not form.empty_permitted)
        ]

    def entries(self) -> list[BuildingFacts]:
        """All kept rows as the acts take them; call it on a valid formset."""
        return [form.facts() for form in self.kept()]


BuildingFormSet = forms.formset_factory(
    BuildingForm,
    formset=_BuildingRows,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MAX_BUILDINGS,
    validate_max=True,
    can_delete=True,
)


class PartyForm(forms.Form):
    """更正建设单位."""

    party_address = PlainTextField(
        label="住所", max_length=200, help_text="营业执照上的住所，不是建设地点。"
    )
    legal_representative = PlainTextField(label="法定代表人", max_length=50, required=False)
    contact = PlainTextField(label="联系人", max_length=50, required=False)
    phone = MaskedPhoneField(label="联系电话", max_length=40, required=False)
    version = VersionField(required=False)


def party_of(developer: Developer) -> dict[str, Any]:
    """What the forms show of a developer besides its name and code."""
    return {
        "party_address": developer.address,
        "legal_representative": developer.legal_representative,
        "contact": developer.contact,
        "phone": developer.phone,
    }


def initial_of(project: Project) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form and the rows show when a project is opened for amendment."""
    developer = project.developer
    form = {
        "credit_code": developer.credit_code,
        "developer_name": developer.name,
        **party_of(developer),
        "code": project.code,
        "name": project.name,
        "organisation": project.organisation_id,
        "division": project.division_id,
        "zone": project.zone,
        "follows_code": project.follows.code if project.follows else "",
        "is_last_phase": project.is_last_phase,
        "plan_satisfied": {True: "yes", False: "no"}.get(project.plan_satisfied, ""),
        "address": project.address,
        "note": project.note,
        "version": project.version,
    }
    rows = project.buildings.all()
    return form, [{name: getattr(row, name) for name in BuildingForm.base_fields} for row in rows]
