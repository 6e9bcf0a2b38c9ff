"""Demo data: every register in every state, loaded once, only where demo mode is on."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from drills.models import Drill, DrillState, Team
from engineering.models import Application, Project, Shelter
from fees.models import CollectionTrack, FeeAccount
from fees.reports.queries.ageing import CODES, ageing_of
from renfang.background.models import Job
from renfang.demo import stories as demo
from renfang.demo.people import PASSWORD, PEOPLE
from renfang.documents.kinds import kind_of
from renfang.documents.models import IssuedDocument
from renfang.documents.numbers import missing_numbers
from renfang.documents.registry import read_pdf
from renfang.history.models import Event
from renfang.history.record import broken_events
from renfang.organisations.models import Organisation
from renfang.serving.models import ServiceReceipt
from tests.kernel.documents.pdf import text_of


def load():
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo_mode(settings, db):
    settings.DEMO = True


def test_demo_data_stays_out_of_a_working_installation(settings, db, office):
    with pytest.raises(CommandError, match="RENFANG_DEMO=1"):
        load()
    settings.DEMO = True
    with pytest.raises(CommandError, match="已有其他机构"):
        load()


def fullest_papers():
    """Of each kind in the demo the paper that says most: what is printed worst if any is."""
    papers = {}
    for paper in IssuedDocument.objects.all():
        said = len(str(paper.snapshot))
        if said > papers.get(paper.kind, (0,))[0]:
            papers[paper.kind] = (said, paper)
    return [paper for _, paper in papers.values()]


@pytest.mark.slow
def test_everything_is_there_once_and_holds_together(demo_mode):
    printed = load()
    assert all(username in printed for username, *_ in PEOPLE)
    projects, events = Project.objects.count(), Event.objects.count()
    assert "没有重复装入" in load()
    assert (Project.objects.count(), Event.objects.count()) == (projects, events)
    assert set(Application.objects.values_list("state", flat=True)) == set(Application.State.values)
    assert set(Shelter.objects.values_list("state", flat=True)) == set(Shelter.State.values)
    assert set(Drill.objects.values_list("state", flat=True)) == set(DrillState.values)
    assert set(Job.objects.values_list("state", flat=True)) == set(Job.State.values)
    assert Team.objects.values("state").distinct().count() == 2
    tracks = CollectionTrack.objects.values_list("state", flat=True)
    assert set(tracks) == set(CollectionTrack.State.values)
    assert FeeAccount.objects.count() >= 40
    aged = ageing_of(FeeAccount.objects.all(), timezone.localdate()).total
    assert all(aged.sums[code] > 0 for code in CODES)
    assert FeeAccount.objects.filter(balance="0").exists()
    assert IssuedDocument.objects.filter(voiding__isnull=False).exists()
    assert list(broken_events()) == []
    assert missing_numbers(frozenset(Organisation.objects.values_list("pk", flat=True))) == []
    call_command("verify_ledger", stdout=StringIO())
    # Stories are played without typesetting: here each kind is seen to print after all.
    papers = fullest_papers()
    assert len(papers) > 40
    assert all(read_pdf(paper).startswith(b"%PDF") for paper in papers)
    setting = {paper.kind for paper in papers if sets_a_period(paper)}
    assert setting >= {"payment_notice", "omission_notice", "penalty_decision"}, "the search finds"
    assert not {kind for kind in setting if kind_of(kind).service is None}
    receipts = ServiceReceipt.objects.all()
    assert set(receipts.values_list("state", flat=True)) == set(ServiceReceipt.State.values)
    assert set(receipts.exclude(ground="").values_list("ground", flat=True)) == set(
        ServiceReceipt.Ground.values
    )
    assert receipts.exclude(out_of_order="").exists()
    assert FeeAccount.objects.owing().filter(demand__isnull=False, due_on__isnull=True).exists()


def sets_a_period(paper):
    """Whether the paper lets something run from its receipt: then it has to be served."""
    return re.search("自?收到[^，。]{0,12}之日起|送达之日起", text_of(read_pdf(paper)))


def test_stories_are_played_in_the_order_of_their_days(demo_mode, monkeypatch):
    told = []

    def story(name, *days):
        for day in days:
            yield day
            told.append((name, timezone.localdate()))

    first, second, third = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
    stories = [story("a", first, third), story("b", second, date(2026, 9, 9))]
    monkeypatch.setattr(demo, "tellers", lambda: [lambda city: stories])
    demo.load(date(2026, 3, 5))
    assert told == [("a", first), ("b", second), ("a", third)]


def test_the_login_page_tells_the_demo_accounts_in_demo_mode_only(client, settings, db):
    assert PASSWORD not in client.get("/login/").content.decode()
    settings.DEMO = True
    assert PASSWORD in client.get("/login/").content.decode()
