"""人民防空专业队: kinds, teams, their establishment and their members.

What differs from place to place (new kinds, who raises a kind today, ages) is a row, never code.
Law: 人民防空法 arts 41-42 (who raises the seven kinds of teams).

Acts: 组建, 变更, 撤销 (``acts.teams``); 调整分队, 调整岗位, 调整装备, 战时扩编, 撤销扩编
(``acts.establishment``); 编入, 导入花名册, 变更队员信息, 离队, 查看电话, which is logged
(``acts.members``); 增加新型专业队种类, 变更种类, 设定本地规定, 恢复通用规定 (``acts.kinds``);
导出花名册, 导入装备, 导出装备 (``exchange``).

Start with ``steps``, then ``acts.teams`` and ``acts.members``. By ``hooks`` rooms above say what
members have on record and what a team's page shows; what it is still needed for they tell
``renfang.resting``.
"""
