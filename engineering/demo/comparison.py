"""The story of 漏缴比对: a list of another authority whose rows come to every finding and state."""

from __future__ import annotations

from collections.abc import Iterator

from engineering.comparison.acts import dismiss_record, make_clue
from engineering.comparison.models import AuthorityRecord
from engineering.comparison.queries import clue_words
from renfang.demo.stories import DemoCity, Story
from renfang.exchange.acts import confirm, upload
from renfang.organisations.permissions import Role

_HEADS = "施工许可证号,项目名称,建设单位,建设地址,单体名称,工程用途,地上层数,地上建筑面积,发证日期"
_ROWS = (
    # It has its permit, of this area.
    "云水雅苑,云川云水置业有限公司,东川区滨河东路 118 号,,住宅,26,47847.60",
    # Its permit is of a smaller one.
    "翠屏国际中心,云川翠屏商业发展有限公司,西岭区翠屏大道 9 号,,办公、商业,22,52180.00",
    # In hand; refused; registered and never applied for.
    "万和酒店,云川万和酒店管理有限公司,高新区万和路 1 号,,酒店,15,19860.00",
    "云川职业学院图书馆,云川职业学院,东川区学府路 2 号,,文化,8,18960.00",
    "云岭智造产业园,云川云岭智能制造有限公司,高新区智造路 100 号,,宿舍,6,3680.00",
    # The name of one project, the developer of none.
    "海棠公馆,云川海棠项目管理有限公司,,1号楼,住宅,24,17480.60",
    # Nobody knows them.
    "听泉府,云川听泉置业有限公司,东川区听泉路 6 号,1号楼,住宅,18,13260.00",
    "听泉府,云川听泉置业有限公司,东川区听泉路 6 号,2号楼,住宅,18,13260.00",
    "云顶商务中心,云川云顶实业有限公司,高新区云顶路 18 号,,办公,16,22400.00",
    "高新区标准厂房三期,云川高新建设发展有限公司,高新区智造路 66 号,,厂房,3,9600.00",
)


def stories(city: DemoCity) -> Iterator[Story]:
    """One list, half of it worked through."""
    yield _list(city)


def _list(city: DemoCity) -> Story:
    clerk, day = city.who(Role.CLERK), city.day(2)
    yield day
    issued = city.day(60)
    lines = [
        f"云建施〔{issued.year}〕{number}号,{row},{issued}" for number, row in enumerate(_ROWS, 101)
    ]
    content = "\n".join([_HEADS, *lines]).encode()
    batch = upload("authority_records", content, "住建局施工许可名录.csv", by=clerk)
    confirm(batch.pk, by=clerk)
    row = AuthorityRecord.objects.get(name="云顶商务中心")
    make_clue(row.pk, clue=clue_words(row), on=day, by=clerk)
    dismiss_record(
        AuthorityRecord.objects.get(name="高新区标准厂房三期").pk,
        reason=AuthorityRecord.Reason.NOT_CIVIL,
        note="现场核实为工业生产厂房，没有配套民用建筑",
        on=day,
        by=clerk,
    )
