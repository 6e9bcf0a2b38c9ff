"""What the end of a permit, its replacement and the lapse of its term do to the register."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from engineering.approvals.acts.acceptance import accept_application
from engineering.approvals.acts.decision import decide_application, review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.permit_endings import end_permit
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.acts.settings import set_limits
from engineering.approvals.steps import next_step
from engineering.models import Application, ServiceItem, Shelter
from engineering.works.acts.acceptance import start_construction
from renfang.acts import Incomplete, WrongState
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.applications import BUILD_ALL, RELOCATE_ALL, grant, received, reviewed
from tests.builders.office import Office

pytestmark = pytest.mark.django_db
RENEW = Plan("renewal", Decimal("0.00"), note="因拆迁推迟开工，申请延续一年")


def granted(office: Office, months: int | None = None, **renewals: object) -> Application:
    if months:
        for kind, values in (("build", {"validity_months": months}), ("renewal", renewals)):
            item = ServiceItem(
                kind=kind,
                effective_from=date(2020, 1, 1),
                legal_basis="X动〔2020〕1号",
                **values,
            )
            set_limits(office.city.pk, item, by=office.who(Role.HEAD, office.city))
    grant(office, reviewed(office))
    return Application.objects.get()


def ended(office: Office, permit: Application) -> None:
    end_permit(
        permit.pk,
        "cancel",
        ground="given_up",
        facts="建设单位书面申请注销，项目不再实施",
        on=date(2024, 6, 3),
        by=office.who(Role.HEAD),
    )


def test_a_permit_that_ends_takes_its_planned_shelter_along(office: Office) -> None:
    permit = granted(office)
    ended(office, permit)
    shelter = Shelter.objects.get()
    assert shelter.state == Shelter.State.ABANDONED
    told = events_of(shelter).latest("sequence")
    assert told.act == "许可终止，不再修建"
    assert told.after == {"状态": "许可终止未建"}
    assert "X东动防建审〔2024〕1号" in told.note
    with pytest.raises(WrongState, match="许可终止未建"):
        start_construction(shelter.pk, by=office.who(Role.CLERK), started_on=date(2024, 6, 4))


def test_works_under_way_stay_in_the_register_when_their_permit_ends(office: Office) -> None:
    permit = granted(office)
    start_construction(
        Shelter.objects.get().pk, by=office.who(Role.CLERK), started_on=date(2024, 5, 6)
    )
    ended(office, permit)
    assert Shelter.objects.get().state == Shelter.State.UNDER_CONSTRUCTION


def test_a_new_permit_after_an_ended_one_plans_a_shelter_of_its_own(office: Office) -> None:
    permit = granted(office)
    ended(office, permit)
    clerk = office.who(Role.CLERK)
    again = submit_application(permit.project_id, BUILD_ALL, received_on=date(2024, 6, 4), by=clerk)
    accept_application(again.pk, on=date(2024, 6, 5), by=clerk)
    review_application(again.pk, opinion="正确", on=date(2024, 6, 6), by=office.who(Role.REVIEWER))
    grant(office, again, on=date(2024, 6, 7))
    assert sorted(Shelter.objects.values_list("state", flat=True)) == ["abandoned", "planned"]


def test_works_do_not_begin_under_a_permit_that_has_run_out(office: Office) -> None:
    granted(office, months=12)
    clerk, shelter = office.who(Role.CLERK), Shelter.objects.get()
    with pytest.raises(WrongState, match="2025-04-12 届满"):
        start_construction(shelter.pk, by=clerk, started_on=date(2025, 4, 13))
    start_construction(shelter.pk, by=clerk, started_on=date(2025, 4, 12))


def test_a_change_to_nothing_built_gives_the_planned_shelter_up(office: Office) -> None:
    from tests.builders.applications import OFFICE_BLOCK

    grant(office, reviewed(office, Plan("build", Decimal("172.81")), buildings=(OFFICE_BLOCK,)))
    permit, clerk = Application.objects.get(), office.who(Role.CLERK)
    plan = Plan("change", Decimal("0.00"), RELOCATE_ALL.ground, note="改为全部易地建设")
    change = submit_application(permit.project_id, plan, received_on=date(2024, 5, 6), by=clerk)
    accept_application(change.pk, on=date(2024, 5, 6), by=clerk)
    review_application(change.pk, opinion="正确", on=date(2024, 5, 7), by=office.who(Role.REVIEWER))
    grant(office, change, on=date(2024, 5, 8))
    assert Shelter.objects.get().state == Shelter.State.ABANDONED


def test_the_database_itself_holds_one_permit_in_force_per_project(office: Office) -> None:
    permit = granted(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            organisation=permit.organisation,
            project=permit.project,
            kind="build",
            state=Application.State.GRANTED,
            received_on=date(2024, 5, 6),
        )


def test_a_late_renewal_is_refused_with_what_else_can_be_done(office: Office) -> None:
    permit = granted(office, months=12)
    clerk = office.who(Role.CLERK)
    with pytest.raises(Incomplete, match=r"2025-03-13 及以前.*届满后重新申请") as refusal:
        submit_application(permit.project_id, RENEW, received_on=date(2025, 3, 14), by=clerk)
    assert refusal.value.field == "received_on"
    submit_application(permit.project_id, RENEW, received_on=date(2025, 3, 13), by=clerk)


def test_an_office_may_accept_late_renewals_on_a_basis_that_is_recorded(office: Office) -> None:
    permit = granted(office, months=12, accepts_late_renewal=True)
    application = submit_application(
        permit.project_id, RENEW, received_on=date(2025, 4, 1), by=office.who(Role.CLERK)
    )
    (told,) = events_of(application)
    assert "逾期提出，按X动〔2020〕1号受理" in told.note


def test_what_has_run_out_is_never_renewed(office: Office) -> None:
    permit = granted(office, months=12, accepts_late_renewal=True)
    with pytest.raises(Incomplete, match="不能延续"):
        submit_application(
            permit.project_id, RENEW, received_on=date(2025, 4, 13), by=office.who(Role.CLERK)
        )


def test_a_renewal_left_undecided_counts_as_granted_and_says_so(office: Office) -> None:
    permit = granted(office, months=12)
    clerk, head = office.who(Role.CLERK), office.who(Role.HEAD)
    renewal = submit_application(permit.project_id, RENEW, received_on=date(2025, 3, 3), by=clerk)
    accept_application(renewal.pk, on=date(2025, 3, 4), by=clerk)
    review_application(
        renewal.pk, opinion="不宜延续", on=date(2025, 4, 1), by=office.who(Role.REVIEWER)
    )
    renewal.refresh_from_db()
    step = next_step(permit.project, [renewal, permit], Scope(head))
    assert "视为准予延续" in step.text
    with pytest.raises(WrongState, match="视为准予延续"):
        decide_application(
            renewal.pk,
            grant=False,
            opinion="项目长期未开工，不符合延续条件",
            on=date(2025, 4, 14),
            by=head,
        )
    grant(office, renewal, on=date(2025, 4, 14))
    permit.refresh_from_db()
    assert permit.valid_until == date(2026, 4, 12)


def test_whoever_received_the_papers_carries_the_case(office: Office) -> None:
    assert received(office).handler == office.who(Role.CLERK)
