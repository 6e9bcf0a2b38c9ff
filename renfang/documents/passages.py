"""文书用语: what papers say in words of law or custom, worded once and editable per office.

Each kind of paper declares the passages it prints, with the text that the law gives
(``DocumentKind.passages``). An office may word any of them itself from a day on (``PaperWording``),
for one kind or for all that print it; offices below follow it. ``issue_document`` fills them in
once and freezes them in the snapshot, where composers find them (``renfang.documents.wording``).

A text has a fixed set of placeholders: the substitution knows ``{name}`` and nothing else, no
attributes, indexes or formats, so that an edited text can never reach into the program.
Law: 行政复议法 arts 20, 42, 44; 行政诉讼法 arts 46, 56; 行政许可法 art. 38(2); 行政处罚法 art. 59.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from renfang.acts import Incomplete, Refused
from renfang.documents.kinds import DocumentKind, Passage, Snapshot, all_kinds, kind_of
from renfang.documents.models import PaperWording
from renfang.organisations.authorities import LOCAL_COURT, court_of, government_of
from renfang.organisations.models import Organisation

# Placeholder → what it stands for, as the editing page lists them.
PLACEHOLDERS: Mapping[str, str] = {
    "project": "项目名称",
    "project_code": "项目代码",
    "developer": "当事人",
    "issuer": "签发机关名称",
    "paper": "文书的简称，例如“本意见书”",
    "government": "签发机关的复议机关，按机构与口径的登记",
    "court": "对签发机关提起行政诉讼的人民法院，按机构与口径的登记",
    "phone": "联系电话",
    "office_address": "办公地址",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each ``{name}`` replaced; what is put in is never read for placeholders.

    A line that would have told of nothing but unknown values is left out: 联系电话：{phone} of an
    office without one. Raises Incomplete naming a placeholder that is not in PLACEHOLDERS.
    """
    require_known(text)
    return "\n".join(
        _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), line)
        for line in text.splitlines()
        if not (names := _PLACEHOLDER.findall(line))
        or any(values.get(name) != "" for name in names)
    )


def require_known(text: str) -> None:
    """Raise Incomplete, naming it, where the text has a placeholder that no paper knows."""
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            known = "、".join(f"{{{known}}}" for known in PLACEHOLDERS)
            raise Incomplete(f"不认识占位符“{{{name}}}”。可以使用的有 {known}", field="text")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise Incomplete("花括号没有成对。占位符写作 {project}，前后各一个花括号", field="text")


def require_remedies(passage: str, text: str) -> None:
    """Raise Incomplete where 救济途径 names no 复议机关 or no court.

    Who is not told the 复议机关 has up to a year to turn to it (行政复议法 art. 20(3)).
    """
    if passage != Passage.REMEDIES:
        return
    for placeholder, body in (("government", "人民政府"), ("court", "人民法院")):
        if f"{{{placeholder}}}" not in text and body not in text:
            raise Incomplete(
                f"救济途径须写明复议机关和人民法院，加入 {{{placeholder}}}"
                "（《行政复议法》第二十条第三款）",
                field="text",
            )


@dataclass(frozen=True)
class Worded:
    """A passage in force; ``row`` is the office's own wording, None where the law's text stands."""

    text: str
    row: PaperWording | None = None


def wordings_until(
    organisation: Organisation, day: date, kinds: Iterable[str]
) -> list[PaperWording]:
    """What the organisation and its superiors worded by then; of two that fit, the later holds.

    The nearest organisation comes last, with its words for a kind behind those for every kind.
    """
    rows = PaperWording.objects.filter(
        organisation__in=organisation.lineage,
        kind__in=["", *kinds],
        effective_from__lte=day,
    )
    ordered = rows.order_by("organisation__path", "kind", "effective_from")
    return list(ordered.select_related("organisation"))


def in_force(kind: DocumentKind, day: date, rows: Iterable[PaperWording]) -> dict[str, Worded]:
    """Passage → text of a kind, from the rows of ``wordings_until``; else as the law has it."""
    found = {
        passage.value: Worded(text if isinstance(text, str) else text(day))
        for passage, text in kind.passages.items()
    }
    for row in rows:
        if row.passage in found and row.kind in ("", kind.code):
            found[row.passage] = Worded(row.text, row)
    return found


def wording_on(kind: DocumentKind, organisation: Organisation, day: date) -> dict[str, Worded]:
    """The passages of a kind as the organisation's papers print them from ``day`` on."""
    if not kind.passages:
        return {}
    return in_force(kind, day, wordings_until(organisation, day, [kind.code]))


def kinds_with(passage: str) -> list[DocumentKind]:
    """The kinds of papers that print a passage, in the order of registration."""
    return [kind for kind in all_kinds() if passage in kind.passages]


def may_be_worded(kind: str, passage: str) -> bool:
    """Whether some paper prints the passage; each cites a law of its own, so none is for all."""
    if not kind:
        return passage != Passage.LEGAL_BASIS and bool(kinds_with(passage))
    return any(known.code == kind for known in kinds_with(passage))


def words_before(row: PaperWording) -> str:
    """What the passage says before ``row`` takes effect; nothing where each paper has its own."""
    rows = wordings_until(row.organisation, row.effective_from, [row.kind])
    if row.kind:
        return in_force(kind_of(row.kind), row.effective_from, rows)[row.passage].text
    same = [old for old in rows if not old.kind and old.passage == row.passage]
    return same[-1].text if same else ""


def worded(
    kind: DocumentKind,
    snapshot: Snapshot,
    *,
    organisation: Organisation,
    issuer: Organisation,
    on: date,
) -> dict[str, str]:
    """Every passage as a paper of ``issuer`` prints it about what ``snapshot`` states.

    ``organisation`` is the office that handles the matter and is asked about it. Raises Refused
    where a text names the 复议机关 and nothing tells who that is (行政复议法 art. 20(3)).
    """
    texts = {name: found.text for name, found in wording_on(kind, issuer, on).items()}
    asked = _PLACEHOLDER.findall("".join(texts.values()))
    values = {
        "project": snapshot.get("project") or snapshot.get("shelter") or "",
        "project_code": snapshot.get("project_code") or snapshot.get("works_number") or "",
        "developer": snapshot.get("developer") or snapshot.get("payer") or "",
        "issuer": issuer.style_on(on).name,
        "paper": kind.called,
        **(_authorities(issuer, on) if {"government", "court"} & set(asked) else {}),
        "phone": organisation.phone,
        "office_address": organisation.address,
    }
    return {passage: fill(text, values) for passage, text in texts.items()}


def _authorities(issuer: Organisation, on: date) -> dict[str, str]:
    """复议机关 and court of the office that signs; an unregistered court in general words."""
    government = government_of(issuer, on)
    if government is None:
        raise Refused(
            f"{issuer.name}没有登记复议机关，不能签发告知救济途径的文书。"
            "由系统管理员在“机构与口径”登记后再签发"
        )
    return {
        "government": str(government),
        "court": str(court_of(issuer, on) or LOCAL_COURT),
    }
