"""A shelter's works, its completion acceptance and its certificate."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from engineering.models import CompletionAcceptance, Shelter
from engineering.shelters.rules import masked_name
from engineering.works import queries as settlement
from engineering.works.acts.acceptance import record_acceptance, start_construction
from engineering.works.acts.filing import issue_certificate, reissue_certificate
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, Refused, WrongState
from renfang.documents.registry import print_document, read_pdf
from renfang.organisations.permissions import Role
from tests.builders.shelters import granted_shelter
from tests.builders.works import certificates_of
from tests.kernel.documents.pdf import text_of

TODAY = timezone.localdate


@pytest.fixture
def shelter(office):
    return granted_shelter(office)


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def findings(shelter, **changes):
    return {
        "accepted_on": TODAY(),
        "conclusion": "passed",
        "built_area": shelter.approved_area,
        "shelter_area": Decimal("100.00"),
        "protective_units": 1,
        "headcount": 100,
        "developer": "甲公司",
        "surveyor": "某勘察院",
        "designer": "某设计院",
        "contractor": "某建筑公司",
        "supervisor": "某监理公司",
        "supervision_report": "",
        "note": "",
        **changes,
    }


def accepted(shelter, clerk, **changes):
    start_construction(shelter.pk, by=clerk, started_on=TODAY())
    record_acceptance(shelter.pk, by=clerk, findings=findings(shelter, **changes))
    return Shelter.objects.get(pk=shelter.pk)


def test_works_that_pass_make_the_shelter_an_accepted_one(shelter, clerk):
    assert accepted(shelter, clerk).state == Shelter.State.ACCEPTED


def test_works_that_fail_stay_under_construction_and_on_record(shelter, clerk):
    row = accepted(shelter, clerk, conclusion="failed")
    assert row.state == Shelter.State.UNDER_CONSTRUCTION
    record_acceptance(shelter.pk, by=clerk, findings=findings(shelter))
    assert CompletionAcceptance.objects.count() == 2


def test_acceptance_waits_for_the_start_of_the_works(shelter, clerk):
    with pytest.raises(WrongState, match="待开工"):
        record_acceptance(shelter.pk, by=clerk, findings=findings(shelter))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"accepted_on": date(2099, 1, 1)}, "不能晚于今天"),
        ({"accepted_on": date(2001, 1, 1)}, "早于开工日期"),
    ],
)
def test_impossible_dates_are_refused_with_the_field(shelter, clerk, changes, told):
    start_construction(shelter.pk, by=clerk, started_on=TODAY())
    with pytest.raises(Incomplete, match=told) as refusal:
        record_acceptance(shelter.pk, by=clerk, findings=findings(shelter, **changes))
    assert refusal.value.field == "accepted_on"


def test_the_sheltered_part_cannot_exceed_the_works(shelter, clerk):
    start_construction(shelter.pk, by=clerk, started_on=TODAY())
    with pytest.raises(ValidationError, match="掩蔽面积不能大于"):
        record_acceptance(
            shelter.pk, by=clerk, findings=findings(shelter, shelter_area=Decimal("99999"))
        )
    assert not CompletionAcceptance.objects.exists()


def test_a_form_filled_against_an_older_version_is_refused(shelter, clerk):
    version = shelter.version
    start_construction(shelter.pk, by=clerk, started_on=TODAY(), version=version)
    with pytest.raises(Overtaken):
        record_acceptance(shelter.pk, by=clerk, findings=findings(shelter), version=version)


def test_the_certificate_states_what_was_found(shelter, clerk):
    row = accepted(shelter, clerk)
    certificate = issue_certificate(row.pk, by=clerk)
    text = text_of(read_pdf(certificate)).replace("\n", "")
    for stated in (certificate.number, row.name, row.project.name, f"{row.approved_area:,.2f}"):
        assert stated in text


def test_no_certificate_before_acceptance_and_never_two(shelter, clerk):
    with pytest.raises(WrongState):
        issue_certificate(shelter.pk, by=clerk)
    row = accepted(shelter, clerk)
    issue_certificate(row.pk, by=clerk)
    with pytest.raises(Refused, match="已有一份现行有效"):
        issue_certificate(row.pk, by=clerk)


def test_an_open_obligation_holds_the_certificate(shelter, clerk, monkeypatch):
    row = accepted(shelter, clerk)
    monkeypatch.setattr(
        settlement, "SETTLEMENT_CHECKS", [lambda project: "易地建设费尚欠缴 1.00 元"]
    )
    with pytest.raises(Refused, match="尚欠缴"):
        issue_certificate(row.pk, by=clerk)
    assert not certificates_of(row).exists()


def test_a_reissued_certificate_names_the_old_one(office, shelter, clerk):
    old = issue_certificate(accepted(shelter, clerk).pk, by=clerk)
    printer = office.who(Role.PRINTER)
    new = reissue_certificate(old.pk, by=printer, reason="建设单位名称变更")
    assert new.replaces == old
    states = [paper.state_label for paper in certificates_of(shelter)]
    assert states == ["有效", "已换发"]
    assert print_document(new.pk, by=printer).startswith(b"%PDF")


def test_who_prints_cannot_record_and_strangers_find_nothing(office, shelter, clerk):
    with pytest.raises(NotPermitted, match="审批经办"):
        start_construction(shelter.pk, by=office.who(Role.PRINTER), started_on=TODAY())
    with pytest.raises(NotFound):
        start_construction(
            shelter.pk, by=office.who(Role.CLERK, at=office.west), started_on=TODAY()
        )


def test_works_cannot_have_begun_before_they_were_approved(shelter, clerk):
    with pytest.raises(Incomplete, match="早于审批决定日期"):
        start_construction(
            shelter.pk, by=clerk, started_on=shelter.approval.decided_on - timedelta(days=1)
        )


def test_the_pages_lead_from_start_to_certificate(client, shelter, clerk):
    client.force_login(clerk)
    base = f"/engineering/shelters/{shelter.pk}/"
    form = {"started_on": f"{TODAY():%Y%m%d}", "version": shelter.version}
    assert client.post(f"{base}start/", form).status_code == 302
    row = Shelter.objects.get(pk=shelter.pk)
    posted = {name: str(value) for name, value in findings(row).items()}
    posted["built_area"] = f"{row.approved_area + 5:,.2f}"
    assert client.post(f"{base}accept/", {**posted, "version": row.version}).status_code == 302
    assert "多 5.00" in client.get(f"{base}certify/").content.decode()
    response = client.post(f"{base}certify/", follow=True)
    assert certificates_of(shelter).get().number in response.content.decode()


def test_wrong_values_come_back_with_what_was_typed(client, shelter, clerk):
    client.force_login(clerk)
    start_construction(shelter.pk, by=clerk, started_on=TODAY())
    row = Shelter.objects.get(pk=shelter.pk)
    posted = {name: str(value) for name, value in findings(row).items()}
    posted["built_area"] = "一千多"
    response = client.post(
        f"/engineering/shelters/{row.pk}/accept/", {**posted, "version": row.version}
    )
    assert response.status_code == 422
    assert "一千多" in response.content.decode()


def test_lists_cost_the_same_however_many_shelters(
    client, office, clerk, django_assert_max_num_queries
):
    for number in range(3):
        granted_shelter(office, number)
    client.force_login(clerk)
    with django_assert_max_num_queries(15):
        assert client.get("/engineering/shelters/").status_code == 200


@pytest.mark.parametrize(
    ("name", "masked"),
    [("云川云水置业有限公司", "云川＊＊＊＊＊＊公司"), ("张三", "张＊"), ("某公司", "某＊＊")],
)
def test_a_name_is_masked_but_comparable(name, masked):
    assert masked_name(name) == masked
