"""The registry of papers in the menu, and papers in the search box."""

from collections.abc import Iterator
from datetime import time

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from renfang.background.schedule import Daily, register_daily
from renfang.documents.models import IssuedDocument
from renfang.documents.numbers import number_key
from renfang.documents.queries import papers_resting
from renfang.documents.registry import visible_documents
from renfang.documents.storage import PERMISSION, unproduced
from renfang.organisations.access import register_seen
from renfang.organisations.scope import Scope
from renfang.resting import Ending, Resting, rests_on
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import register_tasks


def register() -> None:
    """Called once when Django starts."""
    register_entries(
        "文书",
        Entry("文书登记簿", "documents", "file-certificate", rank=10),
        Entry("文书用语", "wordings", "file-text", rank=30),
    )
    register_entries("管理", Entry("文书文件", "paper_files", "folder", PERMISSION, rank=35))
    register_tasks(unproduced)
    register_seen(
        "paper",
        "文书",
        IssuedDocument,
        rows=visible_documents,
        permission=lambda paper: paper.definition.view_permission,
    )
    register_daily(
        # Papers of demo data wait for their first reader by design.
        Daily(
            "produce_documents",
            "补制文书文件",
            time(2, 30),
            command="produce_documents",
            is_on=lambda: not settings.DEMO,
        ),
    )
    register_finder(find_documents)
    rests_on(None, papers_in_force, rank=90)


def papers_in_force(row: Model, ending: Ending | None) -> Iterator[Resting]:
    """The papers issued about a row of any kind that are not void; an ending leaves them so."""
    if not isinstance(row, IssuedDocument):
        papers = IssuedDocument.objects.of(row).current().with_state()
        yield from papers_resting(papers, words="仍为有效，应当作废的另行作废" if ending else "")


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
