"""Taking a file in: upload, mend, confirm, discard; the same for every register.

Nothing but the preview is stored until whoever uploaded the file confirms it, and what is
confirmed goes through the same acts as the pages (``save_instance`` of the register).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from renfang.acts import Incomplete, NotFound, Refused, WrongState, act
from renfang.exchange.cells import as_shown
from renfang.exchange.kinds import ImportKind, kind_of
from renfang.exchange.models import ImportBatch, ImportLayout, ImportRow
from renfang.exchange.queries import own_batches
from renfang.exchange.reading.headings import Layout
from renfang.exchange.reading.spreadsheet import (
    Sheet,
    UnreadableFile,
    read_pasted,
    read_whole,
)
from renfang.exchange.readings import Reading
from renfang.exchange.retention import FOLDER
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.uploads.keeping import (
    CheckedFile,
    KeptFile,
    checked_document,
    clean_name,
    kept_first,
    read_kept,
)
from renfang.uploads.viruses import scan_for_viruses

if TYPE_CHECKING:
    from renfang.exchange.file_readings import FileReading
    from renfang.exchange.resources import RegisterResource

# Given out as bytes to keep, whatever it was.
_MEDIA_TYPE = "application/octet-stream"
# Rows at fault that a refusal names.
_NAMED = 10


def read_sheets(content: bytes) -> list[Sheet]:
    """The sheets of an uploaded file, read under guard, with the hidden ones told.

    Raises Incomplete at ``file``.
    """
    try:
        return read_whole(content)
    except UnreadableFile as error:
        raise Incomplete(error.message, field="file") from error


def upload(
    code: str, content: bytes, file_name: str, *, by: User, subject_id: int | None = None
) -> ImportBatch:
    """上传: read the file under guard and keep it, with its rows, for preview.

    It is read before anything is locked. Raises Incomplete at the field ``file`` with what to do
    about the file, Refused or NotPermitted; nothing is stored then.
    """
    kind = kind_of(code)
    # Asked again by the act; nobody's file is read for somebody who may not bring it.
    office = _office_of(kind, subject_id, by)
    name = clean_name(file_name)
    sheets = read_sheets(content)
    suffix = "xlsx" if content.startswith(b"PK") else "csv"
    scan_for_viruses(name, content)
    if suffix == "xlsx":
        checked_document(name, content, suffix)
    file = CheckedFile(name, content, _MEDIA_TYPE, FOLDER, f".{suffix}")
    found = _found_in(kind, sheets, by, office, subject_id=subject_id)
    return _keep(kind, found, file, subject_id, by=by)


def paste(code: str, text: str, *, by: User, subject_id: int | None = None) -> ImportBatch:
    """粘贴: take lines copied from a spreadsheet as ``upload`` takes a file.

    Lines without a heading are read in the order of the columns. Raises Incomplete at ``rows``.
    """
    kind = kind_of(code)
    file = CheckedFile("从 Excel 粘贴", text.encode(), _MEDIA_TYPE, FOLDER, ".txt")
    try:
        office = _office_of(kind, subject_id, by)
        sheets = read_pasted(text)
        found = _found_in(kind, sheets, by, office, subject_id=subject_id, in_order=True)
        return _keep(kind, found, file, subject_id, by=by)
    except (UnreadableFile, Incomplete) as refusal:
        raise Incomplete(refusal.message, field="rows") from refusal


@dataclass(frozen=True)
class Found:
    """What a file holds: its rows, and what the preview tells of the reading."""

    rows: list[ImportRow]
    told: dict[str, Any]


def _found_in(
    kind: ImportKind,
    sheets: Sequence[Sheet],
    by: User,
    office: int,
    layout: Layout | None = None,
    *,
    subject_id: int | None = None,
    in_order: bool = False,
) -> Found:
    """The rows of the register's tables among the sheets, read as people said, else as the office
    said of an earlier file with the same headings. Raises Incomplete."""
    resource = kind.load()(Scope(by), subject_id=subject_id)
    reading = resource.read_file(sheets, layout, in_order=in_order)
    is_remembered = False
    if layout is None:
        known = ImportLayout.objects.filter(
            organisation=office, kind=kind.code, fingerprint=reading.fingerprint
        ).first()
        if known is not None and (said := _fitting(Layout.of(known.layout), resource)) != Layout():
            is_remembered = True
            reading = resource.read_file(sheets, said, in_order=in_order)
    rows = _rows_of(resource, reading)
    return Found(rows, reading.told() | {"is_remembered": is_remembered})


def _fitting(said: Layout, resource: RegisterResource) -> Layout:
    """What was said of columns that these files have: those of another examination's subjects
    are not theirs."""
    fields = {
        *resource.fields,
        *(f for part in resource.part_resources.values() for f in part.fields),
    }
    return replace(
        said,
        columns={head: name for head, name in said.columns.items() if not name or name in fields},
        constants={name: text for name, text in said.constants.items() if name in fields},
    )


@kept_first
@act
def _keep(
    kind: ImportKind, found: Found, file: KeptFile, subject_id: int | None, *, by: User
) -> ImportBatch:
    batch = ImportBatch.objects.create(
        organisation_id=_office_of(kind, subject_id, by),
        kind=kind.code,
        subject_id=subject_id,
        file_name=file.name,
        path=file.path,
        sha256=file.sha256,
        uploaded_by=by,
        reading=found.told,
    )
    for row in found.rows:
        row.batch = batch
    ImportRow.objects.bulk_create(found.rows)
    told = {"文件名": batch.file_name, "数据行": len(found.rows)}
    record(by, f"上传{kind.title}", batch, after=told)
    return batch


def _office_of(kind: ImportKind, subject_id: int | None, by: User) -> int:
    """Whose file it is: the office of its subject, else the user's own. Raises Refused."""
    scope = Scope(by)
    if kind.subject is not None:
        row = kind.subject.found_for(subject_id, scope, kind.permission)
        kind.subject.require_open(row)
        return kind.subject.keeper(row).organisation_id
    office = require_office(by, "导入")
    scope.require(kind.permission, office.pk)
    return office.pk


def require_office(by: User, doing: str) -> Organisation:
    """The user's own office. Raises Refused where there is none."""
    if by.organisation is None:
        raise Refused(f"你的账号没有所在机构，不能{doing}。由系统管理员补登所在机构")
    return by.organisation


def _rows_of(resource: RegisterResource, reading: FileReading) -> list[ImportRow]:
    """The rows to keep, those of a part with the thing that they name; rows of no thing are told
    as ``strays``."""
    from renfang.exchange.resources import kept

    parts = [found for found in reading.tables if found.part]
    rows, owners, last = [], defaultdict(set), 0
    for table in reading.main:
        before = last
        for group, row in resource.grouped(table.rows):
            last = before + group
            rows.append(kept(row, last, worksheet=table.sheet))
            for words in resource.names(row) if parts else ():
                owners[words].add(last)
    for found in parts:
        for row in found.table.rows:
            words = resource.owner_of(row)
            groups = owners.get(words, set())
            if len(groups) == 1:
                rows.append(kept(row, *groups, found.part, found.table.sheet))
            else:
                why = "对应不止一行" if groups else "在主表中找不到"
                reading.strays.append(f"{found.part}第 {row.number} 行：“{words or '空白'}”{why}")
    return rows


def sheets_of_file(batch: ImportBatch) -> tuple[list[Sheet], bool]:
    """The sheets of a kept file, and whether its rows were pasted."""
    content, is_pasted = read_kept(batch), batch.path.endswith(".txt")
    return (read_pasted(content.decode()) if is_pasted else read_sheets(content)), is_pasted


def arrange(batch_id: int, layout: Layout, *, by: User) -> ImportBatch:
    """调整识读方式: read the file again as its owner says, and remember it for the office.

    What was mended stays with its row. Raises Incomplete, WrongState; nothing is changed then.
    """
    seen = _seen(batch_id, Scope(by))
    if not seen.path:
        raise WrongState(f"“{seen}”的明细已清理，不能再识读。需要的重新上传")
    kind = kind_of(seen.kind)
    sheets, is_pasted = sheets_of_file(seen)
    found = _found_in(
        kind,
        sheets,
        by,
        seen.organisation_id,
        layout,
        subject_id=seen.subject_id,
        in_order=is_pasted,
    )
    return _arrange(batch_id, found, layout, by=by)


@act
def _arrange(batch_id: int, found: Found, layout: Layout, *, by: User) -> ImportBatch:
    batch, kind, _ = own_open(batch_id, by)
    if batch.rows.filter(is_entered=True).exists():
        raise WrongState("已有行导入，不能再调整识读方式。余下的放弃后重新上传")
    mended = {
        (row.sheet, row.worksheet, row.number): row.mended for row in batch.rows.exclude(mended={})
    }
    batch.rows.all().delete()
    for row in found.rows:
        row.batch = batch
        row.mended = mended.get((row.sheet, row.worksheet, row.number), {})
    ImportRow.objects.bulk_create(found.rows)
    batch.reading = found.told
    batch.save(update_fields=["reading"])
    _remember(batch, found, layout)
    told = {"数据行": len(found.rows), "工作表": "、".join(layout.sheets or ("全部",))}
    record(by, f"调整识读方式{kind.title}", batch, after=told)
    return batch


def _remember(batch: ImportBatch, found: Found, layout: Layout) -> None:
    """Keep what was said for files of the same headings; where all was taken back, nothing."""
    said = {name: dict(getattr(layout, name)) for name in ("columns", "units", "constants")}
    layout_of = {
        "organisation_id": batch.organisation_id,
        "kind": batch.kind,
        "fingerprint": found.told["fingerprint"],
    }
    if any(said.values()):
        ImportLayout.objects.update_or_create(**layout_of, defaults={"layout": said})
    else:
        ImportLayout.objects.filter(**layout_of).delete()


def _seen(batch_id: int, scope: Scope) -> ImportBatch:
    """The file, if it is the user's own. Raises NotFound."""
    batch: ImportBatch | None = own_batches(scope).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("导入的文件")
    return batch


def own_open(
    batch_id: int, by: User, job_id: int | None = None
) -> tuple[ImportBatch, ImportKind, Scope]:
    """The locked file, if the user uploaded it, it is open, and no other job than ``job_id`` has
    it. Raises NotFound, WrongState."""
    scope = Scope(by)
    kind = kind_of(_seen(batch_id, scope).kind)
    batch: ImportBatch = ImportBatch.objects.locked(batch_id, scope, kind.permission)
    if batch.is_in_queue and batch.job_id != job_id:
        raise WrongState(f"“{batch}”正在后台导入，完成或者取消后再改动")
    if batch.state != ImportBatch.State.PREVIEW:
        raise WrongState(f"“{batch}”{batch.get_state_display()}，不能再改动")
    return batch, kind, scope


@act
def mend(
    batch_id: int, group: int, values: Mapping[tuple[int, str], str], *, by: User
) -> ImportBatch:
    """改正: replace what the file says in cells of one thing, by row id and column.

    The file's own words stay beside what was typed; typing them again undoes a mending.
    """
    batch, kind, scope = own_open(batch_id, by)
    resource = kind.load()(scope, batch)
    rows = list(batch.rows.filter(group=group))
    if not rows or rows[0].is_entered:
        raise WrongState("这一行已导入。打开登记的内容更正")
    told = {}
    for row in rows:
        columns = (resource.part_resources[row.sheet] if row.sheet else resource).titles
        typed = {name: text for (pk, name), text in values.items() if pk == row.pk}
        changed = _mend_cells(row, {name: typed[name] for name in columns if name in typed})
        if changed:
            # Which cells, not what: grades, coordinates and telephone numbers may be among them.
            told[str(row)] = "、".join(columns[name] for name in changed)
    record(by, f"改正{kind.title}", batch, after=told)
    return batch


def _mend_cells(row: ImportRow, typed: Mapping[str, str]) -> list[str]:
    """Columns whose mending is now another one."""
    before = dict(row.mended)
    for name, text in typed.items():
        # No keyboard types NUL and PostgreSQL stores none; what else is invisible, reading tells.
        plain = text.replace("\x00", "")
        if plain == as_shown(row.cells.get(name)):
            row.mended.pop(name, None)
        else:
            row.mended[name] = plain
    row.save(update_fields=["mended"])
    return [name for name in typed if before.get(name) != row.mended.get(name)]


@dataclass(frozen=True)
class Done:
    """What a confirmation did, in words, what it could not do, and the file as it is now."""

    batch: ImportBatch
    summary: str
    remarks: list[str]
    entered: list[Any]


def require_answered(batch: ImportBatch) -> None:
    """Raise Incomplete while something of the file is to be decided."""
    if batch.reading.get("questions"):
        raise Incomplete("文件中还有待确认的内容。在“文件识读情况”中逐项选择后再确认导入")


@act
def confirm(
    batch_id: int,
    *,
    by: User,
    options: Collection[str] = (),
    job_id: int | None = None,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Done:
    """确认导入: enter the file by the register's own act.

    A file that counts as a whole is entered whole or not at all; of any other, all things that
    need no mending are entered, or none of them. ``told`` hears how many of how many are entered;
    ``job_id`` is the job that does it, if one does. Raises Incomplete, Refused.
    """
    batch, kind, scope = own_open(batch_id, by, job_id)
    require_answered(batch)
    resource = kind.load()(scope, batch)
    resource.options = options
    readings = resource.read_batch()
    ready = [reading for reading in readings if reading.is_ready]
    _require_sound(kind, readings, ready)
    entered = list(_enter(resource, ready, told))
    resource.finish()
    rows = [row.row for reading in ready for row in reading.rows]
    ImportRow.objects.bulk_update(rows, ["is_entered", "result_id"], batch_size=500)
    if all(reading.is_entered for reading in readings):
        batch.state = ImportBatch.State.APPLIED
    summary = resource.summary(ready)
    batch.result = {"summary": summary, "remarks": resource.remarks}
    batch.save(update_fields=["state", "result"])
    record(by, f"确认导入{kind.title}", batch, after={"结果": summary})
    return Done(batch, summary, resource.remarks, entered)


def _require_sound(kind: ImportKind, readings: Sequence[Reading], ready: Sequence[Reading]) -> None:
    wrong = [reading for reading in readings if reading.problems]
    if kind.is_whole and wrong:
        rows = [reading.first.row for reading in wrong[:_NAMED]]
        is_one_sheet = not rows[0].batch.reading.get("many")
        numbers = "、".join(str(row.number if is_one_sheet else row) for row in rows)
        lines = f"第 {numbers} 行" if is_one_sheet else numbers
        raise Incomplete(f"{lines}需要改正。改正后再确认，本次没有写入任何一行")
    if not ready:
        raise Refused(f"没有可以导入的{kind.noun}。先改正标出的问题")


def _enter(
    resource: RegisterResource, ready: Sequence[Reading], told: Callable[[int, int], None]
) -> Iterator[Any]:
    for number, reading in enumerate(ready, 1):
        try:
            made = resource.save_instance(reading, reading.present is None, reading.values)
        except Incomplete as refusal:
            raise Refused(f"{reading.first.row}：{refusal.message}") from refusal
        for row in reading.rows:
            row.row.is_entered = True
            row.row.result_id = made.pk if made is not None else None
        if made is not None:
            yield made
        told(number, len(ready))


@act
def discard(batch_id: int, *, by: User) -> ImportBatch:
    """放弃: nothing more of the file will be entered."""
    batch, kind, _ = own_open(batch_id, by)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record(by, f"放弃导入{kind.title}", batch)
    return batch
