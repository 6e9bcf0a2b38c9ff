"""What approvals register with the kernel when Django starts: papers, menu, tasks, finds."""

from engineering import approval_papers, approval_tasks, omissions
from renfang.workbench.navigation import Entry, Group, register_group
from renfang.workbench.search import register_finder
from renfang.workbench.tasks import Pile, register_piles, register_tasks


def register() -> None:
    """Make approvals known to the registry of papers, the menu, 待办 and the search box."""
    approval_papers.register()
    omissions.register()
    register_group(
        Group(
            "结建审批",
            [
                Entry("审批台账", "engineering:applications", "writing", "view_projects"),
                Entry("建设项目", "engineering:projects", "building-community", "view_projects"),
                Entry("应建未建", "engineering:omissions", "alert-triangle", "view_projects"),
                Entry("审批设置", "engineering:approval_settings", "settings", "view_projects"),
            ],
            rank=10,
        )
    )
    register_tasks(approval_tasks.approval_tasks)
    register_piles(
        Pile(("handle_omission",), approval_tasks.open_omissions, approval_tasks.omission_task)
    )
    register_finder(approval_tasks.find_projects)
