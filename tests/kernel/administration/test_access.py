"""权限依据, 谁能看到, 代看, 岗位权限对照: the posts behind each, nothing of the business."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from renfang.acts import NotPermitted
from renfang.administration.acts.access import look_as
from renfang.administration.acts.roles import confirm_role, propose_role, rewrite_grants
from renfang.history.models import Event
from renfang.organisations.access import kind_of, rights_of_person, seen_kind, seers_of
from renfang.organisations.models import OrganisationGrant, User
from renfang.organisations.permissions import Role, declared_permissions, permissions_of
from renfang.organisations.scope import Scope
from tests.builders.office import make_user
from tests.kernel.organisations.test_scope import make_project

SYSTEM, GUARD, AUDITOR = (
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDITOR,
)


@pytest.fixture
def project(office):
    return make_project(office, office.east)


def ways(project) -> dict[str, list[str]]:
    """Who sees the project: name → way and post of each line."""
    found: dict[str, list[str]] = {}
    for seer in seers_of(kind_of(project), project):
        words = f"{seer.reason.way} {seer.reason.post} {seer.reason.at}".strip()
        found.setdefault(seer.user.username, []).append(words)
    return found


def test_it_says_by_which_post_from_whom_and_until_when(office, project):
    person = make_user("newcomer", at=office.east)
    ends = timezone.localdate() + timedelta(days=9)
    proposal = propose_role(
        person.pk, Role.CLERK, office.east.pk, by=office.who(GUARD), ends_on=ends
    )
    assert "newcomer" not in ways(project)
    confirm_role(proposal.pk, by=office.who(SYSTEM))
    [seer] = [each for each in seers_of(seen_kind("project"), project) if each.user == person]
    reason = seer.reason
    assert (reason.post, reason.at, reason.ends_on) == ("审批经办", office.east.name, ends)
    assert reason.proposed_by == office.who(GUARD).full_name
    assert reason.confirmed_by == office.who(SYSTEM).full_name


def test_the_city_sees_its_districts_a_district_not_the_other(office, project):
    above = office.who(Role.HEAD, at=office.city)
    beside = office.who(Role.HEAD, at=office.west)
    found = ways(project)
    assert found[above.username] == [f"岗位 审批负责人 {office.city.name}"]
    assert beside.username not in found


def test_who_is_disabled_holds_posts_that_exclude_one_another_or_none_sees_nothing(office, project):
    clerk, reviewer = office.who(Role.CLERK), office.who(Role.REVIEWER)
    assert {clerk.username, reviewer.username} <= ways(project).keys()
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    reviewer.assignments.create(role=Role.CLERK, organisation=office.east)
    rewrite_grants(reviewer.pk)
    assert not {clerk.username, reviewer.username} & ways(project).keys()
    assert rights_of_person(reviewer) == []


def test_a_right_that_comes_from_no_post_is_told_as_such(office, project):
    person = make_user("planted", at=office.east)
    held = OrganisationGrant.objects.filter(user=office.who(Role.CLERK)).first()
    view = OrganisationGrant.objects.get(
        user=held.user, permission__codename="view_projects", content_object=office.east
    )
    OrganisationGrant.objects.create(
        user=person, permission=view.permission, content_object=office.east
    )
    assert ways(project)["planted"] == ["没有岗位依据"]
    assert [right.reason.way for right in rights_of_person(person)] == ["没有岗位依据"]


def test_every_right_of_every_post_is_told_with_the_post(office):
    for role in Role:
        told = rights_of_person(office.who(role))
        assert {right.permission for right in told} == permissions_of(role)
        assert {right.reason.post for right in told} == {role.label}


def test_the_page_of_a_record_and_who_may_ask(client, office, project):
    address = reverse("who_sees", args=["project", project.pk])
    for role, is_named in ((Role.HEAD, True), (AUDITOR, True), (GUARD, False)):
        client.force_login(office.who(role))
        page = client.get(address).content.decode()
        assert office.who(Role.HEAD).full_name in page
        assert (project.name in page) is is_named
        unknown = client.get(reverse("who_sees", args=["project", 77_777_777]))
        assert unknown.status_code == 404
        assert client.get(reverse("who_sees", args=["nothing", 1])).status_code == 404
    for role, at in ((AUDITOR, office.west), (Role.HEAD, office.west), (GUARD, office.west)):
        client.force_login(office.who(role, at=at))
        assert client.get(address).status_code == 404
    for role in (Role.CLERK, SYSTEM):
        client.force_login(office.who(role))
        assert client.get(address).status_code == 403
    client.force_login(office.who(Role.HEAD))
    assert address in client.get(project.get_absolute_url()).content.decode()
    client.force_login(office.who(Role.CLERK))
    assert address not in client.get(project.get_absolute_url()).content.decode()


def test_a_look_counts_and_is_on_record_and_shows_no_business(client, office, project):
    clerk, guard = office.who(Role.CLERK), office.who(GUARD)
    address = reverse("person_look", args=[clerk.pk])
    client.force_login(guard)
    assert "结建审批" not in client.get(address).content.decode()
    assert not Event.objects.filter(act="代看").exists()
    assert client.post(address, {"reason": " "}).status_code == 422
    page = client.post(address, {"reason": "核对授权"}).content.decode()
    assert "结建审批" in page
    assert project.name not in page
    event = Event.objects.get(act="代看")
    assert (event.actor, event.subject_id, event.note) == (guard, clerk.pk, "核对授权")
    seen = look_as(clerk.pk, "再看一次", by=guard)
    assert dict(seen.counts)["项目"] == 1
    assert dict(look_as(office.who(AUDITOR).pk, "核对", by=guard).counts)["项目"] == 0
    with pytest.raises(NotPermitted):
        look_as(guard.pk, "自己", by=guard)
    for role in (SYSTEM, AUDITOR):
        client.force_login(office.who(role))
        assert client.post(address, {"reason": "核对"}).status_code == 403
    client.force_login(guard)
    assert client.get(reverse("engineering:project", args=[project.pk])).status_code in (403, 404)


def test_the_pages_of_rights_and_of_the_matrix(client, office):
    client.force_login(office.who(AUDITOR))
    head = office.who(Role.HEAD)
    page = client.get(reverse("person_rights", args=[head.pk])).content.decode()
    assert "设立时授予" in page
    assert "审批负责人" in page
    matrix = client.get(reverse("post_matrix")).content.decode()
    assert all(label in matrix for label in declared_permissions().values())
    stranger = office.who(Role.HEAD, at=office.west)
    assert client.get(reverse("person_rights", args=[stranger.pk])).status_code == 404
    assert Scope(head).holds("view_access")
