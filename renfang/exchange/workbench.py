"""What exchange adds to rooms below it: lists become files."""

from renfang.exchange.lists import list_file
from renfang.pages.list_pages import FILE_WRITERS


def register() -> None:
    """Called when Django starts."""
    FILE_WRITERS.register(list_file)
