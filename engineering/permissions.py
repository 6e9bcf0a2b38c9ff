"""What can be done with projects, approvals and shelters, and which posts do it."""

from renfang.organisations.permissions import Role, register


def declare() -> None:
    """Register engineering's permissions with the kernel."""
    register(
        {
            "view_projects": "查看建设项目与审批",
            "register_project": "登记建设项目",
            "import_projects": "导入报建台账",
            "handle_application": "受理结建申请",
            "review_application": "复核应建面积",
            "decide_application": "作出许可决定",
            "view_shelters": "查看人防工程",
            "record_acceptance": "登记开工与竣工验收",
            "issue_certificate": "签发竣工验收备案证明",
            "view_approval_papers": "查看审批文书",
            "print_approval_papers": "打印审批文书",
            "void_approval_papers": "作废审批文书",
            "view_certificates": "查看竣工验收备案证明",
            "print_certificates": "打印竣工验收备案证明",
            "void_certificates": "作废与换发竣工验收备案证明",
        },
        {
            Role.CLERK: {
                "view_projects",
                "register_project",
                "import_projects",
                "handle_application",
                "view_shelters",
                "record_acceptance",
                "issue_certificate",
                "view_approval_papers",
                "print_approval_papers",
                "view_certificates",
            },
            Role.REVIEWER: {
                "view_projects",
                "review_application",
                "view_shelters",
                "view_approval_papers",
                "view_certificates",
            },
            Role.HEAD: {
                "view_projects",
                "decide_application",
                "view_shelters",
                "view_approval_papers",
                "print_approval_papers",
                "void_approval_papers",
                "view_certificates",
                "void_certificates",
            },
            Role.FINANCE: {"view_projects", "view_approval_papers"},
            Role.PRINTER: {
                "view_shelters",
                "view_certificates",
                "print_certificates",
                "void_certificates",
                "issue_certificate",
            },
        },
    )
