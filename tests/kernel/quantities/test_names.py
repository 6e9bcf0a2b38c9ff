"""One key of names, in Python and in the database."""

import pytest
from django.db.models import Value

from renfang.organisations.models import Organisation
from renfang.quantities.name_columns import NameKey, name_among, name_contains
from renfang.quantities.names import organisation_key, person_key, person_name

PEOPLE = [
    ("王　建国", "王建国"),
    (" 周 明\u00a0", "周明"),
    ("买买提•艾力", "买买提·艾力"),
    ("买买提．艾力", "买买提·艾力"),
    ("买买提.艾力", "买买提·艾力"),
    ("阿依古丽 · 买买提", "阿依古丽·买买提"),
    ("𠮷　田", "𠮷田"),
    ("John  Smith", "John  Smith"),
]


@pytest.mark.parametrize(("typed", "kept"), PEOPLE)
def test_a_person_is_kept_without_padding(typed, kept):
    assert person_name(typed) == kept
    assert person_key(typed) == person_key(kept)


def test_names_of_their_own_stay_apart():
    assert person_key("王建国") != person_key("王建囯")
    assert person_key("Ｊohn Smith") == person_key("JOHN SMITH")
    assert organisation_key("甲公司(二)") != organisation_key("甲公司(三)")


SPELLINGS = [
    "云川（集团）置业有限公司",
    "云川(集团)置业有限公司",
    "云川〔集团〕 置业有限公司",
    "云川【集团】置业　有限公司",
    "云川（集团)置业\n有限公司",
]


def test_an_organisation_is_one_however_it_is_spelled():
    assert {organisation_key(name) for name in SPELLINGS} == {"云川(集团)置业有限公司"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*SPELLINGS, "ＡＢＣ・１２％_'\\", "", "买买提•艾力 𠮷"])
def test_the_database_agrees(name, office):
    found = Organisation.objects.annotate(key=NameKey(Value(name))).first()
    assert found.key == organisation_key(name)


@pytest.mark.django_db
def test_rows_are_found_by_any_spelling(office):
    Organisation.objects.filter(pk=office.east.pk).update(name=SPELLINGS[0])
    for spelled in SPELLINGS:
        assert Organisation.objects.get(name_among("name", [spelled])).pk == office.east.pk
    assert Organisation.objects.get(name_contains("name", "( 集团")).pk == office.east.pk
    assert not Organisation.objects.filter(name_among("name", ["", "　"])).exists()
    assert not Organisation.objects.filter(name_contains("name", "%")).exists()
