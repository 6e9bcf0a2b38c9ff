"""期末快照: the debts of an office on a day, kept as the books stood when it was taken."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from fees.ledger.acts import locked_book_for
from fees.ledger.models import FeeAccount
from fees.ledger.queries import chain_heads, surplus_on
from fees.reports.models import FrozenStatement
from fees.reports.queries.ageing import ageing_of, as_data
from fees.reports.steps import FREEZE
from renfang.acts import act, require_past
from renfang.history.record import record
from renfang.organisations.models import User


@act
def freeze_statement(
    organisation_id: int, *, as_of: date, note: str = "", by: User
) -> FrozenStatement:
    """固定期末快照: what the office was owed at the end of ``as_of``, and the state of its ledger.

    The book is locked meanwhile, so that entries and digest are of one moment.
    """
    book = locked_book_for(FREEZE, organisation_id, by)
    organisation = book.organisation
    FREEZE.require(book, by)
    require_past(as_of, "截止日期", field="as_of")
    accounts = FeeAccount.objects.filter(organisation=organisation)
    picture = ageing_of(accounts, as_of)
    entries, _, heads = chain_heads(organisation, timezone.now())
    row = FrozenStatement.objects.create(
        organisation=organisation,
        as_of=as_of,
        content=as_data(picture),
        owed=picture.total.total,
        surplus=surplus_on(accounts, as_of),
        entries=entries,
        heads=heads,
        note=note.strip(),
        taken_by=by,
    )
    after = {"截止日期": as_of, "欠缴": f"{row.owed:,} 元", "分录笔数": entries, "台账状态": heads}
    record(by, "固定期末快照", book, after=after, note=row.note)
    return row
