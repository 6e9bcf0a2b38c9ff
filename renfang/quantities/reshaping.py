"""Figures of reports in another shape: by month, by year, by office; for pages and workbooks alike.

The database adds up what it can; what comes here are the few rows of its answer. Whole numbers
only, so that no float touches money: sums are in 分. pandas takes a second to import and is loaded
when the first report is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def table_of(
    records: Iterable[Sequence[Any]], names: Sequence[str] = (), *, figures: Sequence[str]
) -> pd.DataFrame:
    """The rows as a table: columns of ``names``, then of ``figures``, where nothing counts as 0."""
    import pandas as pd

    # Before pandas sees them: of a column with gaps it would make floats.
    whole = [[0 if value is None else value for value in row] for row in records]
    table = pd.DataFrame.from_records(whole, columns=[*names, *figures])
    return table.astype(dict.fromkeys(figures, "int64"))


def summed(table: pd.DataFrame, by: str, over: Iterable[Any]) -> pd.DataFrame:
    """The other columns summed by one: a row for each of ``over``, 0 where there is none."""
    return table.groupby(by).sum().reindex(list(over), fill_value=0)
