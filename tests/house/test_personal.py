"""Every field that looks like personal data is registered, or says why it is none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from renfang.organisations.permissions import declared_permissions, roles_with
from renfang.personal.fields import BlindIndex, PersonalField
from renfang.personal.register import our_models, registered
from renfang.personal.rules import About

ROOT = Path(__file__).resolve().parents[2]
NAMES = re.compile(
    r"phone|mobile|contact|person|legal_rep|responsible|liaison|keeper|leader|payee|payer"
    r"|signatory|recipient|witness|servers|full_name|examiner|actor_label|id_number|identity"
    r"|birth|born|(^|_)sex|political|email|bank|(^|_)tel",
    re.IGNORECASE,
)
WORDS = re.compile(
    r"姓名|电话|手机|证件|身份|账号|住所|住址|家庭|联系|法定代表|负责人|责任人|出生|性别|政治面貌"
    r"|籍贯|退役|人$"
)


def looks_personal(field) -> bool:
    """Whether its name or its label says that it tells of a person."""
    return bool(NAMES.search(field.name) or WORDS.search(str(field.verbose_name)))


def candidates():
    """Fields that look personal; links to other records and blind indexes hold nothing."""
    for model in our_models():
        for field in model._meta.concrete_fields:
            holds_nothing = field.is_relation or isinstance(field, BlindIndex)
            if not holds_nothing and looks_personal(field):
                yield model, field


def said_of(model) -> set[str]:
    """The fields of which the model says whether they are personal."""
    return {*getattr(model, "personal", {}), *getattr(model, "not_personal", {})}


def test_what_looks_personal_is_registered_or_excluded_with_a_reason():
    silent = [
        f"{model._meta.label}.{field.name} ({field.verbose_name})"
        for model, field in candidates()
        if field.name not in said_of(model)
    ]
    assert silent == [], "name them in `personal` or, with the reason, in `not_personal`"


def test_the_search_finds_what_it_is_for():
    found = {f"{model._meta.label}.{field.name}" for model, field in candidates()}
    assert {"engineering.Developer.phone", "fees.Refund.payee_account", "drills.Member.name"} <= (
        found
    )


def test_the_register_names_fields_that_are_there_and_says_all_there_is_to_say():
    for model in our_models():
        fields = {field.name for field in model._meta.concrete_fields}
        assert said_of(model) <= fields, model
        assert not {*getattr(model, "personal", {})} & {*getattr(model, "not_personal", {})}, model
        assert all(len(reason) >= 5 for reason in getattr(model, "not_personal", {}).values())
    for each in registered():
        entry = each.entry
        assert entry.purpose, each
        assert entry.retention, each
        assert "个人信息保护法" in entry.basis, each
        assert not entry.permission or entry.permission in declared_permissions()
        assert not entry.permission or roles_with(entry.permission)


def test_numbers_are_kept_encrypted_and_nothing_else_claims_to_be():
    for each in registered():
        is_number = each.entry.kind.is_masked
        assert isinstance(each.field, PersonalField) == is_number, each
        assert not is_number or each.field.kind is each.entry.kind
    assert {about for about in About if about.is_masked} >= {About.PHONE, About.ACCOUNT}


def test_no_number_is_written_past_its_index():
    """A query set's ``update`` would leave the index of the number behind."""
    names = {each.field.name for each in registered() if isinstance(each.field, PersonalField)}
    written = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for app in ("renfang", "engineering", "fees", "drills")
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr == "update" and names & {keyword.arg for keyword in call.keywords}
    ]
    assert [place for place in written if "attrs" not in place] == []
