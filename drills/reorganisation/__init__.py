"""年度整组: the year's reorganisation of all teams, cross-audit of rosters, and musters.

Rates (满编率, 到位率, 骨干在位率, 装备完好率 and others) are domain practice, computed by
``rules``.
Acts: order a campaign, confirm a team's roster and equipment, audit rosters against each other,
settle who stands on two of them, close with 《整组情况报告》 (``acts/campaigns``); call a muster,
mark its roll, conclude it, add photographs (``acts/musters``).

Start with ``acts/campaigns``; ``queries`` gives each team's figures, as kept once it is closed.
"""
