"""Document numbers without gaps or twins: 代字〔2026〕12号 (GB/T 9704-2012 7.2.5)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.db.models import Q

from renfang.documents.kinds import DocumentKind
from renfang.documents.models import NumberPrefix, NumberSeries
from renfang.organisations.models import Organisation


def prefix_on(organisation: Organisation, kind: DocumentKind, day: date) -> str:
    """代字 and 类别字 on ``day``: the kind's own prefix, else the office's plus the word."""
    rows = NumberPrefix.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=day),
        organisation=organisation,
        kind__in=["", kind.code],
        effective_from__lte=day,
    ).order_by("-kind", "-effective_from")
    row = rows.first()
    if row is None:
        return organisation.short_name + kind.word
    return row.prefix if row.kind else row.prefix + kind.word


def take_number(
    organisation: Organisation, kind: DocumentKind, year: int
) -> tuple[NumberSeries, int]:
    """Take the next number of the year, inside the caller's transaction and as its last lock.

    The counter is a locked row, not a database sequence (which leaves gaps when a transaction is
    rolled back) and not max + 1 (which hands the same number to two writers).
    """
    series, _ = NumberSeries.objects.get_or_create(
        organisation=organisation, kind=kind.code, year=year
    )
    series = NumberSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    series.last += 1
    series.save(update_fields=["last"])
    return series, series.last


def number_key(text: str) -> str:
    """A number as people type it, reduced to what counts: all bracket shapes and blanks alike."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s〔〕\[\]()【】{}第号#-]+", "-", folded).strip("-").lower()


def missing_numbers(organisation_ids: frozenset[int]) -> list[tuple[NumberSeries, list[int]]]:
    """断号检查: series in which a number up to the last one has no paper. Always empty."""
    found = []
    for series in NumberSeries.objects.filter(organisation__in=organisation_ids):
        used = set(series.documents.values_list("sequence", flat=True))
        gaps = [number for number in range(1, series.last + 1) if number not in used]
        if gaps:
            found.append((series, gaps))
    return found
