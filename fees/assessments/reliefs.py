"""减免认定: each relief that a building claims is judged by itself, on its evidence.

Source: 计价格〔2000〕474号 减免条款 and the later documents in the rule book; audit offices ask for
exactly this register: which relief, on what proof, decided how and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engineering.area.facts import Facts
from fees.assessments.models import ReliefDecision
from renfang.acts import Incomplete, require_text
from renfang.rules.books import RuleBook
from renfang.rules.rounding import percent

Outcome = ReliefDecision.Outcome
_SHORTEST_REASON = 5


@dataclass(frozen=True)
class Claim:
    """A relief in force that a building claims; ``position`` counts the buildings from 0."""

    position: int
    building_name: str
    code: str
    name: str
    effect: str
    basis: str
    evidence_required: str
    needs_approved_relocation: bool

    @property
    def key(self) -> tuple[int, str]:
        """What a judgement names."""
        return self.position, self.code


@dataclass(frozen=True)
class Judgement:
    """What the officer found about one claim."""

    position: int
    code: str
    outcome: str
    evidence: str = ""
    reason: str = ""
    attachment_id: int | None = None

    @property
    def key(self) -> tuple[int, str]:
        """The claim that it answers."""
        return self.position, self.code

    @property
    def is_granted(self) -> bool:
        """Whether the relief is given."""
        return self.outcome == Outcome.GRANTED


def claims_of(facts: Facts, book: RuleBook) -> list[Claim]:
    """The claims to be judged; a lapsed relief is refused by the rules without a judgement.

    None for a builder who simply did not build (最高人民法院指导案例21号).
    """
    if not facts.lawful:
        return []
    reliefs = book.on(facts.as_of).reliefs
    claims = []
    for position, building in enumerate(facts.buildings):
        relief = reliefs.get(building.relief)
        if relief is not None:
            claims.append(
                Claim(
                    position=position,
                    building_name=building.name,
                    code=relief.code,
                    name=relief.name,
                    effect="免收" if relief.share == 1 else f"减收 {percent(relief.share)}",
                    basis=relief.basis,
                    evidence_required=relief.evidence,
                    needs_approved_relocation=relief.needs_approved_relocation,
                )
            )
    return claims


def require_judged(claims: Sequence[Claim], judgements: Sequence[Judgement]) -> None:
    """Raise Incomplete, naming the form's field, for a claim that is not judged as it must be."""
    given = {judgement.key: judgement for judgement in judgements}
    for number, claim in enumerate(claims):
        judgement = given.pop(claim.key, None)
        if judgement is None or judgement.outcome not in Outcome.values:
            raise Incomplete(
                f"{claim.building_name}申请“{claim.name}”，逐项认定准予或不予减免",
                field=f"reliefs-{number}-outcome",
            )
        if judgement.is_granted:
            require_text(
                judgement.evidence,
                f"写明核验的证明材料（应有：{claim.evidence_required}）",
                field=f"reliefs-{number}-evidence",
            )
            if judgement.attachment_id is None:
                raise Incomplete(
                    f"“{claim.name}”准予减免的，选择证明材料的附件（应有：{claim.evidence_required}）。"
                    "附件清单中没有的，由审批经办在审批页上传后选择",
                    field=f"reliefs-{number}-attachment",
                )
        if not judgement.is_granted:
            require_text(
                judgement.reason,
                "写明不予减免的理由",
                field=f"reliefs-{number}-reason",
                least=_SHORTEST_REASON,
            )
    if given:
        raise Incomplete("认定的减免与申请的减免不一致。刷新页面重新认定")


def without_refused(facts: Facts, judgements: Iterable[Judgement]) -> Facts:
    """The facts with refused claims taken out: what is charged, and can be computed again."""
    refused = {judgement.key for judgement in judgements if not judgement.is_granted}
    buildings = [
        replace(building, reliefs=()) if (position, building.relief) in refused else building
        for position, building in enumerate(facts.buildings)
    ]
    return replace(facts, buildings=tuple(buildings))


def judged_steps(claims: Sequence[Claim], judgements: Iterable[Judgement]) -> list[dict[str, str]]:
    """One step for each judgement, as the pages and papers show it."""
    by_key = {claim.key: claim for claim in claims}
    steps = []
    for judgement in judgements:
        claim = by_key[judgement.key]
        outcome = Outcome(judgement.outcome).label
        seen = judgement.evidence.strip() or "未提交材料"
        steps.append(
            {
                "rule": f"减免认定：{claim.name}",
                "basis": claim.basis,
                "formula": f"{claim.building_name}：核验{seen}",
                "result": outcome
                if judgement.is_granted
                else f"{outcome}：{judgement.reason.strip()}",
            }
        )
    return steps
