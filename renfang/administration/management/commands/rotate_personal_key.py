"""``manage.py rotate_personal_key``: replace the key under which personal numbers are kept."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renfang.personal import keys
from renfang.personal.rotation import outdated, personal_fields, reseal_batch


class Command(BaseCommand):
    help = (
        "更换个人信息密钥：生成新密钥，把全部号码分批改用新密钥加密。中断后重新运行，从中断处继续；"
        "旧密钥留在密钥文件中，旧备份仍能恢复"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="每批行数（默认 500）")
        parser.add_argument("--forget", metavar="密钥", help="删除不再需要的旧密钥")
        parser.add_argument("--list", action="store_true", help="只列出密钥")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1:
            raise CommandError("每批行数须为正整数", returncode=2)
        if options["list"]:
            self._list()
        elif options["forget"]:
            self._forget(options["forget"])
        else:
            self._rotate(options["batch"])

    def _left(self) -> int:
        """Numbers that are not under the key that writes."""
        return sum(outdated(model, field).count() for model, field in personal_fields())

    def _list(self) -> None:
        for place, key in enumerate(keys.ring().keys):
            self.stdout.write(f"{key.name}  {'旧密钥，只用于读取' if place else '现用'}")
        self.stdout.write(f"未用现用密钥加密的号码 {self._left()} 个。")

    def _rotate(self, size: int) -> None:
        left = self._left()
        if left:
            self.stdout.write(f"上次更换未完成，还有 {left} 个号码，继续。")
        else:
            self.stdout.write(f"已生成新密钥 {keys.add_key().name}。立即另存密钥文件 {keys.path()}")
        for model, field in personal_fields():
            done = 0
            while step := reseal_batch(model, field, size=size):
                done += step
            words = f"{model._meta.verbose_name}·{field.verbose_name}"
            self.stdout.write(f"{words}：{done} 个")
        left = self._left()
        if left:
            raise CommandError(f"还有 {left} 个号码未更换，重新运行", returncode=1)
        self.stdout.write(f"已全部改用密钥 {keys.ring().active.name}。旧密钥仍用于恢复旧备份。")

    def _forget(self, name: str) -> None:
        ring = keys.ring()
        if ring.named(name) is None:
            raise CommandError(f"密钥文件中没有 {name}", returncode=2)
        if name == ring.active.name:
            raise CommandError("这是现用的密钥，不能删除", returncode=2)
        if left := self._left():
            raise CommandError(f"还有 {left} 个号码用旧密钥加密。先完成更换", returncode=1)
        keys.forget_key(name)
        self.stdout.write(f"已删除密钥 {name}。用它加密的旧备份中的号码不能再恢复。")
