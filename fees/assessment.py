"""核定易地建设费: from a granted application to what is owed, in an unbroken chain of versions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from engineering.models import Application, Computation, Project
from fees.assess_contract import answer, read_json
from fees.ledger import Kind, Movement, post_entry
from fees.models import Assessment, FeeAccount
from fees.models.accounts import ZERO
from renfang.acts import Incomplete, Overtaken, Refused, WrongState, act, require_state
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope, ScopedQuerySet
from renfang.rules.books import load
from renfang.rules.explained import FactProblem
from renfang.rules.models import LocalPractice, practice_on


@dataclass(frozen=True)
class Proposal:
    """What an assessment would say; areas in square metres, money in yuan."""

    facts: dict[str, Any]
    as_of: date
    rulebook: str
    rulebook_version: str
    local_basis: str
    required_area: Decimal
    shortfall_area: Decimal
    rate: Decimal | None
    gross: Decimal
    relief: Decimal
    payable: Decimal
    steps: list[dict[str, str]]

    def says_the_same(self, other: Assessment) -> bool:
        """Whether nothing of the figures differs from an assessment that was made."""
        figures = ("required_area", "shortfall_area", "rate", "gross", "relief", "payable")
        return all(getattr(self, name) == getattr(other, name) for name in figures)


def propose(
    application: Application,
    *,
    rate: Decimal | None = None,
    rate_ground: str = "",
    built_area: Decimal | None = None,
) -> Proposal:
    """Compute the fee of a granted application under the rules in force on its decision day.

    ``built_area`` (㎡), surveyed at completion, takes the place of the area that was approved.
    ``rate`` (yuan/㎡) replaces that of the book and the office; ``rate_ground`` names the document
    that allows it. Writes nothing. Raises Incomplete when a fact or the local practice is missing,
    Refused when the rules no longer give the area that was decided.
    """
    computation = application.computations.first()
    if computation is None:
        raise Incomplete("该审批没有应建面积核定记录。由审批经办在审批页重新计算后再核定费用")
    _require_ground(rate, rate_ground)
    practice = _practice_of(application)
    as_of = application.decided_on
    try:
        facts = _facts(computation, practice, as_of, rate)
        if built_area is not None:
            facts["built_area"] = str(built_area)
        # Read as the assess command reads its file: the stored facts must give the same there.
        result = answer(read_json(json.dumps(facts)))
    except FactProblem as error:
        raise Incomplete(error.message, field=error.field) from error
    _require_decided_area(computation, Decimal(result["required_area"]), as_of)
    local_basis = practice.legal_basis if rate is None else rate_ground.strip()
    return Proposal(
        facts=facts,
        as_of=as_of,
        rulebook=result["rulebook"],
        rulebook_version=result["version"],
        local_basis=local_basis,
        rate=Decimal(result["rate"]) if result["rate"] is not None else None,
        steps=_with_rate_step(result["steps"], facts, local_basis),
        **{
            name: Decimal(result[name])
            for name in ("required_area", "shortfall_area", "gross", "relief", "payable")
        },
    )


def _require_ground(rate: Decimal | None, rate_ground: str) -> None:
    """Another rate rests on a document; a rate of nothing would be a relief by the back door."""
    if rate is None:
        return
    if not rate > ZERO:
        raise Incomplete("收费标准须大于 0 元/㎡。减免按楼栋的减免事由办理", field="rate")
    if not rate_ground.strip():
        raise Incomplete(
            "写明改用收费标准的依据文件，例如“X发改价〔2026〕3号”", field="rate_ground"
        )


def _with_rate_step(
    steps: list[dict[str, str]], facts: dict[str, Any], local_basis: str
) -> list[dict[str, str]]:
    """The steps, after their heading the document that a rate from outside the book rests on."""
    if "rate" not in facts:
        return steps
    step = {
        "rule": "收费标准",
        "basis": local_basis,
        "formula": "规则库未规定或另有依据的，按本地收费标准",
        "result": f"{facts['rate']} 元/㎡",
    }
    return [steps[0], step, *steps[1:]]


def _practice_of(application: Application) -> LocalPractice:
    """The practice on the decision day. Raises Incomplete when the office has entered none."""
    practice = practice_on(application.organisation, application.decided_on)
    if practice is None:
        raise Incomplete(
            f"{application.organisation}没有登记 {application.decided_on} 适用的本地执行口径。"
            "由系统管理员登记规则、城市类别和依据文件后再核定"
        )
    return practice


def _facts(
    computation: Computation, practice: LocalPractice, as_of: date, rate: Decimal | None
) -> dict[str, Any]:
    """The facts of the decision, to be charged by the book and the rate of the decision day."""
    facts = {**computation.facts, "rulebook": practice.rulebook, "as_of": as_of.isoformat()}
    facts.pop("rate", None)
    # The office's own rate stands in only where the book leaves it to the locality.
    if rate is None and not load(practice.rulebook).on(as_of).rates:
        rate = practice.local_rate
    if rate is not None:
        facts["rate"] = f"{rate:.2f}"
    return facts


def _require_decided_area(computation: Computation, required: Decimal, as_of: date) -> None:
    """The fee rests on the area that the decision fixed, never on another."""
    if required != computation.required_area:
        raise Refused(
            f"按 {as_of} 适用的规则应建面积为 {required:,} ㎡，许可决定核定的是 "
            f"{computation.required_area:,} ㎡。由审批经办核对适用规则日期后再核定费用"
        )


@act
def assess_fee(
    application_id: int,
    *,
    by: User,
    on: date,
    rate: Decimal | None = None,
    rate_ground: str = "",
    expected: Decimal | None = None,
) -> Assessment:
    """核定并入账: make the next version of the project's chain and post the difference.

    ``rate`` (yuan/㎡), with the document that allows it in ``rate_ground``, is for the case that
    book and office do not cover; ``expected`` is the payable that the user checked on the page.

    Raises Overtaken when the payable is computed differently by now, WrongState when the
    application is not granted or the version would change nothing.
    Source: 人民防空工程建设管理规定 art. 48; 财税〔2020〕58号 (the office assesses, tax collects).
    """
    scope = Scope(by)
    application = Application.objects.locked(application_id, scope, "assess_fee")
    require_state(application, Application.State.GRANTED, to="核定易地建设费")
    if on > timezone.localdate():
        raise Incomplete("核定日期不能晚于今天", field="on")
    proposal = propose(application, rate=rate, rate_ground=rate_ground)
    require_as_checked(proposal, expected)
    account = account_of(application.project)
    previous = account.assessments.order_by("-version").first()
    _require_change(previous, proposal, application, account)
    kind = Assessment.Kind.CHANGE if previous else Assessment.Kind.FIRST
    return post_version(proposal, application, account, kind=kind, by=by, on=on)


def post_version(
    proposal: Proposal,
    application: Application,
    account: FeeAccount,
    *,
    kind: str,
    by: User,
    on: date,
) -> Assessment:
    """The next version of a locked account's chain, its difference posted and noted.

    Raises Refused where the chain would fall below what is paid.
    """
    previous = account.assessments.order_by("-version").first()
    _require_no_surplus(previous, proposal, account)
    assessment = _version_after(previous, proposal, application, account, kind=kind, by=by, on=on)
    _post_difference(assessment, previous, account, by=by)
    _note(assessment, previous, account, by=by)
    return assessment


def require_as_checked(proposal: Proposal, expected: Decimal | None) -> None:
    """Raise Overtaken when the payable is no longer what the user checked on the page."""
    if expected is not None and expected != proposal.payable:
        raise Overtaken(
            f"核对时实缴金额为 {expected:,} 元，现按最新事实计算为 {proposal.payable:,} 元。"
            "核对变化后重新提交"
        )


def _note(
    assessment: Assessment, previous: Assessment | None, account: FeeAccount, *, by: User
) -> None:
    record(
        by,
        "核定易地建设费",
        account,
        before={"实缴金额": f"{previous.payable:,} 元"} if previous else None,
        after={
            "版次": assessment.version,
            "应缴金额": f"{assessment.gross:,} 元",
            "减免金额": f"{assessment.relief:,} 元",
            "实缴金额": f"{assessment.payable:,} 元",
        },
    )


def account_of(project: Project) -> FeeAccount:
    """The project's account, opened when it has none, locked for the rest of the transaction."""
    opened, _ = FeeAccount.objects.get_or_create(
        project=project, defaults={"organisation_id": project.organisation_id}
    )
    return FeeAccount.objects.select_for_update().get(pk=opened.pk)


def later_decisions(project: Any, application: Any) -> ScopedQuerySet:
    """Decisions granted on a project after an application; both may be query expressions."""
    return Application.objects.filter(
        project=project, state=Application.State.GRANTED, pk__gt=application
    )


def _require_change(
    previous: Assessment | None,
    proposal: Proposal,
    application: Application,
    account: FeeAccount,
) -> None:
    if previous is None:
        if proposal.shortfall_area == ZERO:
            raise WrongState(f"{application}没有易地建设面积，不需核定易地建设费")
        return
    is_same = previous.application_id == application.pk
    if is_same and previous.kind == Assessment.Kind.COMPLETION:
        raise WrongState(
            f"该项目已于 {previous.assessed_on} 按竣工实测面积核定，不再按批准面积核定"
        )
    if is_same and proposal.says_the_same(previous):
        raise WrongState(
            f"核定结果与第 {previous.version} 版（{previous.assessed_on}）相同，"
            "已经入账，不需再次核定"
        )


def _require_no_surplus(
    previous: Assessment | None, proposal: Proposal, account: FeeAccount
) -> None:
    if previous is None:
        return
    decrease = previous.payable - proposal.payable
    if decrease > account.balance:
        raise Refused(
            f"重新核定减少 {decrease:,} 元，大于欠缴的 {account.balance:,} 元，"
            f"多缴的 {decrease - account.balance:,} 元须先由征收机关退付。退付后再变更核定"
        )


def _version_after(
    previous: Assessment | None,
    proposal: Proposal,
    application: Application,
    account: FeeAccount,
    *,
    kind: str,
    by: User,
    on: date,
) -> Assessment:
    return Assessment.objects.create(
        organisation_id=account.organisation_id,
        account=account,
        application=application,
        version=previous.version + 1 if previous else 1,
        kind=kind,
        replaces=previous,
        assessed_on=on,
        assessed_by=by,
        **vars(proposal),
    )


def _post_difference(
    assessment: Assessment, previous: Assessment | None, account: FeeAccount, *, by: User
) -> None:
    difference = assessment.payable - (previous.payable if previous else ZERO)
    if difference == ZERO:
        return
    movement = Movement(
        kind=Kind.CHARGE if difference > ZERO else Kind.REDUCTION,
        amount=difference,
        on=assessment.assessed_on,
        # One entry per version, whatever happens: the key follows from the version.
        key=uuid5(NAMESPACE_OID, f"renfang.assessment:{assessment.pk}"),
        assessment=assessment,
        note=f"第 {assessment.version} 版{assessment.get_kind_display()}",
    )
    post_entry(account, movement, by=by)


def awaiting_assessment(scope: Scope, permission: str = "view_fees") -> ScopedQuerySet:
    """待核定: granted applications, the last of each project, whose fee is not assessed yet.

    A decision without shortfall still waits when an earlier version charged something.
    """
    latest = Computation.objects.filter(application=OuterRef("pk")).order_by("-id")
    return (
        Application.objects.visible_to(scope, permission)
        .filter(state=Application.State.GRANTED)
        .annotate(
            required_area=Subquery(latest.values("required_area")[:1]),
            shortfall_area=Subquery(latest.values("shortfall_area")[:1]),
        )
        .filter(Q(shortfall_area__gt=ZERO) | Q(project__fee_account__payable__gt=ZERO))
        # Who builds elsewhere himself owes the works, not the fee.
        .exclude(relocation_way=Application.RelocationWay.ELSEWHERE)
        .exclude(Exists(Assessment.objects.filter(application=OuterRef("pk"))))
        .exclude(Exists(later_decisions(OuterRef("project"), OuterRef("pk"))))
    )
