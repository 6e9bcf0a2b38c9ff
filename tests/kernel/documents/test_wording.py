"""文书用语: every paper prints what its office worded, or else what the law says."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from renfang.acts import Incomplete, NotFound, NotPermitted
from renfang.documents.acts import set_wording
from renfang.documents.kinds import Passage, all_kinds, kind_of
from renfang.documents.models import PaperWording
from renfang.documents.passages import PLACEHOLDERS, fill, worded, wording_on
from renfang.history.models import Event
from renfang.organisations.models import Organisation
from renfang.organisations.permissions import Role
from tests.builders.office import Office

FROM = date(2024, 4, 1)
OWN = "不服{paper}的，可以向{government}申请行政复议，或者向{court}提起行政诉讼。"


def word(office: Office, at: Organisation, text: str = OWN, **changes: object) -> PaperWording:
    values = {
        "kind": "",
        "passage": "remedies",
        "effective_from": FROM,
        "by": office.who(Role.HEAD, office.city),
    } | changes
    return set_wording(at.pk, text=text, **values)


def remedies(kind: str, at: Organisation, day: date = FROM) -> str:
    return wording_on(kind_of(kind), at, day)["remedies"].text


def test_every_shipped_text_is_filled_without_a_rest(office: Office) -> None:
    facts = {"project": "甲", "project_code": "乙", "developer": "丙"}
    for kind in all_kinds():
        texts = worded(
            kind, facts, organisation=office.east, issuer=office.city, on=date(2024, 4, 1)
        )
        assert set(texts) == set(kind.passages)
        assert not re.search(r"[{}]", "".join(texts.values())), kind.code


def test_decisions_name_the_bodies_and_days_of_the_law(office: Office) -> None:
    for kind in all_kinds():
        if Passage.REMEDIES not in kind.passages:
            continue
        text = worded(kind, {}, organisation=office.east, issuer=office.east, on=FROM)["remedies"]
        assert "六十日内向X市东区人民政府申请行政复议" in text
        assert "六个月内依法向X市东区人民法院提起行政诉讼" in text
        assert kind.called in text


def test_the_nearest_office_words_its_papers(office: Office) -> None:
    word(office, office.city, "市级的救济途径文字：{government}、{court}。")
    assert (
        remedies("penalty_decision", office.east) == "市级的救济途径文字：{government}、{court}。"
    )
    word(office, office.east, "区级的救济途径文字：{government}、{court}。")
    assert (
        remedies("penalty_decision", office.east) == "区级的救济途径文字：{government}、{court}。"
    )
    assert (
        remedies("penalty_decision", office.west) == "市级的救济途径文字：{government}、{court}。"
    )


def test_words_for_a_kind_go_before_those_for_all(office: Office) -> None:
    word(
        office, office.city, "征收决定的救济途径文字：{government}、{court}。", kind="levy_decision"
    )
    word(
        office,
        office.city,
        "各类文书的救济途径文字：{government}、{court}。",
        effective_from=date(2024, 5, 1),
    )
    later = date(2024, 6, 1)
    assert (
        remedies("levy_decision", office.east, later)
        == "征收决定的救济途径文字：{government}、{court}。"
    )
    assert (
        remedies("refusal_decision", office.east, later)
        == "各类文书的救济途径文字：{government}、{court}。"
    )
    # An office of its own mind follows neither.
    word(
        office,
        office.east,
        "本区各类文书的救济途径：{government}、{court}。",
        effective_from=date(2024, 5, 2),
    )
    assert (
        remedies("levy_decision", office.east, later)
        == "本区各类文书的救济途径：{government}、{court}。"
    )


def test_a_text_holds_from_its_day_on_until_the_next(office: Office) -> None:
    shipped = remedies("levy_decision", office.east)
    word(
        office,
        office.east,
        "自五月起的救济途径文字：{government}、{court}。",
        effective_from=date(2024, 5, 1),
    )
    word(
        office,
        office.east,
        "自六月起的救济途径文字：{government}、{court}。",
        effective_from=date(2024, 6, 1),
    )
    assert remedies("levy_decision", office.east, date(2024, 4, 30)) == shipped
    assert (
        remedies("levy_decision", office.east, date(2024, 5, 31))
        == "自五月起的救济途径文字：{government}、{court}。"
    )
    assert (
        remedies("levy_decision", office.east, date(2024, 6, 1))
        == "自六月起的救济途径文字：{government}、{court}。"
    )


def test_the_change_is_on_record_with_what_stood_before(office: Office) -> None:
    row = word(office, office.east, OWN, kind="refusal_decision")
    event = Event.objects.filter(act="修订文书用语").latest("pk")
    label = "不予行政许可决定书的救济途径"
    assert event.after[label] == OWN
    assert "如对{paper}不服" in event.before[label]
    assert str(row) == f"{label}自2024-04-01起"


def test_each_paper_cites_its_own_law(office: Office) -> None:
    with pytest.raises(NotFound):
        word(office, office.east, "《中华人民共和国人民防空法》", passage="legal_basis")
    with pytest.raises(NotFound):
        word(office, office.east, kind="payment_reminder")
    word(
        office,
        office.east,
        "《中华人民共和国人民防空法》第五十二条",
        kind="refusal_decision",
        passage="legal_basis",
    )
    found = wording_on(kind_of("refusal_decision"), office.east, FROM)["legal_basis"]
    assert found.text == "《中华人民共和国人民防空法》第五十二条"


def test_one_day_has_one_text(office: Office) -> None:
    word(office, office.east)
    with pytest.raises(Incomplete, match="这一天已有一条用语") as refusal:
        word(office, office.east)
    assert refusal.value.field == "effective_from"


def test_only_the_head_of_the_office_words_its_papers(office: Office) -> None:
    with pytest.raises(NotPermitted):
        word(office, office.west, by=office.who(Role.HEAD, office.east))
    with pytest.raises(NotPermitted):
        word(office, office.east, by=office.who(Role.FINANCE, office.east))


def test_a_line_of_unknown_values_is_left_out() -> None:
    values = dict.fromkeys(PLACEHOLDERS, "") | {"project": "甲"}
    assert fill("{office_address}\n联系电话：{phone}", values) == ""
    assert fill("关于{project}{phone}\n来人来函", values) == "关于甲\n来人来函"


def test_the_page_shows_who_worded_what_and_takes_a_change(office: Office) -> None:
    word(office, office.city, "市级的救济途径文字：{government}、{court}。")
    client = Client()
    client.force_login(office.who(Role.HEAD, office.east))
    page = client.get(reverse("wordings"), {"passage": "remedies"}).content.decode()
    assert "市级的救济途径文字：{government}、{court}。" in page
    address = reverse("set_wording", args=[office.east.pk, "remedies", "every"])
    assert "市级的救济途径文字：{government}、{court}。" in client.get(address).content.decode()
    data = {"effective_from": "2024-5-1", "text": "不服{decision}的，可以申请行政复议。"}
    assert client.post(address, data).status_code == 422
    answer = client.post(
        address, data | {"text": "区级的救济途径文字：{government}、{court}。"}, follow=True
    )
    assert "区级的救济途径文字：{government}、{court}。" in answer.content.decode()
    assert (
        client.get(reverse("set_wording", args=[office.west.pk, "remedies", "every"])).status_code
        == 404
    )
    unknown = reverse("set_wording", args=[office.east.pk, "legal_basis", "every"])
    assert client.get(unknown).status_code == 404


def test_remedies_keep_the_bodies_that_hear_them(office: Office) -> None:
    for text, missing in (
        ("不服{paper}的，可以依法申请行政复议，或者向{court}提起行政诉讼。", "government"),
        ("不服{paper}的，可以向{government}申请行政复议或者依法提起诉讼。", "court"),
    ):
        with pytest.raises(Incomplete, match=missing) as refusal:
            word(office, office.east, text)
        assert refusal.value.field == "text"
    word(office, office.east, "不服的，可以向X市人民政府申请复议，向X市东区人民法院起诉。")
