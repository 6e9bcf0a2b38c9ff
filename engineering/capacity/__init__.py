"""人均占有面积与工程分布图: what all shelters come to, against population and on a map.

Acts: 登记人口数据, 计算人均占有面积, 查看工程分布图 (``acts``), 导出 (``exchange``). Positions
are confidential: each look at the map is kept with its reason.

Start with ``acts.take_capacity_snapshot``. Files beside the usual ones:
    map.py     shelters' coordinates turned into a drawing, without tiles of any map service
    charts.py  the newest figures as bars, drawn without a script
"""
