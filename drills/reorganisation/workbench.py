"""What the yearly reorganisation adds to the shared pages and to the pages of rooms below."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from drills.deadlines import task
from drills.reorganisation import papers
from drills.reorganisation.models import Campaign, CampaignState
from drills.reorganisation.queries import at_a_muster, last_muster, open_campaign
from drills.rollcall.queries import PLACES
from drills.teams.hooks import LAST_ON_RECORD, STILL_NEEDED
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def register() -> None:
    """Register the room's paper, menu entry and pile, and what it answers to rollcall and teams."""
    papers.register()
    register_entries(
        "专业队与演练", Entry("年度整组", "drills:campaigns", "refresh", "view_teams", rank=20)
    )
    register_piles(Pile(("manage_teams",), _campaigns, _to_complete, 30))
    PLACES.register(at_a_muster)
    LAST_ON_RECORD.register(last_muster, rank=30)
    STILL_NEEDED.register(open_campaign, rank=40)


def _campaigns(scope: Scope, today: date) -> QuerySet[Campaign]:
    """Reorganisations that are not closed."""
    return (
        Campaign.objects.visible_to(scope, "manage_teams")
        .filter(state=CampaignState.OPEN)
        .order_by("due_on")
    )


def _to_complete(campaign: Campaign, today: date) -> Task:
    url = reverse("drills:campaign", args=[campaign.pk])
    return task("完成年度整组", str(campaign), url, campaign.due_on, today, campaign.order_number)
