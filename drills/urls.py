"""Addresses of the drills app."""

from django.urls import path

from drills.addresses import life as life_urls
from drills.addresses import teams as team_urls
from drills.addresses import training as training_urls
from drills.exercises.views import calendar, drills, plans
from drills.rollcall.views import attendance
from drills.teams.views import members, teams

app_name = "drills"
urlpatterns = [
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.team_new, name="team_new"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/edit/", teams.team_edit, name="team_edit"),
    path("teams/<int:pk>/dissolve/", teams.team_dissolve, name="team_dissolve"),
    path("teams/<int:pk>/contacts/", teams.team_contacts, name="team_contacts"),
    path("teams/<int:pk>/export/", teams.roster_export, name="roster_export"),
    path("teams/<int:pk>/members/new/", members.member_new, name="member_new"),
    path("teams/<int:pk>/members/paste/", members.members_paste, name="members_paste"),
    path("members/<int:pk>/edit/", members.member_edit, name="member_edit"),
    path("members/<int:pk>/discharge/", members.member_discharge, name="member_discharge"),
    path("members/<int:pk>/contact/", members.member_contact, name="member_contact"),
    path("drills/", drills.drills, name="drills"),
    path("drills/new/", plans.drill_new, name="drill_new"),
    path("drills/<int:pk>/", drills.drill, name="drill"),
    path("drills/<int:pk>/edit/", plans.drill_edit, name="drill_edit"),
    path("drills/<int:pk>/cancel/", drills.drill_cancel, name="drill_cancel"),
    path("drills/<int:pk>/hold/", drills.drill_hold, name="drill_hold"),
    path("drills/<int:pk>/close/", drills.drill_close, name="drill_close"),
    path("drills/<int:pk>/reopen/", drills.drill_reopen, name="drill_reopen"),
    path("drills/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path(
        "drills/<int:pk>/attendance/export/",
        attendance.attendance_export,
        name="attendance_export",
    ),
    path("calendar/", calendar.calendar, name="calendar"),
    *team_urls.urlpatterns,
    *training_urls.urlpatterns,
    *life_urls.urlpatterns,
]
