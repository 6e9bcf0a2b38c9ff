"""Statutory time: working days of China, periods that stop and roll, and how near an end is.

Law: 民法典 arts 201-203; 行政许可法 arts 45 and 82; 行政处罚法 art. 85; 行政强制法 art. 69; the
State Council's yearly notice of holidays.

Acts: none; those on the office's table of days are renfang.administration's.

Start with ``rules``. Its files:
    rules.py            deadlines, each with its steps, and the lights; pure
    periods.py, .toml   how long the law gives for each thing, with the articles; pure
    contract.py         the same as JSON, for ``manage.py deadline``; pure
    holidays.py         the days off that the law fixes, for years not yet arranged; pure
    lunar_days.csv      正月初一, 清明, 五月初五 and 八月十五 of each year
    calendars.py        where the days come from: the published years or the office's own table
    official_days.json  the published years, written by tools/build_calendar.py
    models.py           the office's table of days
    recounting.py       the days that tables keep: which of them the calendar moves, and moving them
    middleware.py       reads the calendar once a request
    templatetags/lights.py  the light of a period on a page
"""
