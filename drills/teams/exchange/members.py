"""A roster as a spreadsheet: read from lines as Excel copies them or a file, and out again."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from drills.teams.acts.members import MemberFacts, refusals
from drills.teams.models import Member, PoliticalStatus, Post, Service, Sex, Team
from drills.teams.queries import warnings
from renfang.acts import Incomplete, act
from renfang.exchange.reading.spreadsheet import UnreadableFile, read_spreadsheet
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.identifiers import mask_phone, read_phone
from renfang.quantities.parsing import Unreadable, clean_text, parse_date

MOST_ROWS = 1000

# Field → the heads that offices write over it; the first is the one that pages show.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "队员姓名"),
    "sex": ("性别",),
    "born_on": ("出生日期", "出生年月日", "出生年月"),
    "post": ("职务", "队内职务"),
    "speciality": ("专业", "专业特长"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码"),
    "raising_unit": ("所在单位", "工作单位", "单位"),
    "joined_on": ("入队日期", "入队时间"),
    "service": ("编组类别",),
    "post_held_id": ("编制岗位",),
    "qualification": ("资格证书", "资格", "证书"),
    "qualified_until": ("资格有效期至", "有效期至", "证书有效期"),
    "political_status": ("政治面貌",),
    "is_veteran": ("退役军人",),
}
_IGNORED = ("序号", "编号", "备注", "年龄")
_SEXES = {"男": Sex.MALE, "男性": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE}
_LENGTHS = {"name": 50, "post": 50, "speciality": 50, "raising_unit": 100, "qualification": 100}
_SERVICES = {"": Service.REGULAR, "在编": Service.REGULAR, "后备": Service.RESERVE}
_STATUSES = {
    "": "",
    "党员": PoliticalStatus.PARTY,
    "中共党员": PoliticalStatus.PARTY,
    "团员": PoliticalStatus.LEAGUE,
    "共青团员": PoliticalStatus.LEAGUE,
    "群众": PoliticalStatus.OTHER,
    "群众或其他": PoliticalStatus.OTHER,
    "其他": PoliticalStatus.OTHER,
}


@dataclass
class PastedRow:
    """One line: its cells as typed, what was understood, and what needs mending."""

    number: int
    cells: dict[str, str]
    facts: MemberFacts | None = None
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    # Id of the member on the roster whom the line brings up to date.
    updates: int | None = None

    @property
    def outcome(self) -> str:
        """What would become of the line."""
        return "更新" if self.updates else "可编入"

    @property
    def shown(self) -> list[str]:
        """What was understood, in the order of COLUMNS; what was typed where nothing was."""
        if self.facts is None:
            return [self.cells.get(name, "") for name in COLUMNS]
        return [
            self.cells.get(name, "")
            if name == "post_held_id" or getattr(self.facts, name) is None
            else _show(name, getattr(self.facts, name))
            for name in COLUMNS
        ]


@dataclass
class Pasted:
    """A whole roster. Nothing of it may be written while ``errors`` or a row's errors are left."""

    rows: list[PastedRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every line was understood and can be enlisted."""
        return bool(self.rows) and not self.errors and not self.wrong

    @property
    def wrong(self) -> list[PastedRow]:
        """Lines that need mending."""
        return [row for row in self.rows if row.errors]

    @property
    def roll(self) -> list[MemberFacts]:
        """The people to enlist, for the act."""
        return [row.facts for row in self.rows if row.facts is not None and not row.updates]

    @property
    def updates(self) -> dict[int, MemberFacts]:
        """Member id → facts, for the act."""
        return {
            row.updates: row.facts for row in self.rows if row.facts is not None and row.updates
        }


def lines_of_file(content: bytes) -> str:
    """The first sheet of a workbook or CSV file as pasted lines. Raises Incomplete on ``file``."""
    return tabbed_sheet(content, lambda cells: _columns(cells)[0] is not None, "姓名")


def tabbed_sheet(content: bytes, is_head: Callable[[list[str]], bool], needed: str) -> str:
    """The first sheet as tab-separated lines, from its head on: rows above (a title) are left out.

    Raises Incomplete on ``file`` where no row is a head, naming the column that it needs.
    """
    try:
        sheets = read_spreadsheet(content)
    except UnreadableFile as error:
        raise Incomplete(error.message, field="file") from error
    rows = [
        (row.number, [_cell(cell) for cell in row.cells])
        for row in (sheets[0].rows if sheets else [])
    ]
    heads = [place for place, (_, cells) in enumerate(rows) if is_head(cells)]
    if not heads:
        raise Incomplete(f"没有找到标题行。表中须有“{needed}”列", field="file")
    target = io.StringIO()
    writer, written = csv.writer(target, delimiter="\t", lineterminator="\n"), 0
    for number, cells in rows[heads[0] :]:
        # Empty lines for what is left out: errors name the row as Excel numbers it.
        target.write("\n" * (number - written - 1))
        writer.writerow(cells)
        written = number
    return target.getvalue()


def _cell(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else str(cell)


def read_roster(text: str, team: Team, today: date, *, update: bool = False) -> Pasted:
    """Read pasted lines for ``team``. Columns are found by their heads, else taken in our order.

    With ``update`` the lines of people on the roster bring them up to date.
    """
    try:
        lines = [
            (number, [cell.strip() for cell in line])
            for number, line in enumerate(csv.reader(io.StringIO(text), delimiter="\t"), 1)
            if any(cell.strip() for cell in line)
        ]
    except csv.Error:
        return Pasted(errors=["有一个单元格过长或含有控制字符。从 Excel 中重新复制名单各行"])
    if not lines:
        return Pasted(errors=["名单是空的。在 Excel 中选中各行，复制后粘贴到上面的框中"])
    columns, errors = _columns(lines[0][1])
    if columns is None:
        columns = list(COLUMNS)
    else:
        lines = lines[1:]
    if len(lines) > MOST_ROWS:
        errors.append(f"共 {len(lines):,} 行，一次最多 {MOST_ROWS:,} 行。分几次粘贴")
        lines = lines[:MOST_ROWS]
    if not lines and not errors:
        errors.append("只有标题行，没有队员。连同队员各行一起复制")
    context = _Context(team, today, update)
    pasted = Pasted([_row(number, cells, columns, context) for number, cells in lines], errors)
    _judge(pasted, team, today)
    return pasted


class _Context:
    """What the lines are read against: the team's posts, and who is on its roster."""

    def __init__(self, team: Team, today: date, update: bool) -> None:
        self.today = today
        posts = Post.objects.filter(unit__team=team).select_related("unit")
        self.posts = {str(post): post.pk for post in posts}
        serving = Member.objects.filter(team=team, left_on__isnull=True) if update else ()
        self.members: dict[str, list[Member]] = {}
        for member in serving:
            self.members.setdefault(member.name, []).append(member)

    def known(self, name: str, phone: str) -> Member | None:
        """The member whom the line is about: same name, and same number, in full or masked."""
        found = [
            member
            for member in self.members.get(name, [])
            if phone in ("", member.phone, mask_phone(member.phone))
        ]
        return found[0] if len(found) == 1 else None


def _columns(first: list[str]) -> tuple[list[str] | None, list[str]]:
    """Field by position if the first line is a head (it names 姓名); and unknown heads."""
    known = {head: name for name, heads in COLUMNS.items() for head in heads}
    heads = [cell.replace(" ", "").replace("\u3000", "") for cell in first]
    if not any(known.get(head) == "name" for head in heads):
        return None, []
    unknown = [head for head in heads if head and head not in known and head not in _IGNORED]
    columns = [known.get(head, "") for head in heads]
    twice = {COLUMNS[name][0] for name in columns if name and columns.count(name) > 1}
    errors = [f"不认识的列“{head}”。改为 {_heads()} 之一，或删除该列" for head in unknown]
    errors += [f"“{head}”列出现了两次，删除其中一列" for head in sorted(twice)]
    return columns, errors


def _heads() -> str:
    return "、".join(heads[0] for heads in COLUMNS.values())


def _row(number: int, cells: list[str], columns: list[str], context: _Context) -> PastedRow:
    given = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    row = PastedRow(number, given)
    if any(cells[len(columns) :]):
        row.errors.append(f"有 {len(cells)} 列，多于 {len(columns)} 列。核对是否错列")
    member = context.known(given.get("name", ""), given.get("phone", "").replace(" ", ""))
    values: dict[str, Any] = _standing(member, columns) if member else {}
    for name in COLUMNS:
        if name in values:
            continue
        try:
            values[name] = _read(name, given.get(name, ""), context)
        except Unreadable as error:
            row.errors.append(f"{COLUMNS[name][0]}：{error.message}")
    if not row.errors:
        row.facts = MemberFacts(**values)
        row.updates = member.pk if member else None
    return row


def _standing(member: Member, columns: list[str]) -> dict[str, Any]:
    """What a line about this member leaves as it is: columns that are not there, the number, and
    who an expansion has called in."""
    kept = {name: getattr(member, name) for name in COLUMNS if name not in columns}
    kept["phone"] = None
    if member.service == Service.EXPANSION:
        kept["service"] = member.service
    return kept


def _read(name: str, text: str, context: _Context) -> Any:
    """One cell. Raises ``Unreadable``."""
    readers: dict[str, Callable[[str], Any]] = {
        "sex": _read_sex,
        "born_on": lambda cell: parse_date(cell) if cell else None,
        "joined_on": lambda cell: parse_date(cell) if cell else context.today,
        "phone": lambda cell: read_phone(cell) if cell else "",
        "service": lambda cell: _one_of(cell, _SERVICES, "在编、后备"),
        "post_held_id": lambda cell: _read_post(cell, context),
        "qualified_until": lambda cell: parse_date(cell) if cell else None,
        "political_status": lambda cell: _one_of(cell, _STATUSES, "党员、团员、群众"),
        "is_veteran": lambda cell: _one_of(cell, {"": False, "是": True, "否": False}, "是、否"),
    }
    if name in readers:
        return readers[name](text)
    value = clean_text(text, max_length=_LENGTHS[name])
    if name == "name" and len(value) < 2:
        raise Unreadable("填写 2 个字以上的姓名。")
    return value


def _read_sex(text: str) -> str:
    if text not in _SEXES:
        raise Unreadable("填写“男”或“女”。")
    return _SEXES[text]


def _one_of(text: str, known: dict[str, Any], words: str) -> Any:
    if text not in known:
        raise Unreadable(f"填写{words}之一，或留空。")
    return known[text]


def _read_post(text: str, context: _Context) -> int | None:
    if not text:
        return None
    if text not in context.posts:
        raise Unreadable("不在本队编制中，按“分队名称+岗位”填写，例如“一分队队长”，或留空。")
    return context.posts[text]


def _judge(pasted: Pasted, team: Team, today: date) -> None:
    """The roster's own rules: no twins, dates in order; ages as warnings."""
    twice = Counter(row.updates for row in pasted.rows if row.updates)
    for row in pasted.rows:
        if row.updates and twice[row.updates] > 1:
            row.errors.append("该队员在名单中出现了两次，保留一行")
    read = [row for row in pasted.rows if row.facts is not None and not row.updates]
    roll = [row.facts for row in read if row.facts is not None]
    for index, message in refusals(team, roll).items():
        read[index].errors.append(message)
    for row in pasted.rows:
        if row.facts is not None:
            row.warnings = warnings(team, row.facts, today)


def _show(name: str, value: Any) -> str:
    if name == "sex":
        return str(Sex(value).label)
    if name == "phone":
        return mask_phone(value)
    if name == "service":
        return str(Service(value).label)
    if name == "political_status":
        return str(PoliticalStatus(value).label) if value else ""
    if name == "is_veteran":
        return "是" if value else ""
    return "" if value is None else str(value)


# The heads are those that pasting a roster understands: what goes out can come in again.
_ROSTER = [
    ExportColumn("序号", Kind.INTEGER, 6),
    ExportColumn("姓名", width=12),
    ExportColumn("性别", width=6),
    ExportColumn("出生日期", Kind.DATE, 12),
    ExportColumn("职务", width=12),
    ExportColumn("专业", width=14),
    ExportColumn("联系电话", width=16),
    ExportColumn("所在单位", width=28),
    ExportColumn("入队日期", Kind.DATE, 12),
    ExportColumn("编组类别", width=10),
    ExportColumn("编制岗位", width=16),
    ExportColumn("资格证书", width=18),
    ExportColumn("资格有效期至", Kind.DATE, 14),
    ExportColumn("政治面貌", width=10),
    ExportColumn("退役军人", width=10),
]


@act
def export_roster(team_id: int, *, by: User, with_contacts: bool) -> bytes:
    """导出花名册: the serving members; numbers in full only for users who may look at them."""
    permission = "view_contacts" if with_contacts else "view_teams"
    team: Team = Team.objects.locked(team_id, Scope(by), permission)
    # The reserve pool goes out with the roster: it comes in again with it.
    on_roster = Member.objects.filter(team=team, left_on__isnull=True)
    members = list(on_roster.select_related("post_held__unit"))
    target = io.BytesIO()
    write_xlsx(target, _ROSTER, _roster_rows(members, with_contacts), sheet_name=team.name)
    record(
        by,
        "导出花名册",
        team,
        after={"人数": len(members), "电话": "完整" if with_contacts else "已遮盖"},
    )
    return target.getvalue()


def _roster_rows(members: list[Member], with_contacts: bool) -> Iterator[list[Any]]:
    for number, member in enumerate(members, 1):
        yield [
            number,
            member.name,
            member.get_sex_display(),
            member.born_on,
            member.post,
            member.speciality,
            member.phone if with_contacts else mask_phone(member.phone),
            member.raising_unit,
            member.joined_on,
            member.get_service_display(),
            str(member.post_held or ""),
            member.qualification,
            member.qualified_until,
            member.get_political_status_display(),
            "是" if member.is_veteran else "",
        ]
