"""Issuing, producing, printing and voiding papers."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django_tasks import task

from renfang.acts import (
    NotFound,
    Refused,
    Unavailable,
    WrongState,
    act,
    require_text,
)
from renfang.algorithms import digest, matches
from renfang.background.running import Running
from renfang.documents.hooks import standing_changed
from renfang.documents.kinds import DocumentKind, Snapshot, all_kinds, kind_of
from renfang.documents.models import DocumentFile, IssuedDocument, LaterMark, Printing, Voiding
from renfang.documents.numbers import number_key, prefix_on, take_number
from renfang.documents.passages import worded
from renfang.documents.printing import render
from renfang.documents.wording import in_words
from renfang.files import written_whole
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.resting import Ending, require_free

logger = logging.getLogger(__name__)
_on_first_reading: ContextVar[bool] = ContextVar("renfang_papers_on_first_reading", default=False)


@contextmanager
def produced_on_first_reading() -> Iterator[None]:
    """Papers issued inside are neither proven printable nor produced until somebody reads them.

    For demo data alone, whose hundreds of papers nobody may ever open, and whose stories the tests
    prove printable. A real act must learn at once that its paper cannot be printed.
    """
    if not settings.DEMO:
        raise RuntimeError("papers are proven and produced when issued, except for demo data")
    token = _on_first_reading.set(True)
    try:
        yield
    finally:
        _on_first_reading.reset(token)


def issue_document(
    kind_code: str,
    subject: models.Model,
    snapshot: Snapshot,
    *,
    title: str,
    organisation: Organisation,
    on: date,
    by: User,
    replaces: IssuedDocument | None = None,
    issuer: Organisation | None = None,
) -> IssuedDocument:
    """Give a paper its number and freeze what it says; the PDF follows when the act commits.

    ``issuer`` gives name, number, seal and wording where it is not ``organisation``, whose record
    it is. The passages of the kind are filled in and frozen as ``snapshot["wording"]``.
    Called by acts, inside their transaction and after all their other locks. Raises Refused before
    a number is used, when the paper cannot be printed (see ``_typeset``).
    """
    kind = kind_of(kind_code)
    if kind.is_former:
        raise Refused(f"{kind.label}不再签发，已签发的可以查阅和补打")
    issuer = issuer or organisation
    head = f"{prefix_on(issuer, kind, on)}〔{on.year}〕"
    stated = {**snapshot, "number": f"{head}000号", "title": title, **_head(issuer, on)}
    wording = worded(kind, stated, organisation=organisation, issuer=issuer, on=on)
    document = IssuedDocument(
        organisation=organisation,
        kind=kind.code,
        title=title,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        snapshot={**stated, "wording": wording},
        issued_on=on,
        issued_by=by,
        token=secrets.token_urlsafe(16),
        replaces=replaces,
    )
    return _issued(document, issuer, head)


def _issued(document: IssuedDocument, issuer: Organisation, head: str) -> IssuedDocument:
    """Prove it printable, number it, put it on record; its file follows with the commit."""
    if not _on_first_reading.get():
        _prove_printable(document)
    _enter(document, issuer, document.definition, head)
    after = {"文号": document.number, "标题": document.title_line}
    record(document.issued_by, "签发文书", document, after=after)
    if not _on_first_reading.get():
        make_file.using(key=f"paper:{document.pk}", organisation=document.organisation).enqueue(
            document.pk
        )
    return document


def _enter(document: IssuedDocument, issuer: Organisation, kind: DocumentKind, head: str) -> None:
    """Enter the paper under the next number of its series, which also stands in what it says."""
    document.series, document.sequence = take_number(issuer, kind, document.issued_on.year)
    document.number = f"{head}{document.sequence}号"
    document.number_key = number_key(document.number)
    document.snapshot["number"] = document.number
    document.save(force_insert=True)


def _head(issuer: Organisation, on: date) -> Snapshot:
    """Who issues the paper, as it was styled on the day, and when."""
    style = issuer.style_on(on)
    return {
        "issued_on": on.isoformat(),
        "issuer": style.name,
        "letterhead": style.letterhead,
        "seal": style.seal_text,
        "demo": settings.DEMO,
    }


def _prove_printable(document: IssuedDocument) -> None:
    """Once with a placeholder for its number: what cannot be printed must not be numbered."""
    _typeset(document)


def _typeset(document: IssuedDocument) -> bytes:
    """The PDF. Raises Refused when the paper cannot be printed."""
    from renfang.typesetting.fonts.typefaces import MissingGlyph

    try:
        return render(compose(document))
    except MissingGlyph as error:
        raise Refused(str(error)) from error
    except OverflowError as error:
        raise Refused(
            f"《{document.kind_label}》的内容超出一页版面，未能出证。缩短名称或说明后再签发"
        ) from error


def verification_address(document: IssuedDocument) -> str:
    """The absolute address that the QR code holds."""
    return settings.PUBLIC_ADDRESS + reverse("verify", args=[document.token])


def compose(document: IssuedDocument) -> Any:
    """The pages of a paper, from its snapshot alone."""
    return compose_as(document, document.snapshot)


def compose_as(document: IssuedDocument, snapshot: Snapshot) -> Any:
    """The pages of a paper as they would be with another snapshot, such as a masked one."""
    from renfang.typesetting import Verification

    kind = document.definition
    verification = None
    if kind.verifiable:
        verification = Verification(
            url=verification_address(document),
            code=check_code(document),
            note="扫描二维码核验真伪",
        )
    return kind.compose(in_words(snapshot), verification)


def check_code(document: IssuedDocument) -> str:
    """Six characters printed beside the QR code, for checking by number where nothing scans."""
    drawn = hashlib.sha256(f"renfang.check:{document.token}".encode()).digest()
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(alphabet[byte % 32] for byte in drawn[:6])


def produce(document_id: int) -> DocumentFile:
    """Render the PDF, write it safely to disk, and note its hash; a second call changes nothing.

    Runs after the issuing act has committed, as the job that was enqueued with it (``make_file``).
    Who reads the paper before that, or while the disk takes no file, makes it himself, and so does
    ``manage.py produce_documents``: the snapshot is all that is needed, and the same snapshot
    always gives the same bytes.
    """
    document = IssuedDocument.objects.select_related("file").get(pk=document_id)
    if hasattr(document, "file"):
        return document.file
    content = _typeset(document)
    path = f"documents/{document.issued_on.year}/{document.token}.pdf"
    _write(Path(settings.MEDIA_ROOT) / path, content)
    file, _ = DocumentFile.objects.get_or_create(
        document=document,
        defaults={
            "path": path,
            "sha256": digest(content),
            "size": len(content),
        },
    )
    return file


@task(takes_context=True, title="生成文书文件", whole=False)
def make_file(context: Running, document_id: int) -> None:
    """The file of a paper that was issued; done twice it is the same bytes under the same name."""
    produce(document_id)


def read_pdf(document: IssuedDocument) -> bytes:
    """The stored bytes, proven against their hash; a file that is not there is made (again).

    Raises Refused when the file was altered, Unavailable while the disk takes no file.
    """
    try:
        file = produce(document.pk)
        try:
            return stored_pdf(document, file)
        except FileNotFoundError:
            return _made_again(document, file)
    except OSError as error:
        logger.exception("the file of paper %s is not to be had", document.pk)
        raise Unavailable(
            f"{document}已签发，文件暂时不能生成或读取。由系统管理员检查存储后再打印"
        ) from error


def stored_pdf(document: IssuedDocument, file: DocumentFile) -> bytes:
    """The bytes on the disk, proven against their hash.

    Raises Refused when they were altered, FileNotFoundError where there are none.
    """
    content = (Path(settings.MEDIA_ROOT) / file.path).read_bytes()
    if not matches(content, file.sha256):
        raise Refused(f"{document}的文件与签发时的校验值不符，已停止打印。由系统管理员从备份恢复")
    return content


def _made_again(document: IssuedDocument, file: DocumentFile) -> bytes:
    """A lost file from its snapshot, if that still gives the bytes of its hash. Raises Refused."""
    content = _typeset(document)
    if not matches(content, file.sha256):
        raise Refused(f"{document}的文件不在存储中。由系统管理员从备份恢复 {file.path}")
    _write(Path(settings.MEDIA_ROOT) / file.path, content)
    return content


def _write(path: Path, content: bytes) -> None:
    with written_whole(path, mode=settings.FILE_UPLOAD_PERMISSIONS) as pdf:
        pdf.write(content)


@act
def print_document(document_id: int, *, by: User, reason: str = "") -> bytes:
    """打印: log it and hand out the stored bytes. A second printing (补打) needs a reason."""
    scope = Scope(by)
    document = find_document(document_id, scope)
    scope.require(document.definition.print_permission, document)
    already = document.printings.count()
    if already:
        require_text(
            reason, f"这份文书已打印 {already} 次。写明补打原因", least=2, example="原件污损"
        )
    content = read_pdf(document)
    Printing.objects.create(document=document, printed_by=by, reason=reason.strip())
    record(by, "补打文书" if already else "打印文书", document, note=reason.strip())
    return content


@act
def void_document(document_id: int, *, by: User, reason: str) -> Voiding:
    """作废: declare a paper void. The number stays used; the verification page says so at once."""
    scope = Scope(by)
    document = find_document(document_id, scope)
    scope.require(document.definition.void_permission, document)
    reason = require_text(reason, "写明作废原因", least=5)
    _require_in_force(document)
    require_free(document, Ending.VOID)
    voiding = Voiding.objects.create(document=document, voided_by=by, reason=reason)
    record(by, "作废文书", document, before={"状态": "有效"}, after={"状态": "已作废"}, note=reason)
    standing_changed(document)
    return voiding


def _require_in_force(document: IssuedDocument) -> None:
    """Nobody declares void what a mark says of already; one that was changed is not void."""
    found = Voiding.objects.filter(document=document).first()
    if found is None:
        return
    if found.word == Voiding.VOID:
        raise WrongState(f"{document}已经作废，不需再次办理")
    raise WrongState(f"{document}现为“{document.state_label}”，效力由后来的决定确定，不能再作废")


def end_paper(
    document: IssuedDocument,
    word: str,
    *,
    by: User,
    reason: str,
    basis: IssuedDocument | None = None,
    source: str = "",
    since: date | None = None,
) -> None:
    """Say of a paper that a later decision took its force away; nothing where it has none left.

    A paper that was only changed (已变更) goes on with another content: what takes that away, or
    changes it again, is marked too, and the last mark is how the paper reads.

    For the act that decides, inside its transaction and under its own permission; ``word`` is how
    the paper and its verification page read from now on (已撤销), ``basis`` the paper of the
    decision, where it has one. Another authority's paper (复议决定, 判决) is named by ``source``;
    ``since`` is the day from which the paper does not count, where it is not that of ``basis``.
    """
    document = IssuedDocument.objects.select_related("voiding").get(pk=document.pk)
    if document.is_void and not document.last_mark.is_change:
        return
    before = document.state_label
    (LaterMark if document.is_void else Voiding).objects.create(
        document=document,
        word=word,
        basis=basis,
        source=source[:200],
        since=since,
        voided_by=by,
        reason=reason[:300],
    )
    record(by, "文书失效", document, before={"状态": before}, after={"状态": word}, note=reason)
    standing_changed(document)


def find_document(document_id: int, scope: Scope) -> IssuedDocument:
    """The paper, if the user may see papers of its kind there; NotFound otherwise."""
    document = IssuedDocument.objects.with_state().filter(pk=document_id).first()
    if document is None or not scope.may(document.definition.view_permission, document):
        raise NotFound("文书")
    return document


def visible_documents(scope: Scope) -> models.QuerySet[IssuedDocument]:
    """Every paper the user may see: each kind under its own permission."""
    seen = reached(scope, lambda kind: kind.view_permission)
    return IssuedDocument.objects.with_state().filter(seen)


def reached(
    scope: Scope, permission_of: Callable[[DocumentKind], str], paper: str = ""
) -> models.Q:
    """The condition of papers at which the user holds what ``permission_of`` names for the kind.

    It names nothing (an empty text) for kinds that are not asked for. ``paper`` is the path to
    the paper, with its ``__``, where the rows asked for only point to one.
    """
    wanted = models.Q(pk__in=[])
    by_reach: dict[frozenset[int], list[str]] = {}
    for kind in all_kinds():
        by_reach.setdefault(scope.organisations(permission_of(kind)), []).append(kind.code)
    for organisations, codes in by_reach.items():
        if organisations:
            wanted |= models.Q(
                **{f"{paper}kind__in": codes, f"{paper}organisation__in": organisations}
            )
    return wanted
