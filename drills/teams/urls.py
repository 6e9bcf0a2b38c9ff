"""Addresses of teams, their members and establishment."""

from django.urls import path

from drills.teams.views import equipment, establishment, kinds, members, teams
from renfang.exchange.views import upload_page

urlpatterns = [
    path("teams/", teams.TeamList.as_view(), name="teams"),
    path("teams/new/", teams.team_new, name="team_new"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/edit/", teams.team_edit, name="team_edit"),
    path("teams/<int:pk>/dissolve/", teams.team_dissolve, name="team_dissolve"),
    path("teams/<int:pk>/contacts/", teams.team_contacts, name="team_contacts"),
    path("teams/<int:pk>/export/", teams.roster_export, name="roster_export"),
    path("teams/<int:pk>/export/whole/", teams.roster_export_whole, name="roster_export_whole"),
    path("teams/<int:pk>/members/new/", members.member_new, name="member_new"),
    path(
        "teams/<int:pk>/members/import/",
        upload_page,
        {"code": "drills.roster"},
        name="members_import",
    ),
    path("members/<int:pk>/edit/", members.member_edit, name="member_edit"),
    path("members/<int:pk>/discharge/", members.member_discharge, name="member_discharge"),
    path("teams/kinds/", kinds.KindList.as_view(), name="team_kinds"),
    path("teams/kinds/new/", kinds.team_kind_new, name="team_kind_new"),
    path("teams/kinds/<int:pk>/edit/", kinds.team_kind_edit, name="team_kind_edit"),
    path("teams/kinds/<int:pk>/practice/", kinds.team_kind_practice, name="team_kind_practice"),
    path("teams/kinds/practices/<int:pk>/end/", kinds.team_kind_shared, name="team_kind_shared"),
    path("teams/<int:pk>/units/", establishment.team_units, name="team_units"),
    path("teams/<int:pk>/posts/", establishment.team_posts, name="team_posts"),
    path("teams/<int:pk>/equipment/", establishment.team_equipment, name="team_equipment"),
    path(
        "teams/<int:pk>/equipment/import/",
        upload_page,
        {"code": "drills.equipment"},
        name="equipment_import",
    ),
    path("teams/<int:pk>/equipment/export/", equipment.equipment_export, name="equipment_export"),
    path("teams/<int:pk>/expand/", establishment.team_expand, name="team_expand"),
    path("expansions/<int:pk>/cancel/", establishment.expansion_cancel, name="expansion_cancel"),
]
