"""申请材料与附件: the checklist, the notice that follows from it, and which files are kept."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from engineering.approvals.acts.attachments import attach_file, remove_attachment
from engineering.approvals.acts.materials import set_material_list, tick_materials
from engineering.approvals.models.applications import Application as Approval
from engineering.approvals.queries.materials import Listed, built_in
from engineering.models import Application, Attachment
from renfang.acts import Incomplete, NotFound, Refused
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.uploads.keeping import read_kept, read_upload
from tests.builders.applications import accepted, received
from tests.builders.files import pdf
from tests.builders.office import Office
from tests.builders.pictures import photograph, picture

pytestmark = pytest.mark.django_db

PDF = pdf()
PNG = picture("PNG")
JPEG = picture("JPEG")


def package(member: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr(member, "<x/>")
    return content.getvalue()


def uploaded(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.mark.parametrize("kind", Approval.Kind.values)
def test_every_kind_has_a_built_in_list(kind: str) -> None:
    names = [row.name for row in built_in(kind)]
    assert names
    assert len(set(names)) == len(names)


def test_the_list_of_the_day_of_receipt_stays_with_the_case(office: Office) -> None:
    application = received(office)
    before = list(application.materials.values_list("name", flat=True))
    rows = [Listed("申请表"), Listed("总平面图", "加盖出图章")]
    set_material_list(office.east.pk, "build", rows, by=office.who(Role.HEAD))
    assert list(application.materials.values_list("name", flat=True)) == before
    later = received(office, code="2404-620102-04-01-000007", name="另一项目")
    assert [row.name for row in later.materials.all()] == ["申请表", "总平面图"]


def test_what_is_not_ticked_becomes_the_notice_of_corrections(office: Office) -> None:
    set_material_list(
        office.east.pk,
        "build",
        [Listed("申请表"), Listed("总平面图", "加盖出图章"), Listed("委托书", "", False)],
        by=office.who(Role.HEAD),
    )
    application = received(office)
    client = Client()
    client.force_login(office.who(Role.CLERK))
    ticked = application.materials.get(name="申请表")
    page = client.post(
        reverse("engineering:application_materials", args=[application.pk]),
        {"received": [ticked.pk], "version": application.version, "then": "correct"},
        follow=True,
    )
    text = page.content.decode()
    assert "一、缺少总平面图（加盖出图章）；" in text
    assert "缺少申请表" not in text
    assert "委托书" not in text


def test_a_row_of_another_case_cannot_be_ticked(office: Office) -> None:
    application = received(office)
    other = received(office, code="2404-620102-04-01-000007", name="另一项目")
    with pytest.raises(NotFound):
        tick_materials(
            application.pk, received=[other.materials.first().pk], by=office.who(Role.CLERK)
        )


# 附件


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("总平面图.pdf", PDF, "application/pdf"),
        ("现场.PNG", PNG, "image/png"),
        ("现场.jpg", JPEG, "image/jpeg"),
        ("说明.docx", package("word/document.xml"), None),
        ("测算表.xlsx", package("xl/workbook.xml"), None),
        ("公文.ofd", package("OFD.xml"), "application/ofd"),
    ],
)
def test_a_file_is_kept_with_its_hash(
    office: Office, name: str, content: bytes, media_type: str | None
) -> None:
    application = received(office)
    kept = attach_file(
        application.pk, read_upload(uploaded(name, content)), by=office.who(Role.CLERK)
    )
    assert kept.name == name
    # What the browser said of the file counts for nothing.
    assert kept.media_type == (media_type or kept.media_type) != "text/html"
    assert read_kept(kept) == content
    assert Path(settings.STATIC_ROOT) not in (Path(settings.MEDIA_ROOT) / kept.path).parents


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("网页.html", b"<script>", "类型不能上传"),
        ("图.svg", b"<svg>", "类型不能上传"),
        ("程序.exe", b"MZ", "类型不能上传"),
        ("无扩展名", PDF, "类型不能上传"),
        ("假.pdf", b"<html>", "不是 pdf 格式"),
        ("假.docx", package("xl/workbook.xml"), "不是 docx 格式"),
        ("假.xlsx", b"PK\x03\x04broken", "不是 xlsx 格式"),
        ("空.pdf", b"", "空文件"),
        ("大.pdf", PDF + b"\0" * (20 * 1024 * 1024), "超过 20 MB"),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    office: Office, name: str, content: bytes, words: str
) -> None:
    application = received(office)
    with pytest.raises(Incomplete, match=words) as refusal:
        attach_file(application.pk, read_upload(uploaded(name, content)), by=office.who(Role.CLERK))
    assert refusal.value.field == "file"
    assert not Attachment.objects.exists()


def test_the_same_file_is_kept_once_and_a_wrong_one_set_aside(office: Office) -> None:
    application = received(office)
    clerk = office.who(Role.CLERK)
    kept = attach_file(application.pk, read_upload(uploaded("甲.pdf", PDF)), by=clerk)
    with pytest.raises(Incomplete, match="已作为“甲"):
        attach_file(application.pk, read_upload(uploaded("乙.pdf", PDF)), by=clerk)
    remove_attachment(kept.pk, reason="传错文件", by=clerk)
    assert (
        attach_file(application.pk, read_upload(uploaded("乙.pdf", PDF)), by=clerk).name == "乙.pdf"
    )


def test_an_altered_file_is_not_handed_out(office: Office) -> None:
    application = received(office)
    kept = attach_file(
        application.pk, read_upload(uploaded("甲.pdf", PDF)), by=office.who(Role.CLERK)
    )
    (Path(settings.MEDIA_ROOT) / kept.path).write_bytes(b"%PDF-other")
    with pytest.raises(Refused, match="校验值不符"):
        read_kept(kept)


def test_a_download_can_do_nothing_on_our_pages(office: Office) -> None:
    application = received(office)
    kept = attach_file(
        application.pk, read_upload(uploaded("总平面图.pdf", PDF)), by=office.who(Role.CLERK)
    )
    client = Client()
    client.force_login(office.who(Role.CLERK))
    answer = client.get(reverse("engineering:attachment", args=[kept.pk]))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6")
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    view = client.get(reverse("engineering:attachment_view", args=[kept.pk]))
    assert view["Content-Type"] == "application/pdf"


def test_files_of_another_office_do_not_exist(office: Office) -> None:
    application = received(office)
    kept = attach_file(
        application.pk, read_upload(uploaded("甲.pdf", PDF)), by=office.who(Role.CLERK)
    )
    client = Client()
    client.force_login(office.who(Role.CLERK, office.west))
    for name in ("attachment", "attachment_view", "remove_attachment"):
        assert client.get(reverse(f"engineering:{name}", args=[kept.pk])).status_code == 404


def test_an_upload_ticks_its_material(office: Office) -> None:
    application = received(office)
    material = application.materials.first()
    client = Client()
    client.force_login(office.who(Role.CLERK))
    client.post(
        reverse("engineering:attach_file", args=[application.pk]),
        {"file": uploaded("申请表.pdf", PDF), "material": material.pk},
    )
    material.refresh_from_db()
    assert material.is_received
    assert Attachment.objects.get().material == material


def test_materials_are_not_ticked_after_acceptance(office: Office) -> None:
    application = accepted(office)
    with pytest.raises(Refused, match="才能登记材料"):
        tick_materials(application.pk, received=[], by=office.who(Role.CLERK))
    assert Application.objects.get().state == "accepted"
    assert IssuedDocument.objects.of(application).count() == 1


def test_what_is_hashed_is_what_is_kept(office: Office) -> None:
    application = received(office)
    attach_file(
        application.pk, read_upload(uploaded("现场.jpg", photograph())), by=office.who(Role.CLERK)
    )
    attachment = Attachment.objects.get()
    content = read_kept(attachment)
    assert hashlib.sha256(content).hexdigest() == attachment.sha256
    assert content == read_upload(uploaded("现场.jpg", photograph())).content
