"""Addresses of assessments."""

from django.urls import path

from drills.assessments import views
from renfang.exchange.views import upload_page

urlpatterns = [
    path(
        "training/plans/<int:pk>/assessments/new/",
        views.assessment_new,
        name="assessment_new",
    ),
    path("training/scales/", views.ScaleList.as_view(), name="grading_scales"),
    path("training/scales/new/", views.grading_scale_new, name="grading_scale_new"),
    path(
        "training/scales/<int:pk>/retire/",
        views.grading_scale_retire,
        name="grading_scale_retire",
    ),
    path("assessments/", views.AssessmentList.as_view(), name="assessments"),
    path("assessments/<int:pk>/", views.assessment, name="assessment"),
    path("assessments/<int:pk>/scores/", views.assessment_scores, name="assessment_scores"),
    path(
        "assessments/<int:pk>/scores/import/",
        upload_page,
        {"code": "drills.scores"},
        name="assessment_scores_import",
    ),
    path("assessments/<int:pk>/sign/", views.assessment_sign, name="assessment_sign"),
    path("assessments/<int:pk>/correct/", views.assessment_correct, name="assessment_correct"),
    path(
        "assessments/<int:pk>/withdraw/",
        views.correction_withdraw,
        name="correction_withdraw",
    ),
    path("assessments/<int:pk>/register/", views.register_reissue, name="register_reissue"),
    path(
        "assessments/<int:pk>/eligible/",
        views.assessment_eligible,
        name="assessment_eligible",
    ),
]
