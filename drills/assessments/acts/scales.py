"""The office's grading scales: adopting one, retiring one, and reading one into the pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from drills.assessments.models import GradeBand, GradeCode, GradingScale, OverallRule
from drills.assessments.rules import Band, Scale
from drills.assessments.steps import RETIRE
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

# What the form proposes. Scores as in published reports; the team's rates are common practice and
# no rule of law: the office sets its own.
PROPOSED = (
    Band("excellent", Decimal("90.0"), 95, 80, 50),
    Band("good", Decimal("80.0"), 90, 60, 0),
    Band("pass", Decimal("60.0"), 80, 0, 0),
    Band("fail", Decimal("0.0"), 0, 0, 0),
)


@dataclass(frozen=True)
class ScaleFacts:
    """A scale as the form gives it."""

    name: str
    full_score: Decimal
    bands: Sequence[Band]
    overall_rule: str = OverallRule.MEAN
    retake_caps_at_pass: bool = True


@act
def adopt_scale(organisation_id: int, facts: ScaleFacts, *, by: User) -> GradingScale:
    """采用评分标准. Raises Incomplete for bands out of order."""
    Scope(by).require("manage_training", organisation_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    if GradingScale.objects.filter(organisation=organisation, name=facts.name).exists():
        raise Incomplete(
            f"本机构已有评分标准“{facts.name}”。换一个名称，例如加上年份", field="name"
        )
    faults = Scale(facts.full_score, facts.bands).faults()
    if faults:
        raise Incomplete("；".join(faults))
    if any(
        not 0 <= rate <= 100
        for band in facts.bands
        for rate in (band.team_pass_rate, band.team_good_rate, band.team_excellent_rate)
    ):
        raise Incomplete("团体合格率、优良率、优秀率须在 0 至 100 之间")
    scale = GradingScale.objects.create(
        organisation=organisation,
        name=facts.name,
        full_score=facts.full_score,
        overall_rule=facts.overall_rule,
        retake_caps_at_pass=facts.retake_caps_at_pass,
    )
    GradeBand.objects.bulk_create(
        GradeBand(
            scale=scale,
            grade=band.grade,
            lowest_score=band.lowest_score,
            team_pass_rate=band.team_pass_rate,
            team_good_rate=band.team_good_rate,
            team_excellent_rate=band.team_excellent_rate,
        )
        for band in facts.bands
    )
    record(by, "采用评分标准", scale, after=_shown(scale, facts.bands))
    return scale


def _shown(scale: GradingScale, bands: Sequence[Band]) -> dict[str, object]:
    return {
        "名称": scale.name,
        "满分": scale.full_score,
        "总评规则": scale.get_overall_rule_display(),
        **{
            GradeCode(band.grade).label: (
                f"{band.lowest_score} 分起；团体合格率 {band.team_pass_rate}%、"
                f"优良率 {band.team_good_rate}%、优秀率 {band.team_excellent_rate}%"
            )
            for band in bands
        },
    }


@act
def retire_scale(scale_id: int, *, by: User) -> GradingScale:
    """停用: the scale is offered no more; assessments graded by it stay as they are."""
    scale: GradingScale = GradingScale.objects.locked_for(RETIRE, scale_id, by)
    scale.is_retired = True
    scale.save(update_fields=["is_retired"])
    record(by, "停用评分标准", scale, before={"状态": "在用"}, after={"状态": "已停用"})
    return scale
