"""What can be done with a row of another authority's list."""

from __future__ import annotations

from datetime import date

from engineering.comparison.models import AuthorityRecord
from engineering.omissions.models import OmissionCase
from renfang.organisations.models import User
from renfang.steps import Step, Steps, stops

_State = AuthorityRecord.State
_HANDLES = "handle_omission"

MATCH = Step(
    label="指认项目",
    url="engineering:match_record",
    permission=_HANDLES,
    start=(_State.OPEN, _State.AGREES),
    end=(_State.OPEN, _State.AGREES),
    lead="指认后按该项目比对，以后更新名录也不再另行匹配。",
)
MAKE_CLUE = Step(
    label="转为线索",
    url="engineering:make_clue",
    permission=_HANDLES,
    start=(_State.OPEN,),
    end=(_State.CLUE,),
    law="《人民防空法》第二十二条、第四十八条",
    lead="登记为应建未建线索，由两名以上执法人员核查。",
    to_do="核对名录记录：有疑点的转为线索，没有的说明原因。",
    is_main=True,
)
DISMISS = Step(
    label="不作线索",
    url="engineering:dismiss_record",
    permission=_HANDLES,
    start=(_State.OPEN,),
    end=(_State.DISMISSED,),
)
TAKE_BACK = Step(
    label="退回核对",
    url="engineering:take_back_record",
    permission=_HANDLES,
    start=(_State.CLUE, _State.DISMISSED),
    end=(_State.OPEN, _State.AGREES),
    lead="退回后重新比对。已立的应建未建案件不随之结案。",
)
COMPARE = Step(
    label="重新比对",
    url="engineering:compare_record",
    permission=_HANDLES,
    start=(_State.OPEN, _State.AGREES),
    end=(_State.OPEN, _State.AGREES),
    at_once=True,
)
STEPS = Steps(AuthorityRecord, MAKE_CLUE, MATCH, DISMISS, COMPARE, TAKE_BACK)


def _case_goes_on(row: AuthorityRecord, by: User, on: date) -> str:
    """A case that was verified rests on its clue until it is closed."""
    case = row.case
    if case is None or case.state in (OmissionCase.State.CLUE, OmissionCase.State.CLOSED):
        return ""
    return f"应建未建案件“{case}”{case.get_state_display()}，线索不再退回。在案件中办理结案"


TAKE_BACK.asks.register(stops(_case_goes_on))
