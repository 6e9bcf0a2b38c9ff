"""Forms of the acts on an application. Each has the version of the record it was opened on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from engineering.approvals.acts.handover import ASSIGNS, HANDLES
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.models.applications import Application
from engineering.approvals.queries.copies import offices_to_copy
from engineering.approvals.queries.lists import under_light, with_paper_numbered
from engineering.approvals.queries.materials import correction_text
from engineering.area.computation import Ground
from engineering.projects.models import Project
from engineering.shelters.models import Shelter
from renfang.clocks.calendars import current_calendar
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.pages.fields import PersonField, PlainTextField, SeveralField, VersionField
from renfang.pages.forms import ReasonForm
from renfang.pages.query_forms import DayBound, OneOf, Query, Words
from renfang.quantities.forms import AreaFormField, DateFormField


class ActForm(forms.Form):
    """Base: the hidden version, so that nobody decides on what another has changed meanwhile."""

    version = VersionField(required=False)

    def __init__(self, *args: Any, application: Application | None = None, **kwargs: Any) -> None:
        initial = {"on": timezone.localdate(), **kwargs.pop("initial", {})}
        if application is not None:
            initial["version"] = application.version
        self.application = application
        super().__init__(*args, initial=initial, **kwargs)


class PlanForm(ActForm):
    """收件 and 补正收件: what the developer applies for."""

    on = DateFormField(label="收件日期")
    kind = forms.ChoiceField(
        label="申请事项", choices=Application.Kind.choices, widget=forms.RadioSelect
    )
    planned_area = AreaFormField(
        label="拟建人防面积", min_value=0, help_text="全部易地建设的填 0。", initial="0"
    )
    ground = forms.ChoiceField(
        label="易地建设条件", required=False, help_text="申请易地建设的选择一项。"
    )
    ground_facts = PlainTextField(
        label="条件说明及证明材料",
        required=False,
        max_length=500,
        multiline=True,
        help_text="例如岩土工程勘察报告、设计单位说明的名称和编号。",
    )

    way = forms.ChoiceField(
        label="易地建设方式",
        choices=[("", "不适用"), *Application.RelocationWay.choices],
        required=False,
    )
    note = PlainTextField(
        label="申请说明",
        required=False,
        max_length=500,
        multiline=True,
        help_text="变更的内容和原因、延续的原因，或者易地自建的地点、面积和期限。",
    )

    field_order = ("on", "kind", "planned_area", "ground", "ground_facts", "way", "note")

    def __init__(self, *args: Any, grounds: Iterable[Ground] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [
            ("", "不适用"),
            *((ground.code, f"{ground.name}（{ground.basis}）") for ground in grounds),
        ]
        if self.application is not None:
            self.fields["on"].label = "补正收件日期"

    def plan(self) -> Plan:
        """What the acts take; call it on a valid form."""
        cleaned = self.cleaned_data
        return Plan(
            kind=cleaned["kind"],
            planned_area=cleaned["planned_area"],
            ground=cleaned["ground"],
            ground_facts=cleaned["ground_facts"],
            way=cleaned["way"],
            note=cleaned["note"],
        )


class CorrectionForm(ActForm):
    """补正告知."""

    on = DateFormField(label="告知日期")
    note = PlainTextField(
        label="需补正的全部内容",
        max_length=1000,
        multiline=True,
        help_text="须一次告知，逐项写明缺少的材料或需改正之处，每项一行。",
        error_messages={"required": "写明需补正的全部内容。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.application is not None:
            missing = correction_text(self.application)
            self.initial["note"] = missing
            self.fields["note"].widget.attrs["rows"] = max(4, missing.count("\n") + 2)


class AcceptanceForm(ActForm):
    """受理."""

    on = DateFormField(label="受理日期")


class NonAcceptanceForm(ActForm):
    """不予受理."""

    on = DateFormField(label="决定日期")
    ground = forms.ChoiceField(
        label="法定情形",
        choices=Application.RejectionGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "选择一项法定情形。"},
    )
    competent_office = PlainTextField(
        label="应当向其申请的行政机关",
        max_length=100,
        required=False,
        help_text="不属于本机关职权范围的填写，印在通知书上。",
    )
    reason = PlainTextField(
        label="不予受理的理由",
        max_length=1000,
        multiline=True,
        help_text="印在通知书上。写明不符合哪一规定。",
        error_messages={"required": "写明不予受理的理由。"},
    )


class PhrasedForm(ActForm):
    """A form whose opinion can begin with one of the office's usual phrases.

    What is typed counts; a phrase chosen with nothing typed is taken as the opinion.
    """

    phrases: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phrase"] = forms.ChoiceField(
            label="常用意见",
            required=False,
            choices=[("", "不使用"), *((phrase, phrase) for phrase in self.phrases)],
            help_text="意见栏留空时采用所选的常用意见。",
        )
        self.order_fields(["version", "on", "wartime_function", "phrase", "opinion"])
        self.fields["opinion"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opinion = cleaned.get("opinion") or cleaned.pop("phrase", "")
        cleaned.pop("phrase", None)
        if not opinion and "opinion" not in self.errors:
            self.add_error("opinion", "写明意见，或者选择一条常用意见。")
        return {**cleaned, "opinion": opinion}


class ReviewForm(PhrasedForm):
    """复核."""

    phrases = (
        "经复核，楼栋指标、适用条款和计算结果正确，同意按核定面积办理。",
        "经复核，变更后的指标与规划文件一致，核定面积正确，同意变更。",
        "经复核，易地建设的条件和证明材料属实，同意按核定面积易地建设。",
        "经复核，应建面积为零，同意确认免建。",
        "经复核，申请不符合法定条件，建议不予许可。",
    )

    on = DateFormField(label="复核日期")
    opinion = PlainTextField(
        label="复核意见",
        max_length=1000,
        multiline=True,
        initial=phrases[0],
        error_messages={"required": "写明复核意见。"},
    )


class WhyForm(ActForm, ReasonForm):
    """退回 and 撤回: only a reason."""


class Copied(ActForm):
    """抄送, as the 版记 of the paper names it: offices above, below and beside."""

    copies_to = SeveralField(
        label="抄送",
        queryset=Organisation.objects.none(),
        required=False,
        help_text="印在文书末页的版记，签发后不能更改。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "copies_to"), "copies_to"])
        if self.application is not None:
            self.fields["copies_to"].queryset = offices_to_copy(self.application)


class GrantForm(Copied, PhrasedForm):
    """准予许可: the opinion is for the file; the wartime function only where something is built."""

    phrases = (
        "经审查，申请符合法定条件，同意。",
        "同意复核意见，准予许可。",
        "经集体研究，同意准予许可。",
    )

    on = DateFormField(label="决定日期")
    wartime_function = forms.ChoiceField(label="战时功能", choices=Shelter.WartimeFunction.choices)
    opinion = PlainTextField(
        label="决定意见",
        max_length=1000,
        multiline=True,
        initial=phrases[0],
        help_text="记入办理记录，不印在审批意见书上。",
        error_messages={"required": "写明决定意见。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application = self.application
        renews = application is not None and application.kind == Application.Kind.RENEWAL
        if application is not None and (renews or not application.planned_area):
            del self.fields["wartime_function"]


class RefusalForm(Copied):
    """不予许可: the reasons are printed."""

    on = DateFormField(label="决定日期")
    opinion = PlainTextField(
        label="不予许可的理由和依据",
        max_length=1000,
        multiline=True,
        help_text="印在决定书上，写明不符合哪一条件、依据哪一条款。",
        error_messages={"required": "写明不予许可的理由和依据。"},
    )


class GateForm(ActForm):
    """登记规划、施工许可."""

    number = PlainTextField(
        label="许可证名称和编号",
        max_length=100,
        help_text="例如“建设工程规划许可证 建字第620102202600123号”。",
        error_messages={"required": "写明许可证的名称和编号。"},
    )
    on = DateFormField(label="核发日期")

    def __init__(self, *args: Any, application: Application | None = None, **kwargs: Any) -> None:
        known = {}
        if application is not None and application.gate_permit:
            known = {"number": application.gate_permit, "on": application.gate_permit_on}
        super().__init__(*args, application=application, initial=known, **kwargs)


class ProjectQuery(Query):
    """Above the list of projects."""

    name = Words("项目名称", "name", max_length=200)
    code = Words("项目代码", "code", max_length=60)
    developer = Words("建设单位", "developer__name", max_length=200)
    stage = OneOf("审批进度", Project.Stage.choices)
    registered_from = DayBound("登记日期起", "registered_on__gte")
    registered_to = DayBound("登记日期止", "registered_on__lte")


_LIGHTS = (
    ("red", "红灯（超期）"),
    ("amber", "黄灯（临近）"),
    ("green", "绿灯"),
    ("paused", "暂停"),
    ("estimated", "预估"),
)


class ApplicationQuery(Query):
    """Above the list of applications."""

    name = Words("项目名称", "project__name", max_length=200)
    developer = Words("建设单位", "project__developer__name", max_length=200)
    number = Words("文号")
    code = Words("项目代码", "project__code", max_length=60)
    handler = Words("办理人", "handler__full_name", max_length=50)
    light = OneOf("时限灯", _LIGHTS)
    state = OneOf("状态", Application.State.choices)
    kind = OneOf("申请事项", Application.Kind.choices)
    accepted_from = DayBound("受理日期起", "accepted_on__gte")
    accepted_to = DayBound("受理日期止", "accepted_on__lte")

    def narrow_number(self, rows: QuerySet, value: str) -> QuerySet:
        """Applications with a paper, visible to the user, whose number contains it."""
        return rows.filter(pk__in=with_paper_numbered(self.scope, value))

    def narrow_light(self, rows: QuerySet, value: str) -> QuerySet:
        """Open applications whose light is of this colour today."""
        return under_light(rows, value, self.today, current_calendar())


class HandoverForm(forms.Form):
    """分派: to whom the ticked applications go."""

    handler = PersonField(
        HANDLES, label="接办人", error_messages={"required": "选择接办的办理人后再分派"}
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].offer(scope.organisations(ASSIGNS))
