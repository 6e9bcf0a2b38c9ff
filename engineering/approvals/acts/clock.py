"""暂停、恢复、延长: how long the office has, and when the clock stands still."""

from __future__ import annotations

from datetime import date, timedelta

from engineering.approvals.acts.applications import lock_application
from engineering.approvals.models.applications import Application, Pause
from engineering.approvals.papers import issue_paper
from engineering.approvals.queries.clock import due_to_decide, last_lawful_day, open_pause
from engineering.approvals.queries.settings import limits_on
from engineering.approvals.steps import EXTEND, PAUSE, RESUME
from renfang.acts import WrongState, act, require_day, require_text
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
    kind: str = Pause.Kind.EXPERT_REVIEW,
    expected_days: int | None = None,
    version: int | None = None,
    by: User,
) -> Pause:
    """暂停计时 for hearing, testing or expert review (许可法 art. 45).

    The applicant is told in writing how long it takes: ``expected_days`` working days.
    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    """
    application = lock_application(application_id, PAUSE, by, version)
    reason = require_text(reason, "写明暂停事由", least=2, example="专家评审")
    _require_after(application, starts_on)
    pause = Pause.objects.create(
        application=application,
        kind=kind,
        expected_days=expected_days,
        starts_on=starts_on,
        reason=reason,
    )
    application.touch()
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


def _record_pause(pause: Pause, by: User) -> None:
    told = {"程序": pause.get_kind_display(), "暂停日期": pause.starts_on}
    if pause.expected_days:
        told["所需时间"] = f"{pause.expected_days} 个工作日"
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
