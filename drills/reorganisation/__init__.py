"""年度整组: the year's reorganisation of all teams, cross-audit of rosters, and musters.

Law: none of its own; the rates (满编率, 到位率, 骨干在位率, 装备完好率 and others) are domain
practice, computed by ``rules``.

Acts: 下达年度整组, 核定名册与装备, 交叉审核, 处理重复, 整组归档, which issues 《整组情况报告》
(``acts.campaigns``); 下达拉动点验, 登记点验情况, 上传点验照片 (``acts.musters``).
The roll of a muster is rollcall's; ``workbench`` tells it who is called.

Start with ``steps``; ``queries`` gives each team's figures, as kept once it is closed.
"""
