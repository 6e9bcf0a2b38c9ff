"""拆除补偿费: charged by the approval of a demolition, held against its ending until it is paid.

No act of its own: engineering's 拆除审批 tells it, inside its transaction. Sources: 人民防空法
art. 28; 国人防办字〔2001〕210号 art. 19; 浙江省实施办法 art. 27: who cannot rebuild pays what
rebuilding costs.
"""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from django.utils import timezone

from engineering.models import Demolition
from fees.ledger.models import FeeAccount
from fees.ledger.posting import Kind, Movement, post_entry
from fees.ledger.rules import in_words
from renfang.history.record import record
from renfang.organisations.models import User


def open_compensation(demolition: Demolition, by: User) -> None:
    """Told by engineering of each demolition approved against compensation, in its transaction."""
    account = FeeAccount.objects.create(
        organisation_id=demolition.organisation_id,
        demolition=demolition,
        due_on=demolition.due_on,
    )
    movement = Movement(
        kind=Kind.CHARGE,
        amount=demolition.compensation,
        on=demolition.decided_on or timezone.localdate(),
        # One charge per approval, whatever happens: the key follows from it.
        key=uuid5(NAMESPACE_OID, f"renfang.demolition:{demolition.pk}"),
        note="拆除审批决定",
    )
    post_entry(account, movement, by=by)
    after = {"应缴": in_words(movement.amount), "缴款期限": demolition.due_on or "-"}
    record(by, "拆除补偿费入账", account, after=after)
