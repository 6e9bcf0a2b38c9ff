"""Personal numbers: masked wherever they are written, encrypted where they are kept."""

from __future__ import annotations

import copy
import json

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.template import Context, Template

from drills.models import Member
from renfang.acts import Incomplete
from renfang.history.record import broken_events, record
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.personal import keys
from renfang.personal.fields import Personal, renewed
from renfang.personal.rules import About, mask_text
from renfang.quantities.identifiers import mask_account, mask_identity
from tests.drills.conftest import Range

MOBILE = "13900001074"


@pytest.fixture
def clerk(office):
    user = office.who(Role.CLERK)
    user.phone = MOBILE
    user.save()
    return user


def stored(user: User) -> tuple[str, str]:
    """What the database itself has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM organisations_user WHERE id = %s", [user.pk])
        return cursor.fetchone()


def test_each_kind_has_one_mask():
    assert About.PHONE.mask(MOBILE) == "139****1074"
    assert About.PHONE.mask("0371-67112345") == "0371-****2345"
    assert mask_identity("11010519491231002X") == "1101**********002X"
    assert mask_account("6222 0000 0000 1234") == "****1234"
    assert [mask("") for mask in (mask_identity, mask_account)] == ["", ""]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"打{MOBILE}没接", "打139****1074没接"),
        (f"联系电话：{MOBILE}、{MOBILE}。", "联系电话：139****1074、139****1074。"),
        ("+86 13900001074", "+86 139****1074"),
        ("证件11010519491231002x", "证件1101**********002X"),
        ("张三,13900001074", "张三,139****1074"),
        ("13900001074,13900001074", "139****1074,139****1074"),
        ("手机-13900001074", "手机-139****1074"),
        ("Tel13900001074", "Tel139****1074"),
        ("Tel.13900001074.", "Tel.139****1074."),
        ("139 0000 1074", "139****1074"),
        ("139-0000-1074", "139****1074"),
        ("8613900001074", "86139****1074"),
        ("1.13900001074", "1.13900001074"),
        (f"摘要 {'a' * 20}13900001074{'b' * 33}", f"摘要 {'a' * 20}13900001074{'b' * 33}"),
        # A credit code, a flow number, an amount, a project code are none.
        ("911101066976941872", "911101066976941872"),
        ("流水号 2026113013900001074", "流水号 2026113013900001074"),
        ("13900001074.00 元", "13900001074.00 元"),
        ("2019-340100-47-03-012345", "2019-340100-47-03-012345"),
        ("11010519491231002A", "11010519491231002A"),
        ("", ""),
    ],
)
def test_free_text_gives_no_number_away(text, masked):
    assert mask_text(text) == masked


def test_whatever_writes_a_number_writes_its_mask(clerk):
    for number in (clerk.phone, User.objects.get(pk=clerk.pk).phone, Personal(About.PHONE, MOBILE)):
        shown = [
            str(number),
            f"{number}",
            repr(number),
            "、".join(map(str, [number])),
            Template("{{ n }}{{ n|default:'-' }}").render(Context({"n": number})),
        ]
        assert not any(MOBILE in text for text in shown), shown
        assert number.whole == MOBILE
    with pytest.raises(TypeError):
        json.dumps({"phone": clerk.phone})


def test_a_number_is_equal_to_what_it_is(clerk):
    again = User.objects.get(pk=clerk.pk).phone
    assert again == clerk.phone == MOBILE
    assert again != "139****1074"
    assert {again: 1}[copy.deepcopy(clerk.phone)] == 1
    assert bool(again)
    assert not Personal(About.PHONE, "")
    assert again != 13900001074


def test_the_database_holds_no_number_in_clear_text(clerk):
    text, index = stored(clerk)
    assert MOBILE not in text + index
    assert keys.key_name_of(text) == keys.ring().active.name
    assert len(index) == 32
    clerk.phone = ""
    clerk.save()
    assert stored(clerk) == ("", "")
    clerk.phone = None
    clerk.save()
    assert stored(clerk) == ("", "")


def test_a_file_of_fixtures_is_read_back_as_it_was(clerk):
    written = serializers.serialize("json", [clerk])
    assert MOBILE not in written
    clerk.phone = ""
    clerk.save()
    for each in serializers.deserialize("json", written):
        each.save()
    assert User.objects.get(pk=clerk.pk).phone.whole == MOBILE
    assert User.objects.filter(phone=MOBILE).exists()


def test_the_same_number_is_encrypted_another_way_each_time(clerk, office):
    other = office.who(Role.FINANCE)
    other.phone = MOBILE
    other.save()
    assert stored(clerk)[0] != stored(other)[0]
    assert stored(clerk)[1] == stored(other)[1]


def test_a_number_is_found_by_its_exact_value_alone(clerk):
    staff = User.objects.filter(pk=clerk.pk)
    assert staff.filter(phone=MOBILE).exists()
    assert staff.filter(phone=clerk.phone).exists()
    assert staff.filter(phone__in=["1", MOBILE]).exists()
    assert not staff.filter(phone__in=[]).exists()
    assert not staff.filter(~Q(phone=MOBILE)).exists()
    assert staff.exclude(phone="").exists()
    assert not staff.filter(phone="139").exists()
    for lookup in ("contains", "startswith", "gt", "regex"):
        with pytest.raises(FieldError):
            User.objects.filter(**{f"phone__{lookup}": "139"})


def test_reading_rows_decrypts_nothing_until_it_is_asked(clerk, monkeypatch):
    opened = []
    unseal = keys.unseal
    monkeypatch.setattr(keys, "unseal", lambda *what: opened.append(what) or unseal(*what))
    (user,) = User.objects.filter(pk=clerk.pk)
    assert bool(user.phone)
    assert opened == []
    assert [str(user.phone), str(user.phone)] == ["139****1074"] * 2
    assert len(opened) == 1


def test_a_number_too_long_is_refused(clerk):
    clerk.phone = "1" * 41
    with pytest.raises(ValidationError) as refused:
        clerk.full_clean()
    assert "phone" in refused.value.message_dict


def test_a_mask_that_comes_back_is_the_number_on_record():
    known = Personal(About.PHONE, MOBILE)
    assert renewed("139****1074", known, "联系电话", "phone").whole == MOBILE
    assert renewed(" 13800000000 ", known, "联系电话", "phone").whole == "13800000000"
    assert renewed("", known, "联系电话", "phone").whole == ""
    for other in ("138****1074", "****", "139****1075"):
        with pytest.raises(Incomplete, match="填写完整号码"):
            renewed(other, known, "联系电话", "phone")


def test_an_event_keeps_no_number_and_old_events_are_shown_masked(clerk):
    event = record(
        clerk,
        "更正",
        clerk.organisation,
        organisation=clerk.organisation,
        before={"联系电话": clerk.phone},
        after={"联系电话": MOBILE, "备注": [f"打{MOBILE}"], "人数": 3},
        note=f"他说打{MOBILE}",
    )
    event.refresh_from_db()
    assert MOBILE not in json.dumps([event.before, event.after, event.note], ensure_ascii=False)
    assert event.after["人数"] == 3
    assert list(broken_events()) == []
    event.after["联系电话"] = MOBILE
    assert MOBILE not in event.changes_in_words + json.dumps(event.told_after)


def test_two_members_of_one_number_are_still_twins(office):
    team = Range(office).team(members=1)
    member = team.members.get()
    twin = Member(team=team, name=member.name, sex=member.sex, joined_on=member.joined_on)
    twin.phone = member.phone
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    twin.phone = "13811112222"
    twin.save()
