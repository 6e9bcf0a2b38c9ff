"""Peacetime use: who may use a shelter, until when, and what papers say so."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from engineering.models import PeacetimeUse, UseRequest
from engineering.peacetime_use.acts.inspections import record_use_inspection
from engineering.peacetime_use.acts.uses import (
    apply_for_change,
    apply_for_renewal,
    apply_for_use,
    cancel_use,
    decide_request,
    entry_of,
    reissue_use_papers,
    withdraw_request,
)
from engineering.peacetime_use.papers import CERTIFICATE, LETTER, papers_of
from engineering.peacetime_use.workbench import use_tasks
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, Refused, WrongState
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import add_months
from renfang.documents.registry import read_pdf, verification_address
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.upkeep import applied, entry, granted, regime, standing_shelter
from tests.kernel.documents.pdf import pictures_of, text_of

TODAY = timezone.localdate
State = PeacetimeUse.State


def days(count):
    return TODAY() + timedelta(days=count)


@pytest.fixture
def shelter(office):
    regime(office)
    return standing_shelter(office)


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


@pytest.fixture
def head(office):
    return office.who(Role.HEAD)


def current(use):
    return {paper.kind: paper for paper in papers_of(use).current()}


def test_a_granted_permit_is_in_force_with_its_papers(office, shelter):
    use = granted(office, shelter)
    assert use.state == State.IN_FORCE
    assert set(current(use)) == {CERTIFICATE, LETTER}
    assert use.inspection_due_on == add_months(TODAY(), 12)


def test_the_decision_is_due_within_the_regimes_working_days(office, shelter):
    request = applied(office, shelter).requests.get()
    calendar = current_calendar()
    assert calendar.working_days_between(request.received_on, request.due_on) == 10


def test_a_permit_is_decided_by_the_head_not_the_clerk(office, shelter, clerk):
    use = applied(office, shelter)
    with pytest.raises(NotPermitted, match="审批负责人"):
        decide_request(use.requests.get().pk, grant=True, opinion="", on=TODAY(), by=clerk)
    use.refresh_from_db()
    assert use.state == State.PENDING


@pytest.mark.parametrize("kind", ["filing", "registration"])
def test_a_filing_or_registration_is_closed_by_the_clerk(office, kind):
    regime(office, kind, decision_days=None, issues_certificate=False)
    use = granted(office, standing_shelter(office))
    assert use.requests.get().due_on is None
    assert set(current(use)) == {LETTER}


def test_a_refusal_gives_reasons_and_no_paper(office, shelter, head):
    use = applied(office, shelter)
    request = use.requests.get()
    with pytest.raises(Incomplete) as refusal:
        decide_request(request.pk, grant=False, opinion="不", on=TODAY(), by=head)
    assert refusal.value.field == "opinion"
    decide_request(request.pk, grant=False, opinion="用途不符合防火要求", on=TODAY(), by=head)
    use.refresh_from_db()
    assert (use.state, list(papers_of(use))) == (State.REFUSED, [])


def test_without_a_regime_nothing_can_be_applied_for(office, clerk):
    with pytest.raises(Refused, match="没有生效的平时使用管理方式"):
        apply_for_use(standing_shelter(office).pk, entry(), received_on=TODAY(), by=clerk)


def test_a_subordinate_follows_its_superiors_regime_until_it_has_its_own(office, head):
    from engineering.peacetime_use.acts.regimes import adopt_use_regime
    from engineering.peacetime_use.models import regime_on

    city_head = office.who(Role.HEAD, at=office.city)
    terms = {"legal_basis": "某办法", "effective_from": days(-100)}
    adopt_use_regime(office.city.pk, by=city_head, kind="filing", **terms)
    assert regime_on(office.east, TODAY()).kind == "filing"
    adopt_use_regime(office.east.pk, by=head, kind="permit", legal_basis="某令",
                     effective_from=days(-10))  # fmt: skip
    assert regime_on(office.east, TODAY()).kind == "permit"
    assert regime_on(office.east, days(-11)).kind == "filing"
    assert regime_on(office.west, TODAY()).kind == "filing"


def test_works_still_being_built_cannot_be_used(office, clerk):
    regime(office)
    shelter = standing_shelter(office, state="under_construction")
    with pytest.raises(WrongState, match="在建"):
        apply_for_use(shelter.pk, entry(), received_on=TODAY(), by=clerk)


def test_uses_cannot_take_more_than_the_shelter_has(office, shelter, clerk):
    granted(office, shelter)
    with pytest.raises(Incomplete, match=r"600\.01 ㎡大于可用面积 600\.00") as refusal:
        applied(office, shelter, used_area=Decimal("600.01"))
    assert refusal.value.field == "used_area"
    applied(office, shelter, used_area=Decimal("600.00"))


def test_a_term_longer_than_the_regime_allows_is_refused_with_the_last_day(office):
    regime(office, longest_months=12)
    shelter = standing_shelter(office)
    with pytest.raises(Incomplete, match="最长 12 个月") as refusal:
        applied(office, shelter)
    assert refusal.value.field == "ends_on"


def test_a_renewal_lengthens_the_term_and_replaces_the_papers(office, shelter, clerk, head):
    use = granted(office, shelter)
    old = current(use)[CERTIFICATE]
    request = apply_for_renewal(use.pk, ends_on=days(900), received_on=TODAY(), by=clerk)
    decide_request(request.pk, grant=True, opinion="同意", on=TODAY(), by=head)
    use.refresh_from_db()
    assert use.ends_on == days(900)
    new = current(use)[CERTIFICATE]
    assert new.replaces == old
    assert new.snapshot["ends_on"] == days(900).isoformat()


def test_a_refused_renewal_leaves_the_use_as_it_was(office, shelter, clerk, head):
    use = granted(office, shelter)
    request = apply_for_renewal(use.pk, ends_on=days(900), received_on=TODAY(), by=clerk)
    decide_request(request.pk, grant=False, opinion="存在重大隐患未整改", on=TODAY(), by=head)
    use.refresh_from_db()
    assert (use.state, use.ends_on) == (State.IN_FORCE, days(365))
    assert set(current(use)) == {CERTIFICATE, LETTER}


def test_a_renewal_not_decided_before_the_end_counts_as_granted(office, shelter, clerk, head):
    use = granted(office, shelter)
    request = apply_for_renewal(use.pk, ends_on=days(900), received_on=TODAY(), by=clerk)
    PeacetimeUse.objects.filter(pk=use.pk).update(ends_on=days(-1))
    with pytest.raises(Refused, match="视为准予延续"):
        decide_request(request.pk, grant=False, opinion="不再适宜使用", on=TODAY(), by=head)
    decide_request(request.pk, grant=True, opinion="视为准予延续", on=TODAY(), by=head)


def test_what_has_expired_cannot_be_renewed(office, shelter, clerk):
    use = granted(office, shelter)
    PeacetimeUse.objects.filter(pk=use.pk).update(ends_on=days(-1))
    with pytest.raises(Refused, match="到期，不能延续"):
        apply_for_renewal(use.pk, ends_on=days(900), received_on=TODAY(), by=clerk)


def test_a_change_needs_something_changed_and_keeps_the_term(office, shelter, clerk, head):
    use = granted(office, shelter)
    with pytest.raises(Incomplete, match="没有变更"):
        apply_for_change(use.pk, entry_of(use), received_on=TODAY(), by=clerk)
    with pytest.raises(Incomplete, match="办理延续"):
        apply_for_change(use.pk, entry(ends_on=days(800)), received_on=TODAY(), by=clerk)
    changed = entry(purpose="仓储", used_area=Decimal("1000.00"))
    request = apply_for_change(use.pk, changed, received_on=TODAY(), by=clerk)
    decide_request(request.pk, grant=True, opinion="同意", on=TODAY(), by=head)
    use.refresh_from_db()
    assert entry_of(use) == changed


def test_one_undecided_request_at_a_time(office, shelter, clerk):
    use = granted(office, shelter)
    apply_for_renewal(use.pk, ends_on=days(900), received_on=TODAY(), by=clerk)
    with pytest.raises(WrongState, match="已有一件待决定"):
        apply_for_change(use.pk, entry(purpose="仓储"), received_on=TODAY(), by=clerk)


def test_withdrawing_the_first_application_ends_the_matter(office, shelter, clerk):
    use = applied(office, shelter)
    request = withdraw_request(use.requests.get().pk, reason="申请人调整计划", by=clerk)
    use.refresh_from_db()
    assert (use.state, request.state) == (State.WITHDRAWN, UseRequest.State.WITHDRAWN)
    with pytest.raises(WrongState):
        withdraw_request(request.pk, reason="申请人调整计划", by=clerk)


def test_cancelling_voids_every_paper_and_frees_the_area(office, shelter, clerk):
    use = granted(office, shelter, used_area=Decimal("1000.00"))
    cancel_use(use.pk, reason="合同解除，工程已移交", on=TODAY(), by=clerk)
    assert current(use) == {}
    assert granted(office, shelter).state == State.IN_FORCE


def test_reissued_papers_name_the_old_ones(office, shelter, clerk):
    use = granted(office, shelter)
    old = current(use)
    reissue_use_papers(use.pk, reason="负责人姓名有误", by=clerk)
    assert {paper.replaces for paper in current(use).values()} == set(old.values())


def test_an_annual_inspection_that_passes_sets_the_next(office, shelter, clerk):
    use = granted(office, shelter)
    record_use_inspection(use.pk, inspected_on=TODAY(), conclusion="passed", note="", by=clerk)
    use.refresh_from_db()
    assert use.inspection_due_on == add_months(TODAY(), 12)


def test_an_inspection_that_does_not_pass_is_due_again_when_mended(office, shelter, clerk):
    use = granted(office, shelter)
    said = {"inspected_on": TODAY(), "conclusion": "rectify", "note": "堵塞次要出入口"}
    with pytest.raises(Incomplete) as refusal:
        record_use_inspection(use.pk, **said, by=clerk)
    assert refusal.value.field == "rectify_by"
    record_use_inspection(use.pk, **said, rectify_by=days(10), by=clerk)
    use.refresh_from_db()
    assert use.inspection_due_on == days(10)


def test_a_form_filled_against_an_older_version_is_refused(office, shelter, clerk):
    use = granted(office, shelter)
    record_use_inspection(use.pk, inspected_on=TODAY(), conclusion="passed", note="", by=clerk)
    with pytest.raises(Overtaken):
        cancel_use(use.pk, reason="合同解除移交", on=TODAY(), by=clerk, version=use.version)


def test_another_district_finds_nothing(office, shelter):
    use = applied(office, shelter)
    stranger = office.who(Role.CLERK, at=office.west)
    for attempt in (
        lambda: apply_for_use(shelter.pk, entry(), received_on=TODAY(), by=stranger),
        lambda: withdraw_request(use.requests.get().pk, reason="申请人调整计划", by=stranger),
        lambda: cancel_use(use.pk, reason="申请人调整计划", on=TODAY(), by=stranger),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert not PeacetimeUse.objects.visible_to(Scope(stranger)).exists()


def test_every_act_is_in_the_history(office, shelter, clerk):
    use = granted(office, shelter)
    cancel_use(use.pk, reason="合同解除，工程已移交", on=TODAY(), by=clerk)
    acts = [event.act for event in events_of(use)][::-1]
    assert acts == ["收到平时使用申请（首次申请）", "同意平时使用（首次申请）", "注销平时使用"]


def test_the_to_do_list_reminds_before_the_term_ends(office, shelter, clerk, head):
    use = granted(office, shelter)
    assert not list(use_tasks(Scope(clerk), TODAY()))
    told = {task.title for task in use_tasks(Scope(clerk), use.ends_on - timedelta(days=60))}
    assert told == {"提醒办理平时使用延续"}
    late = {task.title for task in use_tasks(Scope(clerk), use.ends_on + timedelta(days=1))}
    assert late == {"平时使用已到期", "平时使用年检"}
    waiting = applied(office, shelter)
    [task] = [task for task in open_tasks(Scope(head), TODAY()) if "平时使用" in task.title]
    assert (task.due, task.url) == (waiting.requests.get().due_on, waiting.get_absolute_url())


def test_the_papers_say_what_was_granted(office, shelter):
    papers = current(granted(office, shelter))
    certificate = text_of(read_pdf(papers[CERTIFICATE]))
    for stated in ("人民防空工程平时使用证", papers[CERTIFICATE].number, "某停车管理有限公司",
                   "400.00平方米", "汽车库", shelter.name):  # fmt: skip
        assert stated in certificate
    letter = text_of(read_pdf(papers[LETTER]))
    for stated in ("人民防空工程使用和维护责任书", "甲方", "乙方", "不得改变主体结构", "平战转换"):
        assert stated in letter


@pytest.mark.parametrize("kind", [CERTIFICATE, LETTER])
def test_the_code_on_the_paper_leads_to_its_verification(office, shelter, kind, client):
    import zxingcpp

    paper = current(granted(office, shelter))[kind]
    read = [
        code.text
        for page in pictures_of(read_pdf(paper), dpi=150)
        for code in zxingcpp.read_barcodes(page)
    ]
    assert read == [verification_address(paper)]
    shown = client.get(reverse("verify", args=[paper.token])).content.decode()
    assert "某停" in shown
    assert "二等人员掩蔽" not in shown


def test_the_pages_lead_from_application_to_certificate(client, office, shelter, clerk, head):
    client.force_login(clerk)
    today = TODAY()
    posted = {
        **{name: str(value) for name, value in vars(entry()).items()},
        "received_on": f"{today:%Y%m%d}",
    }
    bad = client.post(f"/engineering/shelters/{shelter.pk}/apply-for-use/",
                      {**posted, "used_area": "五百"})  # fmt: skip
    assert bad.status_code == 422
    assert "五百" in bad.content.decode()
    done = client.post(f"/engineering/shelters/{shelter.pk}/apply-for-use/", posted)
    use = PeacetimeUse.objects.get()
    assert done.url == use.get_absolute_url()
    request = use.requests.get()
    decide = f"/engineering/use-requests/{request.pk}/decide/"
    assert client.get(decide).status_code == 403
    client.force_login(head)
    assert client.get(decide).status_code == 200
    client.post(decide, {"grant": "yes", "opinion": "同意", "on": f"{today:%Y-%m-%d}"})
    client.force_login(clerk)
    page = client.get(use.get_absolute_url()).content.decode()
    assert current(use)[CERTIFICATE].number in page
    for act in ("renew", "change", "inspect", "cancel", "reissue"):
        assert client.get(f"/engineering/uses/{use.pk}/{act}/").status_code == 200, act


def test_strangers_pages_are_not_there(client, office, shelter):
    use = applied(office, shelter)
    client.force_login(office.who(Role.CLERK, at=office.west))
    assert client.get(use.get_absolute_url()).status_code == 404
    assert use.operator not in client.get("/engineering/uses/").content.decode()


def test_the_register_costs_the_same_however_many(
    client, office, shelter, clerk, django_assert_max_num_queries
):
    for _ in range(4):
        applied(office, shelter, used_area=Decimal("10.00"))
    client.force_login(clerk)
    with django_assert_max_num_queries(15):
        assert client.get("/engineering/uses/?due=ending").status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get("/engineering/uses/").status_code == 200
