"""Pages by which a file comes in: choose it, look it over, mend it, confirm or discard it.

The same for every register; a room gives the address of its upload page the code of its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from renfang.acts import NotFound, NotPermitted, Refused
from renfang.background.queries import workers_there
from renfang.background.signs import told
from renfang.exchange.acts import arrange, confirm, discard, mend, paste, sheets_of_file, upload
from renfang.exchange.forms import UploadForm
from renfang.exchange.kinds import ImportKind, kind_of
from renfang.exchange.large_files import confirm_later, is_large, stop
from renfang.exchange.marked_files import marked_file
from renfang.exchange.models import ImportBatch
from renfang.exchange.queries import own_batches
from renfang.exchange.reading.headings import Layout
from renfang.exchange.readings import DONE, OUTCOMES, TO_MEND, Reading
from renfang.exchange.templates import write_template
from renfang.exchange.workbook import XLSX
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.answers import file_to_keep
from renfang.pages.lists import page_of, tried, whole_numbers
from renfang.pages.tables import Table
from renfang.uploads.keeping import read_kept

_LONGEST_CELL = 2_000
# Seconds until the page of a file in the queue looks again.
_LOOK_AGAIN = 3
# What is chosen for a column that is not used.
_NO_FIELD = "-"
_FILES = (
    col.Title("文件", "file_name", link="import"),
    col.Day("上传时间", "uploaded_at"),
    col.State("状态", "state", "preview=todo"),
)


@require_http_methods(["GET", "POST"])
def upload_page(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Choose a file or paste rows; earlier uploads below. ``pk`` is the row that it belongs to."""
    kind = kind_of(code)
    subject = _subject(request, kind, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    answer, status = tried(
        request, form, lambda: redirect("import", pk=_take(request, kind, form, pk).pk)
    )
    if answer is not None:
        return answer
    resource = kind.load()(subject_id=pk)
    earlier = own_batches(request.scope).filter(kind=code, subject_id=pk)
    page = page_of(request, Paginator(earlier, 20))
    context = {
        "kind": kind,
        "subject_id": pk,
        "trail": kind.trail(subject),
        "form": form,
        "columns": resource.columns,
        "required": "、".join(column.title for column in resource.columns if column.required),
        "parts": resource.part_resources,
        "page": page,
        "earlier": Table("上传过的文件", _FILES, page.object_list, has_keys=True),
    }
    return render(request, "exchange/upload.html", context, status=status)


def _subject(request: HttpRequest, kind: ImportKind, pk: int | None) -> Any:
    """The row that the file belongs to. Raises NotPermitted where another post takes it in."""
    if kind.subject is None:
        if not request.scope.holds(kind.permission):
            raise NotPermitted.lacking(kind.permission)
        return None
    return kind.subject.found_for(pk, request.scope, kind.permission)


def _take(request: HttpRequest, kind: ImportKind, form: UploadForm, pk: int | None) -> ImportBatch:
    file = form.cleaned_data["file"]
    if file is None:
        return paste(kind.code, form.cleaned_data["rows"], by=request.user, subject_id=pk)
    return upload(kind.code, file.read(), file.name, by=request.user, subject_id=pk)


def _own(request: HttpRequest, pk: int) -> ImportBatch:
    """A file that the user uploaded; other people's seem not to exist."""
    batch: ImportBatch = get_object_or_404(own_batches(request.scope), pk=pk)
    return batch


def _with_file(request: HttpRequest, pk: int) -> ImportBatch:
    """The same, while its file is kept."""
    batch = _own(request, pk)
    if not batch.path:
        raise NotFound("导入的原文件")
    return batch


def _resource(batch: ImportBatch, scope: Scope) -> Any:
    return kind_of(batch.kind).load()(scope, batch)


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was understood of the file, what needs mending first; what is left of an old one;
    how far the queue is with it."""
    batch = _own(request, pk)
    if batch.is_in_queue:
        return _under_way(request, batch)
    if not batch.path:
        return _cleared(request, batch)
    return _preview(request, batch)


def _cleared(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    context = {
        **_about(request, batch),
        "days": settings.IMPORT_DAYS,
    }
    return render(request, "exchange/cleared.html", context)


def _under_way(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """How far the queue is; the page looks again by itself, without a script."""
    assert batch.job is not None
    context = {
        **_about(request, batch),
        "job": batch.job,
        "progress": told(batch.job),
        "has_workers": workers_there() > 0,
    }
    answer = render(request, "exchange/under_way.html", context)
    answer["Refresh"] = _LOOK_AGAIN
    return answer


def _preview(
    request: HttpRequest,
    batch: ImportBatch,
    refusal: Refused | None = None,
    refused: str = "没有导入",
) -> HttpResponse:
    if not batch.path:
        return _cleared(request, batch)
    kind = kind_of(batch.kind)
    resource = _resource(batch, request.scope)
    readings = resource.read_batch()
    outcomes = [reading.outcome for reading in readings]
    counts = [(name, outcomes.count(name)) for name in OUTCOMES]
    chosen = request.GET.get("outcome", "")
    names = list(resource.preview or resource.fields)
    page = page_of(request, Paginator(_shown(readings, chosen), 50))
    wrong, ready = outcomes.count(TO_MEND), sum(reading.is_ready for reading in readings)
    is_open = batch.state == ImportBatch.State.PREVIEW
    is_held = bool(batch.reading.get("questions")) or bool(wrong and kind.is_whole)
    context = {
        **_about(request, batch),
        "page": page,
        "things": [(reading, _table_of(reading, names)) for reading in page],
        "heads": [resource.titles[name] for name in names],
        "total": len(readings),
        "rows": sum(len(reading.rows) for reading in readings),
        "counts": [(name, count) for name, count in counts if count or name == TO_MEND],
        "chosen": chosen,
        "wrong": wrong,
        "ready": ready,
        "is_open": is_open,
        "may_confirm": is_open and ready > 0 and not is_held,
        "is_large": is_large(batch),
        "refusal": refusal,
        "refused": refused,
        "fields": list(resource.titles.items()),
        "may_arrange": is_open and DONE not in outcomes,
    }
    status = refusal.status if refusal else 200
    return render(request, "exchange/preview.html", context, status=status)


def _shown(readings: Sequence[Reading], chosen: str) -> list[Reading]:
    """The things of one outcome, or all; what has to be mended first."""
    return sorted(
        (one for one in readings if chosen not in OUTCOMES or one.outcome == chosen),
        key=lambda one: (OUTCOMES.index(one.outcome), one.group),
    )


def _about(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """What every page of a file says of it."""
    kind = kind_of(batch.kind)
    return {
        "batch": batch,
        "kind": kind,
        "trail": _trail(request, batch),
        "upload_url": kind.upload_url(batch.subject_id),
    }


def _trail(request: HttpRequest, batch: ImportBatch) -> Sequence[tuple[str, str]]:
    kind = kind_of(batch.kind)
    return kind.trail(kind.find_subject(batch.subject_id, request.scope))


def _table_of(reading: Reading, names: Sequence[str]) -> list[tuple[Any, list[Any]]]:
    """The rows of the table, with their cells (or None) in the order of the preview."""
    return [(row, [row.cells.get(name) for name in names]) for row in reading.own_rows]


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came; nothing in it can act on our pages."""
    batch = _with_file(request, pk)
    name = batch.file_name
    suffix = PurePosixPath(batch.path).suffix
    name = name if PurePosixPath(name).suffix.lower() in (".xlsx", ".csv") else f"{name}{suffix}"
    return file_to_keep(read_kept(batch), name, "application/octet-stream")


@require_GET
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The file with its wrong cells marked, to be mended in Excel and sent in again."""
    batch = _with_file(request, pk)
    resource = _resource(batch, request.scope)
    sheets, is_pasted = sheets_of_file(batch)
    layout = Layout.of(batch.reading.get("layout", {}))
    reading = resource.read_file(sheets, layout, in_order=is_pasted)
    tables = [found.table for found in reading.tables]
    content = marked_file(sheets, tables, resource.read_batch())
    return file_to_keep(content, f"{PurePosixPath(batch.file_name).stem}（标注）.xlsx", XLSX)


@require_http_methods(["GET", "POST"])
def mend_group(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """改正 the cells of one thing; the file's own words stay on record."""
    batch = _own(request, pk)
    reading = _reading(request, batch, group)
    if reading is None:
        return render(request, "404.html", status=404)
    if request.method == "POST":
        mend(batch.pk, group, _typed(request), by=request.user)
        reading = _reading(request, batch, group)
        if reading is not None and not reading.problems:
            messages.success(request, f"{reading.first.row}已可导入")
            return redirect("import", pk=batch.pk)
    context = {**_about(request, batch), "reading": reading}
    return render(request, "exchange/mend.html", context)


def _reading(request: HttpRequest, batch: ImportBatch, group: int) -> Reading | None:
    readings = _resource(batch, request.scope).read_batch()
    return next((each for each in readings if each.group == group), None)


def _typed(request: HttpRequest) -> dict[tuple[int, str], str]:
    """What was typed, by row id and column; cells are named ``12-storeys``."""
    typed = {}
    for key, text in request.POST.items():
        row, _, name = key.partition("-")
        for pk in whole_numbers([row]):
            typed[pk, name] = text[:_LONGEST_CELL]
    return typed


@require_POST
def arrange_file(request: HttpRequest, pk: int) -> HttpResponse:
    """调整识读方式: which sheets, what each column is, its unit, what stands for missing ones."""
    batch = _with_file(request, pk)
    try:
        arrange(batch.pk, _layout(request, batch), by=request.user)
    except Refused as refusal:
        batch.refresh_from_db()
        return _preview(request, batch, refusal, "没有重新识读")
    messages.success(request, "已按选择重新识读")
    return redirect("import", pk=batch.pk)


def _layout(request: HttpRequest, batch: ImportBatch) -> Layout:
    """What was chosen about the file, as far as the file has such columns and sheets."""
    told, posted = batch.reading, request.POST
    fields = _resource(batch, request.scope).titles
    columns, units = {}, {}
    for column in told.get("columns", ()):
        chosen = posted.get(f"column-{column['id']}")
        unit = posted.get(f"unit-{column['id']}", "")
        if chosen == _NO_FIELD:
            columns[column["key"]] = ""
        elif chosen in fields and (chosen != column["field"] or column["is_set"]):
            columns[column["key"]] = chosen
        if unit in column["units"] and unit != column["unit"]:
            units[column["key"]] = unit
        elif column["key"] in told["layout"]["units"]:
            units[column["key"]] = unit or told["layout"]["units"][column["key"]]
    choices = told.get("choices", ())
    sheets = [each["sheet"] for each in choices if f"sheet-{each['id']}" in posted]
    constants = {
        each["field"]: text[:_LONGEST_CELL]
        for each in told.get("lacking", ())
        if (text := posted.get(f"constant-{each['field']}", "").replace("\x00", "").strip())
    }
    hidden = posted.get("hidden", told["layout"].get("hidden", ""))
    return Layout(
        sheets=None if len(sheets) == len(choices) or len(choices) < 2 else tuple(sheets),
        columns=columns,
        units=units,
        constants=constants,
        hidden=hidden if hidden in ("read", "skip") else "",
    )


@require_GET
def template(request: HttpRequest, code: str) -> HttpResponse:
    """下载模板: an empty workbook of the register, with choices to pick, and notes."""
    try:
        kind = kind_of(code)
    except KeyError as error:
        raise Http404 from error
    if not request.scope.holds(kind.permission):
        raise NotPermitted.lacking(kind.permission)
    numbers = whole_numbers([request.GET.get("of", "")])
    subject = numbers[0] if numbers and kind.subject else None
    if subject is not None:
        _subject(request, kind, subject)
    resource = kind.load()(subject_id=subject)
    return file_to_keep(write_template(resource), f"{kind.title}模板.xlsx", XLSX)


@require_POST
def confirm_file(request: HttpRequest, pk: int) -> HttpResponse:
    """确认导入."""
    batch = _own(request, pk)
    kind = kind_of(batch.kind)
    options = [kind.option[0]] if kind.option and kind.option[0] in request.POST else []
    try:
        if is_large(batch):
            return redirect(
                "import", pk=confirm_later(batch.pk, by=request.user, options=options).pk
            )
        done = confirm(batch.pk, by=request.user, options=options)
    except Refused as refusal:
        batch.refresh_from_db()
        return _preview(request, batch, refusal)
    messages.success(request, done.summary)
    for remark in done.remarks:
        messages.warning(request, remark)
    if kind.is_whole:
        return redirect(_trail(request, batch)[-1][1])
    return redirect("import", pk=batch.pk)


@require_POST
def stop_file(request: HttpRequest, pk: int) -> HttpResponse:
    """取消 what the queue does with the file."""
    batch = _own(request, pk)
    job = stop(batch, by=request.user)
    # Once it has stopped, the page says so for as long as the file is there.
    if job.is_being_cancelled:
        messages.success(request, "正在取消")
    return redirect("import", pk=batch.pk)


@require_POST
def discard_file(request: HttpRequest, pk: int) -> HttpResponse:
    """放弃这份文件."""
    batch = discard(_own(request, pk).pk, by=request.user)
    kind = kind_of(batch.kind)
    messages.success(request, f"已放弃“{batch}”，没有登记其中余下的{kind.noun}")
    return redirect(kind.upload_url(batch.subject_id))
