"""What single registers show beside their columns: figures, what hangs on a row, acts, links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from drills.exercises.models import Drill
from drills.registers.acts import (
    EVACUATION_BASE,
    KEY_TARGET,
    LOCALITY,
    PROTECTION_PLAN,
    SIREN,
    Register,
)
from drills.registers.models import EvacuationBase, KeyTarget, Locality, ProtectionPlan
from drills.sirens.models import Siren, SirenState
from drills.sirens.queries import siren_figures
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Figure:
    """One figure above the list."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """What hangs on a row: heads and rows of words; a row's first cell may lead to ``urls``."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    urls: Sequence[str] = ()

    @property
    def lines(self) -> list[tuple[str, Sequence[str]]]:
        """Each row with the address of its first cell, or none."""
        urls = list(self.urls) or [""] * len(self.rows)
        return list(zip(urls, self.rows, strict=True))


def _nothing(*args: Any) -> list[Any]:
    return []


@dataclass(frozen=True)
class Extras:
    """What one register adds to the pages that all share."""

    figures: Callable[[Scope], list[Figure]] = _nothing
    tables: Callable[[Any, Scope], list[Table]] = _nothing
    acts: Callable[[Any], list[tuple[str, str]]] = _nothing
    # (label, name of the address, permission) of pages beside the list.
    list_links: Sequence[tuple[str, str]] = ()


def _drills_table(drills: Any, title: str) -> Table:
    found = list(drills.order_by("-starts_at")[:20])
    return Table(
        title,
        ("演练", "开始时间", "状态"),
        [
            (str(d), f"{timezone.localtime(d.starts_at):%Y-%m-%d %H:%M}", d.get_state_display())
            for d in found
        ],
        [reverse("drills:drill", args=[d.pk]) for d in found],
    )


def _siren_figures(scope: Scope) -> list[Figure]:
    return [Figure(label, text) for label, text in siren_figures(scope)]


def _siren_tables(siren: Siren, scope: Scope) -> list[Table]:
    entries = siren.entries.select_related("recorded_by")[:50]
    results = siren.results.filter(drill__in=Drill.objects.visible_to(scope)).select_related(
        "drill"
    )
    found = list(results.order_by("-drill__starts_at")[:20])
    return [
        Table(
            "维护与故障",
            ("日期", "事项", "情况", "批准文件", "登记人"),
            [
                (str(e.on), e.get_kind_display(), e.content, e.approval or "-", str(e.recorded_by))
                for e in entries
            ],
        ),
        Table(
            "试鸣结果",
            ("演练", "应鸣", "鸣响", "未鸣原因", "实测分贝"),
            [
                (
                    str(r.drill),
                    "是" if r.is_commanded else "否",
                    "是" if r.has_sounded else "否",
                    r.reason or "-",
                    str(r.decibels or "-"),
                )
                for r in found
            ],
            [reverse("drills:drill", args=[r.drill_id]) for r in found],
        ),
    ]


def _siren_acts(siren: Siren) -> list[tuple[str, str]]:
    if siren.state == SirenState.DISMANTLED:
        return []
    return [("登记维护、故障、停用、迁移或拆除", reverse("drills:siren_entry", args=[siren.pk]))]


def _target_figures(scope: Scope) -> list[Figure]:
    targets = KeyTarget.objects.visible_to(scope).filter(is_current=True)
    planned = targets.filter(plans__is_current=True).distinct().count()
    sums = targets.aggregate(teams=Sum("force_teams"), people=Sum("force_headcount"))
    return [
        Figure("在册目标", f"{targets.count()}", "个"),
        Figure("已编防护方案", f"{planned}", "个"),
        Figure("防护力量", f"{sums['teams'] or 0}", "支"),
        Figure("防护人员", f"{sums['people'] or 0:,}", "人"),
    ]


def _target_tables(target: KeyTarget, scope: Scope) -> list[Table]:
    plans = list(ProtectionPlan.objects.visible_to(scope).filter(key_target=target))
    drills = Drill.objects.visible_to(scope).filter(tested_plans__key_target=target).distinct()
    return [
        Table(
            "防护方案",
            ("名称", "编制单位", "下次评审"),
            [(str(plan), plan.owner, str(plan.review_due_on)) for plan in plans],
            [reverse("drills:protection_plan", args=[plan.pk]) for plan in plans],
        ),
        _drills_table(drills, "检验方案的演练"),
    ]


def _base_figures(scope: Scope) -> list[Figure]:
    bases = EvacuationBase.objects.visible_to(scope).filter(is_current=True)
    total = bases.aggregate(capacity=Sum("capacity"))["capacity"] or 0
    return [Figure("在册基地", f"{bases.count()}", "处"), Figure("安置容量", f"{total:,}", "人")]


def _locality_tables(locality: Locality, scope: Scope) -> list[Table]:
    drills = Drill.objects.visible_to(scope).filter(participants__locality=locality).distinct()
    return [_drills_table(drills, "参加的演练")]


def _plan_tables(plan: ProtectionPlan, scope: Scope) -> list[Table]:
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
        _drills_table(
            Drill.objects.visible_to(scope).filter(tested_plans=plan), "检验本预案的演练"
        ),
    ]


def _plan_acts(plan: ProtectionPlan) -> list[tuple[str, str]]:
    return [("登记评审", reverse("drills:plan_review", args=[plan.pk]))]


_EXTRAS = {
    SIREN.slug: Extras(
        _siren_figures, _siren_tables, _siren_acts, (("音响覆盖测算", "drills:siren_coverage"),)
    ),
    KEY_TARGET.slug: Extras(_target_figures, _target_tables),
    EVACUATION_BASE.slug: Extras(_base_figures),
    LOCALITY.slug: Extras(tables=_locality_tables, list_links=(("演练覆盖", "drills:coverage"),)),
    PROTECTION_PLAN.slug: Extras(tables=_plan_tables, acts=_plan_acts),
}


def extras_of(register: Register) -> Extras:
    """What the register adds; nothing where it adds nothing."""
    return _EXTRAS.get(register.slug, Extras())
