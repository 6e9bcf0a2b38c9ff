"""Rows of other authorities' lists, for the lines of table_comparison: one waits, one is a clue."""

from __future__ import annotations

from django.utils import timezone

from engineering.comparison.acts import make_clue
from engineering.comparison.models import AuthorityRecord
from renfang.exchange.acts import confirm, upload
from renfang.organisations.permissions import Role
from tests.sweep.bureau import Bureau

_HEADS = "预售许可证号,项目名称,建设单位,建设地点,楼栋,用途,层数,地上建筑面积,发证日期"


def furnish_comparison(bureau: Bureau) -> None:
    """Everything that table_comparison needs, in the bureau given."""
    clerk = bureau.who(Role.CLERK)
    entered = upload("authority_records", presales(bureau, 2), _name(bureau, "案"), by=clerk)
    confirm(entered.pk, by=clerk)
    waits, decided = AuthorityRecord.objects.filter(organisation=bureau.organisation).order_by("pk")
    bureau.keep("authority_record", waits)
    make_clue(
        decided.pk,
        clue=bureau.marked("案", "预售许可载明的项目没有申请结建"),
        on=timezone.localdate(),
        by=clerk,
    )
    bureau.keep("authority_clue", decided)
    waiting = upload("authority_records", presales(bureau, 1), _name(bureau, "账"), by=clerk)
    bureau.keep_file("batch_authority", waiting)


def _name(bureau: Bureau, kind: str) -> str:
    """Once a list is entered, whoever sees its rows reads its name; before, its uploader alone."""
    return f"{bureau.marked(kind, '预售名录')}.csv"


def presales(bureau: Bureau, rows: int) -> bytes:
    """A list of presale permits, each of a project of its own."""
    lines = [_HEADS]
    for _ in range(rows):
        number = next(bureau.numbers)
        told = (f"预售{what}{number}" for what in ("项目", "公司", "路"))
        name, developer, place = (bureau.marked("案", words) for words in told)
        lines.append(
            f"预售〔2024〕{number}号,{name},{developer},{place},"
            f"{number}号楼,住宅,18,{number + 1000},2024-05-06"
        )
    return "\n".join(lines).encode()
