"""A permit that is to end: its page tells what rests on it, to each user what that user may see."""

from __future__ import annotations

import re

from django.urls import reverse

from engineering.models import Application
from renfang.organisations.permissions import Role
from renfang.resting import Effect, Ending, resting_on


def resting_card(client, user, application) -> str:
    """The card on the page of 撤销许可, as text."""
    client.force_login(user)
    page = client.get(reverse("engineering:revoke_permit", args=[application.pk]))
    found = re.search(r'id="resting".*?</table>', page.content.decode(), re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_the_fee_rests_on_the_permit_and_follows_it_the_account_remains(desk):
    application = desk.granted()
    assessment = desk.assess(application)

    found = resting_on(Application.objects.get(pk=application.pk), Ending.REVOKE)
    told = {(each.label, str(each.row), each.effect, each.depth) for each in found}
    assert ("核定", str(assessment), Effect.FOLLOWS, 0) in told
    assert ("缴费账户", str(assessment.account), Effect.REMAINS, 1) in told


def test_the_page_of_an_ending_shows_it_before(desk, office, client):
    application = desk.granted()
    assessment = desk.assess(application)

    card = resting_card(client, office.who(Role.HEAD), application)
    assert f"核定 {assessment}" in card
    assert "应缴随之取消，缴费文书失效，已缴的转为多缴" in card
    assert "撤销许可后" in card
