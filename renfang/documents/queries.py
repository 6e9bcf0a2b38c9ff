"""Looking at a paper on the screen: masked where it states secrets, whole for a reason on record.

Printing hands out the paper as it was issued; it is an act of its own and is kept too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from renfang.acts import NotPermitted, act, require_text
from renfang.documents.models import IssuedDocument
from renfang.documents.printing import render
from renfang.documents.registry import compose_as, find_document, read_pdf
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Resting


def papers_resting(
    papers: Iterable[IssuedDocument], effect: Effect = Effect.REMAINS, words: str = ""
) -> Iterator[Resting]:
    """Papers as what rests on a row, for users who may see their kind."""
    for paper in papers:
        yield Resting(
            row=paper,
            label=paper.kind_label,
            name=paper.number,
            effect=effect,
            words=words,
            permission=paper.definition.view_permission,
        )


def is_masked(document: IssuedDocument) -> bool:
    """Whether the paper states something that its preview leaves out."""
    mask = document.definition.mask
    return mask is not None and mask(document.snapshot) != document.snapshot


def preview_pdf(document: IssuedDocument) -> bytes:
    """The stored bytes; of a paper with secrets, the same pages with the secrets masked."""
    mask = document.definition.mask
    if mask is None or not is_masked(document):
        return read_pdf(document)
    pages = compose_as(document, mask(document.snapshot))
    return render(replace(pages, watermark="涉密指标已遮盖"))


def may_look_at_whole(document: IssuedDocument, scope: Scope) -> bool:
    """Whether the user may see what the preview leaves out."""
    return scope.may(document.definition.whole_permission, document)


@act
def look_at_whole(document_id: int, *, by: User, reason: str) -> bytes:
    """查看全文: the stored bytes with everything they state; the look is on record."""
    scope = Scope(by)
    document = find_document(document_id, scope)
    if is_masked(document) and not may_look_at_whole(document, scope):
        raise NotPermitted.lacking(document.definition.whole_permission)
    reason = require_text(reason, "写明查看事由", least=2, example="核对抗力等级")
    record(by, "查看文书涉密内容", document, note=reason)
    return read_pdf(document)
