"""What can be done with the relocation fee, and which posts do it."""

from renfang.organisations import permissions
from renfang.organisations.permissions import Role

# permission → what its holder may do
_LABELS = {
    "view_fees": "查看易地建设费",
    "assess_fee": "核定易地建设费",
    "review_assessment": "复核易地建设费核定",
    "issue_payment_notice": "签发缴费通知书",
    "view_rulebooks": "查看规则库",
    "edit_rulebooks": "编制规则库",
    "publish_rulebooks": "批准发布规则库",
    "record_payment": "登记缴款",
    "check_slip": "复核入账",
    "reconcile": "对账",
    "finish_statement": "复核对账",
    "record_refund": "办理退付",
    "approve_refund": "登记退付审批",
    "request_write_off": "申请核销",
    "decide_write_off": "审批核销",
    "close_month": "结账",
    "reopen_month": "审批反结账",
    "reverse_entry": "冲正台账分录",
    "handle_collection": "办理追缴",
    "decide_collection": "批准追缴决定",
    "view_fee_papers": "查看缴费文书",
    "print_fee_papers": "打印缴费文书",
    "void_fee_papers": "作废缴费文书",
}
# post → what it holds from the beginning
_POSTS = {
    Role.FINANCE: {
        "view_fees",
        "assess_fee",
        "review_assessment",
        "view_rulebooks",
        "edit_rulebooks",
        "issue_payment_notice",
        "record_payment",
        "check_slip",
        "reconcile",
        "finish_statement",
        "record_refund",
        "approve_refund",
        "request_write_off",
        "close_month",
        "reopen_month",
        "reverse_entry",
        "handle_collection",
        "view_fee_papers",
        "print_fee_papers",
        "void_fee_papers",
    },
    Role.CLERK: {"view_rulebooks"},
    Role.REVIEWER: {"view_rulebooks"},
    Role.HEAD: {
        "review_assessment",
        "view_rulebooks",
        "publish_rulebooks",
        "decide_collection",
        "view_fees",
        "view_fee_papers",
        "check_slip",
        "finish_statement",
        "approve_refund",
        "decide_write_off",
        "reopen_month",
    },
}


def register() -> None:
    """Register the fees app's permissions with the kernel."""
    permissions.register(_LABELS, _POSTS)
