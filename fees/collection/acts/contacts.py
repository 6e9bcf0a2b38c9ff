"""What is said with the debtor, what keeps reminders back: contacts, promises, blocks, files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from fees.collection.models import (
    CollectionBlock,
    CollectionCase,
    CollectionContact,
    CollectionFile,
)
from fees.collection.steps.table import BLOCK, CONTACT, FILE, LIFT
from renfang.acts import Incomplete, NotFound, act, require_past, require_text
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.uploads.confinement import MEGABYTE
from renfang.uploads.keeping import (
    LARGEST_WHOLE,
    MOST_FILES,
    KeptFile,
    kept_first,
    require_new,
)

ZERO = Decimal(0)


@act
def log_contact(
    case_id: int,
    *,
    kind: str,
    summary: str,
    on: date,
    person: str = "",
    promised_amount: Decimal | None = None,
    promised_on: date | None = None,
    by: User,
) -> CollectionContact:
    """登记联系: what was said, and what the debtor promised to pay by when.

    Raises NotFound, NotPermitted, WrongState, or Incomplete naming the form's field.
    """
    case = CollectionCase.objects.locked_for(CONTACT, case_id, by)
    summary = require_text(summary, "写明联系内容", field="summary")
    require_past(on, "日期")
    _require_promise(case, promised_amount, promised_on, on)
    contact = CollectionContact.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        kind=kind,
        on=on,
        person=person.strip(),
        summary=summary,
        promised_amount=promised_amount,
        promised_on=promised_on,
        noted_by=by,
    )
    after: dict[str, object] = {"方式": contact.get_kind_display(), "日期": on}
    if promised_on is not None:
        after |= {"承诺缴纳": f"{promised_amount:,} 元", "承诺日期": promised_on}
    record(by, "登记联系", case, after=after, note=contact.summary)
    return contact


def _require_promise(
    case: CollectionCase, amount: Decimal | None, day: date | None, on: date
) -> None:
    if (amount is None) != (day is None):
        field = "promised_amount" if amount is None else "promised_on"
        raise Incomplete("承诺的金额和日期都要填写", field=field)
    if amount is not None and not amount > ZERO:
        raise Incomplete("承诺金额须大于 0 元", field="promised_amount")
    if day is not None and day < on:
        raise Incomplete("承诺日期不能早于联系日期", field="promised_on")


@act
def block_reminders(case_id: int, *, kind: str, reason: str, by: User) -> CollectionBlock:
    """暂缓催缴: no reminder goes out until it is lifted. Limits of law run on."""
    case = CollectionCase.objects.locked_for(BLOCK, case_id, by)
    reason = require_text(reason, "写明暂缓的理由", least=5)
    block = CollectionBlock.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        kind=kind,
        reason=reason,
        since=timezone.localdate(),
        set_by=by,
    )
    record(by, "暂缓催缴", case, after={"事由": block.get_kind_display()}, note=block.reason)
    return block


@act
def lift_block(block_id: int, *, reason: str, by: User) -> CollectionBlock:
    """解除暂缓: reminders may go out again."""
    seen = CollectionBlock.objects.visible_to(Scope(by)).filter(pk=block_id).first()
    if seen is None:
        raise NotFound("暂缓催缴")
    case = CollectionCase.objects.locked(seen.case_id, Scope(by), LIFT.permission)
    block: CollectionBlock = CollectionBlock.objects.locked_for(LIFT, block_id, by)
    reason = require_text(reason, "写明解除的理由", least=2)
    block.lifted_on, block.lifted_note = timezone.localdate(), reason
    block.save(update_fields=["lifted_on", "lifted_note"])
    record(by, "解除暂缓", case, before={"事由": str(block)}, note=block.lifted_note)
    return block


@kept_first
@act
def file_evidence(case_id: int, file: KeptFile, *, purpose: str, by: User) -> CollectionFile:
    """上传附件: keep a file with the case, and what it proves.

    ``file`` is given as the ``CheckedFile`` that a form read.
    Raises NotFound, NotPermitted, WrongState, or Incomplete on ``file`` or ``purpose``.
    """
    case = CollectionCase.objects.locked_for(FILE, case_id, by)
    purpose = require_text(purpose, "写明这份文件证明什么", field="purpose")
    kept = case.files.aggregate(size=Sum("size"))["size"] or 0
    if kept + file.size > LARGEST_WHOLE or case.files.count() >= MOST_FILES:
        raise Incomplete(
            f"案卷附件已有 {kept // MEGABYTE} MB、{case.files.count()} 份，装不下这一份。"
            "压缩或者合并后上传",
            field="file",
        )
    require_new(file, case.files.all(), "这份文件")
    row = CollectionFile.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        name=file.name,
        purpose=purpose,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        path=file.path,
        uploaded_by=by,
    )
    record(by, "上传附件", case, after={"文件名": file.name, "证明内容": row.purpose})
    return row
