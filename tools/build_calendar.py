"""Write renfang/clocks/official_days.json from the chinesecalendar package.

For maintainers, once a year after the State Council's notice: update the development dependency
chinesecalendar, run ``python tools/build_calendar.py``, read the difference, commit. An office does
not need it: it enters a new year's days in the browser.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

TARGET = Path(__file__).resolve().parent.parent / "renfang" / "clocks" / "official_days.json"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def exceptions() -> dict[str, list]:
    """Days that differ from Monday to Friday: ``{"2024-02-09": [true, "春节"]}``, true = worked."""
    day = min(chinese_calendar.holidays).replace(month=1, day=1)
    last = max(chinese_calendar.holidays).replace(month=12, day=31)
    found = {}
    while day <= last:
        working = chinese_calendar.is_workday(day)
        if working != (day.weekday() < 5):
            source = chinese_calendar.workdays if working else chinese_calendar.holidays
            found[day.isoformat()] = [working, NAMES[source[day]]]
        day += timedelta(days=1)
    return found


def main() -> None:
    days = exceptions()
    years = sorted({date.fromisoformat(day).year for day in days})
    lines = ",\n".join(
        f"    {json.dumps(day)}: {json.dumps(entry, ensure_ascii=False)}"
        for day, entry in days.items()
    )
    TARGET.write_text(
        "{\n"
        '  "source": "国务院办公厅历年节假日安排通知",\n'
        f'  "years": {json.dumps(years)},\n'
        f'  "days": {{\n{lines}\n  }}\n'
        "}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
