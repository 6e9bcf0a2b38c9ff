"""The queue in the menu and on 待办, and what the kernel does every day."""

from dataclasses import dataclass
from datetime import date, time

from django.conf import settings

from renfang.background.models import Job
from renfang.background.queries import PERMISSION, failed_for, late_for
from renfang.background.schedule import Daily, register_daily
from renfang.database.protection import is_owner
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


@dataclass(frozen=True)
class _EverybodysPile(Pile):
    """Anybody may have asked for a job."""

    def is_for(self, scope: Scope) -> bool:
        """Whoever it is."""
        return True


def _failed(job: Job, today: date) -> Task:
    return Task(
        title="后台任务失败",
        subject=str(job),
        url=job.get_absolute_url(),
        note="重新执行，或取消不再执行",
    )


def _late(job: Job, today: date) -> Task:
    return Task(
        title="后台任务无人执行",
        subject=str(job),
        url=job.get_absolute_url(),
        note="检查执行进程是否在运行",
    )


def _backup() -> list[str]:
    return [settings.BACKUP_DIR, "--keep", str(settings.BACKUPS_KEPT), "--counts"]


def register() -> None:
    """Called once when Django starts."""
    register_entries("管理", Entry("后台任务", "jobs", "refresh", PERMISSION, rank=36))
    register_piles(
        _EverybodysPile((), failed_for, _failed, most=5),
        Pile((PERMISSION,), late_for, _late, most=1),
    )
    register_daily(
        Daily("sessions", "清理过期登录", time(0, 30), command="clearsessions", attempts=3),
        Daily(
            "jobs",
            "清理后台任务",
            time(0, 40),
            function="renfang.background.tasks.clear_jobs",
            attempts=3,
        ),
        Daily(
            "access",
            "清理到期访问记录",
            time(0, 50),
            command="remove_old_access",
            is_on=is_owner,
            attempts=3,
        ),
        Daily(
            "backup",
            "备份",
            time(3, 0),
            command="backup",
            arguments=_backup,
            is_on=lambda: bool(settings.BACKUP_DIR),
            attempts=3,
        ),
    )
