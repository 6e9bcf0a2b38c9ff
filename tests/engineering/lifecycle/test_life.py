"""A shelter's life after filing, and its demolition with what is due in its place."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from engineering.lifecycle.acts.changes import take_life_step
from engineering.lifecycle.acts.demolitions import (
    apply_demolition,
    decide_demolition,
    record_demolished,
    settle_demolition,
    withdraw_demolition,
)
from engineering.models import Demolition, Shelter
from engineering.shelters.queries import last_day
from fees.models import FeeAccount, LedgerEntry
from fees.payments.acts.slips import check_slip, record_payment, return_slip, reverse_entry
from renfang.acts import Incomplete, NotPermitted, Refused, WrongState
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.office import move
from tests.builders.upkeep import standing_shelter
from tests.builders.works import accepted, filed, in_use, today


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def compensated(case, office):
    """Finance records that all of the compensation was paid, and the head checks it."""
    account = FeeAccount.objects.get(demolition=case)
    slip = record_payment(
        account.pk,
        by=office.who(Role.FINANCE),
        amount=account.balance,
        paid_on=today(),
        voucher="6201234567",
        key=uuid4(),
    ).slip
    check_slip(slip.pk, by=office.who(Role.HEAD))


def state_of(shelter):
    return Shelter.objects.get(pk=shelter.pk).state


def applied(shelter, clerk, **changes):
    return apply_demolition(
        shelter.pk,
        by=clerk,
        **{
            "applicant": "某城投公司",
            "applied_on": today(),
            "reason": "地铁建设占用",
            "area": shelter.built_area,
            "remedy": "rebuild",
            **changes,
        },
    )


def approved(shelter, office, **changes):
    case = applied(shelter, office.who(Role.CLERK), **changes)
    head = office.who(Role.HEAD)
    return decide_demolition(case.pk, by=head, approve=True, opinion="同意拆除", on=today())


def test_a_filed_shelter_is_put_to_use_evaluated_reinforced_and_used_again(office, clerk):
    shelter = filed(office)
    take_life_step(shelter.pk, "put_into_use", by=clerk, on=today())
    assert state_of(shelter) == Shelter.State.IN_USE
    record = take_life_step(
        shelter.pk, "evaluation", by=clerk, on=today(), grade="B", evaluator="某鉴定站"
    )
    assert record.grade_name == "加固改造后使用"
    assert state_of(shelter) == Shelter.State.IN_USE
    take_life_step(
        shelter.pk, "reinforcement_start", by=clerk, on=today(), basis="X动改〔2026〕1号"
    )
    assert state_of(shelter) == Shelter.State.REINFORCING
    take_life_step(shelter.pk, "reinforcement_end", by=clerk, on=today())
    assert state_of(shelter) == Shelter.State.IN_USE


def test_closing_rests_on_a_document_and_conversion_on_an_evaluation(office, clerk):
    shelter = in_use(office)
    with pytest.raises(Incomplete, match="批准文件或依据") as refusal:
        take_life_step(shelter.pk, "closure", by=clerk, on=today())
    assert refusal.value.field == "basis"
    with pytest.raises(Incomplete, match="先有评估鉴定结论"):
        take_life_step(shelter.pk, "conversion", by=clerk, on=today(), basis="批复")
    take_life_step(shelter.pk, "closure", by=clerk, on=today(), basis="X动封〔2026〕1号")
    with pytest.raises(WrongState, match="封堵停用"):
        take_life_step(shelter.pk, "closure", by=clerk, on=today(), basis="再次")


def test_a_step_precedes_neither_completion_nor_tomorrow(office, clerk):
    shelter = filed(office)
    for day, told in (
        (today() + timedelta(days=1), "晚于今天"),
        (today() - timedelta(days=1), "早于竣工"),
    ):
        with pytest.raises(Incomplete, match=told):
            take_life_step(shelter.pk, "put_into_use", by=clerk, on=day)


def test_an_accepted_but_unfiled_shelter_is_not_put_to_use(office, clerk):
    with pytest.raises(WrongState, match="已备案"):
        take_life_step(accepted(office).pk, "put_into_use", by=clerk, on=today())


def test_who_takes_the_application_does_not_decide_it(office, clerk):
    case = applied(in_use(office), clerk)
    with pytest.raises(NotPermitted, match="审批负责人"):
        decide_demolition(case.pk, by=clerk, approve=True, opinion="同意", on=today())
    move(clerk, Role.HEAD, office.east)
    with pytest.raises(NotPermitted, match="须由另一人"):
        decide_demolition(case.pk, by=clerk, approve=True, opinion="同意", on=today())


def test_approval_sets_the_day_to_rebuild_by_and_keeps_it_on_the_to_do_list(office, clerk):
    shelter = in_use(office)
    case = approved(shelter, office)
    assert case.due_on == last_day(office.east, "rebuild", today()).last_day
    record_demolished(case.pk, by=clerk, on=today())
    assert state_of(shelter) == Shelter.State.DEMOLISHED
    (task,) = [task for task in open_tasks(Scope(clerk), today()) if "补建" in task.title]
    assert task.due == case.due_on


def rebuilt(office, area="850.00", **changes):
    """Works of their own (单建), completed today: no building's duty is met with them."""
    return standing_shelter(
        office,
        **{
            "name": f"补建工程{area}",
            "construction_form": "cut_and_cover",
            "built_area": Decimal(area),
            "shelter_area": Decimal(area) / 2,
            "completed_on": today(),
            **changes,
        },
    )


def torn_down(office, clerk, number=1, **changes):
    """A demolition carried out today that waits for what replaces it."""
    case = approved(in_use(office, number), office, **changes)
    return record_demolished(case.pk, by=clerk, on=today())


def settled(case, clerk, by_works=None, on=None):
    return settle_demolition(
        case.pk,
        by=clerk,
        on=on or today(),
        settlement="已补建",
        rebuilt_as=by_works.pk if by_works else None,
    )


def test_rebuilding_is_done_by_an_accepted_shelter_that_is_large_enough(office, clerk):
    case = torn_down(office, clerk)
    with pytest.raises(Incomplete, match=r"少 50\.00 ㎡"):
        settled(case, clerk, rebuilt(office, "800.00"))
    settled(case, clerk, rebuilt(office))
    assert Demolition.objects.get().state == Demolition.State.SETTLED


def test_what_another_project_had_to_build_itself_replaces_nothing(office, clerk):
    """paths.md F1.1: 520 ㎡ were settled with another company's own bundled duty."""
    case = torn_down(office, clerk)
    with pytest.raises(Incomplete, match=r"可抵补 0\.00 ㎡"):
        settled(case, clerk, accepted(office, 2))
    # What a builder builds beyond its own duty may replace.
    larger = accepted(office, 3, built_area=Decimal("1700.00"))
    settled(case, clerk, larger)


def test_the_same_works_are_not_counted_twice(office, clerk):
    """paths.md F1.1: 330 ㎡ were torn down and 196.40 counted twice."""
    works = rebuilt(office, "196.40")
    first = torn_down(office, clerk, 1, area=Decimal("180.00"))
    second = torn_down(office, clerk, 2, area=Decimal("150.00"))
    settled(first, clerk, works)
    with pytest.raises(Incomplete, match=r"可抵补 16\.40 ㎡.*少 133\.60 ㎡"):
        settled(second, clerk, works)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nuclear_grade": "6B"}, "抗力等级（核）低于"),
        ({"completed_on": today() - timedelta(days=400)}, "不是为本次拆除补建"),
    ],
)
def test_the_works_are_of_the_same_grade_and_made_for_it(office, clerk, changes, words):
    case = torn_down(office, clerk)
    with pytest.raises(Incomplete, match=words):
        settled(case, clerk, rebuilt(office, **changes))


def test_nothing_is_made_good_before_it_was_demolished(office, clerk):
    """paths.md F1.2: 11-20 was accepted for a decision of 11-27."""
    case = torn_down(office, clerk)
    with pytest.raises(Incomplete, match="完成日期"):
        settled(case, clerk, rebuilt(office), on=today() - timedelta(days=1))


def test_a_compensation_is_not_complete_before_its_last_payment_or_while_it_is_reversed(
    office, clerk
):
    """paths.md F1.2, F1.3."""
    money = {"remedy": "compensation", "compensation": Decimal("150000.00")}
    case = torn_down(office, clerk, **money)
    compensated(case, office)
    entry = LedgerEntry.objects.get(kind="payment")
    slip = reverse_entry(
        entry.pk, by=office.who(Role.FINANCE), reason="登记到了别的账户", key=uuid4()
    ).slip
    with pytest.raises(Refused, match="冲正待复核"):
        settled(case, clerk)
    return_slip(slip.pk, by=office.who(Role.HEAD), reason="核对无误，不冲正")
    settled(case, clerk)


def test_part_of_the_works_gone_leaves_less_in_the_register_and_room_for_another(office, clerk):
    """paths.md F1.5: 100 of 6,820 ㎡ went and 6,820.00 stayed."""
    shelter = in_use(office)
    case = approved(shelter, office, area=Decimal("200.00"))
    record_demolished(case.pk, by=clerk, on=today(), shelter_area=Decimal("450.00"))
    shelter.refresh_from_db()
    assert (shelter.built_area, shelter.shelter_area) == (Decimal("650.00"), Decimal("450.00"))
    settled(case, clerk, rebuilt(office, "200.00"))
    shelter.refresh_from_db()
    assert applied(shelter, clerk).state == Demolition.State.APPLIED


def test_an_application_received_by_mistake_is_withdrawn(client, office, clerk):
    shelter = in_use(office)
    case = applied(shelter, clerk)
    withdraw_demolition(case.pk, by=clerk, reason="收错工程，申请单位要求撤回")
    case.refresh_from_db()
    assert case.get_state_display() == "已撤回"
    with pytest.raises(WrongState):
        decide_demolition(
            case.pk, by=office.who(Role.HEAD), approve=True, opinion="同意", on=today()
        )
    assert applied(shelter, clerk).state == Demolition.State.APPLIED


def test_paying_instead_states_the_sum_and_the_voucher(office, clerk):
    shelter = in_use(office)
    with pytest.raises(Incomplete, match="补偿费金额"):
        applied(shelter, clerk, remedy="compensation")
    case = approved(shelter, office, remedy="compensation", compensation=Decimal("1275000.00"))
    record_demolished(case.pk, by=clerk, on=today())
    with pytest.raises(Refused, match=r"尚欠缴 1,275,000\.00 元"):
        settle_demolition(case.pk, by=clerk, on=today(), settlement="缴款书 6201234567")
    compensated(case, office)
    settle_demolition(case.pk, by=clerk, on=today(), settlement="缴款书 6201234567")
    assert Demolition.objects.get().state == Demolition.State.SETTLED


def test_no_more_is_demolished_than_stands_and_part_of_it_leaves_the_rest(office, clerk):
    shelter = in_use(office)
    with pytest.raises(Incomplete, match="大于工程建筑面积"):
        applied(shelter, clerk, area=Decimal("850.01"))
    case = approved(shelter, office, area=Decimal("200.00"))
    record_demolished(case.pk, by=clerk, on=today())
    assert state_of(shelter) == Shelter.State.IN_USE


def test_a_refused_application_leaves_room_for_another(office, clerk):
    shelter = in_use(office)
    case = applied(shelter, clerk)
    with pytest.raises(WrongState, match="已有一件拆除审批"):
        applied(shelter, clerk)
    head = office.who(Role.HEAD)
    decide_demolition(case.pk, by=head, approve=False, opinion="可以避让", on=today())
    assert applied(shelter, clerk).state == Demolition.State.APPLIED


def test_the_pages_of_a_demolition_lead_from_application_to_settlement(client, office, clerk):
    shelter = in_use(office)
    client.force_login(clerk)
    base = f"/engineering/shelters/{shelter.pk}/"
    posted = {"applicant": "某公司", "applied_on": f"{today()}", "reason": "道路拓宽",
              "area": "850", "remedy": "compensation", "compensation": "127.5万"}  # fmt: skip
    assert client.post(f"{base}demolish/", posted).status_code == 302
    case = Demolition.objects.get()
    client.force_login(office.who(Role.HEAD))
    decision = {"approve": "yes", "on": f"{today()}", "opinion": "同意"}
    address = f"/engineering/demolitions/{case.pk}"
    assert "1,275,000.00" in client.get(f"{address}/decide/").content.decode()
    assert client.post(f"{address}/decide/", decision).status_code == 302
    client.force_login(clerk)
    assert client.post(f"{address}/done/", {"on": f"{today()}"}).status_code == 302
    settled = {"on": f"{today()}", "settlement": "缴款书 62012"}
    assert client.post(f"{address}/settle/", settled).status_code == 409
    compensated(case, office)
    assert client.post(f"{address}/settle/", settled).status_code == 302
    assert "已补建或补偿" in client.get(base).content.decode()


@pytest.mark.parametrize(
    ("grade", "first"),
    [("A", "评估鉴定"), ("B", "加固改造开工"), ("D", "封堵停用")],
)
def test_the_step_that_an_evaluation_calls_for_is_offered_first(
    client, office, clerk, grade, first
):
    shelter = in_use(office)
    take_life_step(
        shelter.pk, "evaluation", by=clerk, on=today(), grade=grade, evaluator="某检测中心"
    )
    client.force_login(clerk)
    steps = client.get(f"/engineering/shelters/{shelter.pk}/").context["steps"]
    life = [step for step in steps if "/life/" in step.url]
    assert (life[0].label, life[0].is_primary) == (first, grade != "A")


def test_a_step_that_the_state_forbids_has_no_page(client, office, clerk):
    shelter = filed(office)
    client.force_login(clerk)
    base = f"/engineering/shelters/{shelter.pk}/life/"
    assert client.get(f"{base}put_into_use/").status_code == 200
    assert client.get(f"{base}reopening/").status_code == 409
    assert client.get(f"{base}demolition/").status_code == 404
    posted = {"on": f"{today()}", "version": shelter.version}
    assert client.post(f"{base}put_into_use/", posted).status_code == 302
    assert state_of(shelter) == Shelter.State.IN_USE
