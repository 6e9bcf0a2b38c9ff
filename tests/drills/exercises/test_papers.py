"""《演练签到与考勤记录表》 as it leaves the printer."""

import pytest
from django.utils import timezone

from drills.exercises.acts.conclusion import close_drill
from drills.exercises.papers.record import compose_record
from renfang.typesetting import render
from tests.kernel.documents.pdf import page_texts

pytestmark = pytest.mark.django_db


def paper_of(ground, members=30, **outcome):
    team = ground.team(members=members)
    drill = ground.drill((team, members))
    ground.call_roll(drill, present=members - 2, late=1, leave=1)
    ground.hold(drill, **outcome)
    return close_drill(drill.pk, by=ground.trainer, on=timezone.localdate(), version=None)


def printed(snapshot):
    pages = page_texts(render(compose_record(snapshot, None)))
    return len(pages), "".join(pages)


def test_record_names_the_drill_its_figures_and_everybody_called(ground):
    paper = paper_of(ground)
    pages, text = printed(paper.snapshot)
    assert pages == 3
    for words in ("演练签到与考勤记录表", paper.number, "应到30人", "实到29人", "到位率96.7%"):
        assert words in text, words
    assert all(f"队员{n:03d}" in text for n in range(1, 31))


def test_same_snapshot_gives_the_same_bytes(ground):
    snapshot = paper_of(ground, members=3).snapshot
    assert render(compose_record(snapshot, None)) == render(compose_record(snapshot, None))


def test_a_very_long_account_runs_on_to_further_pages(ground):
    long = "组织过程详述。" * 500
    pages, text = printed(paper_of(ground, members=3, result=long, problems=long).snapshot)
    assert pages > 3
    assert text.count("述") == 1000


def test_what_people_type_is_never_read_as_markup(ground):
    typed = "<b>粗</b> & <img src='file:///etc/passwd'/>"
    _, text = printed(paper_of(ground, members=3, result=typed).snapshot)
    assert "<b>粗</b>" in text
