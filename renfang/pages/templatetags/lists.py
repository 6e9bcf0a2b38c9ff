"""Lists on pages: sortable heads and the footer with pages."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()
PAGE_SIZES = (20, 50, 100)


@register.inclusion_tag("partials/sort_head.html", takes_context=True)
def sort_head(
    context: template.Context, label: str, name: str, numeric: bool = False
) -> dict[str, Any]:
    """A ``th`` that sorts by ``?order=name`` and, pressed again, by ``?order=-name``."""
    params = context["request"].GET.copy()
    current = params.get("order", "")
    directions = {name: "ascending", f"-{name}": "descending"}
    for gone in ("page", "after", "before"):
        params.pop(gone, None)
    params["order"] = f"-{name}" if current == name else name
    return {
        "label": label,
        "url": f"?{params.urlencode()}",
        "direction": directions.get(current, ""),
        "numeric": numeric,
    }


@register.inclusion_tag("pages/list_table.html")
def table(table: Any) -> dict[str, Any]:
    """A ``renfang.pages.tables.Table`` inside a record's page."""
    return {
        "listing": table,
        "lines": table.lines,
        "plain": not table.has_keys,
        "is_dense": table.is_dense,
        "picks": table.picks,
        "foot": table.foot_cells,
        "anchor": table.anchor,
    }


@register.inclusion_tag("partials/pagination.html", takes_context=True)
def pagination(
    context: template.Context,
    page: Any,
    noun: str = "条",
    summary: str = "",
    total: str = "",
    files: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Total, page size, pages and jump. ``summary`` (合计 …) covers the whole result.

    ``total`` replaces the counted total where counting was capped, e.g. ``10,000 以上``: such a
    page is a KeyPage, which knows the pages before and after it only. ``files`` are links (label,
    address) to the whole result.
    """
    params = context["request"].GET.copy()
    size = params.pop("size", [""])[0]
    for name in ("page", "after", "before"):
        params.pop(name, None)
    shown = {
        "page": page,
        "base": f"?{params.urlencode()}&" if params else "?",
        "size": size,
        "sizes": PAGE_SIZES,
        "kept": [(key, value) for key, values in params.lists() for value in values],
        "noun": noun,
        "summary": summary,
        "total": total,
        "files": files,
    }
    if not isinstance(page, Page):
        return {**shown, "per_page": size, "by_key": True}
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        **shown,
        "pages": list(pages),
        "gap": page.paginator.ELLIPSIS,
        "per_page": page.paginator.per_page,
        "total": total or f"{page.paginator.count:,}",
    }
