"""漏缴比对: lists of other authorities, from the file to the clue and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engineering.comparison.acts import (
    compare_everything,
    compare_record,
    dismiss_record,
    make_clue,
    match_record,
    take_back_record,
)
from engineering.comparison.models import AuthorityRecord
from engineering.comparison.queries import alike, clue_words, estimate, siblings_of, standing
from engineering.comparison.workbench import LISTS
from engineering.models import OmissionCase
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.exchange.acts import confirm, upload
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.applications import grant, received, registered, reviewed
from tests.builders.office import Office

pytestmark = pytest.mark.django_db

DAY = date(2024, 5, 6)
HEAD = "预售许可证号,项目名称,开发企业,坐落,预售楼栋,规划用途,层数,地上建筑面积,发证日期\n"
OURS = "锦绣家园,锦绣置业有限公司,东区和平路 88 号"
ROWS = (
    f"预售〔2024〕1号,{OURS},1#楼,住宅,18,15300,2024-05-06\n"
    "预售〔2024〕2号,翠湖广场,翠湖置业有限公司,东区湖滨路 1 号,A座,商业,12,12000,2024-05-06\n"
    "预售〔2024〕2号,翠湖广场,翠湖置业有限公司,东区湖滨路 1 号,B座,商业,12,6000,2024-05-06\n"
)


def came_in(office: Office, text: str = HEAD + ROWS, name: str = "预售.csv") -> str:
    """The file confirmed by the clerk; gives what was said of it."""
    clerk = office.who(Role.CLERK)
    return confirm(upload(LISTS.code, text.encode(), name, by=clerk).pk, by=clerk).summary


def row(building: str) -> AuthorityRecord:
    return AuthorityRecord.objects.get(building=building)


def clue(office: Office, building: str, **more) -> OmissionCase:
    words = clue_words(row(building))
    return make_clue(row(building).pk, clue=words, on=DAY, **{"by": office.who(Role.CLERK), **more})


def test_a_list_comes_in_and_is_compared(office: Office) -> None:
    grant(office, reviewed(office))
    assert came_in(office) == "新增 3 条，更新 0 条，未变 0 条；其中待核对 2 条"
    ours, other = row("1#楼"), row("A座")
    assert (ours.state, ours.finding) == ("agrees", "agrees")
    assert (ours.told_area, ours.declared_area) == (Decimal("15300.00"), Decimal("15300.00"))
    assert (other.state, other.finding, other.project) == ("open", "nothing", None)
    assert other.is_above_ground


def test_a_list_read_again_brings_only_what_is_new(office: Office) -> None:
    came_in(office)
    before = row("A座").version
    more = "预售〔2024〕3号,云谷,云谷公司,东区云谷路 9 号,1座,办公,8,8000,2024-06-01\n"
    again = came_in(office, HEAD + ROWS.replace("12000", "12500") + more)
    assert again == "新增 1 条，更新 1 条，未变 2 条；其中待核对 2 条"
    changed = row("A座")
    assert (changed.area, changed.version) == (Decimal("12500.00"), before + 1)
    event = events_of(changed).first()
    assert (event.before["建筑面积"], event.after["建筑面积"]) == ("12000.00", "12500.00")


def test_an_updated_row_waits_again_unless_it_is_a_clue(office: Office) -> None:
    came_in(office)
    clerk = office.who(Role.CLERK)
    dismiss_record(row("A座").pk, reason="other", note="已按旧名办理许可", on=DAY, by=clerk)
    clue(office, "B座")
    came_in(office, HEAD + ROWS.replace("12000", "12500").replace(",6000", ",6500"))
    assert (row("A座").state, row("A座").reason) == ("open", "")
    assert (row("B座").state, row("B座").area) == ("clue", Decimal("6500.00"))


@pytest.mark.parametrize(
    ("stage", "finding", "state"),
    [(registered, "unapplied", "open"), (received, "in_hand", "agrees")],
)
def test_what_the_project_shows(office: Office, stage, finding: str, state: str) -> None:
    stage(office)
    came_in(office)
    assert (row("1#楼").finding, row("1#楼").state) == (finding, state)


def test_a_permit_that_ended_is_found_by_the_nightly_comparison(office: Office) -> None:
    application = reviewed(office)
    grant(office, application)
    came_in(office)
    application.refresh_from_db()
    type(application.project).objects.filter(pk=application.project_id).update(stage="closed")
    assert compare_everything() == "比对 3 条，1 条的结果有变化"
    assert (row("1#楼").finding, row("1#楼").state) == ("lapsed", "open")


def test_areas_of_one_kind_are_summed_over_the_project(office: Office) -> None:
    grant(office, reviewed(office))
    more = f"预售〔2024〕9号,{OURS},2#楼,住宅,10,5000,2024-06-01\n"
    came_in(office, HEAD + ROWS + more)
    for building in ("1#楼", "2#楼"):
        found = row(building)
        assert (found.finding, found.told_area) == ("smaller", Decimal("20300.00"))
    assert "同类名录合计 20,300.00㎡" in clue_words(row("1#楼"))
    dismiss_record(
        row("2#楼").pk,
        reason="twice",
        note="与预售〔2024〕1号重复",
        on=DAY,
        by=office.who(Role.CLERK),
    )
    assert (row("1#楼").finding, row("1#楼").state) == ("agrees", "agrees")


def test_what_is_like_a_project_is_asked_and_told_once(office: Office) -> None:
    project = registered(office)
    came_in(office, HEAD + "预售〔2024〕7号,锦绣家园,项目公司,,1座,住宅,18,15300,2024-05-06\n")
    clerk = office.who(Role.CLERK)
    asked = row("1座")
    assert (asked.finding, [like.words for _, like in alike(asked)]) == ("asked", ["项目名称相同"])
    match_record(asked.pk, project=project.pk, by=clerk)
    assert (row("1座").finding, row("1座").project) == ("unapplied", project)
    compare_everything()
    assert row("1座").project == project
    match_record(asked.pk, project=None, by=clerk)
    compare_everything()
    assert (row("1座").finding, row("1座").project) == ("nothing", None)


def test_a_project_registered_later_is_found(office: Office) -> None:
    came_in(office)
    registered(office)
    compare_record(row("1#楼").pk, by=office.who(Role.CLERK))
    assert row("1#楼").finding == "unapplied"
    assert events_of(row("1#楼")).first().after == {"比对结果": "项目未申请结建审批"}


def test_the_rows_of_a_project_become_one_clue_with_its_estimate(office: Office) -> None:
    came_in(office)
    others = [each.pk for each in siblings_of(row("A座"))]
    assert others == [row("B座").pk]
    case = clue(office, "A座", others=others)
    assert (case.state, case.source, case.name) == ("clue", "other_authority", "翠湖广场")
    assert "12,000.00㎡" in case.clue
    # 12 storeys: the ground floor, a twelfth of 12,000 ㎡, at the office's own 1,500 yuan.
    assert row("A座").estimated_fee == Decimal("1500000.00")
    assert row("B座").estimated_fee == Decimal("750000.00")
    assert {row("A座").case, row("B座").case} == {case}
    found = standing(Scope(office.who(Role.HEAD)))
    assert (found.rows, found.waiting, found.cases) == (3, 1, 1)
    assert (found.estimated, found.charged) == (Decimal("2250000.00"), Decimal("0.00"))


def test_a_row_joins_the_case_that_there_is(office: Office) -> None:
    came_in(office)
    case = clue(office, "A座")
    with pytest.raises(Incomplete, match="不是同一项目的案件"):
        clue(office, "1#楼", case=case.pk)
    assert clue(office, "B座", case=case.pk) == case
    assert OmissionCase.objects.count() == 1


def test_only_rows_of_the_project_go_along(office: Office) -> None:
    came_in(office)
    with pytest.raises(Incomplete) as refusal:
        clue(office, "A座", others=[row("1#楼").pk])
    assert refusal.value.field == "others"
    assert not OmissionCase.objects.exists()


def test_an_estimate_says_what_it_lacks(office: Office) -> None:
    came_in(office, HEAD + ROWS.replace("12,12000", ",12000"))
    assert estimate(row("A座")).words == "名录没有地上层数，不能估算"
    assert estimate(row("B座")).fee == Decimal("750000.00")
    clue(office, "A座")
    assert row("A座").estimated_fee is None


def test_a_decided_row_is_taken_back(office: Office) -> None:
    came_in(office)
    clerk = office.who(Role.CLERK)
    case = clue(office, "A座")
    back = take_back_record(row("A座").pk, note="与许可名称不同，重新核对", by=clerk)
    assert (back.state, back.case, back.decided_by) == ("open", None, None)
    clue(office, "A座", case=case.pk)
    OmissionCase.objects.filter(pk=case.pk).update(state="verified")
    with pytest.raises(WrongState, match="已核查应建，线索不再退回"):
        take_back_record(row("A座").pk, note="与许可名称不同，重新核对", by=clerk)


def test_who_may(office: Office) -> None:
    came_in(office)
    with pytest.raises(NotPermitted):
        clue(office, "A座", by=office.who(Role.HEAD))
    with pytest.raises(NotFound):
        clue(office, "A座", by=office.who(Role.CLERK, office.west))
    with pytest.raises(NotFound):
        match_record(row("A座").pk, project=registered(office).pk + 999, by=office.who(Role.CLERK))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + ROWS + ROWS.split("\n")[0] + "\n", "与第 2 行重复"),
        ("文号,项目名称,建设单位,建筑面积\n1号,甲,乙公司,100\n", "不知道是哪一种名录"),
        ("施工许可证号,项目名称,建设单位\n1号,甲,乙公司\n", "缺少建筑面积"),
    ],
)
def test_rows_to_mend_are_named(office: Office, text: str, said: str) -> None:
    from engineering.comparison.exchange import AuthorityResource

    clerk = office.who(Role.CLERK)
    batch = upload(LISTS.code, text.encode(), "名录.csv", by=clerk)
    readings = AuthorityResource(Scope(clerk), batch).read_batch()
    assert said in "；".join(problem for each in readings for problem in each.problems)


def test_several_numbers_of_one_row_are_all_kept(office: Office) -> None:
    came_in(
        office,
        "建设工程规划许可证号,施工许可证号,项目名称,建设单位,建设规模\n规1号,施1号,甲,乙公司,100\n",
    )
    kept = AuthorityRecord.objects.get()
    assert (kept.kind, kept.number) == ("construction", "施1号")
    assert kept.note == "建设工程规划许可证号 规1号"


def test_what_goes_out_comes_in_again_unchanged(office: Office) -> None:
    import io

    from engineering.comparison.exchange import AuthorityResource
    from renfang.exchange.workbook import write_sheets

    came_in(office)
    target = io.BytesIO()
    rows = AuthorityRecord.objects.order_by("pk")
    write_sheets(target, [AuthorityResource().sheet(rows)])
    clerk = office.who(Role.CLERK)
    batch = upload(LISTS.code, target.getvalue(), "名录.xlsx", by=clerk)
    readings = AuthorityResource(Scope(clerk), batch).read_batch()
    assert [(each.outcome, each.problems) for each in readings] == [("未变", [])] * 3


def test_the_head_sees_what_came_of_it(office: Office, client: Client) -> None:
    came_in(office)
    clue(office, "A座")
    client.force_login(office.who(Role.HEAD))
    home = client.get(reverse("workbench")).content.decode()
    assert "漏缴比对" in home
    assert "1,500,000.00" in home
    client.force_login(office.who(Role.CLERK))
    home = client.get(reverse("workbench")).content.decode()
    assert "2 条名录记录待核对" in home
    assert "1,500,000.00" not in home


def test_the_queue_costs_the_same_however_long_it_is(office: Office, client: Client) -> None:
    came_in(office)
    client.force_login(office.who(Role.CLERK))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("engineering:authority_records")).status_code == 200
        return len(queries)

    asked()
    short = asked()
    rows = [
        f"预售〔2025〕{n}号,甲{n},乙{n}公司,丙路{n}号,1幢,住宅,9,900,2024-06-01\n"
        for n in range(15)
    ]
    came_in(office, HEAD + "".join(rows))
    assert asked() == short
