"""Addresses of assessments: what waits, the drafts and their review, the versions."""

from django.urls import path

from fees.assessments.views import completions, drafts, pending, reliefs, versions

urlpatterns = [
    path("pending/", pending.PendingList.as_view(), name="pending"),
    path("pending/<int:pk>/", pending.assess, name="assess"),
    path("violations/", pending.ViolationList.as_view(), name="violations"),
    path("violations/<int:pk>/", pending.assess_violation, name="assess_violation"),
    path("drafts/", drafts.DraftList.as_view(), name="drafts"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/withdraw/", drafts.withdraw, name="draft_withdraw"),
    path("reliefs/", reliefs.ReliefList.as_view(), name="reliefs"),
    path("reliefs/<int:pk>/file/", reliefs.file, name="relief_file"),
    path("assessments/<int:pk>/", versions.assessment, name="assessment"),
    path("assessments/<int:pk>/sheet/", versions.issue_sheet, name="issue_sheet"),
    path("completions/", completions.CompletionList.as_view(), name="completions"),
    path("completions/<int:pk>/", completions.completion, name="completion"),
]
