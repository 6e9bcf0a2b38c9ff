"""Addresses of the office's settings: calendar, people, roles."""

from django.urls import path

from renfang.administration.views import access as access_views
from renfang.administration.views import account as account_views
from renfang.administration.views import calendar as calendar_views
from renfang.administration.views import offices as office_views
from renfang.administration.views import people as views
from renfang.administration.views import personal as personal_views
from renfang.administration.views import posts as post_views
from renfang.administration.views import second_factor as factor_views

urlpatterns = [
    path("calendar/", calendar_views.this_year, name="calendar_now"),
    path("calendar/<int:year>/", calendar_views.year, name="calendar"),
    path("calendar/<int:year>/add/", calendar_views.add_day, name="calendar_add_day"),
    path("calendar/<int:year>/remove/", calendar_views.remove_day, name="calendar_remove_day"),
    path("calendar/<int:year>/publish/", calendar_views.publish, name="calendar_publish"),
    path("calendar/<int:year>/recount/", calendar_views.recount, name="calendar_recount"),
    path("offices/", office_views.offices, name="offices"),
    path("offices/<int:pk>/", office_views.office, name="office"),
    path("offices/<int:pk>/new/", office_views.new_office, name="office_new"),
    path("offices/<int:pk>/rename/", office_views.rename, name="office_rename"),
    path("offices/<int:pk>/prefix/", office_views.new_prefix, name="office_prefix"),
    path("offices/<int:pk>/decider/", office_views.new_decider, name="office_decider"),
    path("offices/<int:pk>/authority/", office_views.new_authority, name="office_authority"),
    path("offices/<int:pk>/practice/", office_views.new_practice, name="office_practice"),
    path("account/sessions/", account_views.own_sessions, name="own_sessions"),
    path("account/second-factor/", factor_views.second_factor, name="second_factor"),
    path("account/second-factor/app/", factor_views.app, name="second_factor_app"),
    path("account/second-factor/app/off/", factor_views.app_off, name="second_factor_app_off"),
    path("account/second-factor/codes/", factor_views.recovery_codes, name="second_factor_codes"),
    path("account/passkeys/new/", factor_views.passkey_new, name="passkey_new"),
    path("account/passkeys/<int:pk>/off/", factor_views.passkey_off, name="passkey_off"),
    path("personal/", personal_views.register, name="personal_register"),
    path("personal/<str:model>/<str:field>/<int:pk>/", personal_views.look, name="personal_look"),
    path("access/<slug:kind>/<int:pk>/", access_views.who_sees, name="who_sees"),
    path("posts/matrix/", access_views.matrix, name="post_matrix"),
    path("posts/", post_views.posts, name="posts"),
    path("people/", views.PersonList.as_view(), name="people"),
    path("people/new/", views.new_person, name="person_new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/rights/", access_views.rights, name="person_rights"),
    path("people/<int:pk>/look/", access_views.look, name="person_look"),
    path("people/<int:pk>/grant/", views.grant, name="person_grant"),
    path("people/<int:pk>/password/", views.new_password, name="person_password"),
    path("people/<int:pk>/second-factor/", views.lift_factor, name="person_factor"),
    path("people/<int:pk>/sessions/", views.end_sessions, name="person_sessions"),
    path("people/<int:pk>/activity/", views.switch_activity, name="person_activity"),
    path("proposals/<int:pk>/confirm/", views.confirm_post, name="proposal_confirm"),
    path("proposals/<int:pk>/decline/", views.decline_post, name="proposal_decline"),
    path("passwords/<int:pk>/confirm/", views.confirm_reset, name="password_confirm"),
    path("passwords/<int:pk>/decline/", views.decline_reset, name="password_decline"),
    path("factors/<int:pk>/confirm/", views.confirm_factor, name="factor_confirm"),
    path("factors/<int:pk>/decline/", views.decline_factor, name="factor_decline"),
    path("assignments/<int:pk>/revoke/", views.revoke, name="assignment_revoke"),
]
