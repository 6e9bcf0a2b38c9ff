"""How templates are laid out; docs/frontend.md says how to break a long line."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Aim at 120. Up to this many where a break would put a space between two Chinese words.
LONGEST_LINE = 160


def test_no_line_of_a_template_is_too_long_to_read():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert templates
    long = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert not long
