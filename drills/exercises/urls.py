"""Addresses of drills."""

from django.urls import path

from drills.exercises.views import (
    calendar,
    conduct,
    coverage,
    drills,
    findings,
    photographs,
    plans,
)

urlpatterns = [
    path("drills/", drills.DrillList.as_view(), name="drills"),
    path("drills/new/", plans.drill_new, name="drill_new"),
    path("drills/<int:pk>/", drills.drill, name="drill"),
    path("drills/<int:pk>/edit/", plans.drill_edit, name="drill_edit"),
    path("drills/<int:pk>/cancel/", conduct.drill_cancel, name="drill_cancel"),
    path("drills/<int:pk>/hold/", conduct.drill_hold, name="drill_hold"),
    path("drills/<int:pk>/close/", conduct.drill_close, name="drill_close"),
    path("drills/<int:pk>/reopen/", conduct.drill_reopen, name="drill_reopen"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("drills/<int:pk>/submit/", conduct.drill_submit, name="drill_submit"),
    path("drills/<int:pk>/decide/", conduct.drill_decide, name="drill_decide"),
    path("drills/<int:pk>/rehearsals/new/", conduct.rehearsal_new, name="rehearsal_new"),
    path("drills/<int:pk>/log/", conduct.drill_log, name="drill_log"),
    path("drills/<int:pk>/story/", conduct.drill_story, name="drill_story"),
    path("drills/<int:pk>/responses/", conduct.drill_responses, name="drill_responses"),
    path("drills/<int:pk>/evaluate/", conduct.drill_evaluate, name="drill_evaluate"),
    path("drills/<int:pk>/report/", conduct.drill_report, name="drill_report"),
    path("drills/<int:pk>/findings/new/", findings.finding_new, name="finding_new"),
    path("drills/<int:pk>/photographs/new/", photographs.photograph_new, name="photograph_new"),
    path("photographs/<int:pk>/", photographs.photograph, name="photograph"),
    path("photographs/<int:pk>/remove/", photographs.photograph_remove, name="photograph_remove"),
    path("findings/", findings.FindingList.as_view(), name="findings"),
    path("findings/<int:pk>/rectify/", findings.finding_rectify, name="finding_rectify"),
    path("findings/<int:pk>/check/", findings.finding_check, name="finding_check"),
    path("coverage/", coverage.coverage_page, name="coverage"),
]
