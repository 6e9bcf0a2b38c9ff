"""What registers show beside their columns: figures above the list, what hangs on a row, acts."""

from __future__ import annotations

from django.db.models import Sum

from drills.registers.catalogue import Figure
from drills.registers.models import EvacuationBase, KeyTarget, ProtectionPlan
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.tables import Table


def target_figures(scope: Scope) -> list[Figure]:
    """Key targets that stand, how many have a plan, and the forces that protect them."""
    targets = KeyTarget.objects.visible_to(scope).filter(is_current=True)
    planned = targets.filter(plans__is_current=True).distinct().count()
    sums = targets.aggregate(teams=Sum("force_teams"), people=Sum("force_headcount"))
    return [
        Figure("在册目标", f"{targets.count()}", "个"),
        Figure("已编防护方案", f"{planned}", "个"),
        Figure("防护力量", f"{sums['teams'] or 0}", "支"),
        Figure("防护人员", f"{sums['people'] or 0:,}", "人"),
    ]


_PLANS = (
    col.Title("名称", str, link="drills:protection_plan"),
    col.Column("编制单位", "owner"),
    col.Day("下次评审", "review_due_on"),
)
_REVIEWS = (
    col.Day("评审日期", "reviewed_on"),
    col.Short("修订", lambda review: "已修订" if review.is_revised else "未修订"),
    col.Column("结论", "conclusion"),
    col.Day("下次评审", "next_due_on"),
    col.Short("登记人", "recorded_by"),
)


def plans_of_target(target: KeyTarget, scope: Scope) -> list[Table]:
    """The plans by which a key target is protected."""
    plans = ProtectionPlan.objects.visible_to(scope).filter(key_target=target)
    return [Table("防护方案", _PLANS, plans)]


def base_figures(scope: Scope) -> list[Figure]:
    """Evacuation bases that stand, and how many people they take."""
    bases = EvacuationBase.objects.visible_to(scope).filter(is_current=True)
    total = bases.aggregate(capacity=Sum("capacity"))["capacity"] or 0
    return [Figure("在册基地", f"{bases.count()}", "处"), Figure("安置容量", f"{total:,}", "人")]


def reviews_of_plan(plan: ProtectionPlan, scope: Scope) -> list[Table]:
    """The reviews of a plan, the latest first."""
    return [Table("评审", _REVIEWS, plan.reviews.select_related("recorded_by"))]
