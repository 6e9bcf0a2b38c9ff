"""The finance officer's pages."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fees.models import AssessmentDraft, FeeAccount, LedgerEntry
from fees.notices.acts import issue_payment_notice
from renfang.organisations.permissions import Role
from tests.builders.files import pdf


@pytest.fixture
def page(client, desk):
    """A browser in which the east's finance officer is logged in."""
    client.force_login(desk.officer)
    return client


def fields(response) -> dict[str, str]:
    """What the form on the page would send as it stands."""
    return {
        bound.html_name: bound.value()
        for bound in response.context["form"]
        if bound.value() is not None
    }


def without_token(response) -> str:
    """The page without the form token, which is masked anew each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", response.content.decode())


def test_the_register_shows_who_owes_what_and_sums_the_whole_result(page, desk, office):
    desk.assessed()
    desk.assessed(name="新苑", planned="600.00")
    desk.assessed(name="西苑", at=office.west)

    response = page.get(reverse("fees:accounts"))

    assert response.context["totals"]["balance"] == Decimal("1650000.00")
    text = response.content.decode()
    assert "共 2 户" in text
    assert "欠缴 ¥1,650,000.00" in text
    assert "西苑" not in text


def test_the_register_finds_by_name_standing_and_day(page, desk):
    paid = desk.assessed(name="已清苑")
    desk.pay(paid, "1275000.00", "TP001")
    overdue = desk.assessed(name="逾期苑")
    FeeAccount.objects.filter(pk=overdue.pk).update(due_on=desk.today - timedelta(days=3))
    desk.assessed(name="未通知苑")

    def found(query: str) -> set[str]:
        rows = page.get(f"{reverse('fees:accounts')}?{query}").context["page"]
        return {row.project.name for row in rows}

    assert found("standing=settled") == {"已清苑"}
    assert found("standing=overdue") == {"逾期苑"}
    assert found("standing=unnotified") == {"未通知苑"}
    assert found("name=逾期") == {"逾期苑"}
    assert found("balance_from=1万&standing=owing") == {"逾期苑", "未通知苑"}
    assert "逾期 3 天" in page.get(f"{reverse('fees:accounts')}?name=逾期").content.decode()


def test_the_register_costs_the_same_few_queries_however_long(
    page, desk, django_assert_max_num_queries
):
    for number in range(8):
        desk.assessed(name=f"第{number}苑")
    with django_assert_max_num_queries(15):
        page.get(reverse("fees:accounts"))
    with django_assert_max_num_queries(15):
        page.get(reverse("fees:pending"))


def test_the_account_page_stays_within_its_queries(page, desk, django_assert_max_num_queries):
    account = desk.assessed()
    for number in range(8):
        desk.reverse(desk.pay(account, "1.00", f"TP{number}"))
    with django_assert_max_num_queries(15):
        response = page.get(reverse("fees:account", args=[account.pk]))
    assert response.content.decode().count("（已冲正）") == 8


def test_from_the_waiting_list_over_the_review_to_the_booked_charge(page, client, desk):
    application = desk.granted()
    check = page.get(reverse("fees:assess", args=[application.pk]))
    text = check.content.decode()
    assert "人民币壹佰贰拾柒万伍仟元整" in text
    assert "依据：" in text

    response = page.post(
        reverse("fees:assess", args=[application.pk]), {"expected": "1275000.00"}, follow=True
    )

    assert "已提交复核" in response.content.decode()
    assert not FeeAccount.objects.exists()
    draft = AssessmentDraft.objects.get()
    client.force_login(desk.office.who(Role.HEAD))
    url = reverse("fees:draft", args=[draft.pk])
    assert "同意并入账" in client.get(url).content.decode()
    response = client.post(url, {"verdict": "approve", "opinion": "同意"}, follow=True)

    account = FeeAccount.objects.get()
    assert response.redirect_chain[-1][0] == reverse("fees:account", args=[account.pk])
    assert "已复核并入账" in response.content.decode()


def test_another_rate_needs_the_document_that_allows_it(page, desk):
    url = reverse("fees:assess", args=[desk.granted().pk])

    assert "写明改用收费标准的依据文件" in page.get(url, {"rate": "1000"}).content.decode()
    chosen = {"rate": "1000", "rate_ground": "X发改价〔2026〕3号"}
    assert page.get(url, chosen).context["proposal"].payable == Decimal("850000.00")
    asked = {**chosen, "expected": "850000.00"}
    assert "改用依据文件" in page.get(url, chosen).content.decode()
    refused = page.post(url, asked)
    assert refused.status_code == 422
    assert "上传批准改用的文件" in refused.content.decode()
    paper = SimpleUploadedFile("批复.pdf", pdf("X"), "application/pdf")
    page.post(url, {**asked, "rate_document": paper})
    assessment = desk.approve(AssessmentDraft.objects.get())
    assert (assessment.rate, assessment.local_basis) == (Decimal("1000.00"), "X发改价〔2026〕3号")


def test_figures_out_of_date_answer_409_and_post_nothing(page, desk):
    url = reverse("fees:assess", args=[desk.granted().pk])

    assert page.post(url, {"expected": "1.00"}).status_code == 409
    assert not FeeAccount.objects.exists()


def test_three_fields_a_check_and_the_payment_is_booked(page, desk, read_back):
    account = desk.assessed()
    url = reverse("fees:new_payment", args=[account.pk])
    form = fields(page.get(url))
    typed = {**form, "amount": "１２.5万", "voucher": "TP001", "step": "check"}

    check = page.post(url, typed).content.decode()
    assert "¥125,000.00" in check
    assert "人民币壹拾贰万伍仟元整" in check
    assert "¥1,150,000.00" in check
    assert not account.entries.filter(kind="payment").exists()

    done = page.post(url, {**typed, "step": "post"}, follow=True).content.decode()
    assert "已登记缴款 125,000.00 元，待另一人复核入账" in done
    again = page.post(url, {**typed, "step": "post"}, follow=True).content.decode()
    assert "该笔已登记" in again
    assert read_back(account).paid == Decimal("0.00")

    slip = account.slips.get()
    assert "登记人不能复核" in page.get(reverse("fees:slip", args=[slip.pk])).content.decode()
    assert page.post(reverse("fees:slip", args=[slip.pk])).status_code == 409
    page.force_login(desk.office.who(Role.HEAD))
    beside = page.get(reverse("fees:slip", args=[slip.pk])).content.decode()
    assert "¥1,150,000.00" in beside
    checked = page.post(reverse("fees:slip", args=[slip.pk]), follow=True).content.decode()
    assert "已复核入账，尚欠缴 1,150,000.00 元" in checked
    assert read_back(account).paid == Decimal("125000.00")
    page.force_login(desk.officer)

    other = page.post(url, {**typed, "amount": "1", "step": "post"})
    assert other.status_code == 409
    assert "本次填写的内容与之不同" in other.content.decode()


def test_what_was_typed_stays_when_it_must_be_mended(page, desk):
    url = reverse("fees:new_payment", args=[desk.assessed().pk])
    form = fields(page.get(url))

    answer = page.post(url, {**form, "amount": "1,275,000.01", "voucher": "TP001", "step": "check"})

    assert answer.status_code == 422
    assert 'value="1,275,000.01"' in answer.content.decode()
    assert "大于应缴余额 1,275,000.00 元" in answer.content.decode()


def test_the_amount_is_echoed_in_figures_and_capitals(page):
    def echo(typed: str) -> str:
        return page.post(reverse("fees:amount_echo"), {"amount": typed}).content.decode().strip()

    assert echo("12.5万") == "缴款金额 = 125,000.00 元 壹拾贰万伍仟元整"
    assert echo("<b>") == echo("") == echo("-1") == ""


def test_a_reversal_says_what_will_happen_and_asks_why(page, desk, read_back):
    account = desk.assessed()
    entry = desk.pay(account, "1000.00", "TP001")
    url = reverse("fees:reverse_entry", args=[entry.pk])
    form = fields(page.get(url))

    assert page.post(url, {**form, "reason": "错"}).status_code == 422
    done = page.post(url, {**form, "reason": "金额录入错误"}, follow=True).content.decode()
    assert "已登记冲正缴款 1,000.00 元，待另一人复核入账" in done
    desk.check(account.slips.get(kind="reversal"))
    assert read_back(account).paid == Decimal("0.00")
    assert "已经冲正" in page.get(url).content.decode()


def test_a_notice_is_issued_from_the_account(page, desk):
    assessment = desk.assessed().assessments.get()
    url = reverse("fees:issue_notice", args=[assessment.pk])
    form = {**fields(page.get(url)), "kind": "payment_notice"}

    response = page.post(url, form)

    notice = assessment.notices.get()
    assert response.url == reverse("document", args=[notice.document_id])
    assert notice.due_on.isoformat() == form["due_on"]


READ = ["account", "assessment"]
ACTED_ON = ["new_payment", "assess", "issue_notice", "reverse_entry"]


@pytest.mark.parametrize(
    ("method", "name"),
    [("get", name) for name in READ + ACTED_ON] + [("post", name) for name in ACTED_ON],
)
def test_a_foreign_record_answers_like_one_that_does_not_exist(client, desk, office, name, method):
    account = desk.assessed()
    entry = desk.pay(account, "1.00", "TP001")
    assessment = account.assessments.get()
    pk = {
        "assess": assessment.application_id,
        "assessment": assessment.pk,
        "issue_notice": assessment.pk,
        "reverse_entry": entry.pk,
    }.get(name, account.pk)
    client.force_login(office.who(Role.FINANCE, at=office.west))

    foreign = getattr(client, method)(reverse(f"fees:{name}", args=[pk]))
    unknown = getattr(client, method)(reverse(f"fees:{name}", args=[999999]))

    assert foreign.status_code == unknown.status_code == 404
    assert without_token(foreign) == without_token(unknown)


def test_the_head_reads_but_is_told_who_books(client, desk, office):
    account = desk.assessed()
    client.force_login(office.who(Role.HEAD))

    text = client.get(reverse("fees:account", args=[account.pk])).content.decode()
    assert "登记缴款" not in text.split("流程轨迹")[0]
    refused = client.get(reverse("fees:new_payment", args=[account.pk]))
    assert refused.status_code == 403
    assert "财务" in refused.content.decode()


def test_a_trainer_sees_no_fees(client, desk, office):
    desk.assessed()
    client.force_login(office.who(Role.TRAINER))

    assert "滨河雅苑" not in client.get(reverse("fees:accounts")).content.decode()
    assert client.get(reverse("fees:figures")).context["total"] is None


def test_the_to_do_list_names_what_to_assess_to_demand_and_what_is_overdue(page, desk):
    desk.granted(name="待核定苑")
    desk.assessed(name="待通知苑")
    late = desk.assessed(name="逾期苑")
    issue_payment_notice(
        late.assessments.get().pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=1),
    )
    FeeAccount.objects.filter(pk=late.pk).update(due_on=desk.today - timedelta(days=2))

    tasks = page.get("/").context["tasks"]

    assert [(task.title, task.subject) for task in tasks] == [
        ("催缴易地建设费", "逾期苑"),
        ("核定易地建设费", "待核定苑"),
        ("签发缴费通知书", "待通知苑"),
    ]


def test_search_finds_an_account_by_payer_and_by_voucher(page, desk):
    desk.pay(desk.assessed(), "1.00", "TP778899")

    def kinds(words: str) -> list[str]:
        response = page.get("/search/", {"q": words})
        if response.status_code == 302:
            return [response.url]
        return [hit.url for hit in response.context["hits"]]

    url = reverse("fees:account", args=[LedgerEntry.objects.first().account_id])
    assert url in kinds("滨河雅苑置业")
    assert url in kinds("tp778899")


def test_the_project_page_shows_what_is_owed_to_those_who_may_see_fees(client, desk, office):
    project = desk.assessed().project
    url = reverse("engineering:project", args=[project.pk])

    client.force_login(desk.officer)
    assert "查看缴费账户" in client.get(url).content.decode()
    client.force_login(office.who(Role.CLERK))
    assert "查看缴费账户" not in client.get(url).content.decode()


def test_a_draft_sent_without_its_button_is_told_in_chinese(client, desk):
    draft = desk.submit(desk.granted())
    client.force_login(desk.office.who(Role.HEAD))
    answer = client.post(draft.get_absolute_url(), {"opinion": "同意"})

    words = answer.content.decode()
    assert answer.status_code == 422
    assert "用页面上的“同意并入账”或“退回”按钮提交" in words
    assert "复核结论" in words
    assert "Verdict" not in words
