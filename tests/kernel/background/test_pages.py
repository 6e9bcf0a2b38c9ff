"""Who sees which jobs, and what of them; what can be pressed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from renfang.background.models import Job
from renfang.background.running import claim_next, drain
from renfang.organisations.permissions import Role
from tests.builders.office import Office
from tests.kernel.background import tasks

pytestmark = pytest.mark.django_db


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper(office: Office):
    return browser(office.who(Role.SYSTEM_ADMINISTRATOR))


@pytest.fixture
def clerk(office: Office):
    return office.who(Role.CLERK)


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_one_sees_ones_own_and_the_administrator_all_without_contents(office, clerk, keeper):
    tasks.mark.using(by=clerk, about="翠屏国际中心").enqueue(office.east.pk, "词一")
    drain()
    job = Job.objects.get()
    own, colleague = browser(clerk), browser(office.who(Role.REVIEWER))
    assert "翠屏国际中心" in page(own, "jobs")
    assert "翠屏国际中心" in page(own, "job", job.pk)
    assert "系统管理员" in page(own, "job", job.pk), "why it was refused"
    assert job.title not in page(colleague, "jobs")
    assert colleague.get(reverse("job", args=[job.pk])).status_code == 404
    for shown in (page(keeper, "jobs"), page(keeper, "job", job.pk)):
        assert job.title in shown
        assert "翠屏" not in shown
        assert job.error not in shown
    assert "NotPermitted" in page(keeper, "job", job.pk)


def test_another_offices_administrator_sees_nothing(office, clerk):
    tasks.look.using(by=clerk).enqueue()
    stranger = browser(office.who(Role.SYSTEM_ADMINISTRATOR, at=office.west))
    job = Job.objects.get()
    assert "看一眼" not in page(stranger, "jobs")
    for name in ("job_cancel", "job_retry"):
        assert stranger.post(reverse(name, args=[job.pk])).status_code == 404
    tasks.look.enqueue()
    assert "看一眼" in page(stranger, "jobs"), "what the system does is every keeper's"


def test_files_are_for_who_asked_and_whole(office, folder, keeper):
    own = browser(office.who(Role.SYSTEM_ADMINISTRATOR))
    tasks.mark_all.using(by=office.who(Role.SYSTEM_ADMINISTRATOR)).enqueue(
        office.east.pk, ["词一", "词二"]
    )
    drain()
    job = Job.objects.get()
    assert "登记结果.csv" in page(own, "job", job.pk)
    assert "2/2" in page(own, "job", job.pk)
    address = reverse("job_file", args=[job.pk, "result"])
    answer = own.get(address)
    assert answer.content.decode() == "词一\n词二"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert own.get(reverse("job_file", args=[job.pk, "errors"])).status_code == 404
    path = folder / job.files.get().path
    path.write_text("altered")
    assert own.get(address).status_code == 409
    path.unlink()
    assert own.get(address).status_code == 409
    job.asked_by = office.who(Role.CLERK)
    job.save()
    assert keeper.get(address).status_code == 404, "not even the administrator"
    assert "登记结果" not in page(keeper, "job", job.pk)


def test_cancelled_and_tried_again_by_buttons(office, clerk):
    own = browser(clerk)
    tasks.look.using(by=clerk).enqueue()
    job = Job.objects.get()
    assert "重新执行" not in page(own, "job", job.pk)
    said = own.post(reverse("job_cancel", args=[job.pk]), follow=True).content.decode()
    assert "已取消" in said
    assert own.post(reverse("job_cancel", args=[job.pk])).status_code == 409, "Back, and once more"
    own.post(reverse("job_retry", args=[job.pk]))
    claim_next("w")
    said = own.post(reverse("job_cancel", args=[job.pk]), follow=True).content.decode()
    assert "正在取消" in said
    assert own.get(reverse("job_cancel", args=[job.pk])).status_code == 405


def test_a_failure_stands_on_the_to_do_list_until_it_is_dealt_with(office, clerk, keeper):
    own = browser(clerk)
    tasks.mark.using(by=clerk).enqueue(office.east.pk, "词一")
    assert "后台任务失败" not in page(own, "workbench")
    drain()
    assert "后台任务失败" in page(own, "workbench")
    assert "后台任务失败" in page(keeper, "workbench")
    # To do it again in the clerk's name is the clerk's.
    assert keeper.post(reverse("job_retry", args=[Job.objects.get().pk])).status_code == 403
    keeper.post(reverse("job_cancel", args=[Job.objects.get().pk]))
    assert "后台任务失败" not in page(own, "workbench")


def test_the_administrator_sees_what_is_done_every_day_and_does_it_now(
    office, clerk, keeper, settings, tmp_path
):
    settings.SEAL_DIR = tmp_path / "seal"
    shown = page(keeper, "dailies")
    assert all(title in shown for title in ("核验并封存", "清理到期访问记录", "尚未执行"))
    assert "没有执行进程在运行" in shown
    assert "没有设置备份目录" in shown
    address = reverse("daily_run", args=["nightly"])
    said = keeper.post(address, follow=True).content.decode()
    assert "核验并封存已排队" in said
    assert keeper.post(address).status_code == 409, "pressed twice it is one"
    drain()
    assert "已完成" in page(keeper, "dailies")
    assert keeper.post(reverse("daily_run", args=["nothing"])).status_code == 404
    other = browser(clerk)
    assert other.get(reverse("dailies")).status_code == 403
    assert other.post(address).status_code == 403


def test_queries_of_the_list(office, clerk):
    own = browser(clerk)
    tasks.look.using(by=clerk).enqueue()
    address = reverse("jobs")
    assert "看一眼" in own.get(f"{address}?state=queued").content.decode()
    assert "没有符合条件" in own.get(f"{address}?state=failed").content.decode()
    assert own.get(f"{address}?state=%00&words=%00&asked_from=x").status_code == 200
