"""The auditor's menu entry and tasks, and what the proof watches of the kernel's own tables."""

from datetime import time

from renfang.background.schedule import Daily, register_daily
from renfang.database.protection import is_owner
from renfang.history.retention import GOES_BEFORE
from renfang.organisations.models import RoleAssignment
from renfang.proof.hooks import Watched, watch
from renfang.proof.proving import removable_before
from renfang.proof.queries import PERMISSION, open_questions
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import register_tasks


def register() -> None:
    """Called once when Django starts."""
    register_entries(
        "管理", Entry("完整性核验", "verification", "shield-check", PERMISSION, rank=45)
    )
    register_tasks(open_questions)
    register_daily(
        Daily(
            "nightly",
            "核验并封存",
            time(1, 0),
            command="nightly",
            arguments=lambda: ["--counts"],
            is_on=is_owner,
            attempts=3,
        ),
    )
    GOES_BEFORE.register(removable_before)
    watch(Watched(RoleAssignment, "organisations.User", "user_id"))
