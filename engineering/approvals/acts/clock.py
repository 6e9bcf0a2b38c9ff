"""暂停、恢复、延长: how long the office has, and when the clock stands still.

现场踏勘 and 公示 are put on record here because they do not stop it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from engineering.approvals.acts.applications import lock_application
from engineering.approvals.models.applications import Application, Pause
from engineering.approvals.papers import issue_paper
from engineering.approvals.queries.clock import due_to_decide, last_lawful_day, open_pause
from engineering.approvals.queries.settings import limits_on
from engineering.approvals.steps import EXTEND, NOTE_PROCEDURE, PAUSE, RESUME
from renfang.acts import (
    Incomplete,
    WrongState,
    act,
    require_day,
    require_text,
    require_two,
)
from renfang.clocks.rules import Deadline
from renfang.history.record import record
from renfang.organisations.models import User

MINIMUM_EXTENSION_REASON = 5


def set_due(application: Application, due: Deadline | None) -> None:
    """Note the step's last day on the application; the caller saves."""
    application.due_on = due.last_day if due else None
    application.due_is_estimated = bool(due and due.estimated)


@act
def pause_clock(
    application_id: int,
    *,
    starts_on: date,
    reason: str,
    expected_days: int,
    kind: str = Pause.Kind.EXPERT_REVIEW,
    version: int | None = None,
    by: User,
) -> Pause:
    """暂停计时 for one of the procedures of 许可法 art. 45, and for no other.

    The applicant is told in writing how long it takes: ``expected_days`` working days, on a notice
    that is to be served.
    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    """
    application = lock_application(application_id, PAUSE, by, version)
    _require_lawful(kind, expected_days)
    reason = require_text(reason, "写明暂停事由", least=2, example="专家评审")
    _require_after(application, starts_on)
    pause = application.pauses.create(
        kind=kind, expected_days=expected_days, starts_on=starts_on, reason=reason
    )
    set_due(application, due_to_decide(application, application.pauses.all()))
    application.save_next("due_on", "due_is_estimated")
    _record_pause(pause, by)
    issue_paper(
        "special_procedure_notice",
        application,
        on=starts_on,
        by=by,
        procedure=pause.get_kind_display(),
        reason=pause.reason,
        starts_on=starts_on.isoformat(),
        expected_days=expected_days,
    )
    return pause


def _require_lawful(kind: str, expected_days: int | None) -> None:
    """The closed list of art. 45, and the time that it takes."""
    if kind not in Pause.LAWFUL:
        raise Incomplete(
            "《行政许可法》第四十五条只列听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审，"
            "其他程序计入审批时限。现场踏勘、公示办理“登记踏勘、公示”",
            field="kind",
        )
    if expected_days is None or expected_days < 1:
        raise Incomplete("填写所需时间，告知书上将印出，告知申请人", field="expected_days")


def _record_pause(pause: Pause, by: User) -> None:
    told = {
        "程序": pause.get_kind_display(),
        "暂停日期": pause.starts_on,
        "所需时间": f"{pause.expected_days} 个工作日",
    }
    record(by, "暂停计时", pause.application, after=told, note=pause.reason)


def _require_after(application: Application, starts_on: date) -> None:
    """A pause starts after acceptance and after the pause before it has ended."""
    earlier = application.pauses.order_by("-starts_on").first()
    earliest = application.accepted_on
    if earlier is not None:
        earliest = max(earliest, earlier.ends_on + timedelta(days=1))
    require_day(starts_on, earliest, "暂停日期", field="starts_on")


@act
def resume_clock(
    application_id: int, *, resumes_on: date, version: int | None = None, by: User
) -> Application:
    """恢复计时: the first day that counts again; the deadline moves by the days that did not."""
    application = lock_application(application_id, RESUME, by, version)
    pause = application.pauses.get(ends_on__isnull=True)
    require_day(resumes_on, pause.starts_on + timedelta(days=1), "恢复日期", field="resumes_on")
    pause.ends_on = resumes_on - timedelta(days=1)
    pause.save(update_fields=["ends_on"])
    before = application.due_on
    set_due(application, due_to_decide(application, application.pauses.all()))
    application.save_next("due_on", "due_is_estimated")
    record(
        by,
        "恢复计时",
        application,
        before={"办理时限": before},
        after={"恢复日期": resumes_on, "办理时限": application.due_on},
    )
    return application


@act
def note_procedure(
    application_id: int,
    *,
    kind: str,
    on: date,
    until: date,
    people: str,
    finding: str,
    version: int | None = None,
    by: User,
) -> Application:
    """登记踏勘、公示: what was done to examine an application while its time ran on.

    ``kind`` is ``site_check`` or ``public_notice``; ``people`` are the two of 许可法 art. 34(3) who
    were on the site. The history keeps it; no day moves. Raises as ``pause_clock`` does.
    """
    application = lock_application(application_id, NOTE_PROCEDURE, by, version)
    if kind not in (Pause.Kind.SITE_CHECK, Pause.Kind.PUBLIC_NOTICE):
        raise Incomplete("选择现场踏勘或者公示", field="kind")
    require_day(on, application.accepted_on, "开始日期")
    require_day(until, on, "结束日期", field="until")
    finding = require_text(finding, "写明踏勘或者公示的情况", field="finding", least=2)
    after: dict[str, Any] = {"起止日期": f"{on} 至 {until}"}
    if kind == Pause.Kind.SITE_CHECK:
        after["踏勘人员"] = require_two(people, "踏勘人员", field="people")
    application.touch()
    record(by, f"登记{Pause.Kind(kind).label}", application, after=after, note=finding)
    return application


@act
def extend_deadline(
    application_id: int, *, reason: str, on: date, version: int | None = None, by: User
) -> Application:
    """延长审批期限: once, by the head, and the applicant is told why (行政许可法 art. 42).

    The extension counts from the end of the statutory limit, even where a shorter one was
    promised. Raises NotFound, NotPermitted, Overtaken, WrongState or Incomplete.
    """
    application = lock_application(application_id, EXTEND, by, version)
    _require_in_time(application, on)
    reason = require_text(reason, "写明延长的理由，告知书上将印出", least=MINIMUM_EXTENSION_REASON)
    limits = limits_on(application.organisation, application.kind, application.accepted_on)
    before = application.due_on
    application.extended_by_days = limits.extension_days
    application.extension_reason, application.extended_on = reason, on
    set_due(application, due_to_decide(application, application.pauses.all()))
    application.save_next()
    record(
        by,
        "延长审批期限",
        application,
        before={"办理时限": before},
        after={"办理时限": application.due_on, "延长": f"{limits.extension_days} 个工作日"},
        note=application.extension_reason,
    )
    issue_paper("extension_notice", application, on=on, by=by)
    return application


def _require_in_time(application: Application, on: date) -> None:
    """Extended before the statutory limit has passed."""
    require_day(on, application.accepted_on, "延长日期")
    lapsed = last_lawful_day(application)
    if on > lapsed and open_pause(application) is None:
        raise WrongState(f"法定时限已于 {lapsed} 届满，不能再延长。作出决定并说明超期原因")
