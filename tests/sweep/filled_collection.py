"""Forms of collection, filled in as they should be."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fees.models import CollectionCase
from renfang.serving.models import ServiceReceipt
from tests.builders.files import pdf
from tests.sweep.bureau import Bureau
from tests.sweep.filled import Form


def _today() -> str:
    return timezone.localdate().isoformat()


def letters(bureau: Bureau) -> Form:
    return {
        "account": bureau.pk("collection_account"),
        "step": "issue",
        "method": "mail",
        "servers": "张三、李四",
    }


def opening(bureau: Bureau) -> Form:
    return {"source": "audit", "on": _today(), "facts": bureau.marked("费", "审计发现欠缴")}


def taken_over(bureau: Bureau) -> Form:
    return {"facts": bureau.marked("费", "限期届满仍未办理")}


def contact(bureau: Bureau) -> Form:
    return {
        "kind": "call",
        "on": _today(),
        "person": bureau.marked("费", "经理"),
        "summary": bureau.marked("费", "承诺缴纳"),
        "promised_on": _today(),
        "promised_amount": "1000",
    }


def evidence(bureau: Bureau) -> Form:
    content = pdf(f"{bureau.mark}新")
    return {
        "file": SimpleUploadedFile("竣工备案表.pdf", content, "application/pdf"),
        "purpose": bureau.marked("费", "竣工日期"),
    }


def verification(bureau: Bureau) -> Form:
    return {
        "on": _today(),
        "officers": "张三、李四",
        "finding": bureau.marked("费", "已竣工，未缴费"),
    }


def foretold(bureau: Bureau) -> Form:
    return {
        "on": _today(),
        "finding": bureau.marked("费", "应建未建"),
        "evidence": f"{bureau.marked('费', '勘验笔录')}｜本机关制作｜没有建成防空地下室",
        "order_by": (timezone.localdate() + timedelta(days=90)).isoformat(),
        "amount": "",
        "fine_grounds": "",
        "mitigation": "",
        "mitigation_facts": "",
        "hearing_right": "no",
    }


def changed(bureau: Bureau) -> Form:
    return {
        "on": _today(),
        "instance": "second",
        "body": bureau.marked("费", "中级人民法院"),
        "document_number": bureau.marked("费", "行终 1 号"),
        "paper_on": _today(),
        "new_amount": "1000",
        "new_pay_by": "",
        "reason": bureau.marked("费", "明显不当"),
    }


def levy(bureau: Bureau) -> Form:
    return {
        "on": _today(),
        "finding": bureau.marked("费", "已竣工，未缴费"),
        "heard": bureau.marked("费", "未提出陈述申辩"),
        "pay_by": (timezone.localdate() + timedelta(days=20)).isoformat(),
    }


def service(bureau: Bureau) -> Form:
    return {
        "on": _today(),
        "method": "direct",
        "recipient": bureau.marked("费", "公司"),
        "place": bureau.marked("费", "路 8 号"),
        "servers": "张三、李四",
        "note": "",
    }


def receipt(bureau: Bureau) -> Form:
    row = ServiceReceipt.objects.get(pk=bureau.pk("collection_receipt"))
    return {
        "on": _today(),
        "time": "00:00",
        "signatory": bureau.marked("费", "签收人"),
        "version": row.version,
    }


def closing(bureau: Bureau) -> Form:
    version = CollectionCase.objects.get(pk=bureau.pk("collection_ended")).version
    return {"on": _today(), "result": bureau.marked("费", "已撤案"), "version": version}
