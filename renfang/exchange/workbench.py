"""What exchange adds to rooms below it: lists become files, old uploads go."""

from datetime import time

from renfang.background.schedule import Daily, register_daily
from renfang.exchange.lists import list_file
from renfang.pages.list_pages import FILE_WRITERS


def register() -> None:
    """Called when Django starts."""
    FILE_WRITERS.register(list_file)
    register_daily(
        Daily(
            "imports",
            "清理导入明细",
            time(0, 45),
            function="renfang.exchange.retention.clear_old_imports",
            attempts=3,
        ),
    )
