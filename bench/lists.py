"""The scoped list of projects: first page of 50 with its exact count, of a clerk of one district
and of a user of the whole city.

*Usual*: django-guardian's ``get_objects_for_user`` over one permission row per project and user.
*Limit*: raw SQL with the ids of the organisations written in. All three give the same rows.

Runs on whatever database RENFANG_DATABASE_URL names, which must be empty and is filled.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, models
from guardian.models import UserObjectPermission
from guardian.shortcuts import get_objects_for_user

from bench.rounds import interleaved
from engineering.models import Developer, Project
from renfang.administration.acts.founding import found_organisation
from renfang.administration.acts.roles import grant_role
from renfang.organisations.models import Division, Organisation, User
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope

PAGE = 50
DISTRICTS = 59
# Every twelfth project belongs to the first district, the others share the rest evenly.
LARGE_DISTRICT_SHARE = 12


class OrdinaryProject(models.Model):
    """The same table as a model without scope, as it would be written without renfang."""

    developer = models.ForeignKey(Developer, on_delete=models.DO_NOTHING, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=200)
    registered_on = models.DateField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = Project._meta.db_table
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


def fill(projects: int) -> tuple[User, User]:
    """A city with its districts and ``projects`` projects; gives a district clerk and a city user.

    The usual way gets three permission rows a project: two clerks of its district, one of the city.
    """
    divisions = [
        Division.objects.create(code=f"{990100 + n}", name=f"第{n}区") for n in range(DISTRICTS + 1)
    ]
    opened = date(2015, 1, 1)
    city = found_organisation("甲市国防动员办公室", "甲动", divisions[0], founded_on=opened)
    districts = [
        found_organisation(
            f"甲市{division.name}国防动员办公室",
            division.name,
            division,
            parent=city,
            founded_on=opened,
        )
        for division in divisions[1:]
    ]
    staff = {
        office.pk: [
            _clerk(f"clerk{office.pk}-{n}", office) for n in range(1 if office == city else 2)
        ]
        for office in (city, *districts)
    }
    developers = Developer.objects.bulk_create(
        Developer(organisation=office, name=f"{office.short_name}建设公司", credit_code=f"{n:018}")
        for n, office in enumerate(districts)
    )
    rows = _projects(projects, districts, developers, staff)
    while batch := [row for _, row in zip(range(5000), rows, strict=False)]:
        Project.objects.bulk_create(batch)
    _grant_one_by_one(staff, city)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return staff[districts[0].pk][0], staff[city.pk][0]


def _clerk(username: str, office: Organisation) -> User:
    user = User.objects.create_user(username, full_name=username, organisation=office)
    grant_role(user.pk, Role.CLERK, office.pk, by=None)
    return user


def _projects(
    count: int, districts: list[Organisation], developers: list[Developer], staff: dict[int, Any]
) -> Iterator[Project]:
    newest = date(2026, 6, 30)
    for n in range(count):
        place = 0 if n % LARGE_DISTRICT_SHARE == 0 else 1 + n % (DISTRICTS - 1)
        office = districts[place]
        yield Project(
            organisation=office,
            developer=developers[place],
            division_id=office.division_id,
            code=f"2026-{n:08}",
            name=f"{office.short_name}第{n}号住宅小区",
            address=f"{office.short_name}人民路{n % 999}号",
            registered_on=newest - timedelta(days=n * 7919 % 3650),
            registered_by=staff[office.pk][0],
        )


def _grant_one_by_one(staff: dict[int, list[User]], city: Organisation) -> None:
    """One row of guardian's generic table for each project and each person who may see it."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(OrdinaryProject)
    permission = Permission.objects.create(
        codename="view_ordinaryproject", name="view", content_type=kind
    )
    target, source = UserObjectPermission._meta.db_table, Project._meta.db_table
    insert = (
        f"INSERT INTO {target} (permission_id, content_type_id, object_pk, user_id) "
        f"SELECT %s, %s, CAST(id AS VARCHAR(255)), %s FROM {source}"
    )
    with connection.cursor() as cursor:
        for office_id, people in staff.items():
            for person in people:
                ids = [permission.pk, kind.pk, person.pk]
                if office_id == city.pk:
                    cursor.execute(insert, ids)
                else:
                    cursor.execute(f"{insert} WHERE organisation_id = %s", [*ids, office_id])


def ours(user_id: int) -> tuple[list[int], int]:
    """As the pages do it: the user's scope read afresh, then the page and its count."""
    scope = Scope(User.objects.get(pk=user_id))
    visible = Project.objects.visible_to(scope)
    page = visible.select_related("developer").order_by("-registered_on", "-id")[:PAGE]
    return [project.pk for project in page], visible.count()


def usual(user_id: int) -> tuple[list[int], int]:
    """As guardian's documentation shows it."""
    user = User.objects.get(pk=user_id)
    visible = get_objects_for_user(user, "bench.view_ordinaryproject", OrdinaryProject)
    page = visible.select_related("developer").order_by("-registered_on", "-id")[:PAGE]
    return [project.pk for project in page], visible.count()


def limit(user_id: int) -> Callable[[], tuple[list[int], int]]:
    """The same page and count in raw SQL, the organisations resolved beforehand."""
    user = User.objects.get(pk=user_id)
    known = ", ".join(str(pk) for pk in sorted(Scope(user).organisations("view_projects")))
    own = ", ".join(f"p.{field.column}" for field in Project._meta.concrete_fields)
    joined = ", ".join(f"d.{field.column}" for field in Developer._meta.concrete_fields)
    page = (
        f"SELECT {own}, {joined} FROM {Project._meta.db_table} p "
        f"JOIN {Developer._meta.db_table} d ON d.id = p.developer_id "
        f"WHERE p.organisation_id IN ({known}) "
        f"ORDER BY p.registered_on DESC, p.id DESC LIMIT {PAGE}"
    )
    count = f"SELECT COUNT(*) FROM {Project._meta.db_table} WHERE organisation_id IN ({known})"

    def work() -> tuple[list[int], int]:
        with connection.cursor() as cursor:
            cursor.execute(page)
            names = [column[0] for column in cursor.description]
            ids = [row[names.index("id")] for row in cursor.fetchall()]
            cursor.execute(count)
            return ids, cursor.fetchone()[0]

    return work


def measure(projects: int, rounds: int) -> list[dict[str, Any]]:
    """One line each for the district clerk and the city user; milliseconds and ratios."""
    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    clerk, city_user = fill(projects)
    print(f"filled in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    lines = []
    for reach, user in (("district", clerk), ("city", city_user)):
        ways = {
            "ours": lambda pk=user.pk: ours(pk),
            "usual": lambda pk=user.pk: usual(pk),
            "limit": limit(user.pk),
        }
        answers = {name: work() for name, work in ways.items()}
        if len({(tuple(ids), count) for ids, count in answers.values()}) != 1:
            raise AssertionError(f"The three ways differ for {reach}")
        times = interleaved(ways, rounds)
        lines.append(
            {
                "line": "scoped list",
                "engine": connection.vendor,
                "projects": projects,
                "reach": reach,
                "rows": answers["ours"][1],
                "ms": {name: round(spent, 3) for name, spent in times.items()},
                "to_limit": round(times["ours"] / times["limit"], 2),
                "faster_than_usual": round(times["usual"] / times["ours"], 2),
            }
        )
    return lines
