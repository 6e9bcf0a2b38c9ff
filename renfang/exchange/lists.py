"""The whole result of a list as a file, for the list pages of every room."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http.response import HttpResponseBase

from renfang.acts import Refused
from renfang.exchange.workbook import (
    ExportColumn,
    Kind,
    TooLarge,
    csv_chunks,
    download,
    write_xlsx,
)
from renfang.pages.answers import stream_to_keep
from renfang.pages.columns import Column


def list_file(
    form: str, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """The rows as ``csv``, sent while they are read, or as ``xlsx``; no cell is a formula.

    Raises Refused for more than a workbook holds.
    """
    heads = [ExportColumn(column.label, Kind(column.kind), column.width) for column in columns]
    if form == "csv":
        return stream_to_keep(csv_chunks(heads, rows), f"{name}.csv", "text/csv; charset=utf-8")
    target = io.BytesIO()
    try:
        write_xlsx(target, heads, rows, sheet_name=name)
    except TooLarge as error:
        raise Refused(str(error)) from error
    return download(target.getvalue(), f"{name}.xlsx")
