"""Files that say or do more than they show: photographs with places, scripts, macros, viruses."""

from __future__ import annotations

import io
import sys
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from renfang.acts import Incomplete, Refused
from renfang.uploads.confined.pictures import BrokenPicture, without_metadata
from renfang.uploads.keeping import read_upload
from tests.builders.files import pdf
from tests.builders.office import Office
from tests.builders.pictures import photograph, picture


def uploaded(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(name: str, content: bytes) -> bytes:
    return read_upload(uploaded(name, content)).content


def points(content: bytes) -> bytes:
    return Image.open(io.BytesIO(content)).convert("RGB").tobytes()


def test_a_photograph_loses_its_place_and_keeps_every_point() -> None:
    taken = photograph()
    kept = read("现场.jpg", taken)
    exif = Image.open(io.BytesIO(kept)).getexif()
    assert dict(exif) == {0x0112: 6}
    assert not exif.get_ifd(0x8825)
    assert b"secret" not in kept
    assert points(kept) == points(taken)


def test_a_picture_taken_upright_needs_no_mark_at_all() -> None:
    assert not Image.open(io.BytesIO(read("现场.jpg", photograph(1)))).getexif()


def test_a_png_loses_its_remarks_and_keeps_every_point() -> None:
    remarks = PngImagePlugin.PngInfo()
    remarks.add_text("Author", "secret name")
    drawn = picture("PNG", 5, pnginfo=remarks)
    kept = read("图.png", drawn)
    assert b"secret name" not in kept
    assert points(kept) == points(drawn)


@pytest.mark.parametrize(
    ("name", "content"), [("半.png", picture("PNG")), ("半.jpg", photograph())]
)
def test_half_a_picture_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Incomplete, match="不是完整的图片"):
        read(name, content[:20])


@given(st.binary(max_size=200), st.sampled_from(["png", "jpg"]))
def test_no_bytes_confuse_the_reader_of_pictures(content: bytes, suffix: str) -> None:
    try:
        cleaned = without_metadata(content, suffix)
    except BrokenPicture:
        return
    assert without_metadata(cleaned, suffix) == cleaned


def test_what_hangs_on_behind_a_picture_is_not_kept() -> None:
    """A browser shows the photograph, an unpacker the archive behind it."""
    taken = photograph()
    for name, content in (("现场.jpg", taken), ("图.png", picture("PNG", 9))):
        assert b"PK" not in read(name, content + b"PK\x03\x04<html>hidden")
        assert points(read(name, content + b"hidden")) == points(content)


@pytest.mark.parametrize(
    "act",
    [
        "<</S/JavaScript/JS(app.alert(1))>>",
        "<</S /Launch /F (cmd.exe)>>",
        "<</S/J#61vaScript>>",
        "<</Type/Action/S/SubmitForm/F(http://x)>>",
        "<</S/ImportData/F(x.fdf)>>",
        "<</JS(app.alert(1))>>",
        "<</XFA[(template)(x)]>>",
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(act: str) -> None:
    for content in (pdf(objects=f"4 0 obj{act}"), pdf(catalog=f"/OpenAction{act}")):
        with pytest.raises(Incomplete, match="脚本或者自动执行的动作") as refusal:
            read("图纸.pdf", content)
        assert refusal.value.field == "file"


@pytest.mark.parametrize("kind", ["/ObjStm", "/Ob#6aStm"])
@pytest.mark.parametrize("odd", ["", "/X<41>", "/DecodeParms<</Predictor 1>>"])
def test_a_script_in_a_compressed_object_is_found(kind: str, odd: str) -> None:
    """However its dictionary is written: the reader is a real one, no pattern."""
    inside = b"7 0 <</S/JavaScript/JS(app.alert(1))>>"
    packed = zlib.compress(inside)
    head = b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 7 0 R>>endobj\n"
    head = head.replace(b"%%", b"%")
    body = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    told = (
        f"5 0 obj<</Type{kind}/N 1/First 4/Filter/FlateDecode/Length {len(packed)}{odd}>>stream\n"
    )
    stream = told.encode() + packed + b"\nendstream endobj\n"
    rows = [(1, 0), (1, head.index(b"1 0 obj")), (1, len(head)), (1, len(head) + 50)]
    rows[0] = (0, 0)
    rows[3] = (1, len(head) + body.index(b"3 0 obj"))
    rows += [(0, 0), (1, len(head + body)), (1, len(head + body + stream)), (2, 5)]
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + b"\0" for kind, place in rows)
    xref = b"6 0 obj<</Type/XRef/Size 8/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
    content = head + body + stream + xref + table + b"\nendstream endobj\n"
    content += b"startxref\n%d\n%%%%EOF\n" % len(head + body + stream)
    with pytest.raises(Incomplete, match="脚本"):
        read("图纸.pdf", content)
    harmless = content.replace(b"/OpenAction 7 0 R", b"/Unused     7 0 R")
    with pytest.raises(Incomplete, match="脚本"):
        read("图纸.pdf", harmless)


@pytest.mark.parametrize(
    "held",
    [
        "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 4 0 R>>>>]>>>>",
        "/AF[<</Type/Filespec/F(a)/EF<</F 4 0 R>>>>]",
        "/Extra<</Subtype/RichMedia>>",
        "/Extra<</Subtype/FileAttachment>>",
    ],
)
def test_a_pdf_that_holds_files_or_media_is_refused(held: str) -> None:
    with pytest.raises(Incomplete, match="嵌入的文件"):
        read("图纸.pdf", pdf(catalog=held, objects="4 0 obj<<>>"))


def test_a_pdf_whose_content_lies_elsewhere_is_refused() -> None:
    stream = "4 0 obj<</F(\\\\\\\\host\\\\share)/Length 0>>stream\n\nendstream "
    with pytest.raises(Incomplete, match="在文件之外"):
        read("图纸.pdf", pdf(objects=stream))


@pytest.mark.parametrize(
    "more",
    [
        b"<html><script>alert(1)</script>",
        b"<html>" + b" " * 2000 + b"%%EOF",
        b"%<script>alert(1)</script>\n%%EOF",
        b"\n" * 3000 + b"<svg>",
        b"MZ\x90\0 a program",
    ],
)
def test_a_pdf_that_is_something_else_besides_is_refused(more: bytes) -> None:
    with pytest.raises(Incomplete, match="夹带别的内容"):
        read("图纸.pdf", pdf() + more)


def test_a_pdf_that_is_an_archive_besides_is_refused() -> None:
    target = io.BytesIO(pdf())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("run.bat", "x")
        archive.comment = b"\n%%EOF"
    with pytest.raises(Incomplete, match="夹带别的内容"):
        read("图纸.pdf", target.getvalue())


def test_a_pdf_that_begins_as_a_page_of_the_web_is_refused() -> None:
    with pytest.raises(Incomplete, match="夹带别的内容"):
        read("图纸.pdf", pdf("<html><body>"))


def test_half_a_pdf_is_refused() -> None:
    for content in (pdf()[:60], b"%PDF-1.7\n%%EOF", pdf().replace(b"/Pages", b"/Paces")):
        with pytest.raises(Incomplete, match="不是完整的 PDF"):
            read("图纸.pdf", content)


def test_a_pdf_changed_afterwards_keeps_every_byte() -> None:
    """A signature of the applicant's stays one: an update behind the end is part of the file."""
    first = pdf()
    update = b"4 0 obj<</Extra 1>>endobj\nxref\n4 1\n%010d 00000 n \n" % len(first)
    begins = len(first) + update.index(b"xref")
    before = first.index(b"xref")
    update += b"trailer<</Root 1 0 R/Size 5/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (before, begins)
    assert read("图纸.pdf", first + update) == first + update


def test_a_plain_pdf_with_an_opening_view_passes() -> None:
    """What only looks like it: a font of that name, a text about it, a name that begins so."""
    content = pdf(
        catalog="/OpenAction[3 0 R/Fit]/JSON 1/Fonts<</JS 4 0 R/EF 4 0 R>>",
        objects="4 0 obj<</About(a text of /JS and /Launch )/Kind/JavaScripts>>",
    )
    assert read("图纸.pdf", content) == content


@pytest.mark.django_db
def test_our_own_papers_may_be_attached(office: Office) -> None:
    from renfang.documents.models import IssuedDocument
    from renfang.documents.registry import compose
    from renfang.typesetting import render
    from tests.builders.applications import accepted

    accepted(office)
    content = render(compose(IssuedDocument.objects.first()))
    assert read("受理通知书.pdf", content) == content


@pytest.mark.parametrize("user", ["", "secret"])
def test_an_encrypted_pdf_cannot_be_looked_through(user: str) -> None:
    import pikepdf

    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as plain:
        plain.save(locked, encryption=pikepdf.Encryption(owner="owner", user=user))
    with pytest.raises(Incomplete, match="去掉密码"):
        read("图纸.pdf", locked.getvalue())


def scanner(settings, code: str) -> None:
    settings.VIRUS_SCANNER = f"{sys.executable} -c '{code}'"


def test_the_scanner_reads_the_file_and_its_verdict_counts(settings) -> None:
    scanner(settings, 'import sys; sys.exit(1 if b"EICAR" in sys.stdin.buffer.read() else 0)')
    content = pdf()
    assert read("甲.pdf", content) == content
    with pytest.raises(Incomplete, match="病毒检查"):
        read("乙.pdf", pdf("EICAR"))


@pytest.mark.parametrize("command", ["/no/such/scanner", ""])
def test_a_scanner_that_fails_keeps_the_file_out(settings, command: str) -> None:
    settings.VIRUS_SCANNER = command
    if not command:
        scanner(settings, "import sys; sys.exit(2)")
    with pytest.raises(Refused, match="没有完成"):
        read("甲.pdf", pdf())
