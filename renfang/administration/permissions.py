"""Permissions on the kernel's own records, and the posts that hold them."""

from renfang.organisations import permissions
from renfang.organisations.permissions import Role

_RIGHTS = {
    "view_people": "查看人员与岗位",
    "manage_people": "管理用户账号",
    "manage_roles": "管理岗位授权",
    "confirm_roles": "确认岗位授权",
    "confirm_passwords": "确认重设密码、解除两步验证",
    "manage_settings": "维护机构、日历与文号",
    "view_history": "审计检索",
    "view_access": "查询谁能看到记录",
    "look_as": "代看他人能看到的范围",
    "configure_wording": "维护文书用语",
    "view_personal": "查看和导出个人信息原文（须写明理由）",
    "view_personal_register": "查看个人信息登记",
}
_HOLDERS = {
    Role.CLERK: {"view_personal"},
    Role.FINANCE: {"view_personal"},
    Role.HEAD: {"configure_wording", "view_access"},
    Role.SYSTEM_ADMINISTRATOR: {
        "view_people",
        "manage_people",
        "confirm_roles",
        "manage_settings",
        "view_personal_register",
    },
    Role.SECURITY_ADMINISTRATOR: {
        "view_people",
        "manage_roles",
        "confirm_passwords",
        "view_access",
        "look_as",
        "view_personal_register",
    },
    Role.AUDITOR: {
        "view_people",
        "view_history",
        "confirm_passwords",
        "view_access",
        "view_personal_register",
    },
}


def register() -> None:
    """Called once when Django starts."""
    permissions.register(_RIGHTS, _HOLDERS)
