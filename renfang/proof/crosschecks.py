"""History, papers, files and rights held against one another, and against what made them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from renfang.algorithms import Running, algorithm_of, digest_like
from renfang.database.triggers import breaches
from renfang.documents.models import (
    DocumentFile,
    IssuedDocument,
    LaterMark,
    Printing,
    Voiding,
)
from renfang.documents.numbers import missing_numbers
from renfang.documents.printing import render
from renfang.documents.registry import compose
from renfang.history.models import Event
from renfang.history.record import broken_events
from renfang.organisations.models import Organisation, OrganisationGrant, RoleAssignment, User
from renfang.organisations.permissions import Role
from renfang.organisations.posts import rights_of
from renfang.proof.hooks import Section
from renfang.proof.models import Seal, VerificationRun

_PIECE = 1 << 20


def triggers() -> Section:
    """The triggers stand as the models declare them."""
    return Section("保护触发器", 1, "次").add(breaches())


def history() -> Section:
    """Each event gives its hash and follows the one before it."""
    section = Section("办理记录", Event.objects.count())
    return section.add(
        f"第 {event.pk} 条（{event.subject_label}，{event.act}）：{reason}"
        for event, reason in broken_events()
    )


def papers() -> Section:
    """No number is missing; papers, their ends and their printing are those of the history."""
    section = Section("文书登记", IssuedDocument.objects.count(), "份")
    everywhere = frozenset(Organisation.objects.values_list("pk", flat=True))
    section.add(
        f"{series}：缺 {'、'.join(map(str, gaps))} 号"
        for series, gaps in missing_numbers(everywhere)
    )
    section.add(_differing("签发", _events("签发文书"), _keys(IssuedDocument, "pk")))
    ended = _events("作废文书", "文书失效")
    # What a changed paper lost later stands in a table of its own.
    marks = _keys(Voiding, "document_id") + _keys(LaterMark, "document_id")
    section.add(_differing("作废、失效", ended, marks))
    printed = _events("打印文书", "补打文书")
    return section.add(_differing("打印", printed, _keys(Printing, "document_id")))


def _events(*acts: str) -> Counter[int]:
    """How often the history says it of each paper."""
    of_papers = ContentType.objects.get_for_model(IssuedDocument)
    found = Event.objects.filter(subject_type=of_papers, act__in=acts)
    return Counter(found.values_list("subject_id", flat=True).iterator())


def _keys(model: type[models.Model], name: str) -> Counter[int]:
    return Counter(model._base_manager.values_list(name, flat=True).iterator())


def _differing(what: str, said: Counter[int], found: Counter[int]) -> Iterator[str]:
    numbers = dict(IssuedDocument.objects.values_list("pk", "number"))
    for paper in sorted(said.keys() | found.keys()):
        if said[paper] != found[paper]:
            name = numbers.get(paper, f"第 {paper} 份文书（已不在登记簿）")
            yield f"{name}：办理记录有{what} {said[paper]} 次，登记有 {found[paper]} 次"


def compositions(*, everything: bool = False) -> Section:
    """Papers produced since the last verification give their bytes again from what is on record."""
    files = DocumentFile.objects.select_related("document").order_by("pk")
    done = 0 if everything else papers_done()
    files = files.filter(pk__gt=done)
    section = Section("新文书按存档内容重新生成", files.count(), "份", upto=done)
    for file in files.iterator(chunk_size=200):
        if words := _recomposed(file):
            section.findings.append(words)
        if not section.findings:
            section.upto = file.pk
    return section


def papers_done() -> int:
    """Up to which file papers were composed anew and gave their bytes, or were answered for.

    By the last verification of the running system itself; a seal from the start with its reason
    answers for all that it covers.
    """
    occasions = VerificationRun.Occasion
    runs = VerificationRun.objects.filter(occasion__in=(occasions.NIGHTLY, occasions.COMMAND))
    done = runs.order_by("-pk").values_list("papers_upto", flat=True).first() or 0
    answer = last_answer()
    table = answer.content["tables"].get(DocumentFile._meta.label, {}) if answer else {}
    return max(done, table.get("upto", 0))


def last_answer() -> Seal | None:
    """The last seal from the start that was made for a reason: what differed was looked into."""
    return Seal.objects.filter(from_start=True).exclude(reason="").order_by("sequence").last()


def _recomposed(file: DocumentFile) -> str:
    paper = file.document
    try:
        content = render(compose(paper))
    except Exception as error:  # noqa: BLE001 - altered content may break in any way: it is said
        return f"{paper}：存档内容不能生成文书（{type(error).__name__}）"
    if digest_like(file.sha256, content) == file.sha256:
        return ""
    return (
        f"{paper}：按存档内容重新生成的与登记的不同（刚升级过程序的，可能是版式变化，比对两份文件）"
    )


def files() -> Section:
    """Every stored file is there with the bytes of its digest: papers, attachments, photographs."""
    section = Section("文书文件、附件和影像", unit="个")
    for model, path, value in stored_files():
        rows = model._base_manager.exclude(**{path: ""}).order_by("pk")
        for pk, where, expected in rows.values_list("pk", path, value).iterator():
            section.counted += 1
            if words := _broken_file(where, expected):
                section.findings.append(f"{model._meta.verbose_name} {pk}：{words}（{where}）")
    return section


def stored_files() -> Iterator[tuple[type[models.Model], str, str]]:
    """Models that name a kept file, with the columns of its path and digest."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        for prefix in ("", "image_", "file_"):
            if {f"{prefix}path", f"{prefix}sha256"} <= names:
                yield model, f"{prefix}path", f"{prefix}sha256"


def _broken_file(path: str, expected: str) -> str:
    running = Running(algorithm_of(expected))
    try:
        with (Path(settings.MEDIA_ROOT) / path).open("rb") as file:
            while piece := file.read(_PIECE):
                running.add(piece)
    except OSError:
        return "文件不在存储中"
    return "" if running.value() == expected else "文件与登记的校验值不符"


def rights() -> Section:
    """Posts are those that the history granted; rights are those that the posts give."""
    section = Section("岗位和权限", OrganisationGrant.objects.count(), "项")
    section.add(_posts_unlike_history())
    section.add(_rights_unlike_posts())
    supers = User.objects.filter(is_superuser=True, is_active=True)
    return section.add(f"{user.username}：是超级用户，权限不经岗位" for user in supers)


def _posts_unlike_history() -> Iterator[str]:
    granted = _granted_by_history()
    held = {
        (
            row.user_id,
            str(Role(row.role).label) if row.role in Role.values else row.role,
            row.organisation_id,
        )
        for row in RoleAssignment.objects.all()
    }
    names = dict(User.objects.values_list("pk", "username"))
    for user, role, organisation in sorted(held - granted):
        yield f"{names.get(user, user)}：“{role}”岗位（机构 {organisation}）没有授予的办理记录"
    for user, role, organisation in sorted(granted - held):
        yield f"{names.get(user, user)}：“{role}”岗位（机构 {organisation}）已授予，未经收回而不在"


def _granted_by_history() -> set[tuple[int, str, int]]:
    """(user, post, organisation) as the events of granting and taking back leave them."""
    users = ContentType.objects.get_for_model(User)
    events = Event.objects.filter(subject_type=users, act__in=("授予岗位", "收回岗位"))
    held: set[tuple[int, str, int]] = set()
    fields = ("subject_id", "organisation_id", "act", "before", "after")
    for user, organisation, act, before, after in events.order_by("pk").values_list(*fields):
        if act == "授予岗位":
            held.add((user, str(after.get("岗位")), organisation))
        else:
            held.discard((user, str(before.get("岗位")), organisation))
    return held


def _rights_unlike_posts() -> Iterator[str]:
    today = timezone.localdate()
    posts: dict[int, list[RoleAssignment]] = defaultdict(list)
    for row in RoleAssignment.objects.all():
        posts[row.user_id].append(row)
    rights: dict[int, dict[tuple[int, str], Any]] = defaultdict(dict)
    fields = ("user_id", "content_object_id", "permission__codename", "valid_from", "valid_to")
    for user, organisation, codename, start, end in OrganisationGrant.objects.values_list(*fields):
        rights[user][organisation, codename] = (start, end)
    names = dict(User.objects.values_list("pk", "username"))
    for user in sorted(posts.keys() | rights.keys()):
        wanted = rights_of(posts[user], today)
        for (organisation, codename), words in _strange(rights[user], wanted, today):
            yield f"{names.get(user, user)}：权限 {codename}（机构 {organisation}）{words}"


def _strange(held: dict, wanted: dict, today: date) -> Iterator[tuple[tuple[int, str], str]]:
    for key in sorted(held.keys() | wanted.keys()):
        if key not in held:
            yield key, "应由岗位取得，没有登记"
        elif held[key][1] is not None and held[key][1] < today:
            continue  # its period is over, whatever it was
        elif key not in wanted:
            yield key, "不是任何岗位给的"
        elif _reaches_beyond(held[key], wanted[key]):
            yield key, "的期限超出岗位的期限"


def _reaches_beyond(held: Any, wanted: Any) -> bool:
    starts_before = (held[0] or date.min) < (wanted[0] or date.min)
    return starts_before or (held[1] or date.max) > (wanted[1] or date.max)


def single_rights() -> Section:
    """Nobody is granted single records: no act does it."""
    section = Section("单项授权", unit="项")
    for model in apps.get_models():
        if model._meta.object_name.endswith("ProjectGrant"):
            for grant in model._base_manager.all():
                section.counted += 1
                section.findings.append(f"第 {grant.pk} 项单项授权没有办理记录")
    return section
