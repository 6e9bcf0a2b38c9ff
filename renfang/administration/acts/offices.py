"""Keeping the tree of organisations: acts of the system administrator.

Names, prefixes and local figures are dated and never overwritten: a paper or a computation of an
earlier day must come out as it was.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from renfang.acts import Incomplete, NotFound, act, require_past, require_text
from renfang.administration.acts.founding import (
    found_organisation,
    name_authorities,
    rename_organisation,
)
from renfang.documents.models import NumberPrefix
from renfang.history.record import record
from renfang.organisations.authorities import Body, proposed_name, require_competent
from renfang.organisations.models import (
    DecidingPeriod,
    Division,
    Organisation,
    OrganisationStyle,
    RemedyAuthority,
    User,
)
from renfang.organisations.scope import Scope
from renfang.rules.models import LocalPractice

PERMISSION = "manage_settings"


def visible_offices(scope: Scope) -> QuerySet[Organisation]:
    """The part of the tree that the user keeps."""
    return Organisation.objects.filter(pk__in=scope.organisations(PERMISSION)).select_related(
        "division", "parent", "deciding_office"
    )


def _locked(organisation_id: int, by: User) -> Organisation:
    scope = Scope(by)
    if not scope.may(PERMISSION, organisation_id):
        raise NotFound("机构")
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def division_of(code: str, name: str) -> Division:
    """The division with this GB/T 2260 code, entered when it is new."""
    division = Division.objects.filter(code=code).first()
    if division is None:
        name = require_text(
            name, f"行政区划代码 {code} 还没有登记，填写它的名称", field="division_name"
        )
        division = Division(code=code, name=name)
        try:
            division.full_clean()
        except ValidationError as error:
            raise Incomplete(error.messages[0], field="division_code") from error
        division.save()
    return division


@act
def found_office(
    parent_id: int,
    *,
    name: str,
    short_name: str,
    division_code: str,
    division_name: str,
    prefix: str,
    founded_on: date,
    by: User,
    address: str = "",
    phone: str = "",
    government: str = "",
    court: str = "",
) -> Organisation:
    """设立下级机构: it serves its division from now on; another that served it stops.

    ``government`` (复议机关) and ``court`` (基层人民法院) left blank follow the division's name;
    where that tells no court, it is asked for.
    """
    parent = _locked(parent_id, by)
    _require_new_name(name.strip())
    division = division_of(division_code, division_name)
    authorities = _named_authorities(division, government, court)
    _take_over(division, by)
    office = found_organisation(
        *(name.strip(), short_name.strip(), division),
        parent=parent,
        founded_on=founded_on,
        address=address,
        phone=phone,
    )
    prefix = prefix.strip()
    NumberPrefix.objects.create(organisation=office, prefix=prefix, effective_from=founded_on)
    name_authorities(office, authorities, on=founded_on)
    after = {"名称": office.name, "行政区划": str(division), "文号代字": prefix}
    after |= {body.label: named for body, named in authorities.items() if named}
    record(by, "设立机构", office, organisation=office, after=after)
    return office


def _require_new_name(name: str) -> None:
    if Organisation.objects.filter(name=name).exists():
        raise Incomplete(f"已有名为“{name}”的机构", field="name")


def _named_authorities(division: Division, government: str, court: str) -> dict[Body, str]:
    authorities = authorities_of(division, government, court)
    if not authorities[Body.COURT]:
        raise Incomplete(
            f"从“{division.name}”看不出本机构所在地的基层人民法院，填写它的全称", field="court"
        )
    return authorities


def authorities_of(division: Division, government: str, court: str) -> dict[Body, str]:
    """复议机关 and 法院 as named, else as the division's name tells them.

    Empty where it tells nothing: a zone has no government of its own, and its superior's hears it
    (``government_of``). Raises Incomplete for a body that is not competent.
    """
    named = {Body.GOVERNMENT: government.strip(), Body.COURT: court.strip()}
    for body, name in named.items():
        if name:
            require_competent(body, name, field=body.value)
        else:
            named[body] = proposed_name(division, body)
    return named


def _take_over(division: Division, by: User) -> None:
    """Whoever served the division stops; only an office that the user looks after can be told."""
    serving = list(Organisation.objects.filter(serves=division))
    kept = Scope(by).organisations(PERMISSION)
    if any(other.pk not in kept for other in serving):
        raise Incomplete(
            f"行政区划 {division.code} 由其他机构负责。核对代码，或由共同的上级机构办理",
            field="division_code",
        )
    for other in serving:
        other.serves.remove(division)


@act
def rename_office(organisation_id: int, *, name: str, on: date, by: User) -> OrganisationStyle:
    """更名: papers from ``on`` bear the new name and seal, earlier ones keep the old."""
    office = _locked(organisation_id, by)
    latest = office.styles.order_by("-effective_from").first()
    if latest is not None and on <= latest.effective_from:
        raise Incomplete(f"启用日期须晚于现用名称的启用日期 {latest.effective_from}", field="on")
    before = office.name
    style = rename_organisation(office, name.strip(), on=on)
    record(
        by,
        "机构更名",
        office,
        organisation=office,
        before={"名称": before},
        after={"名称": style.name, "启用日期": on},
    )
    return style


@act
def change_prefix(organisation_id: int, *, prefix: str, on: date, by: User) -> NumberPrefix:
    """启用新代字: numbers from ``on`` begin with it; the running sequence goes on."""
    office = _locked(organisation_id, by)
    running = NumberPrefix.objects.filter(organisation=office, kind="")
    if running.filter(effective_from__gte=on).exists():
        raise Incomplete("启用日期须晚于现用代字的启用日期", field="on")
    former = running.order_by("-effective_from").first()
    running.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on)).update(
        effective_to=on - timedelta(days=1)
    )
    row = NumberPrefix.objects.create(organisation=office, prefix=prefix.strip(), effective_from=on)
    record(
        by,
        "启用文号代字",
        office,
        organisation=office,
        before={"代字": former.prefix, "启用日期": former.effective_from} if former else None,
        after={"代字": row.prefix, "启用日期": on},
    )
    return row


@act
def give_decisions(
    organisation_id: int,
    *,
    deciding_office_id: int | None,
    on: date,
    basis: str,
    reason: str = "",
    by: User,
) -> Organisation:
    """指定许可决定机关: another office decides from a day on; None gives the decisions back.

    ``basis`` is the document that moves the power. A superior may be given it for that alone; any
    other office (行政审批局, a sister office) needs the ``reason`` why it may decide.

    The office goes on to receive, review, supervise and collect. What was decided stays as it was.
    Raises NotFound, or Incomplete on ``deciding_office``.
    """
    office = _locked(organisation_id, by)
    decider = None if deciding_office_id is None else _decider(office, deciding_office_id, by)
    before = office.deciding_office
    _require_grounds(office, decider, on=on, basis=basis, reason=reason)
    DecidingPeriod.objects.create(
        organisation=office,
        office=decider,
        effective_from=on,
        basis=basis.strip(),
        reason=reason.strip(),
    )
    office.deciding_office = decider
    office.save(update_fields=["deciding_office"])
    record(
        by,
        "指定许可决定机关",
        office,
        organisation=office,
        before={"许可决定机关": str(before or office)},
        after={"许可决定机关": str(decider or office), "自": on, "依据文件": basis.strip()},
        note=reason.strip(),
    )
    return office


def _decider(office: Organisation, decider_id: int, by: User) -> Organisation:
    """The office that is to decide for ``office``: within scope, and neither at both ends."""
    decider = visible_offices(Scope(by)).filter(pk=decider_id).first()
    if decider is None:
        raise NotFound("机构")
    if decider.pk == office.pk:
        raise Incomplete("由本机构自行决定的，选“本机构自行决定”", field="deciding_office")
    if decider.deciding_office_id is not None:
        raise Incomplete(
            f"{decider}的许可由{decider.deciding_office}决定，不能再为其他机构决定",
            field="deciding_office",
        )
    if office.decides_for.exists():
        raise Incomplete(
            f"{office}正在为其他机构作出决定，不能再交由其他机构决定", field="deciding_office"
        )
    return decider


def _require_grounds(
    office: Organisation, decider: Organisation | None, *, on: date, basis: str, reason: str
) -> None:
    """The power moves on a day that has come, by a document, and to whom it may be given."""
    require_past(on, "起始日期")
    last = office.deciding_periods.first()
    if last is not None and on < last.effective_from:
        raise Incomplete(f"起始日期不能早于上一次指定的 {last.effective_from}", field="on")
    require_text(basis, "写明划转许可权限的文件名称和文号", field="basis", least=5)
    if decider is not None and decider.pk not in office.lineage:
        require_text(
            reason,
            f"{decider}不是{office}的上级机关，写明可以由其决定的理由（如相对集中行政许可权的批准文件）",
            field="reason",
            least=5,
        )


@act
def register_authority(
    organisation_id: int,
    *,
    body: str,
    name: str,
    on: date,
    basis: str,
    by: User,
    address: str = "",
) -> RemedyAuthority:
    """登记复议机关和管辖法院: papers of the office name it from ``on``; issued ones stay.

    An empty ``name`` ends 集中管辖 by another court. What was entered wrongly is entered again for
    the same day. Raises Incomplete for a body that may not hear the matter
    (``require_competent``), or a day before that of the last registration.
    """
    office = _locked(organisation_id, by)
    name = name.strip()
    last = office.remedy_authorities.filter(body=body).first()
    _require_authority(body, name, last, on=on)
    row = RemedyAuthority.objects.create(
        organisation=office,
        body=body,
        name=name,
        address=address.strip(),
        effective_from=on,
        basis=require_text(basis, "写明依据的法律条文或者文件名称和文号", field="basis", least=5),
    )
    what = row.get_body_display()
    after = {what: row.name or "不再集中管辖", "地址": row.address, "自": on, "依据文件": row.basis}
    before = {what: last.name if last else ""}
    record(by, "登记复议机关和管辖法院", office, organisation=office, before=before, after=after)
    return row


def _require_authority(body: str, name: str, last: RemedyAuthority | None, *, on: date) -> None:
    """The body is named and may hear the matter, and ``on`` is not before the last registration."""
    if name:
        require_competent(body, name)
    elif body not in RemedyAuthority.CENTRAL or last is None or not last.name:
        raise Incomplete("填写名称；只有终止集中管辖时留空", field="name")
    if last is not None and on < last.effective_from:
        raise Incomplete(f"起始日期不能早于上一次登记的 {last.effective_from}", field="on")


@act
def adopt_practice(organisation_id: int, *, values: dict[str, Any], by: User) -> LocalPractice:
    """登记本地执行口径: book and local figures applied from a day; the former ends before it."""
    office = _locked(organisation_id, by)
    on: date = values["effective_from"]
    rows = LocalPractice.objects.filter(organisation=office)
    if rows.filter(effective_from__gte=on).exists():
        raise Incomplete("施行日期须晚于现行口径的施行日期", field="effective_from")
    former = rows.order_by("-effective_from").first()
    rows.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on)).update(
        effective_to=on - timedelta(days=1)
    )
    practice = LocalPractice.objects.create(organisation=office, **values)
    record(
        by,
        "登记执行口径",
        office,
        organisation=office,
        before=_told(former) if former else None,
        after=_told(practice),
    )
    return practice


def _told(practice: LocalPractice) -> dict[str, Any]:
    """What an office applies, as the history tells it."""
    return {
        "规则": practice.rulebook,
        "城市类别": practice.get_city_class_display(),
        "分期建设": practice.get_phase_method_display(),
        "本地核定比例": practice.local_share_text or "按规则",
        "本地收费标准": f"{practice.local_rate or 0} 元/㎡",
        "依据文件": practice.legal_basis,
        "施行日期": practice.effective_from,
    }
