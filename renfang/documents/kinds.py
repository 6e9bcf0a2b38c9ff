"""The kinds of papers that the office issues, registered by the apps when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices

from renfang.clocks.periods import Code

Snapshot = Mapping[str, Any]
# What a kind names as the law of its service where none says how such papers are served.
BY_ANALOGY = "参照《民事诉讼法》第八十七条至第九十五条"


@dataclass(frozen=True)
class Service:
    """送达: papers of a kind are handed over so that it counts, which a 送达回证 proves.

    ``law`` names the articles that have it served; ``permission`` is who prepares the receipt and
    enters what came back; ``receipt`` is the code of the kind of paper that the receipt itself is.
    ``last_day`` says of a paper until when it is to be served, where a law says so: as its record
    has it now, for what the paper itself stated may have moved with the calendar.
    ``is_awaited`` is False where nothing waits for the receipt: 待办 leaves such papers out.

    What begins to run with the service: ``runs`` are periods of law, besides the remedies of a kind
    that tells them, ``term`` the one that the paper itself sets (of a paper and the day from which
    it counts as served: its name and last day). Where neither is, ``unclocked`` says why.
    """

    law: str
    permission: str
    receipt: str
    last_day: Callable[[Any], date] | None = None
    is_awaited: bool = True
    runs: tuple[Code, ...] = ()
    term: Callable[[Any, date], tuple[str, date]] | None = None
    unclocked: str = ""


class Passage(TextChoices):
    """文书用语: what a paper says in words of law or custom, which an office may word itself."""

    LEGAL_BASIS = "legal_basis", "法律依据"
    REMEDIES = "remedies", "救济途径"
    PAYMENT = "payment", "缴款方式"
    FINE_PAYMENT = "fine_payment", "罚款缴纳方式"
    CONTACT = "contact", "联系方式"
    SIGNATURE = "signature", "签署栏"


# What a passage says where no office worded it; a function where the law changed on a day.
Text = str | Callable[[date], str]


@dataclass(frozen=True)
class DocumentKind:
    """One kind of paper.

    ``compose`` turns a snapshot (plain JSON data) and its verification mark into pages for
    renfang.typesetting; it queries nothing. ``public_rows`` picks what the public
    verification page shows for comparison with the paper, never more than the paper itself.
    """

    code: str
    label: str
    # 类别字 that follows the organisation's prefix in the number, e.g. 防审.
    word: str
    view_permission: str
    print_permission: str
    void_permission: str
    compose: Callable[[Snapshot, Any], Any]
    public_rows: Callable[[Snapshot], Sequence[tuple[str, str]]] = lambda snapshot: ()
    # The snapshot as whoever looks at the screen may see it, and the right to see the rest of it.
    mask: Callable[[Snapshot], Snapshot] | None = None
    whole_permission: str = ""
    # Certificates carry a QR code by which anybody can check them.
    verifiable: bool = False
    # That the law has papers of this kind served, and by whom; renfang.serving does it.
    service: Service | None = None
    # The passages that ``compose`` prints from ``snapshot["wording"]``, as the law words them.
    passages: Mapping[Passage, Text] = field(default_factory=dict)
    # How the paper speaks of itself in them.
    called: str = "本决定书"

    @property
    def runs(self) -> tuple[Code, ...]:
        """The periods of law that begin when a paper of the kind is served: the remedies first."""
        if self.service is None:
            return ()
        told = (Code.RECONSIDERATION, Code.LAWSUIT) if Passage.REMEDIES in self.passages else ()
        return (*told, *self.service.runs)


_kinds: dict[str, DocumentKind] = {}


def register_kind(kind: DocumentKind) -> None:
    """Make a kind known; each code belongs to one kind."""
    if kind.code in _kinds:
        raise ValueError(f"document kind {kind.code} is registered already")
    _kinds[kind.code] = kind


def kind_of(code: str) -> DocumentKind:
    """The kind with this code; KeyError where no app registered it."""
    return _kinds[code]


def all_kinds() -> list[DocumentKind]:
    """Every registered kind, in order of registration."""
    return list(_kinds.values())
