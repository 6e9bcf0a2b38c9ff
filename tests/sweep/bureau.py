"""One bureau of the world: its mark, its people by post, and its records by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from renfang.organisations.models import Organisation, User
from renfang.organisations.permissions import Role

PASSWORD = "a-long-enough-password"
# Who stands at the browser: every post, a member of staff without one, a disabled clerk, nobody.
NO_POST, DISABLED, VISITOR = "no_post", "disabled", "visitor"
STAFF = (*Role.values, NO_POST)
ACTORS = (*STAFF, DISABLED, VISITOR)
# An id that no row has, and ids that no column holds.
UNKNOWN_PK = 77_777_777


@dataclass
class Bureau:
    """One office: its mark, its people by post, and what its addresses are about by name."""

    mark: str
    organisation: Organisation
    # Begins every telephone number on its books.
    dialling: str
    people: dict[str, User] = field(default_factory=dict)
    # Thing → what stands in its address.
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Telephone numbers of people: personal data, shown on request and then logged.
    contacts: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def who(self, role: str) -> User:
        """The user in this post."""
        return self.people[role]

    def marked(self, kind: str, text: str = "") -> str:
        """Text that shows whose it is and what it is about: 标记东案…"""
        return f"{self.mark}{kind}{text}"

    def pk(self, thing: str) -> int:
        """The id of a thing."""
        return self.things[thing]["pk"]

    def phone(self) -> str:
        """Another telephone number of this bureau."""
        return f"{self.dialling}{next(self.numbers):04d}"

    def contact(self) -> str:
        """The telephone number of another person on its books."""
        self.contacts.append(self.phone())
        return self.contacts[-1]

    def keep(self, thing: str, row: Any) -> Any:
        """Give a row the name by which the table asks for it."""
        self.things[thing] = {"pk": row.pk}
        return row

    def keep_number(self, thing: str, row: Any, field: str) -> None:
        """Name a personal number, which can be looked at for a reason."""
        self.things[thing] = {"model": row._meta.label_lower, "field": field, "pk": row.pk}

    def keep_file(self, thing: str, batch: Any) -> None:
        """Name an uploaded file, and the first thing in it (``…_row``), which can be mended."""
        self.keep(thing, batch)
        self.things[f"{thing}_row"] = {"pk": batch.pk, "group": 1}
