"""What the end of a permit does to its works and papers: nothing more is built on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from engineering.approvals.acts.acceptance import accept_application
from engineering.approvals.acts.decision import review_application
from engineering.approvals.acts.permit_endings import end_permit, settle_aftermath
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.queries.permits import number_of, papers_of_permit
from engineering.models import Application, Shelter
from engineering.shelters.standards import filing_materials
from engineering.works.acts.acceptance import record_acceptance
from engineering.works.acts.filing import issue_certificate, receive_filing
from renfang.acts import WrongState
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, resting_on
from renfang.workbench.tasks import open_tasks
from tests.builders.applications import BUILD_ALL, grant, reviewed
from tests.builders.office import Office
from tests.builders.works import accepted, certificates_of, findings, supervised, today

WAYS = {"revoke": "fraud", "retract": "facts_changed", "cancel": "given_up"}


def end(office: Office, shelter: Shelter, way: str = "revoke", on: date | None = None):
    return end_permit(
        shelter.approval_id,
        way,
        ground=WAYS[way],
        facts="提交的规划指标文件系伪造，已经核实",
        on=on or today(),
        hearing_note="被许可人未提出陈述、申辩",
        by=office.who(Role.HEAD),
    )


def public_page(client, paper) -> str:
    return client.get(reverse("verify", args=[paper.token])).content.decode()


def titles(office: Office, role: Role) -> list[str]:
    return [task.title for task in open_tasks(Scope(office.who(role)), today())]


@pytest.mark.parametrize(
    ("way", "word"), [("revoke", "已撤销"), ("retract", "已撤回"), ("cancel", "已注销")]
)
def test_the_permits_own_paper_says_in_public_what_became_of_it(office, client, way, word):
    shelter = supervised(office)
    number = number_of(shelter.approval)
    [paper] = papers_of_permit(shelter.approval)
    ending = end(office, shelter, way)
    paper.refresh_from_db()
    page = public_page(client, paper)
    assert word in page
    assert ending.number in page
    assert "现行有效" not in page
    assert "现行有效" in public_page(client, ending)
    # Papers and records go on to name it.
    assert number_of(shelter.approval) == number


def test_works_on_a_revoked_permit_are_marked_and_go_no_further(office, client):
    """paths.md F7.2, F7.5."""
    shelter, clerk = supervised(office), office.who(Role.CLERK)
    end(office, shelter)
    shelter = Shelter.objects.get(pk=shelter.pk)
    assert shelter.permit_mark == "许可已撤销"
    with pytest.raises(WrongState, match=r"已撤销许可.*不能再办理"):
        record_acceptance(shelter.pk, by=clerk, findings=findings(shelter))
    client.force_login(clerk)
    form = client.get(reverse("engineering:shelter_accept", args=[shelter.pk])).content.decode()
    assert "由建设单位重新申请许可" in form
    page = client.get(shelter.get_absolute_url()).content.decode()
    assert "登记竣工验收" not in page
    assert "竣工验收、备案和备案证明停办" in page
    assert "许可已撤销" in client.get(reverse("engineering:shelters")).content.decode()


def test_accepted_works_are_not_filed_or_certified_on_a_revoked_permit(office):
    shelter, clerk = accepted(office), office.who(Role.CLERK)
    end(office, shelter)
    for act in (
        lambda: receive_filing(
            shelter.pk, by=clerk, received_on=today(), materials=filing_materials(today())
        ),
        lambda: issue_certificate(shelter.pk, by=clerk),
    ):
        with pytest.raises(WrongState, match="不能再办理"):
            act()
    assert not {"登记备案收件", "核对并签发备案证明"} & set(titles(office, Role.CLERK))


def test_a_certificate_falls_with_the_revoked_permit_and_says_so(office, client):
    shelter = accepted(office)
    certificate = issue_certificate(shelter.pk, by=office.who(Role.CLERK))
    application = Application.objects.get(pk=shelter.approval_id)
    said = [row for row in resting_on(application, Ending.REVOKE) if row.effect is Effect.FOLLOWS]
    assert certificate.number in {row.name for row in said}
    paper = end(office, shelter)
    page = public_page(client, certificates_of(shelter).get())
    assert "已失效" in page
    assert paper.number in page
    for row in said:
        row.row.refresh_from_db()
        assert row.row.is_void


def test_what_was_filed_stays_filed_when_the_permit_is_cancelled_later(office, client):
    shelter = accepted(office)
    certificate = issue_certificate(shelter.pk, by=office.who(Role.CLERK))
    end(office, shelter, "cancel")
    assert "现行有效" in public_page(client, certificate)


def test_works_left_behind_are_a_task_with_a_day_until_somebody_dealt_with_them(office):
    shelter = supervised(office)
    end(office, shelter)
    application = Application.objects.get(pk=shelter.approval_id)
    assert application.aftermath_due_on == application.serve_by
    assert "登记善后处理" in titles(office, Role.CLERK)
    settle_aftermath(
        application.pk, reason="已责令停工，移送查处应建未建", by=office.who(Role.CLERK)
    )
    assert "登记善后处理" not in titles(office, Role.CLERK)


def test_a_new_permit_takes_the_works_over_that_the_old_one_left(office):
    shelter, clerk = supervised(office), office.who(Role.CLERK)
    end(office, shelter)
    again = submit_application(shelter.project_id, BUILD_ALL, received_on=today(), by=clerk)
    accept_application(again.pk, on=today(), by=clerk)
    review_application(again.pk, opinion="正确", on=today(), by=office.who(Role.REVIEWER))
    grant(office, again, on=today())
    [works] = Shelter.objects.all()
    assert (works.pk, works.approval_id, works.permit_mark) == (shelter.pk, again.pk, "")
    record_acceptance(works.pk, by=clerk, findings=findings(works))


def test_a_permit_that_ran_out_unused_reads_so_everywhere(office, client):
    """paths.md F7: the project of an expired permit no longer reads 准予许可."""
    grant(office, reviewed(office))
    permit = Application.objects.get()
    Application.objects.update(valid_until=today() - timedelta(days=1))
    permit.refresh_from_db()
    client.force_login(office.who(Role.HEAD))
    for address in (
        permit.project.get_absolute_url(),
        reverse("engineering:projects"),
        f"{reverse('engineering:applications')}?tab=all",
    ):
        page = client.get(address).content.decode()
        assert "许可已届满" in page, address
    assert "注销届满的许可" in titles(office, Role.HEAD)
    Shelter.objects.update(state=Shelter.State.UNDER_CONSTRUCTION)
    permit = Application.objects.get()
    assert not permit.has_lapsed(today())
    assert "注销届满的许可" not in titles(office, Role.HEAD)
