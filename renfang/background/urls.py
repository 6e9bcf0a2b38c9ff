"""Addresses of background jobs."""

from django.urls import path

from renfang.background import views

urlpatterns = [
    path("", views.JobList.as_view(), name="jobs"),
    path("daily/", views.daily_list, name="dailies"),
    path("daily/<slug:code>/run/", views.daily_run, name="daily_run"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/cancel/", views.job_cancel, name="job_cancel"),
    path("<int:pk>/retry/", views.job_retry, name="job_retry"),
    path("<int:pk>/files/<slug:part>/", views.job_file, name="job_file"),
]
