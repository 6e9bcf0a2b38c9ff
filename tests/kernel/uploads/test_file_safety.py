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
from renfang.uploads.keeping import read_upload
from renfang.uploads.pictures import BrokenPicture, without_metadata
from tests.builders.office import Office
from tests.builders.pictures import photograph, picture


def uploaded(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(name: str, content: bytes) -> bytes:
    return read_upload(uploaded(name, content))[1]


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


@pytest.mark.parametrize(
    "act",
    [
        b"<</S/JavaScript/JS(app.alert(1))>>",
        b"<</S /Launch /F (cmd.exe)>>",
        b"<</S/J#61vaScript>>",
        b"<</Type/Action/S/SubmitForm/F(http://x)>>",
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(act: bytes) -> None:
    with pytest.raises(Incomplete, match="脚本或者自动执行的动作") as refusal:
        read("图纸.pdf", b"%PDF-1.7\n1 0 obj" + act + b"endobj\n")
    assert refusal.value.field == "file"


def test_a_script_in_a_compressed_object_is_found() -> None:
    packed = zlib.compress(b"7 0 <</S/JavaScript/JS 8 0 R>>")
    head = b"%PDF-1.7\n5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length 9>>stream\n"
    with pytest.raises(Incomplete, match="脚本"):
        read("图纸.pdf", head + packed + b"\nendstream endobj\n")


def test_a_plain_pdf_with_an_opening_view_passes() -> None:
    content = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction[3 0 R/Fit]/JSON 1>>endobj\n"
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


def test_an_encrypted_pdf_cannot_be_looked_through() -> None:
    with pytest.raises(Incomplete, match="去掉密码"):
        read("图纸.pdf", b"%PDF-1.7\ntrailer<</Root 1 0 R/Encrypt 9 0 R>>\n")


def test_a_document_with_macros_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("word/document.xml", "<x/>")
        package.writestr("word/vbaProject.bin", "x")
    with pytest.raises(Incomplete, match="含有宏"):
        read("说明.docx", target.getvalue())


def scanner(settings, code: str) -> None:
    settings.VIRUS_SCANNER = f"{sys.executable} -c '{code}'"


def test_the_scanner_reads_the_file_and_its_verdict_counts(settings) -> None:
    scanner(settings, 'import sys; sys.exit(1 if b"EICAR" in sys.stdin.buffer.read() else 0)')
    content = b"%PDF-1.7\n1 0 obj<<>>endobj\n"
    assert read("甲.pdf", content) == content
    with pytest.raises(Incomplete, match="病毒检查"):
        read("乙.pdf", content + b"EICAR")


@pytest.mark.parametrize("command", ["/no/such/scanner", ""])
def test_a_scanner_that_fails_keeps_the_file_out(settings, command: str) -> None:
    settings.VIRUS_SCANNER = command
    if not command:
        scanner(settings, "import sys; sys.exit(2)")
    with pytest.raises(Refused, match="没有完成"):
        read("甲.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n")
