"""Papers tested as law: tests/data/papers.toml, and what a paper's text is found to lack or to say.

The table says of each kind of paper, and of each state that can print it, what has to stand in it
and what must not, with the article. A condition reads the paper's snapshot and what the register
knows beside it, so that a paper cannot excuse itself by what it says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from fees.collection.outcomes import fate_after
from fees.models import CollectionTrack
from renfang.documents.models import IssuedDocument
from renfang.typesetting import FormSheet, OfficialLetter, Paragraph
from tests.kernel.documents.pdf import page_lines, without_space

TABLE = Path(__file__).resolve().parents[2] / "data" / "papers.toml"
GENERAL = "general"
_PAGE_NUMBER = re.compile(r"^—\d+—|第\d+页$")
# A sentence, a list that follows, or a line to sign on.
_ENDS = tuple("。：；！？）")
_SIGNED = re.compile(r"年\s*月\s*日|盖章|签名")


@dataclass(frozen=True)
class Rule:
    """A line of the table: what is looked for, by which article, in which state."""

    kind: str
    says: str
    law: str
    when: str = ""
    is_forbidden: bool = False

    def __str__(self) -> str:
        told = "must not say" if self.is_forbidden else "must say"
        return (
            f"{self.kind} {told} {self.says!r} ({self.law}){f' when {self.when}' * bool(self.when)}"
        )

    def applies(self, facts: Mapping[str, Any]) -> bool:
        """Whether a paper of these facts is in the state that the line is about."""
        return not self.when or all(_holds(term, facts) for term in self.when.split(" and "))

    def is_kept(self, text: str) -> bool:
        """Whether the text says what it has to, or says nothing of what it must not."""
        return bool(re.search(self.says, text)) != self.is_forbidden


def _holds(term: str, facts: Mapping[str, Any]) -> bool:
    """One term of a condition: NAME, not NAME, or NAME with ==, !=, ~, !~ and what it is."""
    found = re.fullmatch(r"(not )?([\w.]+)(?: (==|!=|~|!~) (.+))?", term)
    assert found, f"no condition: {term}"
    negated, path, sign, wanted = found.groups()
    value: Any = facts
    for name in path.split("."):
        value = value.get(name, "") if isinstance(value, Mapping) else ""
    if sign is None:
        return bool(value) != bool(negated)
    met = str(value) == wanted if "=" in sign else bool(re.search(wanted, str(value)))
    return met != sign.startswith("!")


class Longer(TypedDict):
    """A state in which a kind of paper has to say more, and how many pages it takes then."""

    pages: int
    when: str


@dataclass(frozen=True)
class Table:
    """All lines, and how many pages a kind has at most before its annexes."""

    rules: tuple[Rule, ...]
    pages: Mapping[str, int]
    longer: Mapping[str, Longer]

    def pages_of(self, kind: str, facts: Mapping[str, Any]) -> int:
        """How many pages a paper of the kind has at most, in the state that the facts tell."""
        longer = self.longer.get(kind)
        if longer and all(_holds(term, facts) for term in longer["when"].split(" and ")):
            return longer["pages"]
        return self.pages.get(kind, 99)

    def of(self, kind: str) -> Iterator[Rule]:
        """The lines about a kind, those about every paper among them."""
        return (rule for rule in self.rules if rule.kind in (kind, GENERAL))

    @property
    def kinds(self) -> set[str]:
        """The kinds that have lines of their own."""
        return {rule.kind for rule in self.rules} - {GENERAL}


def read_table() -> Table:
    """The table as the file has it."""
    rules: list[Rule] = []
    pages: dict[str, int] = {}
    longer: dict[str, Longer] = {}
    for kind, said in tomllib.loads(TABLE.read_text("utf-8")).items():
        for name in (kind, *said.get("same_as", ())):
            rules += [Rule(name, *line) for line in said.get("elements", ())]
            rules += [Rule(name, *line, is_forbidden=True) if len(line) == 3 else
                      Rule(name, line[0], line[1], is_forbidden=True)
                      for line in said.get("forbidden", ())]  # fmt: skip
            if "pages" in said:
                pages[name] = said["pages"]
            if "longer" in said:
                longer[name] = said["longer"]
    return Table(tuple(rules), pages, longer)


@dataclass(frozen=True, eq=False)
class Printed:
    """A paper as it came out: what it was made of, and its PDF with the lines of each page."""

    kind: str
    number: str
    facts: Mapping[str, Any]
    contents: Any
    pdf: bytes
    lines: tuple[str, ...]

    @classmethod
    def of(cls, paper: IssuedDocument, contents: Any, pdf: bytes) -> Printed:
        """Read the PDF of an issued paper back."""
        facts = {**paper.snapshot, "record": known_of(paper)}
        return cls(paper.kind, paper.number, facts, contents, pdf, tuple(page_lines(pdf)))

    @property
    def pages(self) -> list[str]:
        """The text of each page without blanks, line ends and its number."""
        return [_PAGE_NUMBER.sub("", without_space(page)) for page in self.lines]

    @property
    def text(self) -> str:
        """The text of the whole paper."""
        return "".join(self.pages)

    @property
    def main_pages(self) -> int:
        """How many pages there are before the annexes."""
        annexes = (at for at, page in enumerate(self.pages) if re.match(r"附件\d?(?!：)", page))
        return next(annexes, len(self.pages))

    @property
    def letter(self) -> OfficialLetter | None:
        """The contents where they are a letter."""
        return self.contents if isinstance(self.contents, OfficialLetter) else None

    def unfinished(self) -> list[str]:
        """Paragraphs of a letter that end without a full stop."""
        if self.letter is None:
            return []
        texts = [block.text for block in self.letter.body if isinstance(block, Paragraph)]
        parts = [part.strip() for text in texts for part in text.split("\n")]
        return [p for p in parts if p and not p.endswith(_ENDS) and not _SIGNED.search(p)]

    def empty_pages(self) -> list[str]:
        """Pages that hold nothing but name, date and seal, the list of annexes or 版记."""
        if len(self.pages) == 1 or not isinstance(self.contents, OfficialLetter | FormSheet):
            return []
        text = self.pages[: self.main_pages]
        return [page for page in (*text, self.pages[-1]) if len(self._substance(page)) < 20]

    def _substance(self, page: str) -> str:
        """A page without what stands on it anyhow."""
        contents = self.contents
        signer = contents.issuer if self.letter else contents.signer
        day = contents.issued_on
        date = f"{day.year}年{day.month}月{day.day}日" if day else ""
        for words in (f"{signer}{date}印发", f"{signer}{date}", date):
            page = page.replace(words, "") if words else page
        if page.startswith("附件演练影像"):
            return "pictures are no text, but they fill a page"
        page = re.sub(r"核验码[0-9A-Z]{6}|扫描二维码核验真伪|（联系电话：[^）]*）", "", page)
        return re.sub(r"附件：.*$", "", page)


def known_of(paper: IssuedDocument) -> dict[str, Any]:
    """What the register knows of a paper beside what the paper says of itself."""
    track = paper.subject
    if not isinstance(track, CollectionTrack):
        return {}
    steps = list(track.steps.order_by("id"))
    made = next((at for at, step in enumerate(steps) if step.paper_id == paper.pk), len(steps))
    return {"road": fate_after(steps[:made]).road.name}


def faults(printed: Printed, table: Table, met: set[Rule]) -> list[tuple[Rule, str]]:
    """Each line that a paper does not keep; ``met`` gains those it was held against."""
    text = printed.text
    found = []
    for rule in table.of(printed.kind):
        if not rule.applies(printed.facts):
            continue
        met.add(rule)
        if not rule.is_kept(text):
            found.append((rule, f"{printed.number}: {_around(rule, text)}"))
    return found


def _around(rule: Rule, text: str) -> str:
    """Where a forbidden sentence stands; of a missing one, how the paper begins."""
    said = re.search(rule.says, text)
    return text[max(0, said.start() - 25) : said.end() + 15] if said else text[:60]
