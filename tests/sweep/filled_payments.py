"""Forms of payments, statements, refunds, write-offs and months, filled in as they should be."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fees.models import FeeAccount
from tests.sweep.bureau import Bureau
from tests.sweep.casework import form_key
from tests.sweep.casework_payments import statement_file
from tests.sweep.filled import Form


def _today() -> str:
    return timezone.localdate().isoformat()


def reason(bureau: Bureau) -> Form:
    return {"reason": bureau.marked("费", "与凭证不符，重新办理")}


def refund(bureau: Bureau) -> Form:
    return {
        "amount": "50.00",
        "applied_on": _today(),
        "ground": "mistake",
        "reason": bureau.marked("费", "重复申报"),
        "payee": bureau.marked("费", "置业有限公司"),
        "payee_bank": bureau.marked("费", "银行"),
        "payee_account": "622200001111",
        "key": form_key(bureau),
    }


def carry_over(bureau: Bureau) -> Form:
    """The other account is another debt of the payer who paid too much."""
    return {
        "to": bureau.pk("account_same_payer"),
        "amount": "5.00",
        "reason": bureau.marked("费", "抵缴同一单位的欠缴"),
        "key": form_key(bureau),
    }


def verification(bureau: Bureau) -> Form:
    return {"on": _today(), "opinion": bureau.marked("费", "情况属实，同意退付")}


def approval(bureau: Bureau) -> Form:
    return {"on": _today(), "approval_number": bureau.marked("费", "财综8号")}


def refund_paid(bureau: Bureau) -> Form:
    number = bureau.marked("费", str(next(bureau.numbers)))
    return {"on": _today(), "voucher": number}


def refund_end(bureau: Bureau) -> Form:
    return {"refuse": "no", **reason(bureau)}


def write_off(bureau: Bureau) -> Form:
    return {
        "amount": "10.00",
        "ground": "bankruptcy",
        "ruling": bureau.marked("费", "破2号"),
        "decision": bureau.marked("费", "会议纪要"),
        "consent": bureau.marked("费", "财综9号"),
        "reason": bureau.marked("费", "破产财产分配完毕，企业已注销"),
        "key": form_key(bureau),
    }


def today(bureau: Bureau) -> Form:
    return {"on": _today()}


def statement(bureau: Bureau) -> Form:
    account = FeeAccount.objects.get(pk=bureau.pk("account_paid_into"))
    content = statement_file(bureau, account, "3.00")
    return {
        "organisation": bureau.organisation.pk,
        "source": "tax",
        "file": SimpleUploadedFile(f"{bureau.marked('费', '回单')}.csv", content),
        "stated_count": "1",
        "stated_total": "3.00",
    }
