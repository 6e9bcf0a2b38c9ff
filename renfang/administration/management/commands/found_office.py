"""``manage.py found_office``: the first organisation and its three administrators.

Everything else is done on the pages: the system administrator sets up districts, prefixes and the
local practice and opens accounts, the security administrator grants roles.
"""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from renfang.acts import Refused
from renfang.administration.acts.founding import found_organisation, name_authorities
from renfang.administration.acts.offices import authorities_of, division_of
from renfang.administration.acts.people import first_password
from renfang.administration.acts.roles import grant_role
from renfang.documents.models import NumberPrefix
from renfang.organisations.authorities import Body
from renfang.organisations.models import Organisation, User
from renfang.organisations.passwords import set_password
from renfang.organisations.permissions import Role

ADMINISTRATORS = {
    "system": Role.SYSTEM_ADMINISTRATOR,
    "security": Role.SECURITY_ADMINISTRATOR,
    "audit": Role.AUDITOR,
}


class Command(BaseCommand):
    help = "设立第一个机构和系统、安全、审计三位管理员，并打印他们的一次性密码"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("name", help="机构全称，例如 某市国防动员办公室")
        parser.add_argument("short_name", help="简称")
        parser.add_argument("division_code", help="GB/T 2260 行政区划代码，例如 620100")
        parser.add_argument("division_name", help="行政区划名称")
        parser.add_argument("prefix", help="文号代字，例如 某动")
        parser.add_argument(
            "--government", default="", help="复议机关，不填的按行政区划名称，例如 某市人民政府"
        )
        parser.add_argument(
            "--court", default="", help="所在地基层人民法院的全称，例如 某市某区人民法院"
        )
        for key, role in ADMINISTRATORS.items():
            parser.add_argument(
                f"--{key}",
                required=True,
                metavar="账号=姓名",
                help=f"{role.label}的账号和姓名，例如 zhang=张三",
            )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.exists():
            raise CommandError("已有机构。下级机构由系统管理员在“机构与口径”页面设立")
        today = timezone.localdate()
        try:
            division = division_of(options["division_code"], options["division_name"])
            bodies = authorities_of(division, options["government"], options["court"])
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        office = found_organisation(
            options["name"], options["short_name"], division, founded_on=today
        )
        NumberPrefix.objects.create(
            organisation=office, prefix=options["prefix"], effective_from=today
        )
        name_authorities(office, bodies, on=today)
        self.stdout.write(f"已设立{office}。一次性密码，登录后立即修改：")
        for key, role in ADMINISTRATORS.items():
            self._appoint(office, role, options[key])
        if not bodies[Body.COURT]:
            self.stdout.write(
                "从行政区划名称看不出所在地的基层人民法院：由系统管理员在“机构与口径”登记，"
                "文书才能写明对谁提起行政诉讼。"
            )

    def _appoint(self, office: Organisation, role: Role, stated: str) -> None:
        username, separator, full_name = stated.partition("=")
        if not (separator and username and full_name):
            raise CommandError(f"{role.label}须写成 账号=姓名，例如 zhang=张三，现为 {stated}")
        if User.objects.filter(username=username).exists():
            raise CommandError(f"账号“{username}”重复。三位管理员须是三个人")
        password = first_password()
        user = User.objects.create_user(username, full_name=full_name, organisation=office)
        set_password(user, password, is_one_time=True)
        grant_role(user.pk, role, office.pk, by=None)
        self.stdout.write(f"  {role.label}  {username}  {password}")
