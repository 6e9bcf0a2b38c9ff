"""What can be done to have a paper served, and with the receipt that went out with it.

Who may do it differs from paper to paper: each kind names its permission (``Service``), which
``matter_for`` and ``Matter.lock`` ask. The rows name none; pages offer them to whom that allows.
"""

from __future__ import annotations

from renfang.documents.models import IssuedDocument
from renfang.serving.models import ServiceReceipt
from renfang.steps import Step, Steps

_State = ServiceReceipt.State
OF_THE_PAPER = ""


def _not_to_be_served(paper: IssuedDocument) -> str:
    """Void, or with a receipt under way or signed."""
    if paper.is_void:
        return f"{paper}已作废，不再送达"
    standing = paper.services.filter(state__in=ServiceReceipt.STANDING).first()
    if standing is None:
        return ""
    return f"{paper}现为“{standing.state_label}”，不需再制作送达回证"


PREPARE = Step(
    label="制作送达回证",
    press="签发送达回证并编号",
    url="prepare_service",
    permission=OF_THE_PAPER,
    lead="送达人为两名以上。各种方式的生效日期不同，期限自生效之日的次日起算。",
    idle=_not_to_be_served,
)
PAPER_STEPS = Steps(IssuedDocument, PREPARE)

RECORD = Step(
    label="登记送达",
    url="record_service",
    permission=OF_THE_PAPER,
    start=(_State.PREPARED,),
    end=(_State.SERVED,),
    is_main=True,
    to_do="登记送达回证",
)
FAIL = Step(
    label="登记未能送达",
    url="fail_service",
    permission=OF_THE_PAPER,
    start=(_State.PREPARED,),
    end=(_State.FAILED,),
    lead="换一种方式重新制作送达回证：拒绝签收的留置送达；用其他方式无法送达的公告送达。",
)
CORRECT = Step(
    label="更正送达登记",
    url="correct_service",
    permission=OF_THE_PAPER,
    start=(_State.SERVED,),
)
RECEIPT_STEPS = Steps(ServiceReceipt, RECORD, FAIL, CORRECT)
