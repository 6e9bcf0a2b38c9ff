"""What the registers add to the shared pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse

from drills.deadlines import MONTH, standing_on
from drills.registers import catalogue
from drills.registers.catalogue import REGISTERS, Register
from drills.registers.models import (
    EVACUATION_BASE,
    KEY_TARGET,
    LOCALITY,
    PROTECTION_PLAN,
    ProtectionPlan,
)
from drills.registers.queries import (
    base_figures,
    plans_of_target,
    reviews_of_plan,
    target_figures,
)
from drills.registers.steps import PLAN_STEPS, REVIEW
from renfang.exchange.kinds import ImportKind, register_import
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Pile, Task, register_piles


def register() -> None:
    """Register the room's registers, menu entries, pile and finder."""
    open_registers(KEY_TARGET, EVACUATION_BASE, LOCALITY, PROTECTION_PLAN)
    KEY_TARGET.figures.register(target_figures)
    KEY_TARGET.tables.register(plans_of_target)
    EVACUATION_BASE.figures.register(base_figures)
    PROTECTION_PLAN.tables.register(reviews_of_plan)
    PROTECTION_PLAN.steps.append(PLAN_STEPS)
    register_entries(
        "战备登记",
        Entry("预案方案", "drills:protection_plans", "book", "view_readiness", rank=50),
        Entry("重要经济目标", "drills:key_targets", "building", "view_readiness", rank=70),
        Entry("疏散基地", "drills:evacuation_bases", "home", "view_readiness", rank=80),
        Entry("街道社区", "drills:localities", "building-community", "view_readiness", rank=90),
    )
    register_piles(Pile(("manage_readiness",), _reviews, _to_review))
    # After everything that has pages of its own.
    register_finder(find_registered, rank=60)


def open_registers(*registers: Register) -> None:
    """Add registers to the list of all, and make their files known to imports."""
    catalogue.register(*registers)
    for register in registers:
        register_import(_file_of(register))


def _file_of(register: Register) -> ImportKind:
    def load() -> type:
        from drills.registers.exchange import resource_of

        return resource_of(register)

    return ImportKind(
        code=f"drills.{register.slug}",
        title=register.title,
        noun=register.title,
        measure=register.noun,
        permission="manage_readiness",
        load=load,
        upload_name=f"drills:{register.slug}_import",
        trail=lambda _: [(f"{register.title}登记册", reverse(f"drills:{register.plural}"))],
        lead="可以先导出登记册，在 Excel 中修改后上传；编号相同的按文件变更，其余新增。",
        result_name=f"drills:{register.slug}",
    )


def _reviews(scope: Scope, today: date) -> QuerySet[ProtectionPlan]:
    """Plans whose review is due within a month, or past."""
    return (
        ProtectionPlan.objects.visible_to(scope, "manage_readiness")
        .filter(is_current=True, review_due_on__lte=today + MONTH)
        .order_by("review_due_on")
    )


def _to_review(plan: ProtectionPlan, today: date) -> Task:
    light = standing_on(today, plan.review_due_on, MONTH)
    return Task(
        REVIEW.to_do, plan.title, REVIEW.url_for(plan), plan.review_due_on, light, plan.owner
    )


def find_registered(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Rows of every register by number, name and what else its list is searched by.

    One query for all of them, by number; of a secret plan there is nothing to find but its title.
    """
    first, *others = (_matching(register, scope, words) for register in REGISTERS)
    registers = {register.slug: register for register in REGISTERS}
    rows = first.union(*others, all=True).order_by("row_number", "slug", "row")
    for slug, pk, number, name, office in rows[:limit]:
        url = reverse(f"drills:{slug}", args=[pk])
        yield Hit(registers[slug].title, name, f"{number} · {office}", url)


def _matching(register: Register, scope: Scope, words: str) -> Any:
    """slug, id, number, name and office of the register's rows that match."""
    asked = Q()
    for name in register.searched:
        asked |= Q(**{f"{name}__icontains": words})
    return (
        register.model.objects.visible_to(scope)
        .filter(asked)
        .order_by()
        .annotate(
            slug=Value(register.slug, output_field=CharField()),
            row=F("pk"),
            row_number=F("number"),
            called=F("title" if "title" in register.columns else "name"),
            office=F("organisation__name"),
        )
        .values_list("slug", "row", "row_number", "called", "office")
    )
