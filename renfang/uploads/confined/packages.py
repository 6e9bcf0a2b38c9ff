"""What a docx, xlsx or ofd brings besides its text: macros, OLE objects, templates from elsewhere.

A package is a ZIP archive; its table of contents is asked before anything is unpacked. Which part
draws on what outside stands in its relationships (ECMA-376 part 2, 6.5): a link that the reader
follows by hand may lead out, everything else (template, picture, frame, OLE object) may not. Field
codes that fetch by themselves (DDE, INCLUDETEXT …: ECMA-376 part 1, 17.16.5) are refused too.
Parts are read by expat without document types, so that no entity is ever expanded.
"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Final
from xml.parsers import expat  # expat alone, and every document type is refused

from renfang.uploads.confined.refusals import Refusal

_PLAIN: Final = "另存为不含宏和嵌入对象的文档或者 PDF 后上传"
MACROS: Final = f"含有宏，不能上传。{_PLAIN}"
OBJECTS: Final = f"含有嵌入的对象，不能上传。{_PLAIN}"
TEMPLATE: Final = "引用了文件之外的模板或者对象，打开时会自动读取。断开链接，或者另存为 PDF 后上传"
FIELDS: Final = "含有打开时自动读取外部内容的域（DDE 等）。删除这些域，或者另存为 PDF 后上传"
MORE: Final = "在文档之外还夹带别的内容，不能上传。用原来的软件另存后上传"
ENCRYPTED: Final = "设有打开密码，不能检查内容。取消密码后另存，再上传"
TOO_LARGE: Final = "展开后过大，不能检查内容。压缩其中的图片或者拆分后上传"
BROKEN: Final = "已损坏或不完整，读不出内容。用原来的软件另存后上传"

_MOST_ENTRIES: Final = 5_000
_LARGEST_ENTRY: Final = 100 * 2**20
_LARGEST_WHOLE: Final = 300 * 2**20
_HIGHEST_RATIO: Final = 200
# Archives nested in one another: a workbook under a chart, and none in that.
_DEEPEST: Final = 1
_MACROS: Final = re.compile(
    r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml|macrosheets/|dialogsheets/)", re.I
)
_OBJECTS: Final = re.compile(
    r"(^|/)(activeX/|oleObject[^/]*|afchunk[^/]*)|\.(exe|dll|js|vbs|ps1|html?)$", re.I
)
_EMBEDDED: Final = re.compile(r"(^|/)embeddings/", re.I)
_MACRO_TYPE: Final = re.compile(r"macroEnabled|vbaProject", re.I)
# What a reader follows by hand.
_FOLLOWED: Final = ("/hyperlink",)
_BRINGS: Final = ("/oleObject", "/aFChunk", "/control", "/attachedToolbars", "/vbaProject")
_FETCHES: Final = re.compile(
    r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD)\b", re.I
)
_FIELDS_IN: Final = re.compile(
    r"^word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$"
)


def check(content: bytes, suffix: str, depth: int = 0) -> None:
    """Raise Refusal unless the package is a document and nothing more."""
    try:
        _check(content, suffix, depth)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, EOFError, ValueError):
        raise Refusal(BROKEN) from None


def _check(content: bytes, suffix: str, depth: int) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        _refuse_bombs(entries)
        _refuse_company(content, package, entries)
        for entry in entries:
            _refuse_by_name(package, entry.filename, suffix, depth)
        if suffix == "ofd":
            return
        for entry in entries:
            name = entry.filename
            if name.endswith(".rels"):
                _read(package, name, _refuse_relationship)
            elif name == "[Content_Types].xml":
                _read(package, name, _refuse_type)
            elif suffix == "docx" and _FIELDS_IN.match(name):
                _refuse_fields(package, name)


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """Look at the table of contents before anything is unpacked."""
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal(ENCRYPTED)
    if (
        len(entries) > _MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > _LARGEST_WHOLE
        or any(entry.file_size > _LARGEST_ENTRY for entry in entries)
        or any(
            entry.file_size > 2**20 and entry.file_size > _HIGHEST_RATIO * entry.compress_size
            for entry in entries
        )
    ):
        raise Refusal(TOO_LARGE)


def _refuse_company(
    content: bytes, package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> None:
    """The archive is the whole file: nothing before it, after it, or twice in it."""
    names = [entry.filename for entry in entries]
    begins = content.startswith(b"PK\x03\x04")
    if not begins or package.comment or len(set(names)) < len(names):
        raise Refusal(MORE)
    if content.rfind(b"PK\x05\x06") != len(content) - 22:
        raise Refusal(MORE)


def _refuse_by_name(package: zipfile.ZipFile, name: str, suffix: str, depth: int) -> None:
    if _MACROS.search(name):
        raise Refusal(MACROS)
    if _OBJECTS.search(name) or ".." in name.split("/"):
        raise Refusal(OBJECTS)
    if suffix == "ofd" or not _EMBEDDED.search(name) or name.endswith("/"):
        return
    # A chart keeps its figures in a workbook of its own; everything else embedded is a stranger.
    if depth >= _DEEPEST or not name.lower().endswith(".xlsx"):
        raise Refusal(OBJECTS)
    check(package.read(name), "xlsx", depth + 1)


Started = Callable[[str, dict[str, str]], None]


def _read(
    package: zipfile.ZipFile, name: str, started: Started, text: Callable[[str], None] | None = None
) -> None:
    """Go through one part, element by element, in pieces."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    with package.open(name) as part:
        while piece := part.read(2**16):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise Refusal(BROKEN)


def _refuse_relationship(element: str, attributes: dict[str, str]) -> None:
    kind = attributes.get("Type", "")
    if kind.endswith(_BRINGS):
        raise Refusal(MACROS if kind.endswith("/vbaProject") else OBJECTS)
    if attributes.get("TargetMode", "").lower() == "external" and not kind.endswith(_FOLLOWED):
        raise Refusal(TEMPLATE)


def _refuse_type(element: str, attributes: dict[str, str]) -> None:
    if _MACRO_TYPE.search(attributes.get("ContentType", "")):
        raise Refusal(MACROS)


def _refuse_fields(package: zipfile.ZipFile, name: str) -> None:
    """A field's code may be cut into runs: it is put together from its beginning to its end."""
    codes: list[str] = []
    inside = False

    def started(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        local = element.rsplit(" ", 1)[-1]
        by_name = {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}
        inside = local == "instrText"
        if local == "fldSimple":
            _refuse_code(by_name.get("instr", ""))
        elif local == "fldChar":
            _refuse_code("".join(codes))
            codes.clear()

    def text(piece: str) -> None:
        if inside and len(codes) < 1_000:
            codes.append(piece)

    _read(package, name, started, text)


def _refuse_code(code: str) -> None:
    if _FETCHES.match(code):
        raise Refusal(FIELDS)
