"""战备情况: how ready teams and offices are in a year, over years, and against the year's targets.

Reads everything below and writes only the targets. Every rate is computed from sums, never from
rates (``queries.Readiness``).
Act: set the targets of an office for a year.

Start with ``queries``. Pages: the figures with their workbook (``exchange``), the targets, and the
year of drills with each team against its quota.
"""
