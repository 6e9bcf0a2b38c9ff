"""Posts and passwords by two persons; the three administrators reach no business by any path."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, WrongState
from renfang.administration.acts.people import ask_password, confirm_password, open_account
from renfang.administration.acts.roles import (
    confirm_role,
    decline_role,
    grant_role,
    propose_role,
    revoke_role,
    rewrite_grants,
)
from renfang.history.models import Event
from renfang.organisations.checks import rights_come_from_posts
from renfang.organisations.models import (
    OrganisationGrant,
    PasswordRequest,
    RoleAssignment,
    RoleProposal,
    User,
)
from renfang.organisations.permissions import (
    ADMINISTRATORS,
    Role,
    declared_permissions,
    permissions_of,
)
from renfang.organisations.posts import excluded
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.office import make_user
from tests.kernel.organisations.test_scope import make_project

BUSINESS = [role for role in Role if role not in ADMINISTRATORS]
SYSTEM, GUARD, AUDITOR = (
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDITOR,
)


@pytest.fixture
def newcomer(office):
    return make_user("newcomer", at=office.east)


def proposed(office, person, role, **more) -> RoleProposal:
    return propose_role(person.pk, role, office.east.pk, by=office.who(GUARD), **more)


# --- posts -------------------------------------------------------------------------------------


def test_a_post_is_proposed_by_one_and_confirmed_by_another(office, newcomer):
    proposal = proposed(office, newcomer, Role.CLERK)
    assert not Scope(newcomer).holds("view_projects")
    with pytest.raises(NotPermitted, match="系统管理员"):
        confirm_role(proposal.pk, by=office.who(GUARD))
    for stranger in (office.who(Role.HEAD), office.who(SYSTEM, at=office.west)):
        with pytest.raises(NotFound):
            confirm_role(proposal.pk, by=stranger)
    assignment = confirm_role(proposal.pk, by=office.who(SYSTEM))

    assert Scope(newcomer).holds("view_projects")
    assert assignment.granted_by == office.who(GUARD)
    assert assignment.confirmed_by == office.who(SYSTEM)
    with pytest.raises(WrongState, match="已经办理"):
        confirm_role(proposal.pk, by=office.who(SYSTEM))
    assert list(
        Event.objects.filter(subject_id=newcomer.pk, act__contains="岗位").values_list(
            "act", flat=True
        )
    ) == ["授予岗位", "提出岗位授权"]


def test_nobody_confirms_a_post_of_his_own_or_what_he_proposed(office):
    system = office.who(SYSTEM)
    proposal = proposed(office, office.who(SYSTEM, at=office.west), SYSTEM)
    RoleProposal.objects.filter(pk=proposal.pk).update(user=system)
    with pytest.raises(NotPermitted, match="确认给自己"):
        confirm_role(proposal.pk, by=system)
    RoleProposal.objects.filter(pk=proposal.pk).update(user=office.who(Role.CLERK), asked_by=system)
    with pytest.raises(NotPermitted, match="提出人不能确认"):
        confirm_role(proposal.pk, by=system)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleProposal.objects.filter(pk=proposal.pk).update(decided_by=system, state="confirmed")


def test_a_declined_post_is_not_granted_and_may_be_proposed_again(office, newcomer):
    proposal = proposed(office, newcomer, Role.CLERK)
    with pytest.raises(Refused, match="已提出"):
        proposed(office, newcomer, Role.CLERK)
    decline_role(proposal.pk, by=office.who(SYSTEM))
    assert not Scope(newcomer).posts
    proposed(office, newcomer, Role.CLERK)


def test_a_post_holds_from_its_first_day_to_its_last(office, newcomer, monkeypatch):
    today = timezone.localdate()
    with pytest.raises(Incomplete, match="止日不能早于"):
        proposed(office, newcomer, Role.CLERK, ends_on=today - timedelta(days=1))
    period = {"starts_on": today + timedelta(days=1), "ends_on": today + timedelta(days=3)}
    confirm_role(proposed(office, newcomer, Role.CLERK, **period).pk, by=office.who(SYSTEM))
    held = []
    for offset in range(5):
        monkeypatch.setattr(timezone, "localdate", lambda day=today + timedelta(days=offset): day)
        scope = Scope(User.objects.get(pk=newcomer.pk))
        held.append((scope.holds("view_projects"), scope.posts))
    assert held == [(False, []), *[(True, ["clerk"])] * 3, (False, [])]


def test_two_periods_of_one_right_are_both_kept(office, newcomer):
    """The clerk's post ends, the printer's goes on: what both give holds as long as either."""
    today = timezone.localdate()
    grant_role(newcomer.pk, Role.PRINTER, office.east.pk, by=None)
    soon = {"ends_on": today + timedelta(days=2)}
    confirm_role(proposed(office, newcomer, Role.CLERK, **soon).pk, by=office.who(SYSTEM))
    rows = OrganisationGrant.objects.filter(user=newcomer)
    assert rows.get(permission__codename="view_certificates").valid_to is None
    assert rows.get(permission__codename="handle_application").valid_to == soon["ends_on"]


@pytest.mark.parametrize(("one", "other"), [pair[:2] for pair in excluded()])
def test_posts_that_exclude_one_another_are_neither_proposed_nor_confirmed_nor_granted(
    office, newcomer, one, other
):
    waiting = proposed(office, newcomer, other)
    grant_role(newcomer.pk, one, office.east.pk, by=None)
    with pytest.raises(Refused, match="不能由一人担任"):
        confirm_role(waiting.pk, by=office.who(SYSTEM))
    decline_role(waiting.pk, by=office.who(SYSTEM))
    with pytest.raises(Refused, match="不能由一人担任"):
        proposed(office, newcomer, other)
    with pytest.raises(Refused, match="不能由一人担任"):
        grant_role(newcomer.pk, other, office.east.pk, by=None)


def test_every_administrator_excludes_every_business_post_and_the_others():
    pairs = {frozenset(pair[:2]) for pair in excluded()}
    for one in ADMINISTRATORS:
        for other in [*BUSINESS, *(ADMINISTRATORS - {one})]:
            assert frozenset({one, other}) in pairs


def test_a_pair_put_in_by_hand_gives_no_rights_and_the_check_finds_it(office, client):
    clerk = office.who(Role.CLERK)
    assert rights_come_from_posts(None) == []
    row = RoleAssignment.objects.create(user=clerk, role=Role.HEAD, organisation=office.city)
    rewrite_grants(clerk.pk)
    scope = Scope(clerk)
    assert not scope.holds("view_projects")
    with pytest.raises(NotPermitted, match="权限已停用"):
        scope.require("handle_application", office.east.pk)
    (error,) = rights_come_from_posts(None)
    assert clerk.username in error.msg
    client.force_login(clerk)
    assert "不能由一人担任" in client.get("/").content.decode()

    revoke_role(row.pk, by=office.who(GUARD, at=office.city))
    assert Scope(clerk).holds("view_projects")
    assert rights_come_from_posts(None) == []


def test_posts_that_never_meet_may_be_held_by_one_person(office):
    clerk = office.who(Role.CLERK)
    grant_role(clerk.pk, Role.REVIEWER, office.west.pk, by=None)
    assert Scope(clerk).organisations("review_application") == {office.west.pk}


def test_a_right_put_in_by_hand_is_found(office):
    printer = office.who(Role.PRINTER)
    permission = Permission.objects.get(codename="check_slip")
    OrganisationGrant.objects.create(
        user=printer, permission=permission, content_object=office.east
    )
    (error,) = rights_come_from_posts(None)
    assert "check_slip" in error.msg


# --- passwords ---------------------------------------------------------------------------------


def test_neither_of_the_two_ever_has_the_password_of_the_third(office):
    system, guard, clerk = office.who(SYSTEM), office.who(GUARD), office.who(Role.FINANCE)
    first = ask_password(clerk.pk, by=system)
    clerk.refresh_from_db()
    assert clerk.check_password(f"password-of-{clerk.username}")
    asked = PasswordRequest.objects.get()
    with pytest.raises(NotPermitted):
        confirm_password(asked.pk, by=system)
    second = confirm_password(asked.pk, by=guard)
    clerk.refresh_from_db()
    assert not clerk.check_password(first)
    assert not clerk.check_password(second)
    assert clerk.check_password(first + second)
    asked.refresh_from_db()
    assert (asked.half, asked.decided_by) == ("", guard)


def test_the_owner_is_told_who_had_the_password_reset(office):
    system, guard, clerk = office.who(SYSTEM), office.who(GUARD), office.who(Role.FINANCE)
    password = ask_password(clerk.pk, by=system)
    password += confirm_password(PasswordRequest.objects.get().pk, by=guard)
    client = Client()
    client.post("/login/", {"username": clerk.username, "password": password})
    page = client.get("/password/").content.decode()
    assert f"由{system}申请、{guard}确认重设" in page
    assert "告知审计管理员" in page


def test_the_security_administrators_password_is_confirmed_by_the_auditor(office):
    guard = office.who(GUARD)
    ask_password(guard.pk, by=office.who(SYSTEM))
    asked = PasswordRequest.objects.get()
    with pytest.raises(NotPermitted, match="重设自己的密码"):
        confirm_password(asked.pk, by=guard)
    confirm_password(asked.pk, by=office.who(AUDITOR))


def test_who_confirms_has_it_on_the_to_do_list_and_nobody_else(office, newcomer):
    proposed(office, newcomer, Role.CLERK)
    ask_password(office.who(Role.CLERK).pk, by=office.who(SYSTEM))

    def titles(role):
        return [task.title for task in open_tasks(Scope(office.who(role)), timezone.localdate())]

    assert titles(SYSTEM) == ["确认岗位授权"]
    assert titles(GUARD) == ["确认重设密码"]
    assert titles(AUDITOR) == ["确认重设密码"]


# --- the attack --------------------------------------------------------------------------------


def business_rights(user) -> set[str]:
    """What of the user's rights is no administrator's."""
    kernel = {right for each in ADMINISTRATORS for right in permissions_of(each)}
    return {right for right in declared_permissions() if Scope(user).holds(right)} - kernel


def test_one_system_administrator_does_not_become_the_bureau(office, client):
    """security.md A1, step by step as it was done, each step now refused or of no use."""
    system, guard = office.who(SYSTEM), office.who(GUARD)
    finance, newcomer = office.who(Role.FINANCE), make_user("newcomer", at=office.east)
    project = make_project(office, office.east)
    client.force_login(system)

    # He resets the security administrator's password: half of one, which opens nothing.
    answer = client.post(reverse("person_password", args=[guard.pk]))
    half = answer.context["half"]
    thief = Client()
    thief.post("/login/", {"username": guard.username, "password": half})
    assert thief.get("/").status_code == 302
    asked = PasswordRequest.objects.get(user=guard)
    assert client.post(reverse("password_confirm", args=[asked.pk])).status_code == 403
    guard.refresh_from_db()
    assert guard.check_password(f"password-of-{guard.username}")

    # The same with finance, and with an account that he opens himself.
    client.post(reverse("person_password", args=[finance.pk]))
    finance.refresh_from_db()
    assert finance.check_password(f"password-of-{finance.username}")
    opened, half = open_account("puppet", "傀儡", office.east.pk, by=system)
    assert not opened.has_usable_password()
    thief.post("/login/", {"username": "puppet", "password": half})
    assert thief.get("/").status_code == 302

    # He grants: himself, the newcomer, and confirms what he proposed.
    for person in (system, newcomer, opened):
        for role in BUSINESS:
            sent = {"role": role, "organisation": office.east.pk}
            assert client.post(reverse("person_grant", args=[person.pk]), sent).status_code == 403
    assert not RoleProposal.objects.exists()

    # Even with the security administrator's help an administrator gets no business post.
    for person, by in ((system, guard), (office.who(AUDITOR), guard)):
        for role in BUSINESS:
            with pytest.raises(Refused, match="管理员不办理业务"):
                propose_role(person.pk, role, office.east.pk, by=by)
    for role in (SYSTEM, GUARD, AUDITOR):
        assert business_rights(office.who(role)) == set()
        browser = Client()
        browser.force_login(office.who(role))
        listed = browser.get(reverse("engineering:projects")).content.decode()
        assert project.name not in listed
        page = reverse("engineering:project", args=[project.pk])
        assert browser.get(page).status_code == 404


def test_the_security_administrator_alone_grants_nothing(office, client, newcomer):
    guard = office.who(GUARD)
    client.force_login(guard)
    sent = {"role": Role.FINANCE, "organisation": office.east.pk}
    assert client.post(reverse("person_grant", args=[newcomer.pk]), sent).status_code == 302
    proposal = RoleProposal.objects.get()
    assert client.post(reverse("proposal_confirm", args=[proposal.pk])).status_code == 403
    assert not Scope(newcomer).posts


def test_the_pages_carry_a_post_through(office, client, newcomer):
    client.force_login(office.who(GUARD))
    sent = {"role": Role.CLERK, "organisation": office.east.pk, "ends_on": "2099-12-31"}
    page = client.post(reverse("person_grant", args=[newcomer.pk]), sent, follow=True)
    assert "待另一人确认后生效" in page.content.decode()
    confirm = reverse("proposal_confirm", args=[RoleProposal.objects.get().pk])
    assert confirm not in page.content.decode()
    client.force_login(office.who(SYSTEM))
    assert confirm in client.get(reverse("person", args=[newcomer.pk])).content.decode()
    assert "2099-12-31" in client.post(confirm, follow=True).content.decode()
    assert Scope(newcomer).holds("handle_application")


def test_the_matrix_tells_posts_holders_and_what_excludes_what(office, client):
    clerk = office.who(Role.CLERK)
    stranger = office.who(Role.FINANCE, at=office.west)
    client.force_login(office.who(AUDITOR))
    words = client.get(reverse("posts")).content.decode()
    assert f"{clerk}（X东）" in words
    assert str(stranger) not in words
    assert "受理结建申请" in words
    assert "管理员不办理业务" in words
    client.force_login(clerk)
    assert client.get(reverse("posts")).status_code == 403
