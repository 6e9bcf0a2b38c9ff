"""复核与决定: review and decision of an application, by their effects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engineering.approvals.acts.decision import return_application, review_application
from engineering.approvals.forms.applications import GrantForm
from engineering.models import Application, Project, Shelter
from renfang.acts import Incomplete, NotPermitted, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.typesetting import render
from tests.builders.applications import (
    OFFICE_BLOCK,
    RELOCATE_ALL,
    accepted,
    grant,
    relocation,
    reviewed,
)
from tests.builders.office import Office, move
from tests.kernel.documents.pdf import text_of, without_space

pytestmark = pytest.mark.django_db


def papers(application: Application) -> list[str]:
    return [paper.kind for paper in IssuedDocument.objects.of(application).order_by("id")]


# 复核与决定


def test_a_grant_issues_the_approval_and_plans_the_shelter(office: Office) -> None:
    paper = grant(office, reviewed(office))
    application = Application.objects.get()
    assert paper.number == "X东动防建审〔2024〕1号"
    assert application.state == "granted"
    assert application.due_on is None
    shelter = Shelter.objects.get()
    assert shelter.approved_area == Decimal("850.00")
    assert (shelter.nuclear_grade, shelter.state) == ("6", "planned")
    assert paper.snapshot["shelter"]["approved_area"] == "850.00"
    assert Project.objects.get().stage == Project.Stage.GRANTED


def test_a_full_relocation_is_granted_without_a_shelter(office: Office) -> None:
    paper = grant(office, relocation(office))
    assert paper.kind == "relocation_approval"
    assert not Shelter.objects.exists()
    assert paper.snapshot["computation"]["shortfall_area"] == "172.81"


def test_a_partial_relocation_builds_the_rest(office: Office) -> None:
    plan = replace(RELOCATE_ALL, planned_area=Decimal("100.00"))
    paper = grant(office, reviewed(office, plan, buildings=(OFFICE_BLOCK,)))
    assert Shelter.objects.get().approved_area == Decimal("100.00")
    assert paper.snapshot["computation"]["shortfall_area"] == "72.81"


def test_a_refusal_states_its_reasons_and_plans_nothing(office: Office) -> None:
    application = reviewed(office)
    with pytest.raises(Incomplete, match="至少 10 个字"):
        grant(office, application, grant=False, opinion="不行")
    reasons = "设计方案不符合人民防空地下室设计规范要求"
    paper = grant(office, application, grant=False, opinion=reasons)
    assert paper.kind == "refusal_decision"
    assert paper.snapshot["opinion"] == reasons
    assert not Shelter.objects.exists()


def test_acceptor_reviewer_and_head_are_three_people(office: Office) -> None:
    clerk, reviewer = office.who(Role.CLERK), office.who(Role.REVIEWER)
    application = accepted(office)
    move(clerk, Role.REVIEWER, office.east)
    with pytest.raises(NotPermitted, match="须由另一人办理"):
        review_application(application.pk, opinion="同意", on=date(2024, 4, 10), by=clerk)
    review_application(application.pk, opinion="同意", on=date(2024, 4, 10), by=reviewer)
    for user in (clerk, reviewer):
        move(user, Role.HEAD, office.east)
        with pytest.raises(NotPermitted, match="须由另一人办理"):
            grant(office, application, by=user)


def test_the_head_sends_a_case_back_for_review(office: Office) -> None:
    application = reviewed(office)
    return_application(application.pk, reason="首层面积与图纸不符", by=office.who(Role.HEAD))
    application.refresh_from_db()
    assert (application.state, application.reviewed_by) == ("accepted", None)
    assert events_of(application)[0].note == "首层面积与图纸不符"


def test_a_changed_rule_is_noticed_at_the_review(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engineering.approvals.acts import decision as decisions

    application = accepted(office)
    computed = decisions.compute(application.computations.get().stated)
    changed = replace(computed, required_area=Decimal("900.00"))
    monkeypatch.setattr(decisions, "compute", lambda facts: changed)
    with pytest.raises(WrongState, match=r"重新计算得 900\.00㎡"):
        review_application(
            application.pk, opinion="同意", on=date(2024, 4, 10), by=office.who(Role.REVIEWER)
        )


def test_a_decision_is_copied_to_the_offices_chosen_on_its_form(office: Office) -> None:
    """版记 of GB/T 9704, 7.4.1: 抄送 is frozen in the paper; who is far away is not offered."""
    application = reviewed(office)
    form = GrantForm(None, application=application)
    offered = [row.name for row in form.fields["copies_to"].queryset]
    above = application.organisation.parent
    assert offered == [above.name]
    for stranger in (office.east, office.west):
        with pytest.raises(Incomplete) as refusal:
            grant(office, application, copies_to=[stranger])
        assert refusal.value.field == "copies_to"
    paper = grant(office, application, copies_to=[above])
    assert paper.snapshot["copies_to"] == above.name
    assert f"抄送：{without_space(above.name)}。" in text_of(render(compose(paper)))


def test_without_copies_there_is_no_imprint_of_them(office: Office) -> None:
    assert "抄送" not in text_of(render(compose(grant(office, reviewed(office)))))
