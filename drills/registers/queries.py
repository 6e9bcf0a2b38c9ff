"""What registers show beside their columns: figures above the list, what hangs on a row, acts."""

from __future__ import annotations

from django.db.models import Sum
from django.urls import reverse

from drills.registers.catalogue import Figure, Table
from drills.registers.models import EvacuationBase, KeyTarget, ProtectionPlan
from renfang.organisations.scope import Scope


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


def plans_of_target(target: KeyTarget, scope: Scope) -> list[Table]:
    """The plans by which a key target is protected."""
    plans = list(ProtectionPlan.objects.visible_to(scope).filter(key_target=target))
    return [
        Table(
            "防护方案",
            ("名称", "编制单位", "下次评审"),
            [(str(plan), plan.owner, str(plan.review_due_on)) for plan in plans],
            [reverse("drills:protection_plan", args=[plan.pk]) for plan in plans],
        ),
    ]


def base_figures(scope: Scope) -> list[Figure]:
    """Evacuation bases that stand, and how many people they take."""
    bases = EvacuationBase.objects.visible_to(scope).filter(is_current=True)
    total = bases.aggregate(capacity=Sum("capacity"))["capacity"] or 0
    return [Figure("在册基地", f"{bases.count()}", "处"), Figure("安置容量", f"{total:,}", "人")]


def reviews_of_plan(plan: ProtectionPlan, scope: Scope) -> list[Table]:
    """The reviews of a plan, the latest first."""
    reviews = plan.reviews.select_related("recorded_by")
    return [
        Table(
            "评审",
            ("评审日期", "修订", "结论", "下次评审", "登记人"),
            [
                (
                    str(each.reviewed_on),
                    "已修订" if each.is_revised else "未修订",
                    each.conclusion,
                    str(each.next_due_on),
                    str(each.recorded_by),
                )
                for each in reviews
            ],
        ),
    ]
