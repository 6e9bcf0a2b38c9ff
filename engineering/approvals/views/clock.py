"""Pages of the clock: 延长审批期限, 暂停计时, 恢复计时."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from engineering.approvals.acts.clock import extend_deadline, pause_clock, resume_clock
from engineering.approvals.forms.clock import ExtensionForm, PauseForm, ResumeForm
from engineering.approvals.models.applications import Application
from engineering.approvals.views.application_acts import ActPage, act_page

_State = Application.State
# From 受理 to the decision.
_RUNNING = (_State.ACCEPTED, _State.RETURNED, _State.REVIEWED)


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """延长审批期限."""
    return act_page(
        request,
        pk,
        ActPage(
            title="延长审批期限",
            act="签发延长审批期限告知书并编号",
            lead="在规定期限内不能作出决定的，经负责人批准可以延长一次，并将理由告知申请人"
            "（《行政许可法》第四十二条）。延长的期限接在法定时限之后计算。",
            permission="decide_application",
            states=_RUNNING,
            form=ExtensionForm,
            perform=extend_deadline,
            done="已延长审批期限，告知书已编号",
        ),
    )


@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """暂停计时."""
    return act_page(
        request,
        pk,
        ActPage(
            title="暂停计时",
            act="暂停计时并签发告知书",
            lead="听证、检验、检测、鉴定和专家评审所需时间不计入审批时限（《行政许可法》第四十五条），所需时间书面告知申请人。",
            permission="handle_application",
            states=_RUNNING,
            form=PauseForm,
            perform=pause_clock,
            done="已暂停计时，特别程序告知书已编号",
        ),
    )


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """恢复计时."""
    return act_page(
        request,
        pk,
        ActPage(
            title="恢复计时",
            act="恢复计时",
            lead="审批时限按暂停的工作日顺延。",
            permission="handle_application",
            states=_RUNNING,
            form=ResumeForm,
            perform=resume_clock,
            done="已恢复计时，审批时限已顺延",
        ),
    )
