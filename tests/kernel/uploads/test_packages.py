"""Office packages that run, bring or fetch something when they are opened."""

from __future__ import annotations

import io
import zipfile

import pytest

from renfang.acts import Incomplete
from tests.builders.files import checked

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(*, comment: bytes = b"", **parts: str | bytes) -> bytes:
    """A package of these parts; ``__`` in a name is a slash, ``_dot_`` a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
        file.comment = comment
    return target.getvalue()


def document(body: str = "", **parts: str | bytes) -> bytes:
    text = f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>'
    return package(word__document_dot_xml=text, **parts)


def relationship(
    kind: str, target: str = "http://example.invalid/x", mode: str = "External"
) -> str:
    told = f'Id="r1" Type="{KINDS}/{kind}" Target="{target}" TargetMode="{mode}"'
    return f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship {told}/></Relationships>'


def field(*pieces: str) -> str:
    """A complex field whose code is cut into runs."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Incomplete) as refused:
        checked(name, content)
    assert refused.value.field == "file"
    return refused.value.message


@pytest.mark.parametrize(
    "content",
    [
        document(),
        document(word___rels__document_dot_xml_dot_rels=relationship("hyperlink")),
        document(word___rels__document_dot_xml_dot_rels=relationship("image", "a.png", "Internal")),
        document(field("PAGE ", "\\* MERGEFORMAT") + field("HYPERLINK http://x")),
        document(word__embeddings__sheet1_dot_xlsx=package(xl__workbook_dot_xml="<x/>")),
    ],
)
def test_a_plain_document_passes_unchanged(content: bytes) -> None:
    assert checked("说明.docx", content).content == content


@pytest.mark.parametrize(
    "part", ["word__vbaProject_dot_bin", "xl__macrosheets__s_dot_xml", "xl__vbaData_dot_xml"]
)
def test_macros_are_refused(part: str) -> None:
    assert "含有宏" in refusal("说明.docx", document(**{part: "x"}))


def test_macros_that_only_their_type_tells_are_refused() -> None:
    told = 'PartName="/x.bin" ContentType="application/vnd.ms-office.vbaProject"'
    types = f"<Types><Override {told}/></Types>"
    content = package(
        **{"[Content_Types]_dot_xml": types, "word__document_dot_xml": "<x/>", "x_dot_bin": "x"}
    )
    assert "含有宏" in refusal("说明.docx", content)


@pytest.mark.parametrize(
    "kind", ["attachedTemplate", "image", "frame", "externalLinkPath", "subDocument"]
)
def test_what_is_fetched_from_outside_is_refused(kind: str) -> None:
    named = {"word___rels__settings_dot_xml_dot_rels": relationship(kind)}
    assert "文件之外的模板" in refusal("说明.docx", document(**named))


def test_a_template_from_outside_is_found_however_its_mode_is_written() -> None:
    named = {
        "word___rels__settings_dot_xml_dot_rels": relationship("attachedTemplate", mode="EXTERNAL")
    }
    assert "文件之外的模板" in refusal("说明.docx", document(**named))


@pytest.mark.parametrize(
    "part",
    [
        "xl__embeddings__oleObject1_dot_bin",
        "xl__activeX__activeX1_dot_xml",
        "word__embeddings__x_dot_docx",
        "word__afchunk_dot_mht",
        "word__media__x_dot_html",
        "word__media__x_dot_exe",
    ],
)
def test_embedded_objects_are_refused(part: str) -> None:
    assert "嵌入的对象" in refusal("说明.docx", document(**{part: "x"}))


def test_an_object_is_known_by_its_relationship_whatever_its_name() -> None:
    named = {
        "word___rels__document_dot_xml_dot_rels": relationship("oleObject", "a.dat", "Internal")
    }
    assert "嵌入的对象" in refusal("说明.docx", document(word__a_dot_dat="x", **named))


def test_a_workbook_in_a_document_is_looked_through_too() -> None:
    inner = package(xl__workbook_dot_xml="<x/>", xl__vbaProject_dot_bin="x")
    assert "含有宏" in refusal("说明.docx", document(word__embeddings__a_dot_xlsx=inner))
    deeper = package(xl__workbook_dot_xml="<x/>", xl__embeddings__b_dot_xlsx=package(a="b"))
    assert "嵌入的对象" in refusal("说明.docx", document(word__embeddings__a_dot_xlsx=deeper))


@pytest.mark.parametrize(
    "body",
    [
        field("DDEAUTO c:\\windows\\cmd.exe"),
        field(" D", "DE", " excel x"),
        field("INCLUDEPICTURE http://x"),
        '<w:p><w:fldSimple w:instr="INCLUDETEXT \\\\host\\x"/></w:p>',
    ],
)
def test_fields_that_fetch_by_themselves_are_refused(body: str) -> None:
    assert "域" in refusal("说明.docx", document(body))


def test_a_document_type_is_never_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    content = document(word___rels__document_dot_xml_dot_rels=bomb)
    assert "损坏" in refusal("说明.docx", content)


def test_an_archive_with_company_is_refused() -> None:
    assert "夹带" in refusal("说明.docx", document() + b"<html>")
    assert "夹带" in refusal("说明.docx", package(word__document_dot_xml="<x/>", comment=b"<html>"))
    assert "夹带" in refusal("说明.docx", b"<html>" + document())


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    content = document(word__media__a_dot_bmp=b"\0" * (101 * 2**20))
    assert len(content) < 2**20
    assert "过大" in refusal("说明.docx", content)
