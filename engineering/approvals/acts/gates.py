"""登记规划、施工许可: the permit of another authority that may have to wait for the fee.

A whole relocation has no works to file: what the law of a place holds back while the fee is unpaid
is the planning or construction permit (浙江办法 art. 15, 重庆条例 art. 20).
"""

from __future__ import annotations

from datetime import date

from engineering.approvals.acts.applications import lock_application
from engineering.approvals.models.applications import Application
from engineering.approvals.steps import NOTE_GATE
from renfang.acts import act, require_past, require_text
from renfang.history.record import record
from renfang.organisations.models import User


@act
def note_gate(
    application_id: int, *, number: str, on: date, version: int | None = None, by: User
) -> Application:
    """登记规划、施工许可: its number and the day it was given; entered again, it is corrected.

    Raises NotFound, NotPermitted, Overtaken, WrongState or Incomplete naming the form's field.
    """
    application = lock_application(application_id, NOTE_GATE, by, version)
    require_past(on, "核发日期")
    before = {"证号": application.gate_permit, "核发日期": application.gate_permit_on}
    application.gate_permit = require_text(
        number, "写明许可证的名称和编号", field="number", least=4
    )
    application.gate_permit_on = on
    application.save_next("gate_permit", "gate_permit_on")
    after = {"证号": application.gate_permit, "核发日期": on}
    record(by, NOTE_GATE.label, application, before=before, after=after)
    return application
