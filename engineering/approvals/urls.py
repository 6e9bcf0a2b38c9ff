"""Addresses of projects and of the acts on their applications, included by engineering.urls."""

from django.urls import path

from engineering.approvals.views import (
    application_acts,
    applications,
    decisions,
    materials,
    permits,
)
from engineering.approvals.views import lists as case_lists
from engineering.approvals.views import project as projects
from engineering.approvals.views import registration as project_form
from engineering.approvals.views import service as deliveries
from engineering.approvals.views import settings as approval_settings
from engineering.omissions import views as omissions

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
    path("applications/", case_lists.applications, name="applications"),
    path("applications/assign/", case_lists.assign, name="assign_cases"),
    path("applications/list.xlsx", case_lists.export, name="applications_export"),
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
    path("applications/<int:pk>/extend/", permits.extend, name="extend_deadline"),
    path(
        "applications/<int:pk>/return-to-clerk/",
        permits.return_for_computation,
        name="return_to_clerk",
    ),
    path("applications/<int:pk>/retract/", permits.retract, name="retract_permit"),
    path("applications/<int:pk>/revoke/", permits.revoke, name="revoke_permit"),
    path("applications/<int:pk>/cancel/", permits.cancel, name="cancel_permit"),
    path("applications/<int:pk>/materials/", materials.materials, name="application_materials"),
    path("applications/<int:pk>/attach/", materials.upload, name="attach_file"),
    path("applications/<int:pk>/deliver/", deliveries.prepare, name="prepare_delivery"),
    path("attachments/<int:pk>/", materials.download, name="attachment"),
    path("attachments/<int:pk>/view/", materials.view, name="attachment_view"),
    path("attachments/<int:pk>/remove/", materials.remove, name="remove_attachment"),
    path("deliveries/<int:pk>/record/", deliveries.record, name="record_delivery"),
    path("deliveries/<int:pk>/fail/", deliveries.fail, name="fail_delivery"),
    path("omissions/", omissions.omissions, name="omissions"),
    path("omissions/open/", omissions.open_case, name="open_omission"),
    path("omissions/<int:pk>/", omissions.omission, name="omission"),
    path("omissions/<int:pk>/verify/", omissions.verify, name="verify_omission"),
    path("omissions/<int:pk>/notify/", omissions.notify, name="notify_omission"),
    path("omissions/<int:pk>/close/", omissions.close, name="close_omission"),
    path("approval-settings/", approval_settings.overview, name="approval_settings"),
    path(
        "approval-settings/<int:pk>/limits/",
        approval_settings.limits,
        name="set_limits",
    ),
    path(
        "approval-settings/<int:pk>/wording/",
        approval_settings.wording,
        name="set_wording",
    ),
    path(
        "approval-settings/<int:pk>/materials/<str:kind>/",
        approval_settings.materials,
        name="set_materials",
    ),
]
