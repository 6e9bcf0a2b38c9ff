"""登记项目: building projects, their developers and buildings, entered once and amended openly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from engineering.area.facts import BuildingFacts
from engineering.projects.models import Building, Developer, Project
from engineering.projects.queries import building_row, facts_of
from engineering.projects.steps import AMEND, AMEND_PARTY, REGISTERS
from renfang.acts import Incomplete, act, require_text
from renfang.history.record import differences, record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.personal.fields import renewed
from renfang.quantities.names import organisation_key
from renfang.rules.explained import FactProblem


@dataclass(frozen=True)
class ProjectEntry:
    """What the registration form says about a project, its developer and its buildings."""

    code: str
    name: str
    credit_code: str
    developer_name: str
    division_id: int
    address: str
    buildings: Sequence[BuildingFacts]
    zone: str = "urban"
    follows_id: int | None = None
    is_last_phase: bool = False
    plan_satisfied: bool | None = None
    party_address: str = ""
    legal_representative: str = ""
    contact: str = ""
    phone: str = ""
    note: str = ""


@act
def register_project(
    facts: ProjectEntry, *, organisation_id: int, by: User, remark: str = ""
) -> Project:
    """登记: enter a project with its developer and buildings.

    ``remark`` answers the doubts that the form raised (a check digit that does not compute, a
    name registered before). Raises NotPermitted, or Incomplete naming the form's field.
    """
    Scope(by).require(REGISTERS, organisation_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    if Project.objects.filter(organisation=organisation, code=facts.code).exists():
        raise Incomplete(
            f"本机构已登记项目代码 {facts.code}。打开已登记的项目继续办理", field="code"
        )
    project = Project(
        organisation=organisation,
        developer=_developer(facts, organisation, by),
        registered_on=timezone.localdate(),
        registered_by=by,
        **_own_values(facts),
    )
    _check_division(organisation, facts.division_id)
    _check_phase(project)
    _validate(project)
    project.save(force_insert=True)
    _write_buildings(project, facts.buildings)
    record(by, "登记项目", project, after=_shown(project, facts.buildings), note=remark)
    return project


@act
def amend_project(
    project_id: int, facts: ProjectEntry, *, version: int | None, by: User, remark: str = ""
) -> Project:
    """更正: change a project's facts while no accepted application rests on them.

    Raises NotFound, NotPermitted, Overtaken, WrongState or Incomplete.
    """
    project: Project = Project.objects.locked_for(AMEND, project_id, by, version=version)
    others = Project.objects.filter(organisation=project.organisation, code=facts.code)
    if others.exclude(pk=project.pk).exists():
        raise Incomplete(f"本机构已登记项目代码 {facts.code}。核对项目代码", field="code")
    before = _shown(project, [facts_of(building) for building in project.buildings.all()])
    project.developer = _developer(facts, project.organisation, by)
    for name, value in _own_values(facts).items():
        setattr(project, name, value)
    _check_division(project.organisation, facts.division_id)
    _check_phase(project)
    _validate(project)
    project.save_next()
    # Nothing refers to a single building; what it said before stands in the history.
    project.buildings.all().delete()
    _write_buildings(project, facts.buildings)
    was, now = differences(before, _shown(project, facts.buildings))
    record(by, "更正项目", project, before=was, after=now, note=remark)
    return project


def move_stage(project_id: int, stage: str) -> None:
    """Keep the project's stage beside the state that its latest application has just taken.

    Called by the acts on applications, which hold the project's lock.
    """
    Project.objects.filter(pk=project_id).update(stage=stage, version=F("version") + 1)


def _own_values(facts: ProjectEntry) -> dict[str, Any]:
    return {
        "code": facts.code,
        "name": facts.name,
        "division_id": facts.division_id,
        "address": facts.address,
        "zone": facts.zone,
        "follows_id": facts.follows_id,
        "is_last_phase": facts.is_last_phase,
        "plan_satisfied": facts.plan_satisfied,
        "note": facts.note,
    }


def _developer(facts: ProjectEntry, organisation: Organisation, by: User) -> Developer:
    """The developer with this credit code, found again or entered; contacts brought up to date."""
    known = (
        Developer.objects.select_for_update()
        .filter(organisation=organisation, credit_code=facts.credit_code)
        .first()
    )
    before = _party(known) if known else {}
    developer = known or Developer(organisation=organisation, credit_code=facts.credit_code)
    # Another spelling of the same name renames nobody.
    if organisation_key(developer.name) != organisation_key(facts.developer_name):
        developer.name = facts.developer_name
    developer.address = facts.party_address or developer.address
    developer.legal_representative = facts.legal_representative or developer.legal_representative
    developer.contact = facts.contact or developer.contact
    if facts.phone:
        developer.phone = renewed(facts.phone, developer.phone, "联系电话", "phone")
    _keep_party(developer, before, by)
    return developer


@act
def amend_party(
    project_id: int,
    *,
    party_address: str,
    legal_representative: str,
    contact: str,
    phone: str,
    by: User,
    version: int | None = None,
) -> Project:
    """更正建设单位 of a project: where it is registered, who represents it, whom to call.

    Also when a permit rests on the project: papers already made keep what they say. Raises
    NotFound, NotPermitted, Overtaken or Incomplete.
    """
    project: Project = Project.objects.locked_for(AMEND_PARTY, project_id, by, version=version)
    developer = Developer.objects.select_for_update().get(pk=project.developer_id)
    before = _party(developer)
    developer.address = require_text(party_address, "填写住所", field="party_address")
    developer.legal_representative = legal_representative.strip()
    developer.contact = contact.strip()
    developer.phone = renewed(phone, developer.phone, "联系电话", "phone")
    _keep_party(developer, before, by)
    return project


def _party(developer: Developer) -> dict[str, Any]:
    """A developer as the history shows it: what is compared are numbers, what is kept is masked."""
    return {
        "建设单位": developer.name,
        "住所": developer.address,
        "法定代表人": developer.legal_representative,
        "联系人": developer.contact,
        "联系电话": developer.phone,
    }


def _keep_party(developer: Developer, before: dict[str, Any], by: User) -> None:
    """Save what changed, with its line in the history; nothing where all is as it was."""
    after = _party(developer)
    if before == after:
        return
    try:
        developer.full_clean(exclude=["organisation"], validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        named = {"name": "developer_name", "address": "party_address"}
        raise Incomplete(messages[0], field=named.get(field, field)) from error
    is_known = developer.pk is not None
    developer.save()
    record(
        by, "更正建设单位" if is_known else "登记建设单位", developer, before=before, after=after
    )


def _check_division(organisation: Organisation, division_id: int) -> None:
    served = organisation.serves.filter(pk=division_id).exists()
    if not served and division_id != organisation.division_id:
        raise Incomplete("该行政区划不由本机构负责。从列表中选择", field="division")


def _check_phase(project: Project) -> None:
    """The phase before it is another project of this office that no other phase follows."""
    if project.follows_id is None:
        return
    last = Project.objects.filter(
        pk=project.follows_id, organisation=project.organisation_id
    ).first()
    if last is None:
        raise Incomplete("本机构没有登记这个上一期项目。核对项目代码", field="follows_code")
    taken = Project.objects.filter(follows=last).exclude(pk=project.pk).first()
    if taken is not None:
        raise Incomplete(f"“{last}”的下一期已登记为“{taken}”，核对各期的次序", field="follows_code")
    while last is not None:
        if last.pk == project.pk:
            raise Incomplete(
                "各期的次序成了环，上一期不能是本期或本期之后的项目", field="follows_code"
            )
        last = last.follows


def _validate(project: Project) -> None:
    try:
        project.full_clean(exclude=["organisation", "developer", "registered_by"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Incomplete(messages[0], field=None if field == "__all__" else field) from error


def _write_buildings(project: Project, buildings: Sequence[BuildingFacts]) -> None:
    if not buildings:
        raise Incomplete("至少登记一栋建筑", field="buildings")
    names = [facts.name for facts in buildings]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Incomplete(f"楼栋号“{twice}”出现多次。同一项目内楼栋号不能重复", field="buildings")
    rows = [building_row(project, position, facts) for position, facts in enumerate(buildings, 1)]
    for row, facts in zip(rows, buildings, strict=True):
        try:
            row.full_clean(exclude=["project"])
            # What is stored with a computation must be readable again.
            BuildingFacts.from_json(facts.to_json())
        except ValidationError as error:
            raise Incomplete(f"{row.name}：{error.messages[0]}", field="buildings") from error
        except FactProblem as problem:
            raise Incomplete(f"{row.name}：{problem.message}", field="buildings") from problem
    Building.objects.bulk_create(rows)


_PLAN_WORDS = {None: "", True: "已达到", False: "未达到"}


def _shown(project: Project, buildings: Sequence[BuildingFacts]) -> dict[str, str]:
    """A project as the history shows it."""
    uses = dict(Building._meta.get_field("use").flatchoices)
    reliefs = dict(Building._meta.get_field("relief").flatchoices)
    shown = {
        "项目代码": project.code,
        "项目名称": project.name,
        "建设单位": project.developer.name,
        "统一社会信用代码": project.developer.credit_code,
        "行政区划": str(project.division),
        "建设地点": project.address,
        "区域": project.get_zone_display(),
        "上一期项目": project.follows.name if project.follows else "",
        "最后一期": "是" if project.is_last_phase else "",
        "专项规划要求": _PLAN_WORDS[project.plan_satisfied],
        "备注": project.note,
    }
    for facts in buildings:
        shown[f"楼栋 {facts.name}"] = "，".join(
            part
            for part in (
                uses[facts.use],
                facts.purpose,
                f"地上 {facts.storeys} 层",
                f"基础埋深 {facts.foundation_depth} 米",
                f"首层 {facts.ground_floor_area}㎡",
                f"地上 {facts.above_ground_area}㎡",
                reliefs.get(facts.relief, "") if facts.relief else "",
            )
            if part
        )
    return {label: value for label, value in shown.items() if value}
