"""The registry: numbers without gaps or twins, frozen papers, voiding, printing."""

from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, WrongState
from renfang.documents import registry
from renfang.documents.models import DocumentFile, IssuedDocument, NumberPrefix, NumberSeries
from renfang.documents.numbers import missing_numbers, number_key
from renfang.documents.registry import (
    issue_document,
    print_document,
    produce,
    read_pdf,
    void_document,
)
from renfang.organisations.permissions import Role

KIND = "completion_certificate"
SNAPSHOT = {
    "project": "金水湾",
    "project_code": "2603-620102-47-01-281816",
    "shelter": "金水湾防空地下室",
    "developer": "X市金水房地产开发有限公司",
    "address": "X区建设西街57号",
    "approval_number": "X东动防审〔2026〕1号",
    "wartime_function": "二等人员掩蔽工程",
    "grades": "甲类 核6级、常6级，防化丙级",
    "peacetime_use": "汽车库",
    "approved_area": "3,829.15",
    "built_area": "3,830.00",
    "compared": "较批准面积多 0.85 平方米",
    "shelter_area": "2,700.00",
    "protective_units": "2",
    "headcount": "2700",
    "accepted_on": "2026-10-20",
    "designer": "某设计院",
    "surveyor": "某勘察院",
    "contractor": "某建筑公司",
    "supervisor": "某监理公司",
    "supervision_report": "X质监〔2026〕7号",
    "settlement": [["易地建设费", "无应缴"]],
}


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


@pytest.fixture
def printer(office):
    return office.who(Role.PRINTER)


def issue(office, by, on=date(2026, 11, 2), **changes):
    return issue_document(
        KIND,
        by,
        {**SNAPSHOT, **changes},
        title="人民防空工程竣工验收备案证明",
        organisation=office.east,
        on=on,
        by=by,
    )


def test_numbers_run_without_padding_per_organisation_kind_and_year(office, clerk):
    numbers = [issue(office, clerk).number, issue(office, clerk).number]
    assert numbers == ["X东动竣备〔2026〕1号", "X东动竣备〔2026〕2号"]
    assert issue(office, clerk, on=date(2027, 1, 4)).number == "X东动竣备〔2027〕1号"


def test_a_kind_of_its_own_prefix_wins_from_its_day(office, clerk):
    NumberPrefix.objects.create(
        organisation=office.east, kind=KIND, prefix="东审备", effective_from=date(2026, 7, 1)
    )
    assert issue(office, clerk, on=date(2026, 6, 30)).number == "X东动竣备〔2026〕1号"
    assert issue(office, clerk, on=date(2026, 7, 1)).number == "东审备〔2026〕2号"


def test_a_rolled_back_act_leaves_no_gap(office, clerk):
    issue(office, clerk)
    with transaction.atomic():
        issue(office, clerk)
        transaction.set_rollback(True)
    assert issue(office, clerk).sequence == 2
    assert missing_numbers(frozenset({office.east.pk})) == []


def test_what_cannot_be_printed_gets_no_number(office, clerk):
    with pytest.raises(Refused, match="U\\+10FFFD"):
        issue(office, clerk, developer="怪\U0010fffd字公司")
    with pytest.raises(Refused, match="超出一页"):
        issue(office, clerk, address="很长的地址" * 400)
    assert not NumberSeries.objects.filter(organisation=office.east, last__gt=0).exists()


def test_the_pdf_follows_the_commit_and_its_hash_is_kept(
    office, clerk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        document = issue(office, clerk)
    file = DocumentFile.objects.get(document=document)
    assert file.size == len(read_pdf(document)) > 5_000


def test_a_paper_left_without_file_is_made_good_to_the_same_bytes(office, clerk, monkeypatch):
    document = issue(office, clerk)
    assert not DocumentFile.objects.exists()
    first = read_pdf(document)
    again = registry.compose(IssuedDocument.objects.get(pk=document.pk))
    from renfang.typesetting import render

    assert render(again) == first
    assert produce(document.pk).pk == produce(document.pk).pk


def test_an_altered_file_is_not_printed(office, clerk, printer, settings):
    document = issue(office, clerk)
    path = Path(settings.MEDIA_ROOT) / produce(document.pk).path
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.", b"%PDF-2.", 1))
    with pytest.raises(Refused, match="校验值不符"):
        print_document(document.pk, by=printer)


def test_a_second_printing_needs_a_reason_and_gives_the_same_bytes(office, clerk, printer):
    document = issue(office, clerk)
    first = print_document(document.pk, by=printer)
    with pytest.raises(Incomplete, match="已打印 1 次"):
        print_document(document.pk, by=printer)
    assert print_document(document.pk, by=printer, reason="原件污损") == first
    assert list(document.printings.order_by("id").values_list("reason", flat=True)) == [
        "",
        "原件污损",
    ]


def test_a_void_paper_stays_in_the_register_with_its_number(office, clerk, printer):
    document = issue(office, clerk)
    void_document(document.pk, by=printer, reason="建设单位名称有误")
    document = IssuedDocument.objects.with_state().get(pk=document.pk)
    assert document.state_label == "已作废"
    assert issue(office, clerk).sequence == 2
    with pytest.raises(WrongState):
        void_document(document.pk, by=printer, reason="再作废一次试试")


def test_voiding_needs_the_post_and_a_reason(office, clerk, printer):
    document = issue(office, clerk)
    with pytest.raises(NotPermitted, match="制证"):
        void_document(document.pk, by=clerk, reason="建设单位名称有误")
    with pytest.raises(Incomplete):
        void_document(document.pk, by=printer, reason="错")


def test_a_paper_of_another_district_seems_not_to_exist(office, clerk):
    document = issue(office, clerk)
    with pytest.raises(NotFound):
        print_document(document.pk, by=office.who(Role.PRINTER, at=office.west))


def test_the_database_refuses_to_edit_an_issued_paper(office, clerk):
    document = issue(office, clerk)
    with pytest.raises(DatabaseError), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(title="改过的标题")


@pytest.mark.parametrize(
    "typed",
    [
        "X东动竣备〔2026〕12号",
        "x东动竣备[2026]12号",
        "Ｘ东动竣备（2026）１２号",
        "X东动竣备 2026-12",
    ],
)
def test_a_number_is_found_however_its_brackets_are_typed(typed):
    assert number_key(typed) == "x东动竣备-2026-12"
