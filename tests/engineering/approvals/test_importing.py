"""Importing the office's table as it is: preview, mending, confirmation."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engineering.approvals.exchange import WITH_APPLICATIONS, LedgerResource
from engineering.models import Application, Building, Developer, Project
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, WrongState
from renfang.exchange.acts import confirm, discard, mend, upload
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.organisations.models import Division
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope

SAMPLE = Path(__file__).parents[2] / "data" / "sample-projects.xlsx"
HEAD = (
    "项目代码,项目名称,建设单位,统一社会信用代码,建设地点,行政区划代码,"
    "楼栋号,用途,地上层数,基础埋深,首层建筑面积,地上建筑面积\n"
)


@pytest.fixture
def clerk(office):
    """The city's clerk; the sample's other two divisions are served by the city itself."""
    for code, name in (("620203", "南区"), ("620205", "高新区")):
        office.city.serves.add(Division.objects.create(code=code, name=name))
    return office.who(Role.CLERK, at=office.city)


def taken(clerk, content=None, name="sample-projects.xlsx"):
    return upload("projects", SAMPLE.read_bytes() if content is None else content, name, by=clerk)


def readings(batch, clerk):
    return LedgerResource(Scope(clerk), batch).read_batch()


def csv(*rows):
    return (HEAD + "\n".join(rows) + "\n").encode("utf-8-sig")


GOOD = "2603-620102-47-01-000001,甲苑,甲公司,91620100MA85231521,一路1号,620102,1#楼,住宅,18,4.8,"


def test_the_sample_is_understood_as_twelve_projects_of_twenty_six_buildings(clerk):
    batch = taken(clerk)
    projects = readings(batch, clerk)
    assert len(projects) == 12
    assert sum(len(project.rows) for project in projects) == 26
    assert [project.first.row.number for project in projects][:3] == [4, 8, 10]


def test_titles_totals_and_signatures_are_told_apart_from_data(clerk):
    ignored = dict(taken(clerk).reading["sheets"][0]["ignored"])
    assert ignored[30] == "合计行"
    assert ignored[32] == "签字或说明行"
    assert ignored[1] == "表头以上的标题"


def test_full_width_digits_separators_and_all_dates_are_read(clerk):
    projects = readings(taken(clerk), clerk)
    first = projects[0]
    assert first.rows[1].value("ground_floor_area") == Decimal("909.26")
    assert projects[2].rows[1].value("ground_floor_area") == Decimal("1043.00")
    assert first.first.value("applied_on") == date(2026, 7, 13)
    assert projects[5].first.value("applied_on") == date(2026, 9, 4)


def test_a_division_code_that_is_not_merged_counts_for_the_whole_project(clerk):
    first = readings(taken(clerk), clerk)[0]
    assert first.problems == []
    assert first.found["division"].code == "620102"


def test_differing_application_dates_are_pointed_out_and_do_not_stop_the_import(clerk):
    first = readings(taken(clerk), clerk)[0]
    assert [doubt for doubt in first.all_doubts if "申请日期" in doubt and "2026-08-19" in doubt]
    assert first.is_ready


def test_nothing_is_registered_before_confirmation(clerk):
    taken(clerk)
    assert not Project.objects.exists()


def test_confirmation_registers_each_project_with_the_office_of_its_division(office, clerk):
    batch = taken(clerk)
    done = confirm(batch.pk, by=clerk)
    assert len(done.entered) == 12
    assert Building.objects.count() == 26
    assert Project.objects.get(name="金水湾").organisation == office.east
    assert Project.objects.get(name="老街更新一期").organisation == office.west
    assert Project.objects.get(name="绿洲花园").organisation == office.city
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.APPLIED


def test_applications_stated_in_the_ledger_are_received_or_the_reason_told(clerk):
    done = confirm(taken(clerk).pk, by=clerk, options=[WITH_APPLICATIONS])
    received = Application.objects.get(project__name="金水湾")
    assert received.received_on == date(2026, 7, 13)
    assert received.kind == Application.Kind.RELOCATION
    assert Application.objects.count() + len(done.remarks) == 12
    assert any("富康二期" in remark and "不需要取得" in remark for remark in done.remarks)


def test_the_same_file_again_registers_nothing_twice(clerk):
    confirm(taken(clerk).pk, by=clerk)
    again = taken(clerk)
    assert all("已登记" in "".join(p.problems) for p in readings(again, clerk))
    with pytest.raises(Refused, match="没有可以导入的项目"):
        confirm(again.pk, by=clerk)
    assert Project.objects.count() == 12


def test_a_district_clerk_imports_the_district_s_own_rows_only(office, clerk):
    east = office.who(Role.CLERK, at=office.east)
    batch = taken(east)
    ready = [p for p in readings(batch, east) if p.is_ready]
    assert {p.found["division"].code for p in ready} == {"620102"}
    confirm(batch.pk, by=east)
    assert set(Project.objects.values_list("organisation", flat=True)) == {office.east.pk}


def test_a_wrong_cell_is_named_by_row_and_column_and_can_be_mended(clerk):
    batch = taken(clerk, csv(GOOD + "12三.5,9000"), "a.csv")
    [project] = readings(batch, clerk)
    cell = project.first.cells["ground_floor_area"]
    assert cell.problem
    assert cell.shown == "12三.5"
    row = ImportRow.objects.get(batch=batch)
    mend(batch.pk, 1, {(row.pk, "ground_floor_area"): "１，２３０.5"}, by=clerk)
    [project] = readings(batch, clerk)
    assert project.is_ready
    assert project.first.value("ground_floor_area") == Decimal("1230.50")
    row.refresh_from_db()
    assert row.cells["ground_floor_area"] == "12三.5"


def test_mending_one_of_two_projects_leaves_the_other_open(clerk):
    other = GOOD.replace("000001", "000002").replace("甲苑", "乙苑")
    batch = taken(clerk, csv(GOOD + "800,9000", other + "10000,9000"), "a.csv")
    done = confirm(batch.pk, by=clerk)
    assert [project.name for project in done.entered] == ["甲苑"]
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.PREVIEW
    assert [len(p.problems) for p in readings(batch, clerk)] == [0, 1]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "空"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "xls"),
        ("随便写的一行\n".encode(), "表头"),
        (HEAD.replace("项目代码,", "").encode(), "项目代码"),
        (HEAD.encode(), "没有数据行"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(clerk, content, told):
    with pytest.raises(Incomplete) as refusal:
        taken(clerk, content, "a.csv")
    assert told in refusal.value.message
    assert refusal.value.field == "file"
    assert not ImportBatch.objects.exists()


def test_somebody_else_s_upload_cannot_be_confirmed(office, clerk):
    batch = taken(clerk)
    with pytest.raises(NotFound):
        confirm(batch.pk, by=office.who(Role.CLERK))
    with pytest.raises(NotPermitted):
        taken(office.who(Role.FINANCE))


def test_a_discarded_file_stays_discarded(clerk):
    batch = taken(clerk)
    discard(batch.pk, by=clerk)
    with pytest.raises(WrongState):
        confirm(batch.pk, by=clerk)


def test_the_export_comes_back_without_a_changed_cell(client, clerk):
    confirm(taken(clerk).pk, by=clerk)
    Developer.objects.update(address="政通路 7 号", legal_representative="赵明")
    client.force_login(clerk)
    response = client.get("/engineering/ledger.xlsx")
    assert response.status_code == 200
    Project.objects.all().delete()
    batch = taken(clerk, response.content, "export.xlsx")
    projects = readings(batch, clerk)
    assert [p.problems for p in projects] == [[]] * 12
    assert {p.value("party_address") for p in projects} == {"政通路 7 号"}
    assert {p.value("legal_representative") for p in projects} == {"赵明"}
    original = {(p.first.value("code")): p for p in readings(taken(clerk), clerk)}
    for project in projects:
        for row, source in zip(
            project.rows, original[project.first.value("code")].rows, strict=True
        ):
            for name in ("building", "use", "storeys", "foundation_depth", "above_ground_area"):
                assert row.value(name) == source.value(name)


def test_the_pages_lead_from_upload_to_registered_projects(client, clerk):
    client.force_login(clerk)
    file = SimpleUploadedFile("台账.xlsx", SAMPLE.read_bytes())
    response = client.post("/engineering/imports/", {"file": file}, follow=True)
    assert "金水湾" in response.content.decode()
    batch = ImportBatch.objects.get()
    response = client.post(
        f"/imports/{batch.pk}/confirm/", {"with_applications": "on"}, follow=True
    )
    assert "已登记 12 个项目" in response.content.decode()


def test_an_unreadable_upload_is_told_on_the_page(client, clerk):
    client.force_login(clerk)
    response = client.post(
        "/engineering/imports/", {"file": BytesIO(b"\xd0\xcf\x11\xe0" + b"0" * 600)}
    )
    assert response.status_code == 422
    assert "另存为" in response.content.decode()
