"""What can be done with peacetime use, upkeep and capacity figures, and which posts do it."""

from renfang.organisations.permissions import Role, register

_SEEN = {"view_peacetime_use", "view_peacetime_use_papers", "view_upkeep", "view_capacity"}


def declare() -> None:
    """Register the permissions with the kernel."""
    register(
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
