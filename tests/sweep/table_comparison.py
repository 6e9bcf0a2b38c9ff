"""Lines of the table: lists of other authorities and what is decided about their rows."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from engineering.comparison.models import AuthorityRecord
from renfang.exchange.models import ImportRow
from tests.sweep.bureau import Bureau
from tests.sweep.casework_comparison import presales
from tests.sweep.filled import Filled, Form
from tests.sweep.lines import CASES, CLERK, Page, imported, page, posts


def _list(bureau: Bureau) -> Form:
    return {"file": SimpleUploadedFile("预售名录.csv", presales(bureau, 1), "text/csv")}


def _mended(bureau: Bureau) -> Form:
    row = ImportRow.objects.filter(batch=bureau.pk("batch_authority_row")).first()
    return {f"{row.pk}-name": bureau.marked("账", "改正后的项目名称")}


def _on(thing: str, **fields: str) -> Filled:
    """An act on the row ``thing``, with the version that it shows."""
    return lambda bureau: {
        "version": AuthorityRecord.objects.get(pk=bureau.pk(thing)).version,
        **fields,
    }


def _today(thing: str, **fields: str) -> Filled:
    return lambda bureau: {**_on(thing, **fields)(bureau), "on": timezone.localdate().isoformat()}


# fmt: off
COMPARISON: tuple[Page, ...] = (
    page("engineering:authority_records", get=CASES),
    page("engineering:authority_imports", get=posts(CLERK), post=posts(CLERK), sends=_list),
    *imported(CLERK, "batch_authority", _mended),
    page("engineering:authority_record", "authority_record", get=CASES),
    page("engineering:match_record", "authority_record", get=posts(CLERK), post=posts(CLERK),
         sends=_on("authority_record", choice="none", code="")),
    page("engineering:make_clue", "authority_record", get=posts(CLERK), post=posts(CLERK),
         sends=_today("authority_record", clue="预售许可载明的项目没有申请结建审批")),
    page("engineering:dismiss_record", "authority_record", get=posts(CLERK), post=posts(CLERK),
         sends=_today("authority_record", reason="decided", note="已按其他名称办理许可")),
    page("engineering:compare_record", "authority_record", get=posts(CLERK), post=posts(CLERK),
         sends=_on("authority_record")),
    page("engineering:take_back_record", "authority_clue", get=posts(CLERK), post=posts(CLERK),
         sends=_on("authority_clue", note="与许可名称不同，重新核对")),
)
# fmt: on
