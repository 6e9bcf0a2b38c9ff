"""The codes that facts and rule books share, with the names that the law gives them."""

from __future__ import annotations

from typing import Final

USES: Final = {
    "residential": "居民住宅",
    "public": "其他民用建筑",
    "dilapidated_residential": "危房翻新住宅",
    "industrial": "工业生产厂房及其配套设施",
}
# 人民防空工程建设管理规定 art. 45: outside the duty, whatever a book says about the others.
OUTSIDE_THE_DUTY: Final = "industrial"

CITY_CLASSES: Final = {
    "first": "国家一类人防重点城市",
    "second": "国家二类人防重点城市",
    "third": "国家三类人防重点城市",
    "provincial": "省人防重点城市（含县城）",
    "town": "人防重点镇",
    "other": "其他城市",
}
DIVISION_LEVELS: Final = {"city": "设区市", "county": "县（市）"}
ZONES: Final = {"urban": "城区", "development_zone": "开发区、工业园区、保税区"}
OBLIGATIONS: Final = {"fee": "易地建设费", "fine": "罚款"}

FAMILIES: Final = {
    "FOOTPRINT": "按首层建筑面积",
    "PERCENT_ABOVE_GROUND": "按地上建筑面积的比例",
    "PERCENT_PLANNED_TOTAL": "按一次性规划地上总建筑面积的比例",
    "FIXED_UNIT_CHARGE": "按地上建筑面积直接计费",
    "MIN_AREA_FLOOR": "应建面积最低限",
}
CHARGE_BASES: Final = {
    "REQUIRED_AREA": "应建未建面积",
    "FIRST_FLOOR_AREA": "首层建筑面积",
    "ABOVE_GROUND_AREA": "地上建筑面积",
}
GROUND_KINDS: Final = {
    "BELOW_FIRST_FLOOR": "应建面积小于首层建筑面积",
    "BELOW_AREA": "应建面积小于限额",
    "PLAN_SATISFIED": "地块内已建人防工程达到专项规划要求",
    "CONDITION": "须由主管部门认定的客观条件",
}
FINE_KINDS: Final = {
    "FLAT": "幅度固定",
    "PER_AREA": "按应建面积每平方米",
    "SHARE_OF_COST": "按造价的比例",
    "BRACKET": "按未建面积分档",
}
# What is punished. Who was permitted not to build has not broken the duty to build: owing the fee
# is another act, which a place punishes only where its law names it.
ACTS: Final = {
    "NOT_BUILT": "应建防空地下室而不修建",
    "UNDER_BUILT": "修建的防空地下室少于批准面积（少建）",
    "FEE_UNPAID": "经批准易地建设而不缴纳易地建设费",
}
ORDERS: Final = {
    "BUILD": "限期修建",
    "BUILD_MISSING": "限期补建",
    "PAY": "限期缴纳易地建设费",
    "PAY_MISSING": "限期补缴易地建设费",
}
FINES: Final = {"NONE": "不罚款", "OPTIONAL": "可以并处罚款", "MANDATORY": "并处罚款"}
MEASURES: Final = {
    "YUAN": "定额（元）",
    "PER_AREA": "按应建面积（元/㎡）",
    "SHARE_OF_RANGE": "法定幅度内的位置（0 为下限，1 为上限）",
}
# After the end of which period a late sum is counted.
COUNTS_FROM: Final = {
    "DUE": "缴款期限届满的次日",
    "ORDER": "责令限期缴纳的期限届满的次日",
}
THRESHOLD_SCOPES: Final = {"PROJECT": "项目合计", "BUILDING": "单栋"}
AREA_ROUNDINGS: Final = {"PER_ROW": "逐栋取舍后合计", "TOTAL": "合计后取舍"}
ROUNDING_MODES: Final = {
    "HALF_UP": "四舍五入",
    "HALF_EVEN": "四舍六入五成双",
    "UP": "进一",
}
SECTIONS: Final = {
    "area_rules": "应建面积规则",
    "equivalences": "折算规则",
    "rates": "易地建设费标准",
    "reliefs": "减免政策",
    "relocation_grounds": "易地建设条件",
    "late_rules": "逾期规则",
    "penalties": "处罚种类",
    "fines": "罚款幅度",
    "discretions": "裁量基准",
    "mitigations": "减轻处罚的情形",
}
# All that a book holds, in the order in which its page shows it.
ALL_SECTIONS: Final = {
    "area_rules": SECTIONS["area_rules"],
    "grades": "抗力等级",
    "equivalences": SECTIONS["equivalences"],
    "rates": SECTIONS["rates"],
    "reliefs": SECTIONS["reliefs"],
    "relocation_grounds": SECTIONS["relocation_grounds"],
    "late_rules": SECTIONS["late_rules"],
    "penalties": SECTIONS["penalties"],
    "fines": SECTIONS["fines"],
    "discretions": SECTIONS["discretions"],
    "mitigations": SECTIONS["mitigations"],
    "notes": "规则库说明",
}
