"""Addresses of establishment, import and the yearly reorganisation."""

from django.urls import path

from drills.reorganisation import views as musters
from drills.reorganisation import views as reorganisation
from drills.teams.views import equipment, establishment, kinds, members

urlpatterns = [
    path("teams/kinds/", kinds.team_kinds, name="team_kinds"),
    path("teams/kinds/new/", kinds.team_kind_new, name="team_kind_new"),
    path("teams/kinds/<int:pk>/edit/", kinds.team_kind_edit, name="team_kind_edit"),
    path("teams/kinds/<int:pk>/practice/", kinds.team_kind_practice, name="team_kind_practice"),
    path("teams/kinds/practices/<int:pk>/end/", kinds.team_kind_shared, name="team_kind_shared"),
    path("teams/<int:pk>/units/", establishment.team_units, name="team_units"),
    path("teams/<int:pk>/posts/", establishment.team_posts, name="team_posts"),
    path("teams/<int:pk>/equipment/", establishment.team_equipment, name="team_equipment"),
    path("teams/<int:pk>/equipment/import/", equipment.equipment_import, name="equipment_import"),
    path("teams/<int:pk>/equipment/export/", equipment.equipment_export, name="equipment_export"),
    path("teams/<int:pk>/expand/", establishment.team_expand, name="team_expand"),
    path("expansions/<int:pk>/cancel/", establishment.expansion_cancel, name="expansion_cancel"),
    path("teams/<int:pk>/members/import/", members.members_import, name="members_import"),
    path("reorganisation/", reorganisation.campaigns, name="campaigns"),
    path("reorganisation/new/", reorganisation.campaign_new, name="campaign_new"),
    path("reorganisation/<int:pk>/", reorganisation.campaign, name="campaign"),
    path("reorganisation/<int:pk>/audit/", reorganisation.campaign_audit, name="campaign_audit"),
    path("reorganisation/<int:pk>/close/", reorganisation.campaign_close, name="campaign_close"),
    path("reorganisation/teams/<int:pk>/", reorganisation.campaign_team, name="campaign_team"),
    path("reorganisation/teams/<int:pk>/muster/", musters.muster_new, name="muster_new"),
    path("reorganisation/findings/<int:pk>/", reorganisation.finding_settle, name="finding_settle"),
    path("musters/<int:pk>/", musters.muster, name="muster"),
    path("musters/<int:pk>/roll/", musters.muster_roll, name="muster_roll"),
    path("musters/<int:pk>/result/", musters.muster_result, name="muster_result"),
    path("musters/<int:pk>/photos/new/", musters.muster_photo_new, name="muster_photo_new"),
    path("musters/photos/<int:pk>/", musters.muster_photo, name="muster_photo"),
]
