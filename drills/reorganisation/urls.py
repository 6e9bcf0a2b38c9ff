"""Addresses of the yearly reorganisation and musters."""

from django.urls import path

from drills.reorganisation import views

urlpatterns = [
    path("reorganisation/", views.CampaignList.as_view(), name="campaigns"),
    path("reorganisation/new/", views.campaign_new, name="campaign_new"),
    path("reorganisation/<int:pk>/", views.campaign, name="campaign"),
    path("reorganisation/<int:pk>/edit/", views.campaign_edit, name="campaign_edit"),
    path("reorganisation/<int:pk>/audit/", views.campaign_audit, name="campaign_audit"),
    path("reorganisation/<int:pk>/close/", views.campaign_close, name="campaign_close"),
    path("reorganisation/teams/<int:pk>/", views.campaign_team, name="campaign_team"),
    path("reorganisation/teams/<int:pk>/confirm/", views.campaign_confirm, name="campaign_confirm"),
    path("reorganisation/teams/<int:pk>/muster/", views.muster_new, name="muster_new"),
    path("reorganisation/findings/<int:pk>/", views.finding_settle, name="finding_settle"),
    path("musters/<int:pk>/", views.muster, name="muster"),
    path("musters/<int:pk>/result/", views.muster_result, name="muster_result"),
    path("musters/<int:pk>/photos/new/", views.muster_photo_new, name="muster_photo_new"),
    path("musters/photos/<int:pk>/", views.muster_photo, name="muster_photo"),
]
