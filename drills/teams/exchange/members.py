"""A roster as a spreadsheet: people on it are brought up to date, others enlisted; and out again.

Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from drills.teams.acts.members import MemberFacts, merge_roster, refusals
from drills.teams.models import Member, PoliticalStatus, Post, Service, Sex, Team
from drills.teams.queries import warnings
from renfang.acts import act
from renfang.exchange.readings import Reading
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import (
    ChoiceWidget,
    CleaningWidget,
    DateWidget,
    PhoneWidget,
    TextWidget,
)
from renfang.exchange.workbook import ExportMark, write_sheets
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.names import person_key, person_name
from renfang.quantities.parsing import Unreadable, clean_text

_SEXES = {"男性": Sex.MALE, "女性": Sex.FEMALE}
_STATUSES = {
    "中共党员": PoliticalStatus.PARTY,
    "共青团员": PoliticalStatus.LEAGUE,
    "群众": PoliticalStatus.OTHER,
    "其他": PoliticalStatus.OTHER,
}
_MASK = "*"


class NameWidget(TextWidget):
    """A name of two characters or more, without the blanks that line names up."""

    def read(self, value: Any) -> str:
        name = person_name(super().read(value))
        if len(name) < 2:
            raise Unreadable("填写 2 个字以上的姓名。")
        return name


class ServiceWidget(ChoiceWidget):
    """编组类别; 在编 where nothing is said."""

    empty = Service.REGULAR


class YesWidget(ChoiceWidget):
    """是 or 否; 否 where nothing is said."""

    empty = False

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "是" if value else ""


class PostWidget(CleaningWidget):
    """A post of the team's establishment, told by 分队名称 and 岗位; ``posts`` are words → id."""

    posts: Mapping[str, int] = {}

    def read(self, value: Any) -> int:
        text = clean_text(value)
        if text not in self.posts:
            raise Unreadable("不在本队编制中，按“分队名称+岗位”填写，例如“一分队队长”，或留空。")
        return self.posts[text]

    def write(self, value: Any) -> str:
        return next((words for words, pk in self.posts.items() if pk == value), str(value))


class RosterResource(RegisterResource):
    """The roster of a team. ``with_contacts``: numbers go out in full."""

    name = Heading(
        "姓名", NameWidget(required=True, max_length=50, is_name=True), ("队员姓名",), width=12
    )
    sex = Heading("性别", ChoiceWidget(Sex.choices, aliases=_SEXES, required=True), width=6)
    born_on = Heading(
        "出生日期",
        DateWidget(is_past=True, takes_months=True),
        ("出生年月日", "出生年月", "出生时间"),
        width=12,
    )
    post = Heading("职务", TextWidget(max_length=50), ("队内职务",), width=12)
    speciality = Heading("专业", TextWidget(max_length=50), ("专业特长",), width=14)
    phone = Heading("联系电话", PhoneWidget(), ("电话", "手机", "手机号", "手机号码"))
    raising_unit = Heading("所在单位", TextWidget(max_length=100), ("工作单位", "单位"), width=28)
    joined_on = Heading("入队日期", DateWidget(), ("入队时间",), width=12)
    service = Heading("编组类别", ServiceWidget(Service.choices), width=10)
    post_held = Heading("编制岗位", PostWidget(), attribute="post_held_id")
    qualification = Heading("资格证书", TextWidget(max_length=100), ("资格", "证书"), width=18)
    qualified_until = Heading("资格有效期至", DateWidget(), ("有效期至", "证书有效期"), width=14)
    political_status = Heading(
        "政治面貌", ChoiceWidget(PoliticalStatus.choices, aliases=_STATUSES), width=10
    )
    is_veteran = Heading("退役军人", YesWidget([(True, "是"), (False, "否")]), width=10)

    unread = ("编号", "备注", "年龄")
    most_rows = 1_000
    is_numbered = True
    with_contacts = False

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.batch is not None:
            team = Team.objects.select_related("kind", "organisation").get(pk=self.batch.subject_id)
        self.team, self.today = team, timezone.localdate()
        self.newcomers: list[MemberFacts] = []
        self.updates: dict[int, MemberFacts] = {}
        if team is not None:
            posts = Post.objects.filter(unit__team=team).select_related("unit")
            self.fields["post_held"].widget.posts = {str(post): post.pk for post in posts}

    def look_over(self, readings: list[Reading]) -> None:
        """Who is on the roster already, who stands there twice, who cannot be enlisted."""
        assert self.team is not None
        serving: dict[str, list[Member]] = {}
        for member in Member.objects.filter(team=self.team, left_on__isnull=True):
            serving.setdefault(person_key(member.name), []).append(member)
        for reading in readings:
            if not reading.problems and not reading.is_entered:
                self._find(reading, serving.get(person_key(reading.value("name")), []))
        twice = Counter(reading.present.pk for reading in readings if reading.present)
        sound = []
        for reading in readings:
            if reading.present and twice[reading.present.pk] > 1:
                reading.faults.append("该队员在名单中出现了两次，保留一行")
            if not reading.problems and not reading.is_entered:
                reading.found["facts"] = self._facts(reading)
                reading.doubts += warnings(self.team, reading.found["facts"], self.today)
                sound.append(reading)
        new = [reading for reading in sound if reading.present is None]
        refused = refusals(self.team, [reading.found["facts"] for reading in new])
        for index, message in refused.items():
            new[index].faults.append(message)

    def _find(self, reading: Reading, namesakes: Sequence[Member]) -> None:
        """The member whom the line is about: same name, and same number, in full or masked."""
        phone = reading.value("phone") or ""
        found = [
            member for member in namesakes if phone in ("", member.phone.whole, str(member.phone))
        ]
        service = reading.first.cells.get("service")
        if len(found) == 1:
            (member,) = found
            # What an expansion has called in, a roster does not send home.
            if service and Service.EXPANSION in (service.value, member.service):
                service.value = member.service
            joined = reading.first.cells.get("joined_on")
            if joined and joined.value is None:
                joined.value = member.joined_on
            self.compare(reading, member, but=("phone",))
            return
        if len(found) > 1:
            reading.faults.append(
                f"在册有 {len(found)} 名{reading.value('name')}，填写其中一人的联系电话以区分"
            )
        elif any(_is_likely(reading, member) for member in namesakes):
            reading.faults.append(
                f"在册已有{reading.value('name')}，出生日期相同或没有登记电话。"
                "是同一人的，先在队员页更正电话；不是同一人的，在专业队页面逐人编入"
            )
        elif namesakes:
            reading.doubts.append(f"在册已有同名的{reading.value('name')}，电话不同，按另一人编入")
        if _MASK in phone:
            reading.faults.append("联系电话：遮盖的号码与在册队员对不上，填写完整号码")
        if service and service.value == Service.EXPANSION:
            reading.faults.append("编组类别：填写在编、后备之一，或留空。扩编在专业队页面办理")

    def _facts(self, reading: Reading) -> MemberFacts:
        """What is to be kept of the member; of one on the roster, what the file lacks stays."""
        names = [*(name for name in self.fields if name != "post_held"), "post_held_id"]
        member = reading.present
        values = {name: getattr(member, name) for name in names} if member else {}
        values |= {
            "post_held_id" if name == "post_held" else name: value
            for name, value in reading.values.items()
        }
        values["political_status"] = values.get("political_status") or ""
        values["joined_on"] = values.get("joined_on") or self.today
        # The number on record stays.
        values["phone"] = None if member else values.get("phone", "")
        return MemberFacts(**values)

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> None:
        """Note who is enlisted and who changes; a roster changes as a whole (``finish``)."""
        facts = instance.found["facts"]
        if is_create:
            self.newcomers.append(facts)
        else:
            self.updates[instance.present.pk] = facts

    def finish(self) -> None:
        """导入花名册."""
        assert self.team is not None
        assert self.scope is not None
        self.merged = merge_roster(self.team.pk, self.newcomers, self.updates, by=self.scope.user)

    def summary(self, entered: Sequence[Reading]) -> str:
        """How many were enlisted, and how many changed."""
        enlisted, changed = self.merged
        told = f"{enlisted} 人已编入{self.team}"
        return f"{told}，{changed} 人的信息已更新" if self.updates else told

    def exported_cell(self, name: str, instance: Member) -> Any:
        """Numbers in full only where they may be."""
        if name == "phone" and self.with_contacts:
            return instance.phone.whole
        return super().exported_cell(name, instance)


def _is_likely(reading: Reading, member: Member) -> bool:
    """Whether a namesake with another number may well be the person whom the line is about."""
    born_on = reading.value("born_on")
    return not member.phone or bool(born_on and born_on == member.born_on)


@act
def export_roster(team_id: int, *, by: User, mark: ExportMark | None = None) -> bytes:
    """导出花名册: the serving members; with a ``mark`` numbers in full, for who may see them."""
    permission = "view_contacts" if mark else "view_teams"
    team: Team = Team.objects.locked(team_id, Scope(by), permission)
    # The reserve pool goes out with the roster: it comes in again with it.
    members = list(Member.objects.filter(team=team, left_on__isnull=True))
    resource = RosterResource(team=team)
    resource.with_contacts, resource.sheet_name = mark is not None, team.name
    target = io.BytesIO()
    write_sheets(target, [resource.sheet(members)], mark)
    record(
        by,
        "导出花名册",
        team,
        after={"人数": len(members), "电话": "完整" if mark else "已遮盖"},
        note=f"{mark.reason}（导出编号 {mark.number}）" if mark else "",
    )
    return target.getvalue()
