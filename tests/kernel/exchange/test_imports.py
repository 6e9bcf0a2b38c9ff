"""What holds of every file that comes in, whichever register it goes into."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from pathlib import PurePosixPath

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from drills.models import Siren
from renfang.acts import Incomplete, NotFound, WrongState
from renfang.background.schedule import find_daily
from renfang.exchange import retention
from renfang.exchange.acts import arrange, confirm, discard, mend, paste, upload
from renfang.exchange.kinds import all_kinds
from renfang.exchange.models import ImportBatch
from renfang.exchange.reading.headings import Layout
from renfang.exchange.reading.spreadsheet import read_whole
from renfang.exchange.readings import NEW, TO_MEND
from renfang.exchange.resources import RegisterResource
from renfang.exchange.retention import clear_old_imports
from renfang.exchange.templates import write_template
from renfang.history.record import events_of
from renfang.organisations.models import OrganisationGrant
from renfang.organisations.permissions import Role
from renfang.personal.register import registered
from renfang.proof import crosschecks
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


def test_a_missing_column_is_filled_in_once_for_all_rows_and_remembered(client, trainer):
    batch = taken(trainer, "J001,一中,电声警报器,无", heads="编号,设置点,类型,备注")
    client.force_login(trainer)
    page, (thing,) = shown(client, batch)
    assert "文件中没有“安装位置”，各行统一填写" in page
    assert thing.problems == [
        "安装位置：缺少内容，填写后再导入。",
        "控制方式：缺少内容，填写后再导入。",
    ]
    said = {"constant-place": "楼顶", "constant-control": "无线"}
    done = client.post(reverse("import_arrange", args=[batch.pk]), said, follow=True)
    assert "已按选择重新识读" in done.content.decode()
    confirm(batch.pk, by=trainer)
    assert Siren.objects.get().place == "楼顶"
    again = taken(trainer, "J002,二中,电声警报器,无", heads="编号,设置点,类型,备注")
    assert again.reading["is_remembered"]
    assert again.rows.get().cells["control"] == "无线"


def test_what_is_taken_back_is_forgotten(trainer):
    line, heads = "J001,一中,电声警报器,无", "编号,设置点,类型,备注"
    said = Layout(constants={"place": "楼顶", "control": "无线"})
    arrange(taken(trainer, line, heads=heads).pk, said, by=trainer)
    remembered = taken(trainer, line, heads=heads)
    assert remembered.reading["is_remembered"]
    arrange(remembered.pk, Layout(), by=trainer)
    assert not taken(trainer, line, heads=heads).reading["is_remembered"]


def test_a_column_of_state_is_asked_and_never_passed_over_in_silence(client, trainer):
    batch = taken(trainer, f"{GOOD},作废", heads=f"{HEADS},使用状态")
    client.force_login(trainer)
    page, _ = shown(client, batch)
    assert "F 列“使用状态”可能改变各行的含义" in page
    assert "确认导入</button>" not in page
    with pytest.raises(Incomplete, match="待确认"):
        confirm(batch.pk, by=trainer)
    (column,) = [each for each in batch.reading["columns"] if each["is_asked"]]
    said = {f"column-{column['id']}": "-"}
    client.post(reverse("import_arrange", args=[batch.pk]), said)
    page, _ = shown(client, batch)
    assert "按选择不用的列“使用状态”" in page
    confirm(batch.pk, by=trainer)
    assert Siren.objects.count() == 1


def test_a_column_is_mapped_by_hand_and_what_was_mended_stays(client, trainer):
    batch = taken(trainer, f"{BAD},王工", heads=f"{HEADS},盯防人")
    row = batch.rows.get()
    mend(batch.pk, 1, {(row.pk, "type"): "电动警报器"}, by=trainer)
    client.force_login(trainer)
    column = batch.reading["columns"][-1]
    assert column["samples"] == ["王工"]
    said = {f"column-{column['id']}": "keeper"}
    client.post(reverse("import_arrange", args=[batch.pk]), said)
    _, (thing,) = shown(client, batch)
    assert (thing.value("keeper"), thing.value("type")) == ("王工", "motor")
    with pytest.raises(NotFound):
        arrange(batch.pk, Layout(), by=make_user("other", Role.TRAINER, at=trainer.organisation))


def test_hidden_rows_are_asked_about(client, trainer):
    batch = upload(SIRENS, hidden_row(), "警报器.xlsx", by=trainer)
    assert batch.reading["questions"] == [
        "“Sheet”第 3 行在文件中是隐藏行或者被筛选掉。选择读入，或者不读"
    ]
    client.force_login(trainer)
    client.post(reverse("import_arrange", args=[batch.pk]), {"hidden": "skip"})
    assert [row.number for row in batch.rows.all()] == [2, 4]
    client.post(reverse("import_arrange", args=[batch.pk]), {"hidden": "read"})
    assert batch.rows.count() == 3


def hidden_row():
    import io

    from openpyxl import Workbook

    book, target = Workbook(), io.BytesIO()
    for number, line in enumerate((HEADS, GOOD, GOOD, GOOD)):
        book.active.append(line.replace("J001", f"J00{number}").split(","))
    book.active.row_dimensions[3].hidden = True
    book.save(target)
    return target.getvalue()


def test_a_file_is_given_back_with_its_wrong_cells_marked_and_read_again(client, trainer):
    import io

    from openpyxl import load_workbook

    batch = taken(trainer, GOOD, BAD, "J003,三中,电声,教学楼顶,无线,", heads=f"{HEADS},安装日期")
    row = batch.rows.get(number=4)
    mend(batch.pk, 3, {(row.pk, "name"): "三中东校区"}, by=trainer)
    client.force_login(trainer)
    address = reverse("import_marked", args=[batch.pk])
    assert address in shown(client, batch)[0]
    content = client.get(address).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["C3"].fill.fgColor.rgb == "FFF6C7C3"
    assert sheet["C2"].fill.fgColor.rgb != "FFF6C7C3"
    assert sheet["B4"].value == "三中东校区"
    assert sheet["G1"].value == "需改正的内容"
    assert "没有“汽笛”这一项" in sheet["G3"].value
    again = upload(SIRENS, content, "警报器（标注）.xlsx", by=trainer)
    assert [row.cells["type"] for row in again.rows.all()] == ["电声警报器", "汽笛", "电声"]
    assert again.reading["questions"] == []


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_the_template_of_every_register_has_the_heading_that_its_import_finds(kind):
    resource = kind.load()()
    sheets = read_whole(write_template(resource))
    assert sheets[-1].name == "填写说明"
    with pytest.raises(Incomplete, match=r"没有数据行。"):
        resource.read_file(sheets)


def test_the_template_is_given_to_whoever_may_import(client, office, trainer):
    address = reverse("import_template", args=[SIRENS])
    client.force_login(trainer)
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert address in client.get(reverse("drills:siren_import")).content.decode()
    assert client.get(reverse("import_template", args=["nothing"])).status_code == 404
    client.force_login(office.who(Role.CLERK))
    assert client.get(address).status_code == 403


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


def uploaded_sheets(client, trainer, sheets):
    """The preview of a workbook with these sheets, each a list of lines."""
    book, target = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line.split(","))
    book.save(target)
    client.force_login(trainer)
    file = SimpleUploadedFile("警报器.xlsx", target.getvalue())
    page = client.post(reverse("drills:siren_import"), {"file": file}, follow=True)
    return page.content.decode()


def test_sheets_that_were_not_read_are_named(client, trainer):
    page = uploaded_sheets(client, trainer, {"今年": [HEADS, GOOD], "去年": ["随便,写的"]})
    assert "没有读取的工作表：去年" in page
    assert '<td class="nowrap">今年</td>' not in page


def test_rows_of_several_sheets_say_where_they_stand(client, trainer):
    other = GOOD.replace("J001", "J003")
    page = uploaded_sheets(client, trainer, {"今年": [HEADS, GOOD], "去年": [HEADS, other]})
    for sheet in ("今年", "去年"):
        assert f'<td class="nowrap">{sheet}</td>' in page


# --- what is left of it -------------------------------------------------------------------------


def test_what_was_uploaded_goes_after_its_days_and_the_account_of_it_stays(
    client, trainer, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    old, open_still = taken(trainer, f"{GOOD},13900001234", heads=f"{HEADS},备注"), None
    confirm(old.pk, by=trainer)
    open_still = taken(trainer, BAD)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        clear_old_imports()
        young = taken(trainer, "J003,三中,电声警报器,教学楼顶,无线")
    assert old.rows.exists()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert clear_old_imports() == "清理导入明细 2 份、上传文件 2 个"
        assert clear_old_imports() == "清理导入明细 0 份、上传文件 0 个"
    assert [file.stem for file in tmp_path.rglob("*.csv")] == [PurePosixPath(young.path).stem]
    for batch, state in ((old, "applied"), (open_still, "discarded")):
        batch.refresh_from_db()
        assert (batch.state, batch.path, batch.rows.count()) == (state, "", 0)
    assert "13900001234" not in json.dumps(old.reading)
    event = events_of(old).latest("pk")
    assert (event.act, event.actor) == ("清理导入明细", None)
    assert (event.after["数据行"], event.after["校验值"]) == (1, old.sha256)
    assert Siren.objects.filter(number="J001").exists(), "what was entered stays"
    client.force_login(trainer)
    page = client.get(reverse("import", args=[old.pk])).content.decode()
    assert "已于" in page
    assert "1 行" in page
    for name in ("import_file", "import_marked"):
        assert client.get(reverse(name, args=[old.pk])).status_code == 404
    assert client.get(reverse("import_mend", args=[old.pk, 1])).status_code == 404
    for name, status in (("import_confirm", 200), ("import_arrange", 404), ("import_discard", 409)):
        answer = client.post(reverse(name, args=[open_still.pk]))
        assert answer.status_code == status, name
    assert crosschecks.files().findings == []
    assert client.get(reverse("import", args=[young.pk])).status_code == 200


def test_a_crash_between_rows_and_file_leaves_a_file_that_goes_the_night_after(
    trainer, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    batch = taken(trainer, GOOD)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        with monkeypatch.context() as patch:
            patch.setattr(retention, "_remove_files", lambda before: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                clear_old_imports()
        batch.refresh_from_db()
        assert (batch.path, len(list(tmp_path.rglob("*.csv")))) == ("", 1)
        assert clear_old_imports() == "清理导入明细 0 份、上传文件 1 个"
    assert not list(tmp_path.rglob("*.csv"))


def test_it_is_done_every_night_and_stands_in_the_register_of_personal_data():
    assert find_daily("imports").function == "renfang.exchange.retention.clear_old_imports"
    entry = next(each for each in registered() if each.model is ImportBatch)
    assert "30 天" in entry.entry.retention
