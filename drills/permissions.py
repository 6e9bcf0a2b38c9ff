"""What can be done with teams and drills, and which posts do it."""

from renfang.organisations.permissions import Role, register


def declare() -> None:
    """Register the app's permissions with the kernel."""
    register(
        {
            "view_teams": "查看专业队",
            "manage_teams": "管理专业队与队员",
            "view_contacts": "查看队员电话",
            "view_drills": "查看演练",
            "manage_drills": "组织演练与登记考勤",
            "print_drill_papers": "打印演练考勤记录",
            "void_drill_papers": "作废演练考勤记录",
        },
        {
            Role.TRAINER: {
                "view_teams",
                "manage_teams",
                "view_contacts",
                "view_drills",
                "manage_drills",
                "print_drill_papers",
                "void_drill_papers",
            },
            Role.HEAD: {"view_teams", "view_drills", "print_drill_papers"},
        },
    )
