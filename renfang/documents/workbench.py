"""The registry of papers in the menu, and papers in the search box."""

from collections.abc import Iterator

from django.urls import reverse

from renfang.documents.numbers import number_key
from renfang.documents.registry import visible_documents
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder


def register() -> None:
    """Called once when Django starts."""
    register_entries("文书", Entry("文书登记簿", "documents", "file-certificate", rank=10))
    register_finder(find_documents)


def find_documents(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Papers whose number contains what was typed, whatever brackets were used."""
    key = number_key(words)
    if not key:
        return
    found = visible_documents(scope).filter(number_key__contains=key).order_by("-id")
    for document in found[:limit]:
        detail = f"{document.title_line}（{document.state_label}）"
        yield Hit(
            document.kind_label, document.number, detail, reverse("document", args=[document.pk])
        )
