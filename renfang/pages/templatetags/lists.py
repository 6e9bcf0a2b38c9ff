"""Lists on pages: sortable heads and the footer with pages."""

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
    params.pop("page", None)
    params["order"] = f"-{name}" if current == name else name
    return {
        "label": label,
        "url": f"?{params.urlencode()}",
        "direction": directions.get(current, ""),
        "numeric": numeric,
    }


@register.inclusion_tag("partials/pagination.html", takes_context=True)
def pagination(
    context: template.Context,
    page: Page,
    noun: str = "条",
    summary: str = "",
    total: str = "",
) -> dict[str, Any]:
    """Total, page size, pages and jump. ``summary`` (合计 …) covers the whole result.

    ``total`` replaces the counted total where counting was capped, e.g. ``10,000 以上``.
    """
    params = context["request"].GET.copy()
    size = params.pop("size", [""])[0]
    params.pop("page", None)
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "pages": list(pages),
        "gap": page.paginator.ELLIPSIS,
        "base": f"?{params.urlencode()}&" if params else "?",
        "size": size,
        "sizes": PAGE_SIZES,
        "per_page": page.paginator.per_page,
        "kept": [(key, value) for key, values in params.lists() for value in values],
        "noun": noun,
        "summary": summary,
        "total": total or f"{page.paginator.count:,}",
    }
