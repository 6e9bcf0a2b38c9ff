"""What can be done with the relocation fee, and which posts do it."""

from renfang.organisations.permissions import Role, register


def declare() -> None:
    """Register the fees app's permissions with the kernel."""
    register(
        {
            "view_fees": "查看易地建设费",
            "assess_fee": "核定易地建设费",
            "issue_payment_notice": "签发缴费通知书",
            "record_payment": "登记缴款",
            "reverse_entry": "冲正台账分录",
            "view_fee_papers": "查看缴费文书",
            "print_fee_papers": "打印缴费文书",
            "void_fee_papers": "作废缴费文书",
        },
        {
            Role.FINANCE: {
                "view_fees",
                "assess_fee",
                "issue_payment_notice",
                "record_payment",
                "reverse_entry",
                "view_fee_papers",
                "print_fee_papers",
                "void_fee_papers",
            },
            Role.HEAD: {"view_fees", "view_fee_papers"},
        },
    )
