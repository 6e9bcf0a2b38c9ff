"""manage.py deadline: JSON in, last day and reasons out."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from renfang.clocks.models import SpecialDay

QUESTION = {"start": "2024-04-01", "count": 20, "unit": "working_day"}


def ask(tmp_path, question, *options):
    source = tmp_path / "question.json"
    source.write_text(
        question if isinstance(question, str) else json.dumps(question), encoding="utf-8"
    )
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("deadline", str(source), *options, stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, err.getvalue().strip()
    return 0, json.loads(out.getvalue())


def test_object_is_answered_with_an_object(tmp_path):
    code, answer = ask(tmp_path, QUESTION)
    assert code == 0
    assert answer["deadline"] == "2024-04-29"
    assert "estimated" not in answer
    assert all(set(step) == {"rule", "basis", "formula", "result"} for step in answer["steps"])


def test_array_is_answered_with_an_array_in_the_same_order(tmp_path):
    paused = QUESTION | {"pauses": [["2024-04-08", "2024-04-12"]], "count": "20"}
    months = {"start": "2024-01-31", "count": 1, "unit": "month"}
    _, answers = ask(tmp_path, [QUESTION, paused, months])
    assert [one["deadline"] for one in answers] == ["2024-04-29", "2024-05-09", "2024-02-29"]
    assert ask(tmp_path, []) == (0, [])


def test_standard_input_is_read_for_a_dash(monkeypatch, capsys):
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(QUESTION).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    call_command("deadline", "-")
    assert json.loads(capsys.readouterr().out)["deadline"] == "2024-04-29"


def test_year_without_official_calendar_is_marked(tmp_path):
    _, answer = ask(tmp_path, QUESTION | {"start": "2027-03-01"})
    assert answer["estimated"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": None}, "start"),
        ({"start": "2024-02-30"}, "start"),
        ({"start": "2024/4/1"}, "start"),
        ({"start": 20240401}, "start"),
        ({"start": "1776-07-04"}, "start"),
        ({"count": None}, "count"),
        ({"count": 0}, "count"),
        ({"count": -5}, "count"),
        ({"count": 2.5}, "count"),
        ({"count": "二十"}, "count"),
        ({"count": "٢"}, "count"),
        ({"count": True}, "count"),
        ({"count": 10**9}, "count"),
        ({"unit": "week"}, "unit"),
        ({"unit": None}, "unit"),
        ({"unit": ["month"]}, "unit"),
        ({"pauses": "2024-04-08"}, "pauses"),
        ({"pauses": None}, "pauses"),
        ({"pauses": [["2024-04-08"]]}, "pauses[0]"),
        ({"pauses": [["2024-04-08", "2024-04-12"], ["2024-05-02", "2024-05-01"]]}, "pauses[1]"),
        ({"pauses": [["2024-04-08", "9999-12-31"]]}, "pauses[0]"),
    ],
)
def test_bad_fact_stops_with_code_2_and_its_name(tmp_path, change, field):
    code, message = ask(tmp_path, QUESTION | change)
    assert code == 2
    assert message.startswith(f"{field}：")
    assert message.endswith("。")


def test_bad_item_of_an_array_is_numbered(tmp_path):
    code, message = ask(tmp_path, [QUESTION, QUESTION | {"count": 0}])
    assert (code, message) == (2, "第 2 项 count：期限须为 1 至 3650 的整数。")
    assert ask(tmp_path, [1])[1].startswith("第 1 项 FILE")


def test_file_that_is_no_json_or_missing_stops_with_code_2(tmp_path):
    assert ask(tmp_path, "{")[0] == 2
    assert ask(tmp_path, "[" * 100_000)[0] == 2
    err = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("deadline", str(tmp_path / "missing.json"), stderr=err)
    assert stop.value.code == 2
    assert "不能读取" in err.getvalue()


@pytest.mark.django_db
def test_offices_own_calendar_is_used_on_request(tmp_path):
    SpecialDay.objects.create(date=date(2024, 4, 29), is_working=False, name="停电")
    assert ask(tmp_path, QUESTION)[1]["deadline"] == "2024-04-29"
    assert ask(tmp_path, QUESTION, "--database")[1]["deadline"] == "2024-04-30"
