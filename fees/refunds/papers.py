"""Papers of refunds and write-offs: 退付申请表, 审核意见函, 核销审批表, from snapshots alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from renfang.documents.frames import letter, sheet
from renfang.documents.kinds import DocumentKind, Passage, Snapshot, register_kind
from renfang.documents.wording import SIGNED_BY_HEAD, day, passage, sentence
from renfang.quantities.capitals import capital_amount

if TYPE_CHECKING:
    from fees.ledger.models import FeeAccount, LedgerEntry
    from fees.refunds.models import Refund, WriteOff
    from renfang.typesetting import FormRow, FormSheet, OfficialLetter, Verification

REFUND_APPLICATION = "refund_application"
REFUND_LETTER = "refund_letter"
WRITE_OFF_FORM = "write_off_form"


def register() -> None:
    """Register the three kinds."""
    for code, label, word, compose in (
        (REFUND_APPLICATION, "退付申请表", "易退申", compose_application),
        (REFUND_LETTER, "退付审核意见函", "易退函", compose_letter),
        (WRITE_OFF_FORM, "核销审批表", "易核销", compose_write_off),
    ):
        register_kind(
            DocumentKind(
                code=code,
                label=label,
                word=word,
                view_permission="view_fee_papers",
                print_permission="print_fee_papers",
                void_permission="void_fee_papers",
                compose=compose,
                passages={} if code == REFUND_LETTER else {Passage.SIGNATURE: SIGNED_BY_HEAD},
            )
        )


def application_snapshot(refund: Refund) -> Snapshot:
    """What the payer applies for; money in yuan as strings."""
    return {
        **_account_facts(refund.account),
        "amount": f"{refund.amount:,}",
        "capitals": capital_amount(refund.amount, prefix="人民币"),
        "ground": refund.get_ground_display(),
        "reason": refund.reason,
        "payee": refund.payee,
        "payee_bank": refund.payee_bank,
        "payee_account": refund.payee_account.whole,
        "applied_on": refund.applied_on.isoformat(),
    }


def letter_snapshot(refund: Refund, payments: Sequence[LedgerEntry]) -> Snapshot:
    """What the office writes to the finance bureau, with the list of what was paid."""
    return {
        **application_snapshot(refund),
        "application": refund.application.number,
        "opinion": refund.opinion,
        "finance": f"{refund.organisation.division.name}财政局",
        "receipts": "原件" if refund.amount == refund.account.paid else "复印件",
        "payments": [
            [day(entry.business_date.isoformat()), entry.voucher, f"{-entry.amount:,}"]
            for entry in payments
        ],
    }


def write_off_snapshot(write_off: WriteOff) -> Snapshot:
    """What is given up, on which grounds, by whose decision."""
    return {
        **_account_facts(write_off.account),
        "amount": f"{write_off.amount:,}",
        "capitals": capital_amount(write_off.amount, prefix="人民币"),
        "ground": write_off.get_ground_display(),
        "ruling": write_off.ruling,
        "decision": write_off.decision,
        "consent": write_off.consent,
        "reason": write_off.reason,
        "requested_by": write_off.requested_by.full_name,
        "requested_on": write_off.requested_on.isoformat(),
        "decided_by": write_off.decided_by.full_name,
    }


def _account_facts(account: FeeAccount) -> dict[str, str]:
    developer = account.project.developer
    return {
        "payer": developer.name,
        "credit_code": developer.credit_code,
        "project": account.project.name,
        "project_code": account.project.code,
        "payable": f"{account.payable:,}",
        "paid": f"{account.paid:,}",
        "balance": f"{account.balance:,}",
        "surplus": f"{account.surplus:,}",
    }


def compose_application(snapshot: Snapshot, verification: Verification | None) -> FormSheet:
    """防空地下室易地建设费退付申请表: the payer's own form, which the office does not seal."""
    form = _sheet(
        snapshot,
        [
            *_payer_rows(snapshot),
            _pair("应缴金额", snapshot["payable"], "已缴净额", snapshot["paid"]),
            _wide("申请退付金额", f"{snapshot['amount']} 元\n{snapshot['capitals']}"),
            _wide("退付事由", snapshot["ground"]),
            _wide("情况说明", snapshot["reason"]),
            _pair("收款单位", snapshot["payee"], "开户银行", snapshot["payee_bank"]),
            _wide("收款账号", snapshot["payee_account"]),
            _signed("申请单位", "经办人：　　　　　单位（盖章）：　　　　年　　月　　日"),
            _signed("执收单位核实意见", passage(snapshot, Passage.SIGNATURE)),
            _signed("财政部门审批意见", passage(snapshot, Passage.SIGNATURE)),
        ],
        verification,
        notes=[
            "全额退付的，附缴款凭证原件；部分退付的，附复印件。",
            "另附许可撤销、变更核定、行政复议决定等证明文件。",
        ],
    )
    return replace(form, signer="", issued_on=None, seal=None)


def compose_write_off(snapshot: Snapshot, verification: Verification | None) -> FormSheet:
    """防空地下室易地建设费核销审批表."""
    return _sheet(
        snapshot,
        [
            *_payer_rows(snapshot),
            _pair("应缴金额", snapshot["payable"], "已缴净额", snapshot["paid"]),
            _wide("核销金额", f"{snapshot['amount']} 元\n{snapshot['capitals']}"),
            _pair("核销事由", snapshot["ground"], "裁定或证明文号", snapshot["ruling"]),
            _wide("追缴经过", snapshot["reason"]),
            _pair("集体研究决定", snapshot["decision"], "财政部门意见", snapshot["consent"]),
            _pair("申请人", snapshot["requested_by"], "申请日期", day(snapshot["requested_on"])),
            _signed(
                f"审批意见（{snapshot['decided_by']}）",
                passage(snapshot, Passage.SIGNATURE),
            ),
        ],
        verification,
        notes=[f"核销后发现可供执行的财产的，恢复追缴{_recovered_by(snapshot)}。"],
    )


def _recovered_by(snapshot: Snapshot) -> str:
    """The article on what is found later, where it was a bankruptcy: 企业破产法 art. 123."""
    return "（企业破产法第一百二十三条）" if "破产" in snapshot["ground"] else ""


def compose_letter(snapshot: Snapshot, verification: Verification | None) -> OfficialLetter:
    """关于退付防空地下室易地建设费的审核意见函, to the finance bureau, with 缴款明细."""
    from renfang.typesetting import Align, Annex, Table

    rows = [[str(number), *row] for number, row in enumerate(snapshot["payments"], 1)]
    payments = Table(
        columns=["序号", "缴款日期", "凭证号", "金额（元）"],
        rows=rows,
        widths=[0.5, 1, 2, 1.2],
        align=[Align.CENTRE, Align.LEFT, Align.LEFT, Align.RIGHT],
    )
    return letter(
        snapshot,
        verification,
        _letter_body(snapshot),
        to=snapshot["finance"],
        annexes=[Annex("缴款明细", [payments])],
    )


def _letter_body(snapshot: Snapshot) -> list[str]:
    """What the office verified, and where the money is to go."""
    return [
        f"{snapshot['payer']}（统一社会信用代码：{snapshot['credit_code']}）就"
        f"“{snapshot['project']}”（项目代码{snapshot['project_code']}）缴纳的防空地下室"
        f"易地建设费，于{day(snapshot['applied_on'])}申请退付"
        f"{snapshot['amount']}元（{snapshot['application']}）。经核实，现函告如下：",
        f"一、退付事由：{snapshot['ground']}。{sentence(snapshot['reason'])}",
        f"二、该项目应缴{snapshot['payable']}元，已缴净额{snapshot['paid']}元，"
        f"同意退付{snapshot['amount']}元（大写：{snapshot['capitals']}）。",
        f"三、收款单位：{snapshot['payee']}；开户银行：{snapshot['payee_bank']}；"
        f"账号：{snapshot['payee_account']}。",
        f"四、审核意见：{sentence(snapshot['opinion'])}",
        f"随函附缴款明细和缴款凭证{snapshot['receipts']}。退付不计利息。",
    ]


def _sheet(
    snapshot: Snapshot,
    rows: Sequence[FormRow],
    verification: Verification | None,
    notes: Sequence[str],
) -> FormSheet:
    return sheet(snapshot, verification, rows, columns=(1.3, 2.2, 1.3, 2.2), notes=notes)


def _payer_rows(snapshot: Snapshot) -> list[Any]:
    return [
        _pair("缴费单位", snapshot["payer"], "统一社会信用代码", snapshot["credit_code"]),
        _pair("项目名称", snapshot["project"], "项目代码", snapshot["project_code"]),
    ]


def _pair(label: str, value: str, other: str, second: str) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow(
        [Cell(label, is_label=True), Cell(value), Cell(other, is_label=True), Cell(second)]
    )


def _wide(label: str, value: str) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow([Cell(label, is_label=True), Cell(value, 3)])


def _signed(label: str, signature: str) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow([Cell(label, is_label=True), Cell("", 3)], height=24, signature=signature)
