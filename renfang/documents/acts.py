"""批量打印 and the queue of what waits for it; 修订文书用语.

Many papers become one PDF, each printing on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from renfang.acts import Incomplete, NotFound, Refused, act, require_text
from renfang.documents.kinds import DocumentKind, all_kinds
from renfang.documents.models import IssuedDocument, PaperWording, Printing
from renfang.documents.passages import (
    may_be_worded,
    require_known,
    require_remedies,
    words_before,
)
from renfang.documents.printing import render_batch
from renfang.documents.registry import compose, read_pdf
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope, ScopedQuerySet

MOST = 200


@dataclass
class Waiting:
    """Papers of one kind that were never printed; ``problems`` maps a paper's id to what to do."""

    kind: DocumentKind
    total: int
    papers: list[IssuedDocument] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)


def waiting_for_print(scope: Scope, *, each: int = 100) -> list[Waiting]:
    """待打印: papers in force that nobody has printed, by kind; those with a problem come first."""
    groups = []
    for kind in all_kinds():
        papers = _unprinted(scope, kind)
        total = papers.count()
        if not total:
            continue
        shown = list(papers.with_state().order_by("issued_on", "id")[:each])
        problems = _problems(shown)
        shown.sort(key=lambda paper: paper.pk not in problems)
        groups.append(Waiting(kind, total, shown, problems))
    return groups


def _unprinted(scope: Scope, kind: DocumentKind) -> ScopedQuerySet:
    return (
        IssuedDocument.objects.filter(
            kind=kind.code, organisation__in=scope.organisations(kind.print_permission)
        )
        .current()
        .filter(printings__isnull=True)
    )


def _problems(papers: Sequence[IssuedDocument]) -> dict[int, str]:
    """What keeps a paper from going to the printer as it is.

    A paper without a file is no problem: printing it produces it.
    """
    twins: dict[tuple[int, int], int] = {}
    rows = IssuedDocument.objects.current().filter(
        kind__in={paper.kind for paper in papers},
        subject_id__in={paper.subject_id for paper in papers},
    )
    for key in rows.values_list("subject_type_id", "subject_id"):
        twins[key] = twins.get(key, 0) + 1
    found = {}
    for paper in papers:
        file = getattr(paper, "file", None)
        if file is not None and not (Path(settings.MEDIA_ROOT) / file.path).exists():
            found[paper.pk] = "文件不在存储中，由系统管理员从备份恢复后打印"
        elif (
            paper.kind.endswith("certificate")
            and twins[paper.subject_type_id, paper.subject_id] > 1
        ):
            found[paper.pk] = "同一对象有多份现行有效的证明，核对后作废多余的"
    return found


@act
def print_batch(document_ids: Sequence[int], *, by: User, reason: str = "") -> bytes:
    """批量打印: one PDF of the papers in the given order, each font once; every printing logged.

    All or none. A paper that was printed before needs ``reason`` (补打). Raises Refused for an
    empty or too long choice, NotFound for a paper that the user may not see.
    """
    chosen = list(dict.fromkeys(document_ids))
    if not chosen:
        raise Refused("没有选中文书。勾选要打印的文书后再办理")
    if len(chosen) > MOST:
        raise Refused(f"一次最多打印 {MOST} 份，已选 {len(chosen)} 份。分几次打印")
    papers = _chosen(chosen, Scope(by))
    again = [paper.number for paper in papers if paper.printings.all()]
    if again:
        require_text(
            reason,
            f"{'、'.join(again[:5])}等 {len(again)} 份已打印过。写明补打原因，例如“原件污损”，"
            "或取消勾选",
            least=2,
        )
    for paper in papers:
        read_pdf(paper)  # the stored paper is there and unaltered
    content = render_batch([compose(paper) for paper in papers])
    for paper in papers:
        printed = bool(paper.printings.all())
        Printing.objects.create(
            document=paper, printed_by=by, reason=reason.strip() if printed else ""
        )
        record(
            by,
            "补打文书" if printed else "打印文书",
            paper,
            note=f"批量打印 {len(papers)} 份；{reason.strip()}".rstrip("；"),
        )
    return content


def _chosen(ids: Sequence[int], scope: Scope) -> list[IssuedDocument]:
    """The papers in the order asked for, locked; each visible, printable and in force."""
    found = {
        paper.pk: paper
        for paper in IssuedDocument.objects.with_state()
        .prefetch_related("printings")
        .filter(pk__in=ids)
    }
    papers = []
    for pk in ids:
        paper = found.get(pk)
        if paper is None or not scope.may(paper.definition.view_permission, paper):
            raise NotFound("文书")
        scope.require(paper.definition.print_permission, paper)
        if paper.is_void:
            raise Refused(f"{paper}已作废，不能打印。取消勾选后重新打印")
        papers.append(paper)
    return papers


_SHORTEST_WORDING = 10


@act
def set_wording(
    organisation_id: int,
    *,
    kind: str,
    passage: str,
    text: str,
    effective_from: date,
    by: User,
) -> PaperWording:
    """修订文书用语: the text of a passage from a day on; issued papers keep what they said.

    ``kind`` is empty for every paper that prints the passage. Raises NotPermitted, NotFound for a
    passage that no such paper prints, or Incomplete naming the field.
    """
    Scope(by).require("configure_wording", organisation_id)
    if not may_be_worded(kind, passage):
        raise NotFound("文书用语")
    text = require_text(text, "写明文字", field="text", least=_SHORTEST_WORDING)
    require_known(text)
    require_remedies(passage, text)
    organisation = Organisation.objects.get(pk=organisation_id)
    row = PaperWording(
        organisation=organisation,
        kind=kind,
        passage=passage,
        text=text,
        effective_from=effective_from,
    )
    try:
        row.full_clean()
    except ValidationError as error:
        raise Incomplete("；".join(error.messages), field="effective_from") from error
    before = words_before(row)
    row.save(force_insert=True)
    after = {row.what: row.text, "启用日期": effective_from}
    record(by, "修订文书用语", row, before={row.what: before}, after=after)
    return row
