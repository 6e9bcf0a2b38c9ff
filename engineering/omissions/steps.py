"""What can be done with a case of 应建未建, and what the office has to do next."""

from __future__ import annotations

from engineering.omissions.models import OmissionCase
from renfang.resting import Ending
from renfang.steps import Step, Steps

_State = OmissionCase.State
_HANDLES = "handle_omission"

VERIFY = Step(
    label="登记核查",
    url="engineering:verify_omission",
    permission=_HANDLES,
    start=(_State.CLUE,),
    end=(_State.VERIFIED,),
    law="《人民防空法》第二十二条；《行政处罚法》第四十二条",
    to_do="线索已登记。登记该项目的楼栋指标后，由两名以上执法人员核查。",
    is_main=True,
)
NOTIFY = Step(
    label="签发告知书",
    press="签发限期办理告知书",
    url="engineering:notify_omission",
    permission=_HANDLES,
    start=(_State.VERIFIED,),
    end=(_State.NOTIFIED,),
    law="《人民防空法》第二十二条、第四十八条",
    to_do="已核查应建。签发限期办理结建审批手续告知书。",
    is_main=True,
)
CLOSE = Step(
    label="结案",
    url="engineering:close_omission",
    permission=_HANDLES,
    start=(_State.CLUE, _State.VERIFIED, _State.NOTIFIED),
    end=(_State.CLOSED,),
    to_do="已告知限期办理。收到申请后结案；届满仍未申请的，移送行政执法。",
    is_main=True,
    ends=Ending.CLOSE,
)
STEPS = Steps(OmissionCase, VERIFY, NOTIFY, CLOSE)
