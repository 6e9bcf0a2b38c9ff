"""What the rooms that issue papers say of their service: about what it is, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from renfang.documents.kinds import Service
from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

if TYPE_CHECKING:
    from renfang.serving.models import ServiceReceipt

# How papers name whom they are addressed to, and where.
_RECIPIENTS = ("operator", "developer", "payer")


class Matter:
    """What a paper to be served is about, and what its service changes there.

    This one serves any paper: it reads what the paper itself states and changes nothing. A room
    whose records depend on the service registers its own with ``MATTERS``.
    """

    def __init__(self, paper: IssuedDocument) -> None:
        self.paper = paper
        # Of whom the permission is asked, and whose file the receipt goes to; a scoped record.
        self.subject: Any = paper.subject

    @property
    def service(self) -> Service:
        """What the paper's kind declares."""
        service = self.paper.definition.service
        assert service is not None, f"{self.paper.kind} is no kind of paper that is served"
        return service

    @property
    def cause(self) -> str:
        """案由, as the receipt prints it."""
        return self.paper.about

    @property
    def recipient(self) -> str:
        """受送达人 that the form proposes; empty where the paper does not say."""
        said = self.paper.snapshot
        return next((said[name] for name in _RECIPIENTS if said.get(name)), "")

    @property
    def place(self) -> str:
        """送达地点 that the form proposes."""
        return self.paper.snapshot.get("address") or ""

    @property
    def trail(self) -> Sequence[tuple[str, str]]:
        """(label, address) of the pages above; the last is where one goes on."""
        return (
            ("文书登记簿", reverse("documents")),
            (self.paper.number, reverse("document", args=[self.paper.pk])),
        )

    def lock(self, scope: Scope) -> Any:
        """Lock the record that the history is kept on, and give it.

        Raises NotFound, NotPermitted, or WrongState where its papers are not served any more.
        """
        manager = type(self.subject)._default_manager
        self.subject = manager.locked(self.subject.pk, scope, self.service.permission)
        return self.subject

    def served(self, receipt: ServiceReceipt, by: User) -> dict[str, Any]:
        """What follows once the paper counts as served; gives what the history adds, by label."""
        return {}

    def corrected(self, receipt: ServiceReceipt, by: User) -> dict[str, Any]:
        """The same after a correction. Raises WrongState where later steps rest on the old day."""
        return self.served(receipt, by)

    def failed(self, receipt: ServiceReceipt, by: User) -> dict[str, Any]:
        """What follows when an attempt came to nothing."""
        return {}


# What follows in other rooms once a paper counts as served, or its day was corrected: called inside
# the act, after what the paper is about has followed.
AFTER_SERVICE: Hook[Callable[[ServiceReceipt, User], None]] = Hook()
# Each gives the Matter of a paper of its room, or None for any other paper.
MATTERS: Hook[Callable[[IssuedDocument], Matter | None]] = Hook()


def matter_of(paper: IssuedDocument) -> Matter:
    """What the paper is about: as its room says, else what the paper itself states."""
    for matter in MATTERS:
        found = matter(paper)
        if found is not None:
            return found
    return Matter(paper)
