"""Addresses of projects and applications, included by engineering.urls."""

from django.urls import path

from engineering.approvals.views import (
    application_acts,
    applications,
    decisions,
    lists,
    materials,
    project,
    registration,
    settings,
)
from renfang.exchange.views import upload_page

urlpatterns = [
    path("projects/", project.ProjectList.as_view(), name="projects"),
    path("projects/register/", registration.register, name="register_project"),
    path(
        "projects/required-area/", registration.required_area_preview, name="required_area_preview"
    ),
    path("projects/developer/", registration.developer_lookup, name="developer_lookup"),
    path("projects/<int:pk>/", project.project, name="project"),
    path("projects/<int:pk>/amend/", registration.amend, name="amend_project"),
    path("projects/<int:pk>/party/", registration.amend_developer, name="amend_party"),
    path("projects/<int:pk>/apply/", applications.submit, name="submit_application"),
    path("applications/", lists.ApplicationList.as_view(), name="applications"),
    path("applications/assign/", lists.assign, name="assign_cases"),
    path(
        "applications/list.xlsx", lists.ApplicationList.as_view("xlsx"), name="applications_export"
    ),
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
    path("applications/<int:pk>/procedure/", application_acts.note, name="note_procedure"),
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
    path("applications/<int:pk>/extend/", application_acts.extend, name="extend_deadline"),
    path(
        "applications/<int:pk>/return-to-clerk/",
        application_acts.return_for_computation,
        name="return_to_clerk",
    ),
    path("applications/<int:pk>/retract/", application_acts.retract, name="retract_permit"),
    path("applications/<int:pk>/revoke/", application_acts.revoke, name="revoke_permit"),
    path("applications/<int:pk>/cancel/", application_acts.cancel, name="cancel_permit"),
    path("applications/<int:pk>/gate/", application_acts.gate, name="note_gate"),
    path("applications/<int:pk>/aftermath/", application_acts.aftermath, name="settle_aftermath"),
    path("applications/<int:pk>/materials/", materials.materials, name="application_materials"),
    path("applications/<int:pk>/attach/", materials.upload, name="attach_file"),
    path("attachments/<int:pk>/", materials.download, name="attachment"),
    path("attachments/<int:pk>/view/", materials.view, name="attachment_view"),
    path("attachments/<int:pk>/remove/", materials.remove, name="remove_attachment"),
    path("approval-settings/", settings.overview, name="approval_settings"),
    path("approval-settings/<int:pk>/limits/", settings.limits, name="set_limits"),
    path(
        "approval-settings/<int:pk>/materials/<str:kind>/", settings.materials, name="set_materials"
    ),
    path("imports/", upload_page, {"code": "projects"}, name="imports"),
    path("ledger.xlsx", project.ledger_export, name="ledger_export"),
    path("ledger/whole/", project.ledger_export_whole, name="ledger_export_whole"),
]
