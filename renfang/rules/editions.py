"""Rule books in the database: editions of a jurisdiction, and which one is in force on a day.

The rows of a book are kept as the plain values that ``RuleBook.to_dict`` writes, so the pure
engine takes the same object whether a book was shipped as a file or edited by a bureau.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from renfang.database.protection import FrozenFrom
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.rules.books import RuleBook, built_in_names, load
from renfang.rules.never_overlap import PublishedNeverOverlap

_user = settings.AUTH_USER_MODEL


class BookEditionQuerySet(models.QuerySet["BookEdition"]):
    """Editions: the shipped ones are everybody's, others belong to the bureau that made them."""

    def visible_to(self, scope: Scope, permission: str = "view_rulebooks") -> BookEditionQuerySet:
        """Shipped editions, those of the user's offices, and what their superiors published."""
        mine = scope.organisations(permission)
        if not mine:
            return self.none()
        offices = Organisation.objects.filter(pk__in=mine).only("path")
        superiors = {pk for office in offices for pk in office.lineage}
        return self.filter(
            models.Q(organisation__isnull=True)
            | models.Q(organisation__in=mine)
            | models.Q(organisation__in=superiors, state=BookEdition.State.PUBLISHED)
        )

    def in_force(self, day: date) -> BookEditionQuerySet:
        """Published editions that apply on ``day``."""
        return (
            self.filter(state=BookEdition.State.PUBLISHED)
            .filter(models.Q(effective_from__isnull=True) | models.Q(effective_from__lte=day))
            .filter(models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=day))
            .filter(models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=day))
        )


class BookEdition(models.Model):
    """规则库版本: what the law of one jurisdiction says from one day on.

    ``content`` holds the sections as plain values, ``cases`` the worked cases with what they must
    give. A published edition is frozen by the database; only ``ended_on`` may be filled, once.
    """

    view_permission = "view_rulebooks"
    protection = (FrozenFrom("published", once=("ended_on",)), PublishedNeverOverlap())

    class State(models.TextChoices):
        DRAFT = "draft", "编辑中"
        SUBMITTED = "submitted", "待批准发布"
        PUBLISHED = "published", "已发布"

    # Null: shipped with the program.
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="book_editions",
        verbose_name="编制机构",
    )
    code = models.CharField("代码", max_length=40)
    version = models.CharField("版本", max_length=20)
    title = models.CharField("名称", max_length=100)
    # The code of GB/T 2260 that the book is the law of; empty for the whole country.
    jurisdiction = models.CharField("适用区划", max_length=12, blank=True)
    jurisdiction_name = models.CharField("适用地区", max_length=100)
    basis = models.CharField("法律依据", max_length=1000)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    effective_to = models.DateField("有效期至", null=True, blank=True)
    ended_on = models.DateField("停止施行日期", null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级规则库",
    )
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="复制自",
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.DRAFT)
    content = models.JSONField("条目", default=dict)
    cases = models.JSONField("试算案例", default=list, blank=True)
    prepared_by = models.ForeignKey(
        _user,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="编制人",
    )
    published_by = models.ForeignKey(
        _user,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    published_on = models.DateField("发布日期", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = BookEditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则库"
        ordering: ClassVar = ["jurisdiction", "-effective_from", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="edition_once"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True)
                | ~models.Q(state="published")
                | (
                    models.Q(published_by__isnull=False, effective_from__isnull=False)
                    & ~models.Q(published_by=models.F("prepared_by"))
                ),
                name="edition_published_by_a_second_person",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "jurisdiction"], name="edition_place")]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def reference(self) -> str:
        """What stored facts name: a shipped book by its code, a bureau's own with its version."""
        return self.code if self.organisation_id is None else f"{self.code}@{self.version}"

    @property
    def last_day(self) -> date | None:
        """The last day on which the edition applies; None while that is open."""
        ends = [day for day in (self.effective_to, self.ended_on) if day is not None]
        return min(ends, default=None)

    def values(self) -> dict[str, Any]:
        """The whole book as plain values, as ``RuleBook.from_dict`` reads them.

        A draft without a day yet is read from the day its rows begin.
        """
        head: dict[str, Any] = {
            "code": self.code,
            "title": self.title,
            "version": self.version,
            "basis": self.basis,
        }
        for name in ("effective_from", "effective_to"):
            if getattr(self, name) is not None:
                head[name] = getattr(self, name).isoformat()
        if self.parent_id is not None:
            head["parent"] = self.parent.code
        return {**self.content, **head}

    def book(self) -> RuleBook:
        """The edition as the engine takes it. Raises BookError for a draft that cannot be read."""
        parent = None if self.parent_id is None else self.parent.book()
        return _read(json.dumps(self.values(), sort_keys=True), parent)


@lru_cache(maxsize=64)
def _read(text: str, parent: RuleBook | None) -> RuleBook:
    """Read once in each process: the same text under the same parent is the same book."""
    return RuleBook.from_dict(json.loads(text), parent)


def edition_on(organisation: Organisation, day: date) -> BookEdition | None:
    """The bureaus' own edition that ``organisation`` applies on ``day``, by the tree of offices.

    Its own, else the one of its nearest superior; None where none of them has one in force.
    """
    in_force = BookEdition.objects.in_force(day).defer("content", "cases")
    return organisation.nearest(in_force, latest="pk")


def find_book(reference: str) -> RuleBook:
    """The book that stored facts name. Raises KeyError for one that does not exist."""
    if reference in built_in_names():
        return load(reference)
    code, _, version = reference.partition("@")
    found = BookEdition.objects.filter(code=code, version=version)
    edition = found.filter(state=BookEdition.State.PUBLISHED).first() if version else None
    if edition is None:
        raise KeyError(reference)
    return edition.book()


def the_day_before(day: date) -> date:
    """The last day of what ends when something new begins."""
    return day - timedelta(days=1)
