"""核定: what is charged, under which rules, and how the chain of versions grows."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from engineering.models import Application
from engineering.works.queries import open_obligations, settlement_statements
from fees.assessments.acts.assessment import submit_assessment
from fees.assessments.papers import sheet_snapshot
from fees.assessments.proposal import propose
from fees.assessments.queries import awaiting_assessment, refund_after
from fees.calculation.contract import answer, read_json
from fees.models import Assessment, LedgerEntry, ReliefDecision
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, Refused, WrongState
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.rules.models import LocalPractice
from renfang.workbench.tasks import open_tasks

SCHOOL = {
    "name": "教学楼",
    "use": "public",
    "storeys": 5,
    "foundation_depth": "2.50",
    "ground_floor_area": "2400.00",
    "above_ground_area": "12000.00",
    "relief": "school",
}


def assess(desk, application, **options):
    return desk.assess(application, **options)


def test_a_tower_without_shelter_is_charged_its_ground_floor_at_the_local_rate(desk, read_back):
    assessment = assess(desk, desk.granted())

    assert assessment.required_area == Decimal("850.00")
    assert assessment.rate == Decimal("1500.00")
    assert assessment.payable == Decimal("1275000.00")
    assert assessment.kind == Assessment.Kind.FIRST
    account = read_back(assessment.account)
    assert (account.payable, account.paid, account.balance) == (
        Decimal("1275000.00"),
        Decimal("0.00"),
        Decimal("1275000.00"),
    )
    entry = account.entries.get()
    assert entry.kind == LedgerEntry.Kind.CHARGE
    assert entry.assessment == assessment


def test_only_what_is_not_built_is_charged(desk):
    assessment = assess(desk, desk.granted(planned="600.00"))

    assert assessment.shortfall_area == Decimal("250.00")
    assert assessment.payable == Decimal("375000.00")


def test_a_school_pays_half_and_the_assessment_shows_gross_relief_and_payable(desk):
    assessment = assess(desk, desk.granted(buildings=[SCHOOL]))

    assert assessment.required_area == Decimal("240.00")
    assert assessment.gross == Decimal("360000.00")
    assert assessment.relief == Decimal("180000.00")
    assert assessment.payable == Decimal("180000.00")
    assert any(
        "减免" in step["rule"] + step["formula"] + step["result"] for step in assessment.steps
    )


def test_an_exempt_project_owes_nothing_and_counts_as_settled(desk):
    exempt = {**SCHOOL, "relief": "nonprofit_care"}
    assessment = assess(desk, desk.granted(buildings=[exempt]))

    assert assessment.gross == Decimal("360000.00")
    assert assessment.payable == Decimal("0.00")
    assert not assessment.account.entries.exists()
    assert open_obligations(assessment.application.project) == []


def test_the_stored_facts_give_the_same_figure_again(desk):
    assessment = assess(desk, desk.granted(buildings=[SCHOOL]))

    again = answer(read_json(json.dumps(assessment.facts)))
    assert Decimal(again["payable"]) == assessment.payable
    added = ("收费标准", "减免认定")
    assert [row for row in assessment.steps if not row["rule"].startswith(added)] == again["steps"]


def test_the_steps_name_the_document_that_the_local_rate_rests_on(desk):
    assessment = assess(desk, desk.granted())

    (step,) = [step for step in assessment.steps if step["rule"] == "收费标准"]
    assert (step["basis"], step["result"]) == ("X发改价〔2020〕8号", "1500.00 元/㎡")


def test_a_rate_of_nothing_is_no_way_to_waive_the_fee(desk):
    with pytest.raises(Incomplete, match="大于 0"):
        assess(desk, desk.granted(), rate=Decimal("0.00"), rate_ground="X发改价〔2026〕3号")


def test_a_rate_lowered_by_hand_rests_on_a_document_and_stands_in_the_register(client, desk):
    application = desk.granted()
    other = {"rate": Decimal("1000.00"), "rate_ground": "X发改价〔2026〕3号"}
    with pytest.raises(Incomplete, match="上传批准改用的文件") as refusal:
        desk.submit(application, **other)
    assert refusal.value.field == "rate_document"
    draft = desk.submit(application, **other, rate_document=desk.document())

    row = draft.relief_decisions.get()
    assert (row.relief_code, row.basis) == (ReliefDecision.LOWER_RATE, "X发改价〔2026〕3号")
    assert "应缴 1,275,000.00 元" in row.reason
    assert "改用 1,000.00 元/㎡后应缴 850,000.00 元" in row.reason
    head = desk.office.who(Role.HEAD)
    client.force_login(head)
    notes = [task.note for task in open_tasks(Scope(head), desk.today)]
    assert any("改用较低收费标准" in note for note in notes)
    address = reverse("fees:relief_file", args=[row.pk])
    assert address in client.get(draft.get_absolute_url()).content.decode()
    assert address in client.get(reverse("fees:reliefs")).content.decode()
    assert client.get(address).content == b"%PDF-1.4 another rate"
    assert "改用较低收费标准" in sheet_snapshot(desk.approve(draft))["reliefs"][0]


def test_a_rate_that_charges_no_less_is_no_relief_and_keeps_its_document(client, desk):
    other = {"rate": Decimal("2000.00"), "rate_ground": "X发改价〔2026〕3号"}
    draft = desk.submit(desk.granted(), **other, rate_document=desk.document())
    row = draft.relief_decisions.get()
    assert (row.relief_code, row.file.name) == (ReliefDecision.OTHER_RATE, "批复.pdf")
    client.force_login(desk.officer)
    register = client.get(reverse("fees:reliefs")).content.decode()
    assert reverse("fees:relief_file", args=[row.pk]) not in register
    assert sheet_snapshot(desk.approve(draft))["reliefs"] == []


def test_the_rate_of_the_decision_day_applies_not_that_of_today(desk):
    application = desk.granted(days_ago=40)
    practice = LocalPractice.objects.get()
    change = desk.today - timedelta(days=30)
    practice.effective_to = change - timedelta(days=1)
    practice.save()
    LocalPractice.objects.create(
        organisation=practice.organisation,
        rulebook="national",
        city_class=practice.city_class,
        division_level=practice.division_level,
        local_share_bp=200,
        local_rate="2000.00",
        legal_basis="X发改价〔2026〕3号",
        effective_from=change,
    )

    assert assess(desk, application).rate == Decimal("1500.00")
    assert assess(desk, desk.granted(name="新苑", days_ago=10)).rate == Decimal("2000.00")


def test_a_provincial_book_with_rates_of_its_own_ignores_the_local_one(desk):
    LocalPractice.objects.update(rulebook="qinghai", local_rate="900.00")
    application = desk.granted(facts={"rulebook": "qinghai", "rate": "1500.00"})

    assert propose(application).rate == Decimal("1500.00")


def test_assessing_twice_posts_once(desk):
    application = desk.granted()
    first = assess(desk, application)

    with pytest.raises(WrongState, match="相同"):
        assess(desk, application)
    assert list(first.account.assessments.all()) == [first]
    assert first.account.entries.count() == 1


def test_a_changed_design_makes_a_second_version_and_posts_only_the_difference(desk, read_back):
    first = assess(desk, desk.granted())
    changed = desk.granted(project=first.account.project, planned="600.00", days_ago=3)

    second = assess(desk, changed)

    assert (second.version, second.kind, second.replaces) == (2, "change", first)
    assert second.difference == Decimal("-900000.00")
    entry = second.entries.get()
    assert (entry.kind, entry.amount) == (LedgerEntry.Kind.REDUCTION, Decimal("-900000.00"))
    assert read_back(first.account).payable == second.payable == Decimal("375000.00")
    assert not Assessment.objects.get(pk=first.pk).is_current


def test_a_decrease_below_what_is_paid_leaves_a_refund_due_and_no_more(desk, read_back):
    account = desk.assessed()
    desk.pay(account, "1000000.00", "TP001")
    changed = desk.granted(project=account.project, planned="600.00", days_ago=3)

    assert desk.assess(changed).difference == Decimal("-900000.00")
    after = read_back(account)
    assert after.payable == Decimal("375000.00")
    assert refund_after(after, after.payable) == Decimal("625000.00")
    assert refund_after(after, after.payable) <= after.paid


def test_an_earlier_decision_is_not_charged_once_a_later_one_stands(desk):
    earlier = desk.granted()
    desk.granted(project=earlier.project, days_ago=3)

    with pytest.raises(WrongState, match="现为“已变更”"):
        assess(desk, earlier)


def test_figures_that_changed_since_the_check_page_are_not_posted(desk):
    application = desk.granted()

    with pytest.raises(Overtaken, match=r"1,275,000\.00 元"):
        assess(desk, application, expected=Decimal("1000000.00"))
    assert not Assessment.objects.exists()


def test_the_area_of_the_decision_binds_the_fee(desk):
    application = desk.granted()
    computation = application.computations.get()
    computation.pk = None
    computation.required_area = Decimal("900.00")
    computation.save()

    with pytest.raises(Refused, match=r"900\.00 ㎡"):
        assess(desk, application)


def test_without_local_practice_the_office_is_told_what_to_enter(desk):
    application = desk.granted()
    LocalPractice.objects.all().delete()

    with pytest.raises(Incomplete, match="本地执行口径"):
        assess(desk, application)


def test_an_application_still_under_review_is_not_charged(desk):
    application = desk.granted()
    Application.objects.filter(pk=application.pk).update(state=Application.State.REVIEWED)

    with pytest.raises(WrongState, match="准予许可"):
        assess(desk, application)


def test_another_district_does_not_even_learn_that_the_application_exists(desk, office):
    application = desk.granted()

    with pytest.raises(NotFound):
        submit_assessment(
            application.pk, by=office.who(Role.FINANCE, at=office.west), on=desk.today
        )


def test_the_clerk_sees_the_application_but_finance_assesses(desk, office):
    with pytest.raises(NotPermitted, match="财务"):
        submit_assessment(desk.granted().pk, by=office.who(Role.CLERK), on=desk.today)


def test_the_history_tells_who_assessed_what(desk):
    assessment = assess(desk, desk.granted())

    event = events_of(assessment.account).get()
    assert (event.act, event.actor) == ("核定易地建设费", assessment.reviewed_by)
    assert event.after["实缴金额"] == "1,275,000.00 元"
    assert event.after["核定人"] == str(desk.officer)


def test_the_list_of_what_waits_holds_last_decisions_with_a_shortfall_only(desk, office):
    waiting = desk.granted(name="待核定项目")
    desk.granted(name="足额修建项目", planned="850.00")
    desk.granted(name="西区项目", at=office.west)
    charged = desk.assessed(name="已核定项目")
    replaced = desk.granted(name="已变更项目")
    later = desk.granted(project=replaced.project, days_ago=2)

    listed = awaiting_assessment(Scope(desk.officer))
    assert set(listed) == {waiting, later}

    full = desk.granted(project=charged.project, planned="850.00", days_ago=2)
    assert full in awaiting_assessment(Scope(desk.officer))


def test_the_certificate_is_held_until_the_fee_is_assessed_and_paid(desk):
    application = desk.granted(planned="600.00")
    project = application.project
    assert open_obligations(project) == ["尚未核定易地建设费"]

    account = assess(desk, application).account
    assert open_obligations(project) == ["易地建设费尚欠缴 375,000.00 元"]

    desk.pay(account, "375000.00", "TP002")
    assert open_obligations(project) == []
    assert ("易地建设费", "应缴 375,000.00 元，已缴 375,000.00 元") in settlement_statements(
        project
    )


def test_the_sheet_sets_the_thousands_of_its_working_apart(desk):
    steps = sheet_snapshot(desk.assessed().assessments.get())["steps"]
    assert steps[-1]["formula"] == "1,275,000.00－0.00＝1,275,000.00"
    assert "应缴 1,275,000.00 元" in steps[-1]["result"]
    text = "".join(step["formula"] + step["result"] for step in steps)
    assert not re.search(r"(?<![\d,.])\d{6,}", text)
