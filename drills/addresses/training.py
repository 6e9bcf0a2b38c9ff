"""Addresses of training and assessment."""

from django.urls import path

from drills.assessments import views as assessments
from drills.assessments import views as corrections
from drills.training import views as checkin
from drills.training import views as sessions
from drills.training import views as training

urlpatterns = [
    path("training/plans/", training.training_plans, name="training_plans"),
    path("training/plans/new/", training.training_plan_new, name="training_plan_new"),
    path("training/plans/<int:pk>/", training.training_plan, name="training_plan"),
    path(
        "training/plans/<int:pk>/subjects/",
        training.training_plan_subjects,
        name="training_plan_subjects",
    ),
    path(
        "training/plans/<int:pk>/issue/", training.training_plan_issue, name="training_plan_issue"
    ),
    path(
        "training/plans/<int:pk>/teams/<int:team>/",
        training.training_plan_team,
        name="training_plan_team",
    ),
    path("training/plans/<int:pk>/sessions/new/", sessions.session_new, name="session_new"),
    path(
        "training/plans/<int:pk>/assessments/new/",
        assessments.assessment_new,
        name="assessment_new",
    ),
    path("training/sessions/", sessions.sessions, name="sessions"),
    path("training/sessions/<int:pk>/", sessions.session, name="session"),
    path("training/sessions/<int:pk>/edit/", sessions.session_edit, name="session_edit"),
    path("training/sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path(
        "training/sessions/<int:pk>/conclude/", sessions.session_conclude, name="session_conclude"
    ),
    path("training/sessions/<int:pk>/roll/", sessions.session_roll, name="session_roll"),
    path("training/sessions/<int:pk>/import/", sessions.session_import, name="session_import"),
    path("training/sessions/<int:pk>/checkin/", checkin.session_checkin, name="session_checkin"),
    path("training/sessions/<int:pk>/code.svg", checkin.session_code, name="session_code"),
    path("checkin/<str:token>/", checkin.checkin, name="checkin"),
    path("training/scales/", assessments.grading_scales, name="grading_scales"),
    path("training/scales/new/", assessments.grading_scale_new, name="grading_scale_new"),
    path(
        "training/scales/<int:pk>/retire/",
        assessments.grading_scale_retire,
        name="grading_scale_retire",
    ),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/scores/", assessments.assessment_scores, name="assessment_scores"),
    path("assessments/<int:pk>/sign/", assessments.assessment_sign, name="assessment_sign"),
    path(
        "assessments/<int:pk>/correct/", corrections.assessment_correct, name="assessment_correct"
    ),
    path(
        "assessments/<int:pk>/withdraw/",
        corrections.correction_withdraw,
        name="correction_withdraw",
    ),
    path("assessments/<int:pk>/register/", corrections.register_reissue, name="register_reissue"),
    path(
        "assessments/<int:pk>/eligible/",
        assessments.assessment_eligible,
        name="assessment_eligible",
    ),
]
