"""The register of shelters as a workbook: out masked or whole, in with units and openings."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from engineering.models import Shelter
from engineering.shelters.acts.register import (
    EquipmentFacts,
    OpeningFacts,
    ShelterEntry,
    register_shelter,
)
from engineering.shelters.exchange.export import export_confidential_register, masked_register
from engineering.shelters.exchange.register import ShelterResource
from engineering.shelters.rules import UnitFacts
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.exchange.acts import confirm, discard, mend, upload
from renfang.exchange.models import ImportRow
from renfang.exchange.reading.spreadsheet import read_spreadsheet
from renfang.exchange.workbook import ExportColumn, ExportSheet, write_sheets, write_xlsx
from renfang.history.models import Event
from renfang.history.record import events_of
from renfang.organisations.models import Division
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope

SECRETS = ("核4B级", "103.834521", "36.061089", "东侧绿地")
REASON = "上报年度人防工程统计"


@pytest.fixture
def clerk(office):
    office.east.serves.add(Division.objects.get(code="620102"))
    return office.who(Role.CLERK)


@pytest.fixture
def shelter(office, clerk):
    unit = UnitFacts(
        number="1",
        wartime_function="personnel_second",
        built_area=Decimal("1914.00"),
        shelter_area=Decimal("1325.00"),
        floor="地下一层",
        headcount=1325,
        blast_units=4,
        exits=3,
        outdoor_exits=1,
        peacetime_use="汽车库",
        parking_spaces=40,
    )
    values = {
        "name": "人民广场地下人防工程",
        "works_number": "X人防-0001",
        "construction_form": "cut_and_cover",
        "address": "人民路 1 号",
        "division_id": Division.objects.get(code="620102").pk,
        "wartime_function": "personnel_second",
        "nuclear_grade": "4B",
        "built_area": Decimal("1914.00"),
        "shelter_area": Decimal("1325.00"),
        "headcount": 1325,
        "storeys_above": 6,
        "owner": "=产权单位",
        "longitude": Decimal("103.834521"),
        "latitude": Decimal("36.061089"),
        "note": "自有",
    }
    entry = ShelterEntry(
        values,
        [unit],
        [OpeningFacts("K1", "main_exit", "东侧绿地 X=1 Y=2", "HFM1520 一樘")],
        [EquipmentFacts("doors", "防护密闭门", 2, "HFM1520", "1")],
    )
    return register_shelter(entry, organisation_id=office.east.pk, by=clerk)


def cells_of(content):
    """Every sheet of a workbook as the import reads it."""
    return {sheet.name: [row.cells for row in sheet.rows] for sheet in read_spreadsheet(content)}


def emptied(shelter):
    """Take a shelter off the register, as if the file came to an office that lacks it."""
    for related in (shelter.equipment, shelter.units, shelter.openings):
        related.all().delete()
    shelter.delete()


def test_the_whole_register_comes_back_without_a_changed_cell(shelter, clerk):
    before = cells_of(export_confidential_register(by=clerk, reason=REASON))
    batch = upload(
        "shelters", export_confidential_register(by=clerk, reason=REASON), "台账.xlsx", by=clerk
    )
    emptied(shelter)
    (again,) = confirm(batch.pk, by=clerk).entered
    assert again.pk != shelter.pk
    after = cells_of(export_confidential_register(by=clerk, reason=REASON))
    assert after == before
    assert len(before["防护单元"]) == len(before["口部"]) == len(before["防护设备"]) == 2


def test_the_masked_register_comes_back_without_a_changed_cell(shelter, clerk):
    before = masked_register(Scope(clerk))
    batch = upload("shelters", before, "台账.xlsx", by=clerk)
    emptied(shelter)
    (again,) = confirm(batch.pk, by=clerk).entered
    assert again.longitude is None
    assert cells_of(masked_register(Scope(clerk))) == cells_of(before)


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_registered_already_is_compared_and_told(shelter, clerk, whole):
    content = (
        export_confidential_register(by=clerk, reason=REASON)
        if whole
        else masked_register(Scope(clerk))
    )
    batch = upload("shelters", content, "台账.xlsx", by=clerk)
    (reading,) = ShelterResource(Scope(clerk), batch).read_batch()
    assert reading.problems == ["工程编号 X人防-0001 已登记，不重复导入"]
    row, unit = batch.rows.get(sheet=""), batch.rows.get(sheet="防护单元")
    typed = {(row.pk, "built_area"): "2000.00", (unit.pk, "floor"): "地下二层"}
    mend(batch.pk, row.group, typed, by=clerk)
    (reading,) = ShelterResource(Scope(clerk), batch).read_batch()
    assert "与台账不同的有：建筑面积、防护单元。" in reading.problems[0]


def test_an_export_masks_grades_coordinates_and_openings_for_everybody(client, shelter, office):
    for role in (Role.PRINTER, Role.CLERK):
        client.force_login(office.who(role))
        told = str(cells_of(client.get("/engineering/shelters/export/").content))
        assert "人民广场地下人防工程" in told
        assert "＊＊＊" in told
        assert not [secret for secret in SECRETS if secret in told]


def test_secrets_leave_the_house_for_a_reason_that_is_kept(client, shelter, office, clerk):
    address = "/engineering/shelters/export/confidential/"
    client.force_login(office.who(Role.PRINTER))
    assert client.post(address, {"reason": REASON}).status_code == 403
    with pytest.raises(NotPermitted):
        export_confidential_register(by=office.who(Role.PRINTER), reason=REASON)
    client.force_login(clerk)
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "统计"}).status_code == 422
    told = str(cells_of(client.post(address, {"reason": REASON}).content))
    assert all(secret in told for secret in SECRETS)
    event = Event.objects.get(act="导出涉密台账")
    assert (event.note, event.after) == (REASON, {"工程数": 1})


HEAD = {
    "人防工程台账": ("工程编号", "工程名称", "行政区划代码", "工程地址", "战时功能", "建筑面积"),
    "防护单元": ("工程编号", "单元编号", "战时功能", "建筑面积", "掩蔽面积", "出入口数"),
    "防护设备": ("工程编号", "单元编号", "大类", "设备名称", "数量"),
}
GOOD = ("Z-1", "早期地道", "620102", "老城", "二等人员掩蔽", "820.50")


def workbook(**sheets):
    """A file as an office keeps it; keywords name the sheets' rows."""
    target = io.BytesIO()
    write_sheets(
        target,
        [
            ExportSheet(name, [ExportColumn(title) for title in HEAD[name]], rows)
            for name, rows in sheets.items()
        ],
    )
    return target.getvalue()


def test_units_and_equipment_come_with_their_shelter(clerk):
    content = workbook(
        人防工程台账=[GOOD],
        防护单元=[
            ("Z-1", "1", "二等人员掩蔽", "400", "250", "2"),
            ("早期地道", "2", "物资库", "300", "90", ""),
        ],
        防护设备=[("Z-1", "2", "通风滤毒", "滤毒器", "3"), ("Q-9", "", "其他", "水泵", "1")],
    )
    batch = upload("shelters", content, "台账.xlsx", by=clerk)
    assert batch.reading["strays"] == ["防护设备第 3 行：“Q-9”在主表中找不到"]
    (shelter,) = confirm(batch.pk, by=clerk).entered
    assert [(unit.number, unit.built_area, unit.exits) for unit in shelter.units.all()] == [
        ("1", Decimal("400.00"), 2),
        ("2", Decimal("300.00"), 0),
    ]
    assert shelter.equipment.get().unit.number == "2"


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        (("Z-1", "1", "仓库", "400", "250", "2"), "防护单元第 2 行“战时功能”：没有“仓库”这一项"),
        (("Z-1", "1", "物资库", "900", "250", "2"), "合计 900.00 ㎡"),
        (("Z-1", "1", "物资库", "300", "350", "2"), "350.00"),
        (("Z-1", "", "物资库", "300", "50", "2"), "防护单元第 2 行“单元编号”：缺少内容"),
    ],
)
def test_a_unit_that_cannot_be_holds_its_shelter_back(clerk, unit, told):
    batch = upload(
        "shelters", workbook(人防工程台账=[GOOD], 防护单元=[unit]), "台账.xlsx", by=clerk
    )
    (reading,) = ShelterResource(Scope(clerk), batch).read_batch()
    assert any(told in problem for problem in reading.problems), reading.problems


def test_rows_are_mended_on_the_page_and_then_entered(client, clerk):
    wrong = ("Z-1", "早期地道", "620102", "", "仓库", "820.50")
    content = workbook(人防工程台账=[wrong], 防护单元=[("Z-1", "1", "物资库", "九百", "250", "2")])
    batch = upload("shelters", content, "台账.xlsx", by=clerk)
    client.force_login(clerk)
    address = f"/imports/{batch.pk}/"
    assert f"{address}groups/1/" in client.get(address).content.decode()
    shown = client.get(f"{address}groups/1/").content.decode()
    row, unit = batch.rows.get(sheet=""), batch.rows.get(sheet="防护单元")
    assert f'name="{unit.pk}-built_area"' in shown
    assert 'value="九百"' in shown
    sent = {f"{row.pk}-address": "老城", f"{row.pk}-wartime_function": "物资库"}
    assert "cell-problem" in client.post(f"{address}groups/1/", sent).content.decode()
    sent = {f"{unit.pk}-built_area": "400"}
    response = client.post(f"{address}groups/1/", sent, follow=True)
    assert "第 2 行已可导入" in response.content.decode()
    client.post(f"{address}confirm/")
    assert Shelter.objects.get().units.get().built_area == Decimal("400.00")
    assert ImportRow.objects.get(pk=unit.pk).cells["built_area"] == "九百"
    told = [event.after for event in events_of(batch) if event.act == "改正人防工程台账"]
    assert told == [
        {"防护单元第 2 行": "建筑面积"},
        {"第 2 行": "工程地址、战时功能"},
    ]
    assert client.get(f"{address}groups/99/").status_code == 404


def test_only_who_uploaded_a_file_mends_or_discards_it(office, clerk):
    batch = upload("shelters", workbook(人防工程台账=[GOOD]), "台账.xlsx", by=clerk)
    row = batch.rows.get()
    stranger = office.who(Role.CLERK, at=office.west)
    with pytest.raises(NotFound):
        mend(batch.pk, 1, {(row.pk, "name"): "他人工程"}, by=stranger)
    with pytest.raises(NotFound):
        discard(batch.pk, by=stranger)
    discard(batch.pk, by=clerk)
    with pytest.raises(WrongState):
        confirm(batch.pk, by=clerk)
    assert not Shelter.objects.exists()


def test_a_sheet_of_units_without_its_columns_is_refused(clerk):
    short = [ExportColumn(title) for title in ("工程编号", "单元编号", "所在层")]
    target = io.BytesIO()
    columns = [ExportColumn(title) for title in HEAD["人防工程台账"]]
    sheets = [
        ExportSheet("人防工程台账", columns, [GOOD]),
        ExportSheet("防护单元", short, [("Z-1", "1", "地下一层")]),
    ]
    write_sheets(target, sheets)
    with pytest.raises(Incomplete, match="工作表“防护单元”缺少列：战时功能、建筑面积、掩蔽面积"):
        upload("shelters", target.getvalue(), "台账.xlsx", by=clerk)


def table(*rows):
    resource, target = ShelterResource(), io.BytesIO()
    cells = [[row.get(name, "") for name in resource.fields] for row in rows]
    write_xlsx(target, resource.export_columns(), cells)
    return target.getvalue()


def test_sound_rows_are_entered_and_the_others_stay_with_their_reason(office, clerk):
    office.east.serves.add(Division.objects.get(code="620102"))
    sound = {
        "works_number": "Z-1",
        "name": "早期地道",
        "construction_form": "单建地道式",
        "is_legacy": "是",
        "state": "封堵停用",
        "division": "620102",
        "address": "老城",
        "wartime_function": "二等人员掩蔽",
        "built_area": "820.50",
        "shelter_area": "500",
    }
    wrong = {**sound, "works_number": "Z-2", "shelter_area": "900", "wartime_function": "仓库"}
    batch = upload("shelters", table(sound, wrong), "台账.xlsx", by=clerk)
    readings = ShelterResource(Scope(clerk), batch).read_batch()
    assert not readings[0].problems
    assert any("战时功能" in problem for problem in readings[1].problems)
    assert any("掩蔽面积 900.00 ㎡ 大于" in problem for problem in readings[1].problems)
    (shelter,) = confirm(batch.pk, by=clerk).entered
    assert (shelter.state, shelter.is_legacy) == (Shelter.State.CLOSED, True)
    assert shelter.built_area == Decimal("820.50")
    assert ShelterResource(Scope(clerk), batch).read_batch()[0].is_entered


def test_the_import_pages_lead_from_file_to_register(client, office, clerk):
    office.east.serves.add(Division.objects.get(code="620102"))
    client.force_login(clerk)
    file = io.BytesIO(
        table(
            {
                "name": "南门地下商场",
                "division": "620102",
                "address": "南门",
                "wartime_function": "物资库",
                "built_area": "1200",
            }
        )
    )
    file.name = "台账.xlsx"
    response = client.post("/engineering/shelters/imports/", {"file": file}, follow=True)
    assert "南门地下商场" in response.content.decode()
    client.post(f"{response.request['PATH_INFO']}confirm/")
    assert Shelter.objects.get().wartime_function == "supplies"


def test_works_without_a_number_come_back_as_what_they_are(shelter, clerk):
    """13 of them once doubled the area of a city."""
    Shelter.objects.filter(pk=shelter.pk).update(works_number="", address="人民路（1号）")
    for content in (
        masked_register(Scope(clerk)),
        export_confidential_register(by=clerk, reason=REASON),
    ):
        batch = upload("shelters", content, "台账.xlsx", by=clerk)
        (reading,) = ShelterResource(Scope(clerk), batch).read_batch()
        assert reading.problems == ["“人民广场地下人防工程”已登记，不重复导入"]
        discard(batch.pk, by=clerk)
    assert Shelter.objects.count() == 1
    batch = upload("shelters", masked_register(Scope(clerk)), "台账.xlsx", by=clerk)
    row = batch.rows.get(sheet="")
    spelled = {(row.pk, "name"): "人民广场 地下人防工程", (row.pk, "address"): "人民路(1 号)"}
    mend(batch.pk, row.group, {**spelled, (row.pk, "built_area"): "2000"}, by=clerk)
    (reading,) = ShelterResource(Scope(clerk), batch).read_batch()
    assert reading.problems[0].startswith("“人民广场地下人防工程”已登记，不重复导入，与台账不同")
    mend(batch.pk, row.group, {(row.pk, "address"): "解放路 9 号"}, by=clerk)
    (reading,) = ShelterResource(Scope(clerk), batch).read_batch()
    assert not reading.problems
    assert any("台账已有同名工程（人民路（1号））" in doubt for doubt in reading.all_doubts)
