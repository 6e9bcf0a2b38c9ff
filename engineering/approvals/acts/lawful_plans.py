"""What a developer plans and applies for, and whether the law allows to ask for it.

No act of its own: 收件, 补正收件, 受理 and 重新核定 all ask the same and enter it in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engineering.approvals.models.applications import Application
from engineering.area.computation import ComputedArea
from renfang.acts import Incomplete, require_text

_Kind, _Way = Application.Kind, Application.RelocationWay
MINIMUM_REASON = 5


@dataclass(frozen=True)
class Plan:
    """What the developer asks for: to build ``planned_area`` ㎡, and why the rest elsewhere.

    ``note`` says what a change rests on, or where one builds elsewhere oneself.
    """

    kind: str
    planned_area: Decimal
    ground: str = ""
    ground_facts: str = ""
    way: str = ""
    note: str = ""


def require_lawful_plan(plan: Plan, computed: ComputedArea) -> None:
    """Raise Incomplete, naming the field and what would help, unless the plan fits the law.

    Source: 人民防空法 art. 22; 人民防空工程建设管理规定 arts 47, 48; 计价格〔2000〕474号.
    """
    _LAWFUL[_Kind(plan.kind)](plan, computed)


def _lawful_build(plan: Plan, computed: ComputedArea) -> None:
    required, planned = computed.required_area, plan.planned_area
    if required == 0 and planned == 0:
        raise Incomplete(
            "按登记的楼栋核算，应建面积为 0㎡，依法不需要取得本项许可。"
            "核对楼栋用途和面积；无误的，告知申请人不需申请",
            field="planned_area",
        )
    if planned < required:
        raise Incomplete(
            f"拟建面积 {planned:,}㎡ 小于应建面积 {required:,}㎡。"
            f"由建设单位补足，或将申请事项改为“易地建设”，就差额 {required - planned:,}㎡ 申请",
            field="planned_area",
        )


def _lawful_relocation(plan: Plan, computed: ComputedArea) -> None:
    required, planned = computed.required_area, plan.planned_area
    if planned >= required:
        raise Incomplete(
            f"拟建面积 {planned:,}㎡ 已达到应建面积 {required:,}㎡，没有需要易地建设的面积。"
            "将申请事项改为“修建防空地下室”",
            field="planned_area",
        )
    _require_ground(plan, computed)
    _require_place(plan)


def _lawful_exemption(plan: Plan, computed: ComputedArea) -> None:
    """Only where nothing is owed: a relief from the fee is not a relief from the duty."""
    if computed.required_area > 0:
        raise Incomplete(
            f"按登记的楼栋核算，应建面积为 {computed.required_area:,}㎡，不符合免建条件。"
            "申请“修建防空地下室”或“易地建设”；符合减免规定的，在核定易地建设费时减免",
            field="kind",
        )
    if plan.planned_area > 0:
        raise Incomplete("申请免建的，拟建面积填 0", field="planned_area")


def _lawful_change(plan: Plan, computed: ComputedArea) -> None:
    require_text(
        plan.note,
        "写明变更的内容和原因，例如规划调整文件的名称和编号",
        field="note",
        least=MINIMUM_REASON,
    )
    if computed.required_area == 0 and plan.planned_area == 0:
        raise Incomplete(
            "按变更后的楼栋核算，应建面积为 0㎡。核对楼栋用途和面积；项目不再建设的，办理注销许可",
            field="planned_area",
        )
    if plan.planned_area < computed.required_area:
        _require_ground(plan, computed)
        _require_place(plan)


def _lawful_renewal(plan: Plan, computed: ComputedArea) -> None:
    require_text(plan.note, "写明需要延续的原因", field="note", least=MINIMUM_REASON)


_LAWFUL = {
    _Kind.BUILD: _lawful_build,
    _Kind.RELOCATION: _lawful_relocation,
    _Kind.EXEMPTION: _lawful_exemption,
    _Kind.CHANGE: _lawful_change,
    _Kind.RENEWAL: _lawful_renewal,
}


def _require_ground(plan: Plan, computed: ComputedArea) -> None:
    ground = computed.grounds.get(plan.ground)
    if ground is None:
        raise Incomplete("选择符合的易地建设条件；都不符合的，应当修建", field="ground")
    if ground.is_by_area and computed.may_relocate is not True:
        raise Incomplete(
            "按登记的指标不符合易地建设的面积条件。选择符合的其他条件并写明证明材料；"
            "都不符合的，应当修建",
            field="ground",
        )
    if not ground.is_by_area:
        require_text(
            plan.ground_facts,
            "写明符合该条件的事实和证明材料，例如岩土工程勘察报告、设计单位说明的名称和编号",
            field="ground_facts",
            least=MINIMUM_REASON,
        )


def _require_place(plan: Plan) -> None:
    if plan.way == _Way.ELSEWHERE:
        require_text(
            plan.note,
            "易地自建的，写明易地修建的地点、面积和完成期限",
            field="note",
            least=MINIMUM_REASON,
        )


def set_plan(application: Application, plan: Plan, computed: ComputedArea) -> None:
    """Enter what is asked for; a ground counts only where part of the duty is met elsewhere."""
    relocates = plan.kind == _Kind.RELOCATION or (
        plan.kind == _Kind.CHANGE and plan.planned_area < computed.required_area
    )
    application.kind = plan.kind
    application.planned_area = plan.planned_area
    application.ground = plan.ground if relocates else ""
    application.ground_name = computed.grounds[plan.ground].name if relocates else ""
    application.ground_basis = computed.grounds[plan.ground].basis[:300] if relocates else ""
    application.ground_facts = plan.ground_facts.strip() if relocates else ""
    application.relocation_way = (plan.way or _Way.PAY) if relocates else ""
    application.request_note = plan.note.strip()


def plan_of(application: Application) -> Plan:
    """What an application asks for."""
    return Plan(
        kind=application.kind,
        planned_area=application.planned_area,
        ground=application.ground,
        ground_facts=application.ground_facts,
        way=application.relocation_way,
        note=application.request_note,
    )


def shown_plan(application: Application) -> dict[str, str]:
    """What an application asks for, as the history shows it."""
    shown = {
        "申请事项": application.get_kind_display(),
        "拟建人防面积": f"{application.planned_area:,}㎡",
    }
    if application.ground:
        shown["易地建设条件"] = application.ground_text
        shown["易地建设方式"] = application.get_relocation_way_display()
    if application.request_note:
        shown["申请说明"] = application.request_note
    return shown
