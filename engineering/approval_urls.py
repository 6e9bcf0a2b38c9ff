"""Addresses of projects and of the acts on their applications, included by engineering.urls."""

from django.urls import path

from engineering.views import application_acts, applications, decisions, project_form, projects

urlpatterns = [
    path("projects/", projects.projects, name="projects"),
    path("projects/register/", project_form.register, name="register_project"),
    path(
        "projects/required-area/",
        project_form.required_area_preview,
        name="required_area_preview",
    ),
    path("projects/developer/", project_form.developer_lookup, name="developer_lookup"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/amend/", project_form.amend, name="amend_project"),
    path("projects/<int:pk>/apply/", applications.submit, name="submit_application"),
    path("applications/", applications.applications, name="applications"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/correct/", application_acts.correct, name="request_correction"),
    path("applications/<int:pk>/resubmit/", applications.resubmit, name="resubmit_application"),
    path("applications/<int:pk>/accept/", application_acts.accept, name="accept_application"),
    path(
        "applications/<int:pk>/not-accept/",
        application_acts.not_accept,
        name="not_accept_application",
    ),
    path("applications/<int:pk>/pause/", application_acts.pause, name="pause_clock"),
    path("applications/<int:pk>/resume/", application_acts.resume, name="resume_clock"),
    path("applications/<int:pk>/review/", application_acts.review, name="review_application"),
    path(
        "applications/<int:pk>/return/",
        application_acts.return_for_review,
        name="return_application",
    ),
    path("applications/<int:pk>/withdraw/", application_acts.withdraw, name="withdraw_application"),
    path("applications/<int:pk>/grant/", decisions.grant, name="grant_application"),
    path("applications/<int:pk>/refuse/", decisions.refuse, name="refuse_application"),
    path("applications/<int:pk>/decided/", decisions.decided, name="decided"),
]
