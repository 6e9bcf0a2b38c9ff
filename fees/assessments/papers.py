"""核定表: the paper of one version, composed from its snapshot alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fees.assessments.models import Assessment, ReliefDecision
from renfang.documents.frames import sheet
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.wording import day
from renfang.quantities.capitals import capital_amount
from renfang.rules.editions import find_book

if TYPE_CHECKING:
    from renfang.typesetting import FormRow, FormSheet, Verification

ASSESSMENT_SHEET = "assessment_sheet"


def register() -> None:
    """Register the room's kind of paper."""
    register_kind(
        DocumentKind(
            code=ASSESSMENT_SHEET,
            label="易地建设费核定表",
            word="易核",
            compose=compose_sheet,
            public_rows=_public_rows,
            view_permission="view_fee_papers",
            print_permission="print_fee_papers",
            void_permission="void_fee_papers",
        )
    )


def _public_rows(snapshot: Snapshot) -> Sequence[tuple[str, str]]:
    return (
        ("缴费单位", snapshot["payer"]),
        ("项目名称", snapshot["project"]),
        ("核定实缴金额", f"{snapshot['payable']} 元"),
    )


def sheet_snapshot(assessment: Assessment) -> Snapshot:
    """All that the sheet says, as plain JSON data: areas in ㎡, money in yuan, both as strings."""
    project = assessment.account.project
    before = assessment.replaces
    return {
        "payer": project.developer.name,
        "credit_code": project.developer.credit_code,
        "project": project.name,
        "project_code": project.code,
        "address": project.address,
        "version": f"第 {assessment.version} 版（{assessment.get_kind_display()}）",
        "rulebook": f"{find_book(assessment.rulebook).title}（{assessment.rulebook_version}）",
        "as_of": assessment.as_of.isoformat(),
        "local_basis": assessment.local_basis,
        "required_area": f"{assessment.required_area:,}",
        "built_area": f"{assessment.built_area:,}",
        "shortfall_area": f"{assessment.shortfall_area:,}",
        "rate": f"{assessment.rate:,}" if assessment.rate is not None else "",
        "gross": f"{assessment.gross:,}",
        "relief": f"{assessment.relief:,}",
        "payable": f"{assessment.payable:,}",
        "capitals": capital_amount(assessment.payable, prefix="人民币"),
        "previous": f"{before.payable:,}" if before else "",
        "difference": f"{assessment.difference:+,}" if before else "",
        "reliefs": _reliefs(assessment),
        "steps": [_separated(step) for step in assessment.steps],
        "assessed_by": str(assessment.assessed_by),
        "reviewed_by": str(assessment.reviewed_by or ""),
        "opinion": assessment.opinion,
        "assessed_on": assessment.assessed_on.isoformat(),
    }


# An amount in yuan, and a factor or sum in the working of one; no part of a number of a paper.
_LONG = re.compile(r"(?<![\w.,〔-])(?:\d{4,}(?:\.\d+)?(?= 元)|\d{6,}(?:\.\d\d)?(?![\w.号-]))")


def _separated(step: dict[str, str]) -> dict[str, str]:
    """The step with the thousands of its amounts set apart, as all papers write them."""

    def write(found: re.Match[str]) -> str:
        return f"{Decimal(found[0]):,}"

    return {**step, **{part: _LONG.sub(write, step[part]) for part in ("formula", "result")}}


def _reliefs(assessment: Assessment) -> list[str]:
    draft = getattr(assessment, "draft", None)
    if draft is None:
        return []
    return [
        f"{row.building_name}：{row.relief_name}，{row.get_outcome_display()}"
        f"（{row.evidence or row.reason}）"
        for row in draft.relief_decisions.exclude(relief_code=ReliefDecision.OTHER_RATE)
    ]


def compose_sheet(snapshot: Snapshot, verification: Verification | None) -> FormSheet:
    """防空地下室易地建设费核定表: the box of the assessment, with every step of the reasoning."""
    return sheet(snapshot, verification, _sheet_rows(snapshot), columns=(1.15, 2, 1.15, 2))


def _sheet_rows(snapshot: Snapshot) -> list[FormRow]:
    rate = f"{snapshot['rate']} 元/㎡" if snapshot["rate"] else "分类计收，见计算过程"
    chain = (
        f"上一版 {snapshot['previous']} 元，差额 {snapshot['difference']} 元"
        if snapshot["previous"]
        else "首次核定"
    )
    return [
        _pair("缴费单位", snapshot["payer"], "信用代码", snapshot["credit_code"]),
        _pair("项目名称", snapshot["project"], "项目代码", snapshot["project_code"]),
        _wide("建设地点", snapshot["address"]),
        _pair("核定版次", snapshot["version"], "与上一版", chain),
        _wide("适用规则", f"{snapshot['rulebook']}，{day(snapshot['as_of'])}施行的条款"),
        _wide("收费标准依据", snapshot["local_basis"]),
        _pair("应建面积", f"{snapshot['required_area']} ㎡", "修建面积", _built(snapshot)),
        _pair("易地建设面积", f"{snapshot['shortfall_area']} ㎡", "收费标准", rate),
        _pair("应缴金额", f"{snapshot['gross']} 元", "减免金额", f"{snapshot['relief']} 元"),
        _wide("减免认定", "\n".join(snapshot["reliefs"]) or "没有申请减免"),
        _wide("实缴金额", f"{snapshot['payable']} 元（大写：{snapshot['capitals']}）"),
        # A row for each step, so that the box breaks between steps and not within one.
        *(_wide(f"计算过程{n}", _step(step)) for n, step in enumerate(snapshot["steps"], 1)),
        _pair("核定人", snapshot["assessed_by"], "复核人", snapshot["reviewed_by"]),
        _wide("复核意见", snapshot["opinion"] or "同意"),
    ]


def _built(snapshot: Snapshot) -> str:
    return f"{snapshot['built_area']} ㎡"


def _step(step: dict[str, Any]) -> str:
    return f"{step['rule']}：{step['formula']}，{step['result']}"


def _pair(label: str, value: str, other: str, other_value: str) -> FormRow:
    from renfang.typesetting import Cell, FormRow

    return FormRow(
        (
            Cell(label, is_label=True),
            Cell(value or "—"),
            Cell(other, is_label=True),
            Cell(other_value or "—"),
        )
    )


def _wide(label: str, value: str) -> FormRow:
    from renfang.typesetting import Cell, FormRow

    return FormRow((Cell(label, is_label=True), Cell(value or "—", span=3)))
