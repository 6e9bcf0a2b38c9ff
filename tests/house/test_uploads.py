"""No act reads, scans, redraws or writes what strangers sent: on SQLite all other writers wait."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from renfang.acts import act
from renfang.exchange.acts import read_sheets
from renfang.uploads import keeping, viruses
from tests.builders.files import checked, pdf
from tests.builders.pictures import photograph

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("renfang", "engineering", "fees", "drills")
# What takes as long as strangers like.
SLOW = {
    *("read_upload", "read_picture", "read_sheets", "read_spreadsheet", "read_statement"),
    *("read_all_sheets", "read_whole", "sheets_of_file"),
    *("checked_document", "scan_for_viruses", "confined", "keep_file", "keep_content"),
}
TYPES = {"UploadedFile", "InMemoryUploadedFile", "TemporaryUploadedFile", "SimpleUploadedFile"}


def acts() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function that is one transaction, with where it stands."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef) and any(
                    ast.unparse(each) in ("act", "transaction.atomic")
                    for each in node.decorator_list
                ):
                    yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def named_in(node: ast.AST) -> set[str]:
    """Names that the code speaks of; of a method, with the module that it is taken from."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} | {
        each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute)
        and isinstance(each.value, ast.Name)
        and each.value.id in ("keeping", "viruses", "spreadsheet", "confinement")
    }


def test_there_are_acts_to_look_at() -> None:
    assert len(list(acts())) > 200


def test_no_act_is_handed_an_upload_or_reads_one() -> None:
    guilty = {place: named_in(function) & (SLOW | TYPES) for place, function in acts()}
    assert not {place: names for place, names in guilty.items() if names}


def test_a_file_is_kept_before_the_transaction_of_its_act() -> None:
    """``kept_first`` below ``act`` would write inside it."""
    given = {
        place: [ast.unparse(each) for each in function.decorator_list]
        for place, function in acts()
        if "KeptFile" in named_in(function.args)
    }
    assert len(given) >= 6
    assert {tuple(each) for each in given.values()} == {("kept_first", "act")}


@pytest.mark.parametrize(
    "slow",
    [
        lambda: checked("甲.pdf", pdf()),
        lambda: keeping.read_picture(SimpleUploadedFile("甲.jpg", photograph()), "drills"),
        lambda: read_sheets("项目\n甲\n".encode()),
        lambda: viruses.scan_for_viruses("甲.pdf", b"x"),
        lambda: keeping.keep_file(keeping.CheckedFile("甲.pdf", b"x", "application/pdf")),
    ],
)
@pytest.mark.django_db
def test_what_the_eye_misses_stops_when_it_runs(slow, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    slow()
    with pytest.raises(RuntimeError, match="before the act"):
        act(slow)()
