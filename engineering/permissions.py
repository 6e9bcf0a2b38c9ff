"""What can be done with projects, approvals, shelters and their upkeep, and which posts do it."""

from renfang.organisations import permissions
from renfang.organisations.permissions import Role, share_with_deciding_office

_SEEN = {"view_peacetime_use", "view_peacetime_use_papers", "view_upkeep", "view_capacity"}


def register() -> None:
    """Register engineering's permissions with the kernel."""
    _register_approvals_and_shelters()
    _register_use_and_upkeep()


def _register_approvals_and_shelters() -> None:
    permissions.register(
        {
            "view_projects": "查看建设项目与审批",
            "register_project": "登记建设项目",
            "import_projects": "导入报建台账",
            "handle_application": "受理结建申请",
            "assign_cases": "分派审批案件",
            "review_application": "复核应建面积",
            "decide_application": "作出许可决定",
            "handle_omission": "办理应建未建案件",
            "configure_approvals": "维护审批时限、材料目录与文书用语",
            "view_shelters": "查看人防工程",
            "record_acceptance": "登记开工与竣工验收",
            "edit_shelter": "登记与更正人防工程台账",
            "import_shelters": "导入人防工程台账",
            "view_confidential": "查看涉密指标（等级、坐标、口部）",
            "supervise_works": "质量监督",
            "manage_shelter_life": "办理工程使用、鉴定、加固、停用与拆除",
            "decide_demolition": "作出拆除审批决定",
            "view_shelter_papers": "查看工程文书",
            "print_shelter_papers": "打印工程文书",
            "void_shelter_papers": "作废工程文书",
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
                "edit_shelter",
                "import_shelters",
                "view_confidential",
                "supervise_works",
                "manage_shelter_life",
                "view_shelter_papers",
                "print_shelter_papers",
                "view_projects",
                "register_project",
                "import_projects",
                "handle_application",
                "assign_cases",
                "handle_omission",
                "view_shelters",
                "record_acceptance",
                "issue_certificate",
                "view_approval_papers",
                "print_approval_papers",
                "view_certificates",
            },
            Role.REVIEWER: {
                "view_confidential",
                "view_shelter_papers",
                "view_projects",
                "review_application",
                "view_shelters",
                "view_approval_papers",
                "view_certificates",
            },
            Role.HEAD: {
                "view_confidential",
                "decide_demolition",
                "view_shelter_papers",
                "print_shelter_papers",
                "void_shelter_papers",
                "view_projects",
                "decide_application",
                "assign_cases",
                "configure_approvals",
                "view_shelters",
                "view_approval_papers",
                "print_approval_papers",
                "void_approval_papers",
                "view_certificates",
                "void_certificates",
            },
            Role.FINANCE: {"view_projects", "view_approval_papers"},
            Role.PRINTER: {
                "view_shelter_papers",
                "print_shelter_papers",
                "view_shelters",
                "view_certificates",
                "print_certificates",
                "void_certificates",
                "issue_certificate",
            },
        },
    )
    # What the heads of an office that decides for another need of its applications.
    share_with_deciding_office(
        {
            "view_projects",
            "decide_application",
            "view_approval_papers",
            "print_approval_papers",
            "void_approval_papers",
        }
    )


def _register_use_and_upkeep() -> None:
    permissions.register(
        {
            "view_peacetime_use": "查看人防工程平时使用",
            "handle_peacetime_use": "办理人防工程平时使用",
            "decide_peacetime_use": "决定平时使用许可",
            "set_use_regime": "设定平时使用管理方式与平战转换阶段",
            "view_peacetime_use_papers": "查看平时使用文书",
            "print_peacetime_use_papers": "打印平时使用文书",
            "void_peacetime_use_papers": "作废与换发平时使用文书",
            "view_upkeep": "查看维护管理记录",
            "plan_inspections": "制定检查计划与双随机抽取",
            "record_upkeep": "登记检查、隐患与维护",
            "view_capacity": "查看人均占有面积",
            "keep_capacity": "登记人口数据与计算人均占有面积",
        },
        {
            Role.CLERK: {
                *_SEEN,
                "handle_peacetime_use",
                "print_peacetime_use_papers",
                "void_peacetime_use_papers",
                "plan_inspections",
                "record_upkeep",
                "keep_capacity",
            },
            Role.REVIEWER: _SEEN,
            Role.HEAD: {
                *_SEEN,
                "decide_peacetime_use",
                "set_use_regime",
                "void_peacetime_use_papers",
                "plan_inspections",
            },
            Role.PRINTER: {
                "view_peacetime_use",
                "view_peacetime_use_papers",
                "print_peacetime_use_papers",
            },
        },
    )
