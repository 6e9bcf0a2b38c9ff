"""演练: from the plan to the record on file, with the defects found and their mending.

Acts: plan, submit and decide (``acts/planning``: whoever prepared a plan does not approve it);
rehearse, log, note who was told and came (``acts/execution``); call the roll
(``acts/attendance``); hold, close, reopen and report (``acts/conclusion``); evaluate
(``acts/evaluation``); raise, mend and check findings (``acts/findings``); add photographs
(``acts/photographs``).
Papers: 《演练签到与考勤记录表》 and 《演练总结报告》.

Start with ``acts/planning``, then ``acts/conclusion``. ``queries/story`` is what a drill's page
tells.
Rooms above add to a drill: ``BEFORE_HOLDING``, ``LINKS``, ``DRILL_CARDS``, ``JOINED``,
``REPORT_FACTS``, ``REPORT_BLOCKS``.

Extra file: ``criteria.toml``, built-in criteria by kind of drill and the grades, read by
``rules``.
"""
