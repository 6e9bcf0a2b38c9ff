"""Rules that every template and every vendored file keeps."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_needs_no_exception_from_the_security_policy(path):
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"<style\b", text), "inline style sheet"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline event handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), "inline script"
    assert not re.search(r"(?:src|href)=[\"']https?://", text), "address outside the intranet"


def test_vendored_files_are_those_on_record():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools/vendor_frontend.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_error_page_needs_neither_user_nor_request(name):
    assert "回到工作台" in get_template(name).render()


def test_every_icon_asked_for_is_in_the_sprite():
    sprite = (ROOT / "renfang/static/renfang/icons.svg").read_text("utf-8")
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    asked = set()
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        asked.update(re.findall(r'(?:\{% icon |symbol=)"([a-z0-9-]+)"', text))
    assert asked <= drawn
