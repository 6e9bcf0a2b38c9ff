"""What no paper may say, wherever it is composed: found in the modules that compose them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from renfang.documents.kinds import Passage, all_kinds
from tests.house.test_house_rules import ROOT, strings

APPS = ("engineering", "fees", "drills", "renfang")
# Words of a machine, of no law, or of another matter than the paper's.
NEVER = {
    "仅凭现有事实": "papers say what is so, or who finds it out",
    "不是面积条件": "a note of the rule engine",
    "准予备案": "备案 is no permit: 予以备案",
    "本机关的本级人民政府": "the 复议机关 is named: 行政复议法 art. 20(3)",
    "有管辖权的人民法院": "the court is named",
}


def composing() -> list[Path]:
    """The modules whose words are printed: papers of every room, wording, and the rules' steps."""
    found = [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "papers" in path.relative_to(ROOT).as_posix()
        or "letters" in path.name
        or path.name in ("wording.py", "passages.py")
    ]
    rules = [*(ROOT / "engineering/area").glob("*.py"), *(ROOT / "fees/calculation").glob("*.py")]
    return [*found, *sorted(rules)]


def test_the_papers_of_every_app_are_looked_at() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in composing()} == set(APPS)


@pytest.mark.parametrize("path", composing(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_paper_speaks_like_a_machine(path: Path) -> None:
    said = [
        f"{line}: {phrase} ({why})"
        for line, text in strings(path)
        for phrase, why in NEVER.items()
        if phrase in text
    ]
    assert said == []


@pytest.mark.parametrize("path", composing(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_last_day_tells_that_it_counts(path: Path) -> None:
    """“…前” after a day leaves open whether the day itself is in time: 前（含当日）."""
    assert [line for line, text in after_a_value(path) if _is_open(text)] == []


def _is_open(text: str) -> bool:
    return text.startswith("前") and not text.startswith("前（含当日）")


def after_a_value(path: Path) -> Iterator[tuple[int, str]]:
    """The words right behind each value that an f-string puts in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.JoinedStr):
            continue
        for value, words in zip(node.values, node.values[1:], strict=False):
            if isinstance(value, ast.FormattedValue) and isinstance(words, ast.Constant):
                yield node.lineno, str(words.value)


def test_every_paper_that_grants_remedies_names_both_bodies() -> None:
    granting = [kind for kind in all_kinds() if Passage.REMEDIES in kind.passages]
    assert len(granting) > 10
    for kind in granting:
        text = kind.passages[Passage.REMEDIES]
        assert isinstance(text, str)
        assert "向{government}申请行政复议" in text, kind.code
        assert "向{court}提起行政诉讼" in text, kind.code


def test_remedies_are_worded_in_one_place() -> None:
    own = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in composing()
        if path.name != "wording.py"
        for line, text in strings(path)
        if "日起六十日内" in text or "申请行政复议，也可以" in text
    ]
    assert own == []
