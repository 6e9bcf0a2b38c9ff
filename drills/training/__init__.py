"""训练: the year's plan with its subjects and hours, and the sessions.

Hours above what a subject asks do not make up for another subject (``rules``).
Law: none of its own; the hours are those of the office's plan.

Acts: 拟制年度训练计划, 调整课目, 下达, 调整本队学时 (``acts.plans``); 安排, 调整, 取消 and 办结 of
a session (训练课) (``acts.sessions``); 开放扫码签到, 停止扫码签到, 签到 (``acts.checkin``). The
roll is rollcall's; ``workbench`` tells it who is called.

Start with ``steps``, ``acts.plans`` and ``acts.sessions``. ``queries`` gives hours reached and what
teams ask; ``tries`` limits wrong check-ins; ``hooks`` holds places for what assessments add to a
plan's page.
"""
