"""The five typefaces of printed documents, and which of them can print a character.

Roles, after GB/T 9704-2012: ``song`` 宋体, ``title`` 小标宋, ``hei`` 黑体, ``kai`` 楷体,
``fang`` 仿宋. A character that a role lacks is taken from ``song`` and then from the others; one
that no font has raises ``MissingGlyph``. Nothing is ever printed as a silent blank: a blank in a
person's name on a decision is a wrong decision.

A site with licensed fonts (方正小标宋, 方正仿宋 …) puts ``<role>.ttf`` files into a folder that is
given to ``use_font_dir``. The choice is made when a role is first asked for and stands for the rest
of the process.
"""

from __future__ import annotations

import io
import lzma
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics

from renfang.typesetting.fonts.embedding import CompositeFont

ROLES = ("song", "title", "hei", "kai", "fang")
_SHIPPED = Path(__file__).resolve().parent
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_lock = threading.RLock()
_site_dir: Path | None = None


class MissingGlyph(ValueError):
    """A character that cannot be printed. ``str()`` is the message for the person at the desk."""

    def __init__(self, character: str) -> None:
        self.character = character
        self.code_point = f"U+{ord(character):04X}"
        if unicodedata.category(character) in _INVISIBLE:
            message = f"文字中含有不可见的控制字符（{self.code_point}），不能打印。删除该字符后重试"
        else:
            message = (
                f"“{character}”（{self.code_point}）无法用现有字体打印。"
                "改用身份证登记字形，或由管理员配置含该字的字体"
            )
        super().__init__(message)


class Run(NamedTuple):
    """Neighbouring characters of one font."""

    face: Typeface
    text: str


class Typeface:
    """One role, loaded: its font for ReportLab, and which characters it can draw how wide."""

    def __init__(self, role: str, font: CompositeFont) -> None:
        self.role = role
        self.font = font
        self.name = font.fontName
        face = font.face
        blank = {
            code
            for code, glyph in face.charToGlyph.items()
            if face.glyphPos[glyph] == face.glyphPos[glyph + 1]
        }
        #: width of each character it can draw, in thousandths of the font size
        self.widths: dict[str, float] = {
            chr(code): width
            for code, width in face.charWidths.items()
            if code in face.charToGlyph and is_drawable(chr(code), is_blank=code in blank)
        }


def is_drawable(character: str, *, is_blank: bool) -> bool:
    """Whether a glyph may stand for the character: an empty one only for a space."""
    category = unicodedata.category(character)
    return category == "Zs" if is_blank else category not in _INVISIBLE


def use_font_dir(folder: Path | str | None) -> None:
    """Take ``<role>.ttf`` files of ``folder`` before the shipped fonts; ``None`` undoes it.

    Raises FileNotFoundError when the folder does not exist.
    """
    global _site_dir
    if folder is not None and not Path(folder).is_dir():
        raise FileNotFoundError(f"字体目录不存在：{folder}")
    with _lock:
        _site_dir = Path(folder) if folder is not None else None
        _chosen.clear()


def typeface(role: str) -> Typeface:
    """The typeface of a role; loaded once per process (about 0.2 s each), from any thread.

    Raises KeyError for an unknown role.
    """
    # Asked for each piece of text: nothing but a look-up once the role is chosen.
    face = _chosen.get(role)
    if face is not None:
        return face
    if role not in ROLES:
        raise KeyError(role)
    with _lock:
        own = _site_dir / f"{role}.ttf" if _site_dir else None
        _chosen[role] = _loaded(role, str(own) if own and own.is_file() else None)
        return _chosen[role]


def _loaded(role: str, path: str | None) -> Typeface:
    if (role, path) not in _typefaces:
        _typefaces[role, path] = _load(role, path)
    return _typefaces[role, path]


_chosen: dict[str, Typeface] = {}
_typefaces: dict[tuple[str, str | None], Typeface] = {}


def _load(role: str, path: str | None) -> Typeface:
    if path is None:
        data = lzma.decompress((_SHIPPED / f"{role}.ttf.xz").read_bytes())
    else:
        data = Path(path).read_bytes()
    font = CompositeFont(f"renfang-{role}-{len(_typefaces)}", io.BytesIO(data), role)
    pdfmetrics.registerFont(font)
    return Typeface(role, font)


def fallbacks(role: str) -> Iterator[Typeface]:
    """The typefaces to ask for a character, in order; each is loaded only when asked."""
    yield typeface(role)
    for other in ROLES:
        if other != role:
            yield typeface(other)


def face_for(character: str, role: str) -> Typeface:
    """The first typeface that can draw the character. Raises MissingGlyph."""
    for face in fallbacks(role):
        if character in face.widths:
            return face
    raise MissingGlyph(character)


def runs(text: str, role: str) -> list[Run]:
    """Split text into runs of one font each. Raises MissingGlyph."""
    face = typeface(role)
    widths = face.widths
    if all(char in widths for char in text):
        return [Run(face, text)] if text else []
    found: list[Run] = []
    for char in text:
        owner = face if char in widths else face_for(char, role)
        if found and found[-1].face is owner:
            found[-1] = Run(owner, found[-1].text + char)
        else:
            found.append(Run(owner, char))
    return found


def char_width(character: str, role: str) -> float:
    """Width in thousandths of the font size. Raises MissingGlyph."""
    widths = typeface(role).widths
    if character in widths:
        return widths[character]
    return face_for(character, role).widths[character]


def text_width(text: str, role: str, size: float) -> float:
    """Width of one line in points. Raises MissingGlyph."""
    widths = typeface(role).widths
    try:
        return sum([widths[char] for char in text]) * size / 1000
    except KeyError:
        return sum([char_width(char, role) for char in text]) * size / 1000


def _complaint(character: str) -> str | None:
    try:
        face_for(character, "song")
    except MissingGlyph as missing:
        return str(missing)
    return None


def check_coverage(text: str) -> list[str]:
    """What stands in the way of printing ``text``: one Chinese message per character, or nothing.

    Acts call it before a document gets its number. Line breaks are layout and never complained of.
    """
    distinct = dict.fromkeys(text.replace("\r\n", "\n").replace("\n", ""))
    return [message for char in distinct if (message := _complaint(char))]
