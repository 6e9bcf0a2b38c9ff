"""What the yearly reorganisation adds to the shared pages and to the pages of rooms below."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from drills.deadlines import task
from drills.reorganisation import papers
from drills.reorganisation.models import Campaign, CampaignState, Muster, MusterPhoto
from drills.reorganisation.queries import on_team
from drills.reorganisation.steps import CLOSE
from drills.reorganisation.views import trail_of_muster
from drills.rollcall.hooks import RollKind
from drills.rollcall.models import OccasionKind
from drills.rollcall.workbench import open_rolls
from drills.teams.models import Team
from renfang.organisations.scope import Scope
from renfang.proof.hooks import Watched, watch
from renfang.resting import rests_on
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def register() -> None:
    """Register the room's paper, menu entry and pile, and what it answers to rollcall and teams."""
    papers.register()
    register_entries(
        "专业队与演练", Entry("年度整组", "drills:campaigns", "refresh", "view_teams", rank=20)
    )
    register_piles(Pile(("manage_teams",), _campaigns, _to_complete, 30))
    open_rolls(MusterRoll())
    rests_on(Team, on_team, rank=40)
    watch(Watched(MusterPhoto, "drills.Campaign", "muster__entry__campaign_id"))


class MusterRoll(RollKind):
    """One team of a reorganisation, everybody on its roll; kept in the campaign's history."""

    code = OccasionKind.MUSTER
    act = "登记点验考勤"
    permission = "manage_teams"

    def teams(self, owner: Muster) -> list[tuple[Team, int | None]]:
        return [(owner.entry.team, None)]

    def keeper(self, owner: Muster) -> Campaign:
        return owner.entry.campaign

    def name(self, owner: Muster) -> str:
        return str(owner)

    def due_at(self, owner: Muster) -> datetime:
        return owner.due_at

    def note(self, owner: Muster) -> str:
        return owner.entry.team.name

    def trail(self, owner: Muster) -> tuple[tuple[str, str], ...]:
        return trail_of_muster(owner)


def _campaigns(scope: Scope, today: date) -> QuerySet[Campaign]:
    """Reorganisations that are not closed."""
    return (
        Campaign.objects.visible_to(scope, "manage_teams")
        .filter(state=CampaignState.OPEN)
        .order_by("due_on")
    )


def _to_complete(campaign: Campaign, today: date) -> Task:
    url = reverse("drills:campaign", args=[campaign.pk])
    return task(CLOSE.to_do, str(campaign), url, campaign.due_on, today, campaign.order_number)
