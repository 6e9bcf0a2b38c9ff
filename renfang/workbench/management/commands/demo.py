"""``manage.py demo``: a city and three districts to try everything on; run twice, loaded once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from renfang.demo import stories as demo
from renfang.organisations.models import Organisation, User
from renfang.organisations.permissions import Role


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
            raise CommandError("数据库中已有其他机构，不装入演示数据。换用空的数据目录")
        else:
            demo.load(timezone.localdate())
            self.stdout.write("已装入演示数据。")
        self.stdout.write(f"\n演示账号（密码均为 {demo.PASSWORD}）：")
        roles = {username: role for username, role, *_ in demo.PEOPLE}
        for user in User.objects.filter(username__in=roles).select_related("organisation"):
            label = Role(roles[user.username]).label
            self.stdout.write(
                f"  {user.username:<14}{label}\t{user.full_name}\t{user.organisation.name}"
            )
