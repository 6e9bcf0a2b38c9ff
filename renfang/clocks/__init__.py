"""Statutory time: working days of China, periods that stop and roll, and how near an end is.

Law: 民法典 arts 201-203; 行政许可法 arts 45 and 82; 行政处罚法 art. 85; 行政强制法 art. 69; the
State Council's yearly notice of holidays.

rules      deadlines, each with its steps, and the lights; pure: start reading here
periods    how long the law gives for each thing, read from periods.toml with the articles; pure
contract   the same as JSON, for ``manage.py deadline``; pure
calendars  where the days come from: the published years or the office's own table
models     the office's table of days; its acts and page are renfang.administration's
middleware reads the calendar once a request
templatetags/lights   the light of a period on a page
"""
