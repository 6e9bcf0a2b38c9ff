"""What holds of every file that comes in, whichever register it goes into."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from drills.models import Siren
from renfang.acts import Incomplete, NotFound, WrongState
from renfang.exchange.acts import confirm, discard, mend, paste, upload
from renfang.exchange.kinds import all_kinds
from renfang.exchange.models import ImportBatch
from renfang.exchange.readings import NEW, TO_MEND
from renfang.exchange.resources import RegisterResource
from renfang.history.record import events_of
from renfang.organisations.models import OrganisationGrant
from renfang.organisations.permissions import Role
from renfang.uploads.keeping import read_kept
from tests.builders.office import make_user

pytestmark = pytest.mark.django_db
SIRENS = "drills.siren"
HEADS = "编号,设置点,类型,安装位置,控制方式"
GOOD = "J001,一中,电声警报器,教学楼顶,无线"
BAD = "J002,二中,汽笛,教学楼顶,无线"


@pytest.fixture
def trainer(office):
    return office.who(Role.TRAINER)


def taken(trainer, *lines, heads=HEADS):
    content = "\n".join([heads, *lines]).encode("utf-8-sig")
    return upload(SIRENS, content, "警报器.csv", by=trainer)


def shown(client, batch):
    page = client.get(reverse("import", args=[batch.pk]))
    return page.content.decode(), [thing for thing, _ in page.context["things"]]


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_every_register_enters_its_rows_by_an_act_of_its_own(kind):
    resource = kind.load()
    assert resource.save_instance is not RegisterResource.save_instance
    assert resource.summary is not RegisterResource.summary
    columns = resource().columns
    names = [name for column in columns for name in (column.title, *column.aliases)]
    assert len(set(names)) == len(names), "a heading means one column"
    assert any(column.required for column in columns)


def test_unknown_and_unheaded_columns_are_named_and_not_used(client, trainer):
    batch = taken(trainer, f"{GOOD},红色,见附件", heads=f"{HEADS},颜色,")
    client.force_login(trainer)
    page, (thing,) = shown(client, batch)
    assert "没有用到的列：颜色、G 列（没有表头）" in page
    assert thing.outcome == NEW
    confirm(batch.pk, by=trainer)
    assert Siren.objects.get().place == "教学楼顶"


def test_missing_columns_refuse_the_file_in_one_wording_for_all(trainer):
    told = "缺少列：安装位置、控制方式。补齐表头后重新上传"
    with pytest.raises(Incomplete, match=told) as refusal:
        taken(trainer, "J001,一中,电声警报器", heads="编号,设置点,类型")
    assert refusal.value.field == "file"
    assert not ImportBatch.objects.exists()


def test_a_cell_is_mended_on_the_page_and_the_whole_file_entered(client, trainer):
    batch = taken(trainer, GOOD, BAD)
    client.force_login(trainer)
    page, (wrong, _) = shown(client, batch)
    assert wrong.outcome == TO_MEND
    assert "没有“汽笛”这一项" in page
    assert "确认导入" not in page
    with pytest.raises(Incomplete, match="第 3 行需要改正"):
        confirm(batch.pk, by=trainer)
    assert not Siren.objects.exists()
    cell = f"{wrong.first.row.pk}-type"
    address = reverse("import_mend", args=[batch.pk, wrong.group])
    assert f'name="{cell}"' in client.get(address).content.decode()
    done = client.post(address, {cell: "电动警报器"}, follow=True)
    assert "第 3 行已可导入" in done.content.decode()
    done = client.post(reverse("import_confirm", args=[batch.pk]), follow=True)
    assert "新增 2 台，变更 0 台" in done.content.decode()
    assert done.redirect_chain[-1][0] == reverse("drills:sirens")
    assert Siren.objects.count() == 2
    events = [event.act for event in events_of(batch)]
    assert events == ["确认导入警报器", "改正警报器", "上传警报器"]


def test_typing_the_file_s_own_words_undoes_a_mending(trainer):
    batch = taken(trainer, BAD)
    row = batch.rows.get()
    mend(batch.pk, 1, {(row.pk, "type"): "电动警报器\x00", (row.pk, "odd"): "x"}, by=trainer)
    row.refresh_from_db()
    assert row.mended == {"type": "电动警报器"}
    mend(batch.pk, 1, {(row.pk, "type"): "汽笛"}, by=trainer)
    row.refresh_from_db()
    assert row.mended == {}
    assert row.cells["type"] == "汽笛"
    assert [event.after for event in events_of(batch) if event.act == "改正警报器"] == [
        {"第 2 行": "类型"},
        {"第 2 行": "类型"},
    ]


def test_rows_are_pasted_with_a_heading_or_in_the_order_of_the_columns(trainer):
    headed = paste(SIRENS, f"{HEADS}\n{GOOD}".replace(",", "\t"), by=trainer)
    assert headed.rows.get().cells["control"] == "无线"
    line = "J001\t一中\t电声警报器\t\t\t\t教学楼顶\t\t\t\t无线"
    bare = paste(SIRENS, line, by=trainer)
    assert bare.reading["sheets"][0]["header_row"] == 0
    cells = bare.rows.get().cells
    assert (cells["place"], cells["control"], cells["owner"]) == ("教学楼顶", "无线", None)
    assert "is_unified" not in cells, "columns that the line does not reach are not there"
    with pytest.raises(Incomplete, match="缺少列：安装位置、控制方式") as refusal:
        paste(SIRENS, "J001\t一中\t电声警报器", by=trainer)
    assert refusal.value.field == "rows"


def test_pasted_text_that_is_no_table_is_told_at_the_text(client, trainer):
    client.force_login(trainer)
    address = reverse("drills:siren_import")
    answer = client.post(address, {"rows": "警报器"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["rows"]


def test_the_file_is_kept_and_given_back_to_its_uploader_alone(client, office, trainer):
    content = f"{HEADS}\n{GOOD}".encode()
    batch = upload(SIRENS, content, "警报器.csv", by=trainer)
    assert batch.sha256 == hashlib.sha256(content).hexdigest()
    assert read_kept(batch) == content
    client.force_login(trainer)
    answer = client.get(reverse("import_file", args=[batch.pk]))
    assert answer.content == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    client.force_login(office.who(Role.TRAINER, at=office.west))
    assert client.get(reverse("import_file", args=[batch.pk])).status_code == 404
    assert client.get(reverse("import", args=[batch.pk])).status_code == 404


def test_a_file_is_entered_by_its_uploader_alone_while_they_hold_the_post(office, trainer):
    batch = taken(trainer, GOOD)
    colleague = make_user("colleague", Role.TRAINER, at=office.east)
    with pytest.raises(NotFound):
        confirm(batch.pk, by=colleague)
    OrganisationGrant.objects.filter(user=trainer).delete()
    with pytest.raises(NotFound):
        confirm(batch.pk, by=trainer)


def test_a_discarded_file_is_never_entered(trainer):
    batch = taken(trainer, GOOD)
    discard(batch.pk, by=trainer)
    with pytest.raises(WrongState, match="已放弃"):
        confirm(batch.pk, by=trainer)


def test_sheets_that_were_not_read_are_named(client, trainer):
    import io

    from openpyxl import Workbook

    book, target = Workbook(), io.BytesIO()
    book.active.append(HEADS.split(","))
    book.active.append(GOOD.split(","))
    book.create_sheet("去年").append(["随便", "写的"])
    book.save(target)
    client.force_login(trainer)
    file = SimpleUploadedFile("警报器.xlsx", target.getvalue())
    page = client.post(reverse("drills:siren_import"), {"file": file}, follow=True)
    assert "没有读取的工作表：去年" in page.content.decode()
