"""Seals against what stands in the database, and against the list that lies outside of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models
from django.utils import timezone

from renfang.algorithms import algorithm_of, digest_like, is_signed
from renfang.history.checks import LEAST_MONTHS
from renfang.history.models import AccessRecord, Event
from renfang.history.retention import months_before
from renfang.proof.hooks import Section, fixed_tables, watched_tables
from renfang.proof.keys import trusted_keys
from renfang.proof.models import Seal
from renfang.proof.rows import canonical, digest_of_rows, sealed_models
from renfang.proof.sealing import head_of, read_heads, stated, valid_seals
from renfang.proof.watching import unexplained

# The list outside of the database, and what is wrong with its file.
Heads = tuple[list[dict[str, Any]], str]


def heads() -> Heads:
    """The list, and what is wrong with the file."""
    try:
        return read_heads(), ""
    except (OSError, ValueError) as error:
        return [], f"数据库以外的封存清单读不出：{error}"


def seals(found: Heads, *, is_copy: bool = False) -> Section:
    """The seals themselves: signed by a trusted key, chained, and those of the list.

    ``is_copy``: an archive ends before the list does.
    """
    made = list(Seal.objects.order_by("sequence"))
    section = Section("封存", len(made), "次")
    section.add(_broken_seals(made, {head["digest"] for head in found[0]}))
    return section.add(_unlike_the_list(made, found, is_copy=is_copy))


def _broken_seals(made: list[Seal], listed: set[str]) -> Iterator[str]:
    keys = trusted_keys()
    previous: Seal | None = None
    for each in made:
        key = keys.get(each.key)
        if digest_like(each.digest, canonical(stated(each))) != each.digest:
            yield f"{each}：内容与校验值不符"
        elif key is None:
            yield f"{each}：封存密钥 {each.key} 不在本机信任的密钥之中，签名未能核验"
        elif not is_signed(key, each.digest.encode("ascii"), each.signature):
            yield f"{each}：签名不符"
        before = previous.digest if previous else ""
        # After a restore sealing begins anew behind the last seal of the list.
        follows_list = each.from_start and each.content["previous"] in listed
        if each.content["previous"] != before and not follows_list:
            yield f"{each}：与前一次封存不衔接，之前有封存缺失"
        previous = each


def _unlike_the_list(made: list[Seal], found: Heads, *, is_copy: bool) -> Iterator[str]:
    listed, trouble = found
    if trouble:
        yield trouble
        return
    if made and not listed:
        yield "数据库以外的封存清单（heads.jsonl）不在，不能证明没有封存被删除"
        return
    ours = {each.sequence: each for each in made}
    begun = max((each.sequence for each in made if each.from_start), default=0)
    end = max(ours, default=0)
    for head in listed:
        each = ours.get(head["sequence"])
        if each is None:
            # An archive that has no seal at all is no earlier one: each is made under seal.
            is_later = is_copy and head["sequence"] > end > 0
            if not (is_later or head["sequence"] < begun):
                yield f"第 {head['sequence']} 号封存（{head['at']}）在清单上，数据库中没有"
        elif head != head_of(each):
            yield f"{each}与清单上的不一致"
    there = {head["sequence"] for head in listed}
    # The newest may have been cut off by a crash between the two; the next seal enters it.
    for sequence in sorted(ours.keys() - there - {end}):
        if sequence >= begun:
            yield f"{ours[sequence]}在数据库中，清单（heads.jsonl）上没有：清单缺失或者被截短"


def sealed_rows() -> Section:
    """Every row under seal is there, unaltered, and none was put among them."""
    segments: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in valid_seals():
        for label, table in each.content["tables"].items():
            segments[label].append({**table, "seal": each})
    section = Section("封存的记录").add(_before_the_first())
    for label, parts in sorted(segments.items()):
        if label == AccessRecord._meta.label:
            parts, words = excused(parts)
            section.add(words)
        section.counted += sum(part["rows"] for part in parts)
        section.add(_broken_table(label, parts))
    return section


def _before_the_first() -> Iterator[str]:
    """Keys count from one: a row before that would be under no seal ever."""
    for model in [*sealed_models(), Seal]:
        if count := model._base_manager.filter(pk__lt=1).count():
            yield f"{model._meta.verbose_name}：有 {count} 条的编号小于 1，任何封存都不包括"


def excused(parts: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """The segments of access records that are proven still, and what differs in the others.

    Old access records go after their months, and what was sealed with any of them is proven no
    more: it is of the same days. An event excuses nothing by its word alone. Only segments are
    left out whose rows some seal had, by the moment that it signed, before the term; and as many
    rows must be gone as the events say.
    """
    begun = parts[0]["seal"]
    removals = list(_removals(begun.events_upto))
    aged = _aged_upto(min(max(each.at for each in removals), timezone.now())) if removals else 0
    gone = min(max((each.last for each in removals), default=0), aged)
    left_out = [part for part in parts if part["after"] < gone]
    if not left_out:
        return parts, []
    upto = left_out[-1]["upto"]
    rows = AccessRecord.objects.filter(pk__gt=left_out[0]["after"], pk__lte=upto)
    removed = sum(each.count for each in removals if each.last <= upto)
    wanted, there = sum(part["rows"] for part in left_out) - removed, rows.count()
    kept = [part for part in parts if part["after"] >= gone]
    if wanted == there and not rows.filter(pk__lte=gone).exists():
        return kept, []
    return kept, [
        f"访问记录第 {upto} 号以前：按封存和清理记录应有 {wanted} 条，现有 {there} 条，"
        "或者留有已清理的编号"
    ]


@dataclass(frozen=True, slots=True)
class _Removal:
    """What one event says of access records that were removed."""

    at: datetime
    last: int
    count: int


def _removals(events_upto: int) -> Iterator[_Removal]:
    """What events since a seal say; one that cannot be read says nothing."""
    events = Event.objects.filter(act="清理访问记录", pk__gt=events_upto)
    for at, after in events.values_list("at", "after"):
        last = str(after.get("编号", "")).rpartition("—")[2]
        count = str(after.get("访问记录", "")).removesuffix(" 条")
        if last.isdecimal() and count.isdecimal():
            yield _Removal(at, int(last), int(count))


def removable_before() -> int | None:
    """Before which number access records may go so that it can be proven that they were old."""
    if not Seal.objects.exists():
        return None
    return _aged_upto(timezone.now()) + 1


def _aged_upto(moment: datetime) -> int:
    """Up to which key rows were under some seal before the term that ended at that moment.

    The seals of before a new start tell it too. The term is the law's: that of the settings may
    have been another one once.
    """
    made = Seal.objects.filter(at__lt=months_before(moment, LEAST_MONTHS))
    tables = (each.content["tables"].get(AccessRecord._meta.label, {}) for each in made)
    return max((table.get("upto", 0) for table in tables), default=0)


def _broken_table(label: str, parts: list[dict[str, Any]]) -> Iterator[str]:
    try:
        model = apps.get_model(label)
    except LookupError:
        yield f"封存的表 {label} 已不存在"
        return
    after = parts[0]["after"] if parts else 0
    for part in parts:
        if part["after"] != after:
            yield f"{model._meta.verbose_name}：{part['seal']}与前一次封存的范围不衔接"
        after = part["upto"]
        yield from _broken_segment(model, part)


def _broken_segment(model: type[models.Model], part: dict[str, Any]) -> Iterator[str]:
    rows = model._base_manager.filter(pk__gt=part["after"], pk__lte=part["upto"])
    where = (
        f"{model._meta.verbose_name}第 {part['after'] + 1} 至 {part['upto']} 号（{part['seal']}）"
    )
    try:
        count, value = digest_of_rows(rows, part["columns"], algorithm_of(part["digest"]))
    except FieldError:
        yield f"{where}：封存时的字段已不在。升级改动了表，执行 seal --from-start 重新封存"
        return
    except (ValueError, TypeError, ArithmeticError) as error:
        yield f"{where}：内容读不出（{type(error).__name__}）"
        return
    if count != part["rows"]:
        yield f"{where}：封存时 {part['rows']} 条，现有 {count} 条"
    elif value != part["digest"]:
        yield f"{where}：内容与封存时不同"


def watched_rows() -> Section:
    """Rows that may change were changed by acts alone."""
    last = Seal.objects.order_by("sequence").last()
    section = Section("附件、记账单、岗位等登记")
    for watched in watched_tables():
        section.counted += watched.queryset().count()
        section.add(unexplained(watched, last))
    return section


def fixed_rows() -> Section:
    """Rows that are final stand as they were noted, with none taken away and none added."""
    last = Seal.objects.order_by("sequence").last()
    section = Section("定稿的登记")
    for fixed in fixed_tables():
        section.counted += fixed.queryset().count()
        section.add(unexplained(fixed, last))
    return section
