"""决定机关: one office receives, supervises and collects, another decides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from engineering.approvals.acts.clock import extend_deadline
from engineering.approvals.acts.decision import decide_application
from engineering.approvals.acts.permit_endings import end_permit
from engineering.approvals.steps import next_step
from engineering.approvals.workbench import approval_tasks
from engineering.models import Application, Shelter
from renfang.acts import Incomplete, NotFound, NotPermitted
from renfang.administration.acts.offices import give_decisions
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import read_pdf
from renfang.organisations.models import Organisation
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.applications import accepted, grant, reviewed
from tests.builders.office import Office
from tests.kernel.documents.pdf import text_of

pytestmark = pytest.mark.django_db
BASIS = "X府〔2024〕5号《相对集中行政许可权改革方案》"
GROUNDS = {"on": date(2024, 1, 1), "basis": BASIS, "reason": "省政府批准集中行使许可权"}


@pytest.fixture
def decides_in_the_west(office: Office) -> Organisation:
    """The west district's office decides for the east's."""
    administrator = office.who(Role.SYSTEM_ADMINISTRATOR, office.city)
    return give_decisions(
        office.east.pk, deciding_office_id=office.west.pk, by=administrator, **GROUNDS
    )


def head_of_the_west(office: Office):
    return office.who(Role.HEAD, office.west)


def test_the_deciding_office_decides_under_its_own_name_and_number(
    office: Office, decides_in_the_west: Organisation
) -> None:
    application = reviewed(office)
    paper = grant(office, application, by=head_of_the_west(office))
    assert paper.number == "X西动防建审〔2024〕1号"
    assert paper.snapshot["letterhead"] == office.west.style_on(date(2024, 4, 12)).letterhead
    assert paper.snapshot["issuer"] == office.west.name
    # The record, the shelter and the notices stay with the office that handles the case.
    assert paper.organisation == office.east
    assert Shelter.objects.get().organisation == office.east
    notice = IssuedDocument.objects.get(kind="acceptance_notice")
    assert notice.number == "X东动防受〔2024〕1号"


def test_the_handling_offices_own_head_no_longer_decides(
    office: Office, decides_in_the_west: Organisation
) -> None:
    application = reviewed(office)
    with pytest.raises(NotPermitted, match=f"由{office.west}作出决定"):
        grant(office, application)
    case = accepted(office, code="2404-620102-04-01-000002")
    with pytest.raises(NotPermitted, match=f"由{office.west}作出决定"):
        extend_deadline(
            case.pk, reason="案情复杂，需要论证", on=date(2024, 4, 10), by=office.who(Role.HEAD)
        )
    application.refresh_from_db()
    assert application.state == Application.State.REVIEWED


def test_each_head_sees_the_case_where_it_is_theirs_to_decide(
    office: Office, decides_in_the_west: Organisation, client
) -> None:
    application = reviewed(office)
    west, east = head_of_the_west(office), office.who(Role.HEAD)
    day = date(2024, 4, 11)
    assert [task.title for task in approval_tasks(Scope(west), day)] == ["核对与签发"]
    assert not list(approval_tasks(Scope(east), day))
    step = next_step(application.project, [application], Scope(east))
    assert step.primary is None
    assert f"由{office.west}的审批负责人岗位办理" in step.text
    client.force_login(west)
    assert client.get(application.project.get_absolute_url()).status_code == 200
    check = client.get(f"/engineering/applications/{application.pk}/grant/")
    assert office.west.name in check.content.decode()
    client.force_login(east)
    assert client.get(f"/engineering/applications/{application.pk}/grant/").status_code == 403


def test_deciding_gives_no_other_right_at_the_office_decided_for(
    office: Office, decides_in_the_west: Organisation
) -> None:
    scope = Scope(head_of_the_west(office))
    assert scope.may("decide_application", office.east.pk)
    for permission in ("view_shelters", "configure_approvals", "decide_demolition"):
        assert not scope.may(permission, office.east.pk)
    clerk = Scope(office.who(Role.CLERK, office.west))
    assert not clerk.may("handle_application", office.east.pk)


def test_decisions_given_back_are_the_offices_own_again(
    office: Office, decides_in_the_west: Organisation
) -> None:
    application = reviewed(office)
    give_decisions(
        office.east.pk,
        deciding_office_id=None,
        by=office.who(Role.SYSTEM_ADMINISTRATOR, office.city),
        **GROUNDS,
    )
    with pytest.raises(NotFound):
        decide_application(
            application.pk,
            grant=True,
            opinion="同意",
            on=date(2024, 4, 12),
            by=head_of_the_west(office),
        )
    assert grant(office, application).number == "X东动防建审〔2024〕1号"


def test_decisions_are_not_handed_on_twice(
    office: Office, decides_in_the_west: Organisation
) -> None:
    administrator = office.who(Role.SYSTEM_ADMINISTRATOR, office.city)
    for given, to in ((office.west, office.city), (office.city, office.east)):
        with pytest.raises(Incomplete, match=r"其他机构决定|决定，不能"):
            give_decisions(given.pk, deciding_office_id=to.pk, by=administrator, **GROUNDS)
    with pytest.raises(NotFound):
        give_decisions(
            office.east.pk,
            deciding_office_id=None,
            by=office.who(Role.SYSTEM_ADMINISTRATOR, office.west),
            **GROUNDS,
        )


def test_the_administrator_sets_it_on_the_offices_page(office: Office, client) -> None:
    client.force_login(office.who(Role.SYSTEM_ADMINISTRATOR, office.city))
    answer = client.post(
        reverse("office_decider", args=[office.east.pk]),
        {"deciding_office": office.west.pk, **GROUNDS},
    )
    assert answer.status_code == 302
    page = client.get(reverse("office", args=[office.east.pk])).content.decode()
    assert f"许可决定机关：{office.west.name}" in page
    assert "指定许可决定机关" in page
    assert BASIS in page


def test_the_power_moves_on_a_day_by_a_document_and_to_a_sister_only_with_a_reason(
    office: Office,
) -> None:
    """paths.md F7.4."""
    administrator = office.who(Role.SYSTEM_ADMINISTRATOR, office.city)
    for missing, field in (({"basis": ""}, "basis"), ({"reason": ""}, "reason")):
        with pytest.raises(Incomplete) as refusal:
            give_decisions(
                office.east.pk,
                deciding_office_id=office.west.pk,
                by=administrator,
                **{**GROUNDS, **missing},
            )
        assert refusal.value.field == field
    with pytest.raises(Incomplete, match="起始日期"):
        give_decisions(
            office.east.pk,
            deciding_office_id=office.city.pk,
            by=administrator,
            on=timezone.localdate() + timedelta(days=1),
            basis=BASIS,
        )
    # A superior needs the document alone.
    give_decisions(
        office.east.pk,
        deciding_office_id=office.city.pk,
        by=administrator,
        on=date(2024, 1, 1),
        basis=BASIS,
    )


def test_an_office_revokes_only_what_it_decided(
    office: Office, decides_in_the_west: Organisation
) -> None:
    """paths.md F7.4: the setting is switched back; the permit stays the west's."""
    grant(office, reviewed(office), by=head_of_the_west(office))
    permit = Application.objects.get()
    assert permit.decided_at == office.west
    give_decisions(
        office.east.pk,
        deciding_office_id=None,
        by=office.who(Role.SYSTEM_ADMINISTRATOR, office.city),
        **GROUNDS,
    )
    said = {
        "ground": "procedure",
        "facts": "经查，许可程序违反法律规定，有书面材料为证",
        "hearing_note": "被许可人未提出陈述、申辩",
        "on": date(2024, 6, 3),
    }
    with pytest.raises(NotPermitted, match=f"本许可由{office.west}作出"):
        end_permit(permit.pk, "revoke", by=office.who(Role.HEAD), **said)
    # What comes afterwards is the east's own; the west only reaches what it has decided.
    later = reviewed(office, code="2404-620102-04-01-000002")
    with pytest.raises(NotPermitted, match=f"由{office.east}作出决定"):
        grant(office, later, by=head_of_the_west(office))
    paper = end_permit(permit.pk, "revoke", by=head_of_the_west(office), **said)
    assert paper.number == "X西动防撤销〔2024〕1号"
    assert paper.organisation == office.east


def test_the_permit_says_who_accepted_and_who_decided(
    office: Office, decides_in_the_west: Organisation
) -> None:
    paper = grant(office, reviewed(office), by=head_of_the_west(office))
    text = text_of(read_pdf(paper))
    assert "本机关已于2024年4月1日受理" not in text
    east = office.east.style_on(date(2024, 4, 1)).name
    assert f"{east}已于2024年4月1日受理" in text
    assert f"依据{BASIS}由本机关作出决定" in text
