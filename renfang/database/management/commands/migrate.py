"""``manage.py migrate``: Django's own; an empty database is made at once."""

import argparse
from typing import Any

from django.core.management.commands import migrate

from renfang.database.founding import found, is_empty


class Command(migrate.Command):
    help = f"{migrate.Command.help} An empty database is made at once (renfang.database.founding)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--step-by-step",
            action="store_true",
            help="Apply each migration to an empty database, too.",
        )

    def handle(self, *args: Any, **options: Any) -> Any:
        if _wants_everything(options) and is_empty(options["database"]):
            found(options["database"])
        return super().handle(*args, **options)


def _wants_everything(options: dict[str, Any]) -> bool:
    others = ("app_label", "step_by_step", "fake", "fake_initial", "plan", "check_unapplied")
    return not any(options.get(each) for each in (*others, "prune"))
