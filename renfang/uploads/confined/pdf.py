"""A PDF that does something by itself when it is opened, or carries more than its pages.

A file of a case is evidence: it is refused or kept byte for byte, never repaired. What is asked:
1. does qpdf read it, without a password (ISO 32000-1, 7.6);
2. does any object, also one packed into a stream (7.5.7) or written with escapes (7.3.5), run
   something (12.6.4: JavaScript, Launch, SubmitForm, ImportData), hold files (7.11.4) or media;
3. do the plain bytes say so, where a reader that mends files otherwise than qpdf might look;
4. is the whole file this PDF, or also a page or an archive.

All of it takes time in proportion to the file; whatever a library does, the process is limited.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final

from renfang.uploads.confined.refusals import Refusal

_AGAIN: Final = "用“打印为 PDF”重新生成一份，再上传"
ENCRYPTED: Final = "有密码或者加密，不能检查内容。去掉密码后另存，再上传"
ACTS: Final = f"含有脚本或者自动执行的动作，不能上传。{_AGAIN}"
HOLDS: Final = f"含有嵌入的文件或者多媒体，不能上传。嵌入的文件另存后单独上传，本份{_AGAIN}"
OUTSIDE: Final = f"的内容有一部分在文件之外，不能上传。{_AGAIN}"
MORE: Final = f"在 PDF 之外还夹带别的内容，不能上传。{_AGAIN}"
BROKEN: Final = "不是完整的 PDF，可能传输中断。重新导出后上传"

_RUNS: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/XFA"})
_BRINGS: Final = frozenset(
    {"/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment", "/GoToE", "/RichMedia", "/Rendition"}
)
# Short names could be a font's: their values tell.
_SHORT: Final = frozenset({"/JS", "/EF"})
_SUSPECT: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|SubmitForm|ImportData|XFA|EmbeddedFiles?|EF|FileAttachment|GoToE"
    rb"|RichMedia|Rendition)(?=[\s/<>\[\]()%]|$)"
)


def _spelt(*names: str) -> str:
    """A pattern for these names, each letter as itself or as #xx (7.3.5)."""
    letters = {each for name in names for each in name}
    either = {each: f"(?:{each}|#{ord(each):02x}|#{ord(each):02X})" for each in letters}
    return "|".join("".join(either[each] for each in name) for name in names)


# In the raw bytes only what no noise of packed pictures spells by chance.
_SPELT: Final = re.compile(
    f"/(?:({_spelt('JavaScript', 'SubmitForm', 'ImportData')})"
    f"|{_spelt('EmbeddedFile', 'EmbeddedFiles', 'RichMedia')})(?=[\\s/<>\\[\\]()%]|$)".encode()
)
_END: Final = b"%%EOF"
# After an end comes nothing, or an update (7.5.6): objects, a table.
_NOT_THE_END: Final = re.compile(
    rb"%%EOF(?![\s\0]*(?:\Z|\d{1,10}\s+\d{1,5}\s+obj|xref|startxref|%%EOF))"
)
_MARKUP: Final = re.compile(
    rb"<\s*(?:!doctype|html|script|iframe|svg|body|object)\b", re.IGNORECASE
)
# How far browsers look for the sort of a file.
_SNIFFED: Final = 1024


def check(content: bytes) -> None:
    """Raise Refusal unless the file is one PDF that only shows its pages."""
    _refuse_company(content)
    _refuse_spelt(content)
    _refuse_objects(content)


def _refuse_company(content: bytes) -> None:
    end = content.rfind(_END)
    if end < 0:
        raise Refusal(ENCRYPTED if b"/Encrypt" in content else BROKEN)
    if zipfile.is_zipfile(io.BytesIO(content)) or _MARKUP.search(content, 0, _SNIFFED):
        raise Refusal(MORE)
    if _NOT_THE_END.search(content):
        raise Refusal(MORE)


def _refuse_spelt(content: bytes) -> None:
    found = _SPELT.search(content)
    if found:
        raise Refusal(ACTS if found[1] else HOLDS)


def _refuse_objects(content: bytes) -> None:
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Refusal(ENCRYPTED) from None
    except pikepdf.PdfError:
        raise Refusal(BROKEN) from None
    with document:
        if document.is_encrypted:
            raise Refusal(ENCRYPTED)
        # Without pages nothing is shown; with none to be found the file is no document.
        if not len(document.pages):
            raise Refusal(BROKEN)
        for each in document.objects:
            _refuse_object(each, pikepdf)


def _refuse_object(each: Any, pikepdf: Any) -> None:
    # Its code, not isinstance, which takes ten times as long.
    kind = getattr(each, "_type_code", None)
    if kind is pikepdf.ObjectType.stream:
        each = each.stream_dict
        if "/F" in each:
            raise Refusal(OUTSIDE)
    elif kind not in (pikepdf.ObjectType.dictionary, pikepdf.ObjectType.array):
        return
    # Written out by the library, in which a name is spelt in one way: most objects need no walk.
    if _SUSPECT.search(each.unparse(resolved=True)):
        for name in _names(each, pikepdf):
            if name in _RUNS or name == "/JS":
                raise Refusal(ACTS)
            raise Refusal(HOLDS)


def _names(each: Any, pikepdf: Any) -> Iterator[str]:
    """Names of the object itself (not in its texts) that run or bring something."""
    waiting = [each]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Name):
            if str(part) in _RUNS | _BRINGS:
                yield str(part)
        elif isinstance(part, pikepdf.Array):
            waiting.extend(_direct(part))
        elif isinstance(part, pikepdf.Dictionary):
            for key, value in part.items():
                is_short = key in _SHORT and _is_meant(key, value, pikepdf)
                if is_short or key in _RUNS | _BRINGS:
                    yield key
            waiting.extend(_direct(part.values()))


def _direct(parts: Iterable[Any]) -> Iterator[Any]:
    """What stands in the object itself: what it points to is asked on its own."""
    return (part for part in parts if not getattr(part, "is_indirect", False))


def _is_meant(key: str, value: Any, pikepdf: Any) -> bool:
    """Whether a short name is the script or the file that the standard calls so."""
    if key == "/JS":
        return isinstance(value, pikepdf.String | pikepdf.Stream)
    return isinstance(value, pikepdf.Dictionary) and bool({"/F", "/UF"} & set(value.keys()))
