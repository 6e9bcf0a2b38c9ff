"""What an assessment would say: the facts of a decision, charged by the rules of its day.

Nothing here writes: ``fees.assessments.acts.assessment`` submits a proposal for review and puts it
into effect. ``compare`` (与上一版比较) tells two computations of a project apart, line by line.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from engineering.area.facts import BuildingFacts, Facts
from engineering.hooks import Estimator, Planning, compute_for, facts_under
from engineering.models import Application, Computation, Project
from fees.assessments.models import AssessedFigures
from fees.assessments.reliefs import Claim, Judgement, claims_of, judged_steps, without_refused
from fees.calculation.fee import assess
from fees.ledger.models import ZERO
from renfang.acts import Incomplete, Refused, require_text
from renfang.organisations.models import Organisation
from renfang.rules.explained import FactProblem
from renfang.rules.law import Law, require_law

_AREAS = {"required_area": "应建面积（㎡）", "shortfall_area": "易地建设面积（㎡）"}
_MONEY = {
    "rate": "收费标准（元/㎡）",
    "gross": "应缴金额（元）",
    "relief": "减免金额（元）",
    "payable": "实缴金额（元）",
}
_TEXTS = {
    "rulebook_version": "规则版本",
    "as_of": "适用规则日期",
    "local_basis": "收费标准依据",
}


@dataclass(frozen=True)
class Compared:
    """One line: before, after, and by how much where both are numbers."""

    label: str
    before: str
    after: str
    change: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.before != self.after


def compare(before: Any | None, after: Any) -> list[Compared]:
    """The lines of two sets of figures (drafts, versions or proposals); areas ㎡, money yuan."""
    lines = []
    for name, label in {**_AREAS, **_MONEY, **_TEXTS}.items():
        old = None if before is None else getattr(before, name)
        new = getattr(after, name)
        change = ""
        if isinstance(old, Decimal) and isinstance(new, Decimal) and old != new:
            change = f"{new - old:+,.2f}"
        lines.append(Compared(label, _shown(old, name), _shown(new, name), change))
    return lines


def _shown(value: Any, name: str) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if value is None:
        return "分类计收" if name == "rate" else "-"
    return str(value)


FIGURES = ("required_area", "shortfall_area", "rate", "gross", "relief", "payable")


@dataclass(frozen=True)
class Proposal:
    """What an assessment would say; areas in square metres, money in yuan."""

    facts: Facts
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
    claims: tuple[Claim, ...] = field(default=(), compare=False)
    # Yuan that book and office would charge where ``rate`` is another; None where they cannot say.
    usual: Decimal | None = field(default=None, compare=False)

    def says_the_same(self, other: AssessedFigures) -> bool:
        """Whether nothing of the figures differs from an assessment that was made."""
        return all(getattr(self, name) == getattr(other, name) for name in FIGURES)

    @property
    def figures(self) -> dict[str, Any]:
        """The columns that drafts and versions store."""
        return {name: getattr(self, name) for name in STORED} | {"facts": self.facts.to_json()}


STORED = tuple(name for name in Proposal.__dataclass_fields__ if name not in ("claims", "usual"))


@dataclass(frozen=True)
class OtherRate:
    """A rate (yuan/㎡) from outside book and office, with the document that allows it."""

    yuan: Decimal | None = None
    ground: str = ""


def propose(
    application: Application,
    *,
    rate: Decimal | None = None,
    rate_ground: str = "",
    built_area: Decimal | None = None,
    judgements: Sequence[Judgement] = (),
) -> Proposal:
    """Compute the fee of a granted application under the rules in force on its decision day.

    ``built_area`` (㎡), surveyed at completion, takes the place of the area that was approved.
    ``rate`` (yuan/㎡) replaces that of the book and the office; ``rate_ground`` names the document
    that allows it. Refused ``judgements`` take their reliefs away. Writes nothing. Raises
    Incomplete when a fact or the local practice is missing, Refused when the rules no longer give
    the area that was decided.
    """
    computation = application.computations.first()
    if computation is None:
        raise Incomplete("该审批没有应建面积核定记录。由审批经办在审批页重新计算后再核定费用")
    facts = computation.stated
    if built_area is not None:
        facts = replace(facts, built_area=built_area)
    law = require_law(application.organisation, application.decided_on)
    proposal = charge(facts, law, other=OtherRate(rate, rate_ground), judgements=judgements)
    _require_decided_area(computation, proposal.required_area, application.decided_on)
    return proposal


def propose_violation(
    project: Project,
    *,
    as_of: date,
    built_area: Decimal = ZERO,
    rate: Decimal | None = None,
    rate_ground: str = "",
) -> Proposal:
    """Compute what a project owes that was built without ever applying; no relief applies.

    Source: 最高人民法院指导案例21号. Raises Incomplete when a fact or the practice is missing.
    """
    law = require_law(project.organisation, as_of)
    facts = replace(compute_for(project, built_area, as_of).facts, lawful=False)
    return charge(facts, law, other=OtherRate(rate, rate_ground))


def fee_estimator(organisation: Organisation, on: date) -> Estimator:
    """What somebody would owe who put buildings up without ever applying, by the law of a day.

    An estimate for a clue; ``propose_violation`` says what is owed once the project is registered.
    Raises Incomplete when the practice is missing, and so does what it gives for a missing fact.
    """
    law = require_law(organisation, on)

    def estimate(buildings: Collection[BuildingFacts]) -> Decimal:
        facts = facts_under(law, buildings, planning=Planning(), planned_area=ZERO)
        return charge(replace(facts, lawful=False), law).payable

    return estimate


def charge(
    facts: Facts,
    law: Law,
    *,
    other: OtherRate = OtherRate(),
    judgements: Sequence[Judgement] = (),
) -> Proposal:
    """The fee for the facts of a decision, by the book and the rate of the law's day.

    Raises Incomplete, on the form's field, for a fact that the book misses or refuses.
    """
    _require_ground(other)
    try:
        rate = law.local_rate if other.yuan is None else other.yuan
        facts = replace(facts, rulebook=law.reference, as_of=law.day, rate=rate)
        claims = claims_of(facts, law.book)
        facts = without_refused(facts, judgements)
        assessed = assess(law.book, facts)
    except FactProblem as error:
        raise Incomplete(error.message, field=error.field) from error
    local_basis = law.practice.legal_basis if other.yuan is None else other.ground.strip()
    steps = _with_rate_step(assessed.steps_as_dicts(), rate, local_basis)
    return Proposal(
        facts=facts,
        as_of=law.day,
        rulebook=law.reference,
        rulebook_version=assessed.value.version,
        local_basis=local_basis,
        steps=[*steps[:-1], *judged_steps(claims, judgements), steps[-1]],
        claims=tuple(claims),
        usual=None if other.yuan is None else _usual(facts, law),
        **{name: getattr(assessed.value, name) for name in FIGURES},
    )


def _usual(facts: Facts, law: Law) -> Decimal | None:
    """What the same facts would be charged, before reliefs, at the rate of book and office."""
    try:
        return assess(law.book, replace(facts, rate=law.local_rate)).value.gross
    except FactProblem:
        return None


def _require_ground(other: OtherRate) -> None:
    """Another rate rests on a document; a rate of nothing would be a relief by the back door."""
    if other.yuan is None:
        return
    if not other.yuan > ZERO:
        raise Incomplete("收费标准须大于 0 元/㎡。减免按楼栋的减免事由办理", field="rate")
    require_text(
        other.ground,
        "写明改用收费标准的依据文件",
        field="rate_ground",
        example="X发改价〔2026〕3号",
    )


def _with_rate_step(
    steps: list[dict[str, str]], rate: Decimal | None, local_basis: str
) -> list[dict[str, str]]:
    """The steps, after their heading the document that a rate from outside the book rests on."""
    if rate is None:
        return steps
    step = {
        "rule": "收费标准",
        "basis": local_basis,
        "formula": "规则库未规定或另有依据的，按本地收费标准",
        "result": f"{rate:.2f} 元/㎡",
    }
    return [steps[0], step, *steps[1:]]


def _require_decided_area(computation: Computation, required: Decimal, as_of: date) -> None:
    """The fee rests on the area that the decision fixed, never on another."""
    if required != computation.required_area:
        raise Refused(
            f"按 {as_of} 适用的规则应建面积为 {required:,} ㎡，许可决定核定的是 "
            f"{computation.required_area:,} ㎡。由审批经办核对适用规则日期后再核定费用"
        )
