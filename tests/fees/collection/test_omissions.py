"""An omission whose period ran out goes on to collection in one click, with what is known of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from engineering.models import OmissionCase
from fees.assessments.acts.assessment import submit_violation
from fees.collection.queries import awaiting_collection
from fees.models import CollectionCase, CollectionTrack
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.finance import Desk
from tests.builders.pursuit import Pursuit

FINDING = "现场踏勘，主体结构已完工，未建防空地下室"
OFFICERS = "张三（执法证 620012）、李四（执法证 620013）"


def told(desk: Desk) -> OmissionCase:
    """Told to apply within a period that ended yesterday, and not charged yet."""
    project = desk.project(desk.office.east, "未报建苑")
    return OmissionCase.objects.create(
        organisation=project.organisation,
        state=OmissionCase.State.NOTIFIED,
        source="survey",
        found_on=desk.today - timedelta(days=60),
        name=project.name,
        developer_name=project.developer.name,
        address=project.address,
        clue="竣工测绘显示没有防空地下室",
        project=project,
        verified_on=desk.today - timedelta(days=40),
        verifiers=OFFICERS,
        finding=FINDING,
        required_area="850.00",
        notified_on=desk.today - timedelta(days=30),
        remedy_by=desk.today - timedelta(days=1),
    )


@pytest.fixture
def omission(desk: Desk) -> OmissionCase:
    return told(desk)


def charge(desk: Desk, omission: OmissionCase) -> None:
    draft = submit_violation(
        omission.project_id, by=desk.officer, on=desk.today, as_of=desk.today, reason=FINDING
    )
    desk.approve(draft)


def titles(desk: Desk) -> list[str]:
    return [task.title for task in open_tasks(Scope(desk.officer), desk.today)]


def waiting(desk: Desk) -> list[OmissionCase]:
    return list(awaiting_collection(Scope(desk.officer), desk.today))


def test_omission_is_charged_first_and_then_handed_over(desk: Desk, omission: OmissionCase):
    assert "核定应建未建项目" in titles(desk)
    assert waiting(desk) == []
    charge(desk, omission)
    assert "接收应建未建案件" in titles(desk)
    assert waiting(desk) == [omission]


def test_period_that_still_runs_is_not_handed_over(desk: Desk, omission: OmissionCase):
    charge(desk, omission)
    OmissionCase.objects.update(remedy_by=desk.today)
    assert waiting(desk) == []
    client = Client()
    client.force_login(desk.officer)
    answer = client.post(
        reverse("fees:collection_take_over", args=[omission.pk]), {"facts": "应建未建"}
    )
    assert answer.status_code == 409
    assert not CollectionCase.objects.exists()


def test_one_click_takes_over_facts_and_verification(desk: Desk, omission: OmissionCase):
    charge(desk, omission)
    client = Client()
    client.force_login(desk.officer)
    url = reverse("fees:collection_take_over", args=[omission.pk])
    assert url in client.get(reverse("fees:collection")).content.decode()
    shown = client.get(url)
    facts = shown.context["form"].initial["facts"]
    assert FINDING in facts
    assert f"限期至{omission.remedy_by}" in facts

    assert client.post(url, {"facts": facts}).status_code == 302

    case = CollectionCase.objects.get()
    track = case.tracks.get()
    assert (case.source, track.state) == ("omission", CollectionTrack.State.VERIFIED)
    assert track.steps.get().values == {"officers": OFFICERS, "finding": FINDING}
    assert waiting(desk) == []
    assert client.post(url, {"facts": facts}).status_code == 409


def test_decision_on_an_omission_tells_the_facts_and_refuses_reliefs(
    desk: Desk, omission: OmissionCase
):
    charge(desk, omission)
    client = Client()
    client.force_login(desk.officer)
    client.post(
        reverse("fees:collection_take_over", args=[omission.pk]), {"facts": "限期届满未办理"}
    )
    case = CollectionCase.objects.get()
    paper = Pursuit(desk.office, case.account, case).step("levy", desk.today).paper
    assert paper.snapshot["violation"] == FINDING
    assert paper.snapshot["approval"] == ""


def test_strangers_know_of_no_omission(desk: Desk, omission: OmissionCase):
    charge(desk, omission)
    client = Client()
    client.force_login(desk.office.who(Role.FINANCE, at=desk.office.west))
    url = reverse("fees:collection_take_over", args=[omission.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"facts": "应建未建"}).status_code == 404
