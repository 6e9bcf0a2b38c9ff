"""战备情况: how ready teams and offices are in a year, over years, and against the year's targets.

Reads everything below and writes only the targets. Every rate is computed from sums, never from
rates (``queries.Readiness``).
Law: none of its own.

Acts: 下达年度目标 (``acts``), 导出战备情况 (``exchange``).

Start with ``queries``. Pages: the figures with their workbook, the targets, and the year of drills
with each team against its quota.
"""
