"""What can be done with teams and drills, and which posts do it."""

from renfang.organisations import permissions
from renfang.organisations.permissions import Role

_LABELS = {
    "view_teams": "查看专业队",
    "manage_teams": "管理专业队与队员",
    "view_contacts": "查看队员电话",
    "view_drills": "查看演练",
    "manage_drills": "组织演练与登记考勤",
    "print_drill_papers": "打印演练考勤记录",
    "void_drill_papers": "作废演练考勤记录",
    "approve_drills": "审批演练计划、复核整改、审批换班",
    "view_readiness": "查看战备登记册与值班",
    "manage_readiness": "管理战备登记册与值班",
    "view_training": "查看训练与考核",
    "manage_training": "组织训练与考核",
    "sign_assessments": "核定考核成绩",
    "view_training_certificates": "查看训练考核合格证",
    "print_training_certificates": "打印训练考核合格证",
    "print_training_papers": "打印成绩登记表和整组报告",
    "void_training_papers": "作废训练与整组文书",
}

_GRANTED = {
    Role.TRAINER: {
        "view_teams",
        "manage_teams",
        "view_contacts",
        "view_drills",
        "manage_drills",
        "print_drill_papers",
        "void_drill_papers",
        "view_readiness",
        "manage_readiness",
        "view_training",
        "manage_training",
        "sign_assessments",
        "view_training_certificates",
        "print_training_certificates",
        "print_training_papers",
        "void_training_papers",
    },
    Role.HEAD: {
        "view_teams",
        "view_drills",
        "approve_drills",
        "view_readiness",
        "print_drill_papers",
        "view_training",
        "sign_assessments",
        "view_training_certificates",
        "print_training_papers",
        # Signing a correction off voids the papers of what it corrects.
        "void_training_papers",
    },
    Role.PRINTER: {"view_training_certificates", "print_training_certificates"},
}


def register() -> None:
    """Register the app's permissions with the kernel."""
    permissions.register(_LABELS, _GRANTED)
