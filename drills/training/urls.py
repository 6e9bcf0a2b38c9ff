"""Addresses of training plans, sessions and check-in."""

from django.urls import path

from drills.training import views

urlpatterns = [
    path("training/plans/", views.PlanList.as_view(), name="training_plans"),
    path("training/plans/new/", views.training_plan_new, name="training_plan_new"),
    path("training/plans/<int:pk>/", views.training_plan, name="training_plan"),
    path(
        "training/plans/<int:pk>/subjects/",
        views.training_plan_subjects,
        name="training_plan_subjects",
    ),
    path("training/plans/<int:pk>/issue/", views.training_plan_issue, name="training_plan_issue"),
    path(
        "training/plans/<int:pk>/teams/<int:team>/",
        views.training_plan_team,
        name="training_plan_team",
    ),
    path("training/plans/<int:pk>/sessions/new/", views.session_new, name="session_new"),
    path("training/sessions/", views.SessionList.as_view(), name="sessions"),
    path("training/sessions/<int:pk>/", views.session, name="session"),
    path("training/sessions/<int:pk>/edit/", views.session_edit, name="session_edit"),
    path("training/sessions/<int:pk>/cancel/", views.session_cancel, name="session_cancel"),
    path("training/sessions/<int:pk>/conclude/", views.session_conclude, name="session_conclude"),
    path("training/sessions/<int:pk>/checkin/", views.session_checkin, name="session_checkin"),
    path(
        "training/sessions/<int:pk>/checkin/close/",
        views.session_checkin_close,
        name="session_checkin_close",
    ),
    path("training/sessions/<int:pk>/code.svg", views.session_code, name="session_code"),
    path("checkin/<str:token>/", views.checkin, name="checkin"),
]
