"""``manage.py move_database URL``: everything into a new database of another engine, proven."""

from argparse import ArgumentParser
from typing import Any

import environ
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from renfang.database.moving import THEIRS, NotMoved, move, moved_models, target
from renfang.database.triggers import breaches
from renfang.proof.rows import columns_of, digest_of_rows


class Command(BaseCommand):
    help = (
        "把现有数据库整体搬到另一个空数据库（SQLite 与 PostgreSQL 之间，两个方向均可），"
        "逐表比对行数和内容，装上保护触发器。先停止服务；文件不用搬"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="目标数据库，写法同 RENFANG_DATABASE_URL")

    def handle(self, *, url: str, **options: Any) -> None:
        try:
            with target(environ.Env.db_url_config(url)):
                counts = move(self.stdout.write)
                self._prove()
        except NotMoved as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            raise CommandError(f"没有搬成，现有数据库没有改动：{error}") from error
        self.stdout.write(f"{len(counts)} 张表逐行比对相同，保护触发器完好。")
        self.stdout.write("把 RENFANG_DATABASE_URL 改为目标数据库，执行 verify_all 后启动服务")

    def _prove(self) -> None:
        """Every row gives the same digest on both sides, and the triggers stand."""
        for model in moved_models():
            ours, theirs = (
                digest_of_rows(model._base_manager.using(alias), columns_of(model), settings.DIGEST)
                for alias in ("default", THEIRS)
            )
            if ours != theirs:
                raise CommandError(
                    f"表 {model._meta.db_table} 搬后不同：{ours[0]} 行，搬后 {theirs[0]} 行。"
                    "不要使用目标数据库"
                )
        if found := breaches(using=THEIRS):
            raise CommandError(f"目标数据库的{found[0]}")
