"""Identifiers of units and projects, and the one mask of each personal number. Pure functions."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from stdnum.cn import uscc

from renfang.quantities.parsing import Unreadable, normalise_digits, refuse_invisible

_CREDIT_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
# 全国投资项目在线审批监管平台: 2019-340100-47-03-012345, since 2020 the first group is YYMM.
_PROJECT_CODE: Final = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")
_LOOSE_CODE: Final = re.compile(r"[0-9A-Z-]{6,40}")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?")
_SERVICE_NUMBER: Final = re.compile(r"(?:400|800)-?[0-9]{3}-?[0-9]{4}|1[0-9]{4}|9[0-9]{4,5}")


@dataclass(frozen=True)
class Checked:
    """A well-formed identifier; ``warning`` is a doubt the user may answer with a reason."""

    value: str
    warning: str | None = None


def read_credit_code(value: object) -> Checked:
    """统一社会信用代码 (GB 32100), upper case, 18 characters.

    A wrong form raises ``Unreadable``. A wrong check character is only a warning: codes issued in
    the transition years exist that do not compute.
    """
    text = _code_text(value, "统一社会信用代码")
    if len(text) != 18:
        raise Unreadable(f"统一社会信用代码须为 18 位，现为 {len(text)} 位。")
    if not _CREDIT_CODE.fullmatch(text):
        raise Unreadable(
            "统一社会信用代码由数字和大写字母组成，不含 I、O、S、V、Z，第 3 至 8 位为数字。"
        )
    if uscc.calc_check_digit(text[:17]) != text[17]:
        return Checked(
            text, "统一社会信用代码的末位校验码不符。对照营业执照核对；确认无误的，说明理由后继续。"
        )
    return Checked(text)


def read_project_code(value: object) -> Checked:
    """投资项目代码, loosely: digits, capital letters and hyphens; another shape is a warning."""
    text = _code_text(value, "项目代码").replace("—", "-").replace("–", "-")
    if not _LOOSE_CODE.fullmatch(text):
        raise Unreadable("项目代码由数字、字母和短横线组成，例如 2019-340100-47-03-012345。")
    if not _PROJECT_CODE.fullmatch(text):
        return Checked(
            text,
            "项目代码与投资项目在线审批监管平台的格式（2019-340100-47-03-012345）不同，核对后继续。",
        )
    return Checked(text)


def read_phone(value: object) -> str:
    """A mobile, landline (area code, extension) or service number, blanks removed."""
    text = normalise_digits(format(value, "f") if isinstance(value, Decimal) else str(value))
    text = re.sub(r"\s+", "", text).replace("(", "").replace(")", "-")
    text = text.removeprefix("+86").removeprefix("0086").lstrip("-")
    if any(pattern.fullmatch(text) for pattern in (_MOBILE, _LANDLINE, _SERVICE_NUMBER)):
        return text
    raise Unreadable("电话须为 11 位手机号码，或带区号的固定电话，例如 0371-67112345。")


def whole_phone(words: str) -> str:
    """The telephone number that somebody looks for; nothing where the words are none."""
    try:
        return read_phone(words)
    except Unreadable:
        return ""


def mask_phone(phone: str) -> str:
    """138****0000; a landline keeps its area code and last four digits: 0371-****2345."""
    if not phone:
        return ""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    area, dash, number = phone.partition("-")
    if not dash:
        area, number = "", phone
    kept = number[-4:] if len(number) > 5 else number[-1:]
    return f"{area}{dash}****{kept}"


def mask_identity(number: str) -> str:
    """公民身份号码: 1101**********1234; of any other number the last four at most."""
    if len(number) == 18:
        return f"{number[:4]}{'*' * 10}{number[-4:]}"
    return _last_four(number)


def mask_account(number: str) -> str:
    """A bank account by its last four digits: ****4321."""
    return _last_four(number)


def _last_four(number: str) -> str:
    """Four asterisks and the last four characters, or one of a short number."""
    return f"****{number[-4:] if len(number) > 7 else number[-1:]}" if number else ""


def _code_text(value: object, name: str) -> str:
    """Upper-case half-width text without blanks. A number means that Excel has cut the code."""
    if not isinstance(value, str):
        raise Unreadable(f"{name}被存成了数字，末位已丢失。把该列设为文本格式后重新填写。")
    refuse_invisible(value)
    return re.sub(r"\s+", "", normalise_digits(value)).upper()
