"""Every address of the system."""

from django.contrib.auth import views as auth_views
from django.urls import include, path

from renfang.administration.views import account, second_factor
from renfang.demo import people
from renfang.workbench import views

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("search/", views.search, name="search"),
    path("search/number/", views.search_number, name="search_number"),
    path("health/", views.health, name="health"),
    path(
        "login/",
        account.SignIn.as_view(accounts=people.ACCOUNTS, password=people.PASSWORD),
        name="login",
    ),
    path("login/second/", second_factor.second_step, name="second_step"),
    path("logout/", account.SignOut.as_view(), name="logout"),
    path("password/", account.NewPassword.as_view(), name="password_change"),
    path(
        "password/done/",
        auth_views.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("", include("renfang.documents.urls")),
    path("", include("renfang.serving.urls")),
    path("background/", include("renfang.background.urls")),
    path("drafts/", include("renfang.drafts.urls")),
    path("imports/", include("renfang.exchange.urls")),
    path("history/", include("renfang.history.urls")),
    path("verification/", include("renfang.proof.urls")),
    path("settings/", include("renfang.administration.urls")),
    path("engineering/", include("engineering.urls")),
    path("fees/", include("fees.urls")),
    path("drills/", include("drills.urls")),
]
