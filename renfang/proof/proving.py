"""Seals against what stands in the database, and against the list that lies outside of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models

from renfang.algorithms import algorithm_of, digest_like, is_signed
from renfang.history.models import Event
from renfang.proof.hooks import Section, watched_tables
from renfang.proof.keys import trusted_keys
from renfang.proof.models import Seal
from renfang.proof.rows import canonical, digest_of_rows
from renfang.proof.sealing import head_of, read_heads, stated, valid_seals
from renfang.proof.watching import unexplained


def seals(*, is_copy: bool = False) -> Section:
    """The seals themselves: signed by a trusted key, chained, and those of the list.

    ``is_copy``: an archive ends before the list does.
    """
    made = list(Seal.objects.order_by("sequence"))
    section = Section("封存", len(made), "次")
    return section.add(_broken_seals(made)).add(_unlike_the_list(made, is_copy=is_copy))


def _broken_seals(made: list[Seal]) -> Iterator[str]:
    keys = trusted_keys()
    previous: Seal | None = None
    listed = {head["digest"] for head in _heads()[0]}
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


def _heads() -> tuple[list[dict[str, Any]], str]:
    """The list, and what is wrong with the file."""
    try:
        return read_heads(), ""
    except (OSError, ValueError) as error:
        return [], f"数据库以外的封存清单读不出：{error}"


def _unlike_the_list(made: list[Seal], *, is_copy: bool) -> Iterator[str]:
    heads, trouble = _heads()
    if trouble:
        yield trouble
        return
    if made and not heads:
        yield "数据库以外的封存清单（heads.jsonl）不在，不能证明没有封存被删除"
    ours = {each.sequence: each for each in made}
    begun = max((each.sequence for each in made if each.from_start), default=0)
    end = max(ours, default=0)
    for head in heads:
        each = ours.get(head["sequence"])
        if each is None:
            excused = head["sequence"] < begun or (is_copy and head["sequence"] > end)
            if not excused:
                yield f"第 {head['sequence']} 号封存（{head['at']}）在清单上，数据库中没有"
        elif head != head_of(each):
            yield f"{each}与清单上的不一致"


def sealed_rows() -> Section:
    """Every row under seal is there, unaltered, and none was put among them."""
    segments: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in valid_seals():
        for label, table in each.content["tables"].items():
            segments[label].append({**table, "seal": each})
    section, gone = Section("封存的记录"), removed_upto()
    for label, parts in sorted(segments.items()):
        parts = [part for part in parts if part["after"] >= gone.get(label, 0)]
        section.counted += sum(part["rows"] for part in parts)
        section.add(_broken_table(label, parts))
    return section


def removed_upto() -> dict[str, int]:
    """Of tables whose old rows go after their months, up to which key an event says they went.

    What was sealed with any of them is proven no more: it is of the same days.
    """
    removals = Event.objects.filter(act="清理访问记录").values_list("after", flat=True)
    lasts = [str(after.get("编号", "")).rpartition("—")[2] for after in removals]
    return {"history.AccessRecord": max((int(last) for last in lasts if last.isdigit()), default=0)}


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
