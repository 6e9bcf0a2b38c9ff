"""Scope: grants on an organisation reach its subtree, and nothing else widens them."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.contenttypes.models import ContentType

from engineering.models import Developer, Project, ProjectGrant
from renfang.acts import NotFound, NotPermitted
from renfang.administration.acts.roles import grant_role, revoke_role
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope


def make_project(office, organisation, code="P-1"):
    by = office.who(Role.CLERK, at=organisation)
    developer = Developer.objects.create(
        organisation=organisation, name="某置业", credit_code=f"91620100MA{code}"[:18]
    )
    return Project.objects.create(
        organisation=organisation,
        code=code,
        name=f"项目{code}",
        developer=developer,
        division=organisation.division,
        address="建设路1号",
        registered_on="2026-01-05",
        registered_by=by,
    )


def project_permission(codename):
    return Permission.objects.get(
        codename=codename, content_type=ContentType.objects.get_for_model(Project)
    )


def test_a_grant_reaches_the_subtree(office):
    scope = Scope(office.who(Role.CLERK, at=office.city))
    assert scope.organisations("view_projects") == {
        office.city.pk,
        office.east.pk,
        office.west.pk,
    }


def test_a_grant_does_not_reach_siblings_or_superiors(office):
    scope = Scope(office.who(Role.CLERK, at=office.east))
    assert scope.organisations("view_projects") == {office.east.pk}


def test_lists_hold_only_what_is_in_reach(office):
    mine = make_project(office, office.east, "P-1")
    make_project(office, office.west, "P-2")
    assert list(Project.objects.visible_to(Scope(office.who(Role.CLERK)))) == [mine]


def test_model_level_permissions_and_superuser_widen_nothing(office):
    make_project(office, office.west)
    clerk = office.who(Role.CLERK)
    clerk.user_permissions.add(*Permission.objects.filter(codename="view_projects"))
    clerk.is_superuser = True
    clerk.save()
    assert not Project.objects.visible_to(Scope(clerk)).exists()


def test_a_disabled_user_reaches_nothing(office):
    project = make_project(office, office.east)
    clerk = office.who(Role.CLERK)
    clerk.is_active = False
    clerk.save()
    ProjectGrant.objects.create(
        user=clerk,
        permission=project_permission("view_projects"),
        content_object=project,
    )
    scope = Scope(clerk)
    assert not scope.holds("view_projects")
    assert not Project.objects.visible_to(scope).exists()


def test_a_visitor_reaches_nothing(office):
    make_project(office, office.east)
    assert not Project.objects.visible_to(Scope(AnonymousUser())).exists()


def test_a_clerk_lent_to_one_case_sees_that_case_alone(office):
    lent = make_project(office, office.west, "P-1")
    make_project(office, office.west, "P-2")
    clerk = office.who(Role.CLERK, at=office.east)
    ProjectGrant.objects.create(
        user=clerk,
        permission=project_permission("view_projects"),
        content_object=lent,
    )
    scope = Scope(clerk)
    assert list(Project.objects.visible_to(scope)) == [lent]
    assert scope.may("view_projects", lent)
    assert not scope.may("register_project", lent)


def test_a_foreign_record_is_locked_for_nobody_and_seems_not_to_exist(office):
    foreign = make_project(office, office.west)
    scope = Scope(office.who(Role.CLERK, at=office.east))
    with pytest.raises(NotFound) as foreign_answer:
        Project.objects.locked(foreign.pk, scope, "register_project")
    with pytest.raises(NotFound) as missing_answer:
        Project.objects.locked(10**9, scope, "register_project")
    assert foreign_answer.value.message == missing_answer.value.message


def test_who_may_see_but_not_handle_is_told_who_does(office):
    project = make_project(office, office.east)
    with pytest.raises(NotPermitted, match="审批经办"):
        Project.objects.locked(project.pk, Scope(office.who(Role.FINANCE)), "register_project")


def test_a_revoked_role_ends_with_the_next_scope(office):
    clerk = office.who(Role.CLERK)
    assert Scope(clerk).holds("view_projects")
    guard = office.who(Role.SECURITY_ADMINISTRATOR)
    revoke_role(clerk.assignments.get().pk, by=guard)
    assert not Scope(clerk).holds("view_projects")


def test_revoking_one_of_two_roles_keeps_what_the_other_grants(office):
    clerk = office.who(Role.CLERK)
    grant_role(clerk.pk, Role.PRINTER, office.east.pk, by=None)
    guard = office.who(Role.SECURITY_ADMINISTRATOR)
    revoke_role(clerk.assignments.get(role=Role.CLERK).pk, by=guard)
    scope = Scope(clerk)
    assert scope.holds("print_certificates")
    assert not scope.holds("register_project")


def test_scope_costs_one_query_whatever_is_asked(office, django_assert_num_queries):
    scope = Scope(office.who(Role.CLERK, at=office.city))
    with django_assert_num_queries(1):
        scope.organisations("view_projects")
        scope.holds("register_project")
        scope.may("view_projects", office.west.pk)


def test_a_record_lent_to_a_user_who_was_disabled_is_out_of_reach(office):
    project = make_project(office, office.east)
    clerk = office.who(Role.CLERK, at=office.west)
    ProjectGrant.objects.create(
        user=clerk, permission=project_permission("view_projects"), content_object=project
    )
    assert Scope(clerk).may("view_projects", project)
    clerk.is_active = False
    clerk.save()
    assert not Scope(clerk).may("view_projects", project)


def test_who_reaches_every_organisation_needs_no_condition(office):
    everywhere = Scope(office.who(Role.CLERK, at=office.city))
    assert everywhere.covers_everything("view_projects")
    assert "WHERE" not in str(Project.objects.visible_to(everywhere).query)
    assert not Scope(office.who(Role.CLERK)).covers_everything("view_projects")
    assert not everywhere.covers_everything("assess_fee")


def test_reaching_all_of_no_organisations_is_reaching_nothing(db):
    """With no organisation at all, reaching all of them must not mean reaching everything."""
    assert not Scope(AnonymousUser()).covers_everything("view_projects")
