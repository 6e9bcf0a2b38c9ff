"""``manage.py demo``: a city and three districts to try everything on; run twice, loaded once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.utils import timezone

from renfang.demo import stories as demo
from renfang.demo.people import PASSWORD, PEOPLE
from renfang.organisations.models import Organisation, User
from renfang.organisations.permissions import Role

BAR = 40  # characters


class Command(BaseCommand):
    help = "装入演示数据（一市三区，各类登记簿的各种状态）；重复运行不会加倍"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "演示数据只装入演示系统。设置环境变量 RENFANG_DEMO=1，并使用单独的数据目录"
            )
        if demo.is_loaded():
            self.stdout.write("演示数据已在库中，没有重复装入。")
        elif Organisation.objects.exists():
            raise CommandError(
                "数据库中已有其他机构，不装入演示数据。换用空的数据目录，或以 RENFANG_DEMO=0 启动"
            )
        else:
            quiet = options["verbosity"] == 0
            demo.load(timezone.localdate(), _silent if quiet else _shown_on(self.stderr))
            self.stdout.write("已装入演示数据。")
        self.stdout.write(f"\n演示账号（密码均为 {PASSWORD}）：")
        roles = {username: role for username, role, *_ in PEOPLE}
        for user in User.objects.filter(username__in=roles).select_related("organisation"):
            label = Role(roles[user.username]).label
            self.stdout.write(
                f"  {user.username:<14}{label}\t{user.full_name}\t{user.organisation.name}"
            )


def _silent(done: int, total: int) -> None:
    """Progress that nobody wants to see."""


def _shown_on(stream: OutputWrapper) -> demo.Progress:
    """A bar that grows on a terminal; elsewhere, such as in a log, a line for each quarter."""

    def grow(done: int, total: int) -> None:
        filled = BAR * done // total
        bar = "█" * filled + "░" * (BAR - filled)
        end = "\n" if done == total else ""
        stream.write(f"\r  {bar} {100 * done // total:3d}%", style_func=str, ending=end)
        stream.flush()

    def tell(done: int, total: int) -> None:
        if 4 * done // total > 4 * (done - 1) // total:
            stream.write(f"  演示数据 {100 * done // total}%", style_func=str)
            stream.flush()

    return grow if stream.isatty() else tell
