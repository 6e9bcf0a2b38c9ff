"""Reading back what was printed, with the tools an archive would use (poppler)."""

import shutil
import subprocess
from pathlib import Path

import pytest


def _needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} (poppler-utils) is not installed: the PDF cannot be read back")
    return found


def _run(program: str, data: bytes, *arguments: str) -> bytes:
    command = [_needs(program), *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def text_of(pdf: bytes) -> str:
    """The text in drawing order, without white space: layout may break a line anywhere."""
    raw = _run("pdftotext", pdf, "-raw", "-", "-").decode("utf-8")
    return without_space(raw)


def without_space(text: str) -> str:
    return "".join(text.split())


def fonts_of(pdf: bytes, folder: Path) -> list[list[str]]:
    """The rows of pdffonts: name, then the words after it."""
    path = folder / "fonts.pdf"
    path.write_bytes(pdf)
    table = subprocess.run(
        [_needs("pdffonts"), str(path)], capture_output=True, check=True, text=True
    ).stdout
    return [line.split() for line in table.splitlines()[2:]]


def pages_of(pdf: bytes, folder: Path, dpi: int = 100) -> list[Path]:
    """One PNG file per page."""
    _run("pdftoppm", pdf, "-r", str(dpi), "-png", "-", str(folder / "page"))
    return sorted(folder.glob("page*.png"))
