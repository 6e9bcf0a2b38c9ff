"""The tables that several pages of an assessment show."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fees.assessments.models import ReliefDecision
from fees.assessments.proposal import Compared, compare
from renfang.pages import columns as col
from renfang.pages.tables import Table


def _relief(row: ReliefDecision) -> SafeString:
    return format_html('{}<span class="soft">（{}）</span>', row.relief_name, row.basis)


def evidence(row: ReliefDecision) -> str:
    shown = row.evidence or col.NOTHING
    if row.file_path:
        url, name = reverse("fees:relief_file", args=[row.pk]), row.file_name
    elif row.attachment:
        page = "attachment_view" if row.attachment.is_viewable else "attachment"
        url, name = reverse(f"engineering:{page}", args=[row.attachment_id]), row.attachment.name
    else:
        return shown
    return format_html('{} <span class="task-hint"><a href="{}">{}</a></span>', shown, url, name)


_RELIEFS = (
    col.Column("楼栋", "building_name"),
    col.Column("减免事由", "relief_name", html=_relief),
    col.State("认定", "outcome", "granted=good *=bad"),
    col.Column("核验的证明材料", "evidence", html=evidence),
    col.Column("理由", "reason"),
)


def reliefs_judged(decisions: QuerySet[ReliefDecision]) -> Table:
    """Judgements of reliefs, as they are stored."""
    rows = decisions.select_related("attachment")
    return Table("减免认定", _RELIEFS, rows, is_dense=True)


def _change(line: Compared) -> str:
    return line.change or ("有变化" if line.differs else "")


def comparison(before: Any | None, after: Any, now: str = "本版") -> Table:
    """What differs from the version ``before``; no rows where there is none. ``now``: its head."""
    columns = (
        col.Head("事项", "label"),
        col.Number("上一版", "before"),
        col.Number(now, "after"),
        col.Number("增减", _change),
    )
    lines = compare(before, after) if before else []
    return Table("与上一版比较", columns, lines, is_dense=True)
