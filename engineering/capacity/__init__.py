"""人均占有面积与工程分布图: what all shelters come to, against population and on a map.

Positions are confidential: each look at the map is kept with its reason.
Law: none of its own; which people are counted is the office's choice and kept with the result.

Acts: 登记人口数据, 计算人均占有面积, 查看工程分布图 (``acts``), 导出人均占有面积 (``exchange``).

Start with ``acts.take_capacity_snapshot``. Beside the usual files:
    map.py     shelters' coordinates turned into a drawing, without tiles of any map service
    charts.py  the newest figures as bars, drawn without a script
"""
