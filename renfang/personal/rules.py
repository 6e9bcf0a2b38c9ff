"""Kinds of personal data, what is registered of each field, and how text is masked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from stdnum.cn import ric

from renfang.quantities.identifiers import mask_account, mask_identity, mask_phone

HANDLING: Final = "个人信息保护法第十三条第一款第三项（履行法定职责所必需）、第三十四条"
SENSITIVE: Final = f"{HANDLING}；敏感个人信息，第二十八条、第五十一条"
# Who asks for a number whole holds this; members' numbers have a right of their own.
VIEW_PERSONAL: Final = "view_personal"
WITH_THE_FILE: Final = "随案卷归档，按档案的保管期限保存"
WITH_THE_ROSTER: Final = "编入期间；离队、注销后随名册归档"
WITH_THE_RECORD: Final = "与办理记录同期保存，不单独删除"

# Digits that are part of a longer number, of an amount or of a digest are no telephone number.
_MOBILE: Final = re.compile(
    r"(?<![0-9])(?<![0-9]\.)((?:\+?86[- ]?)?)(1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4})(?!\.?[0-9])"
)
_IDENTITY: Final = re.compile(r"(?<![0-9])([1-9][0-9]{16}[0-9Xx])(?![0-9])")
_DIGEST: Final = re.compile(r"(?<![0-9A-Za-z])[0-9a-f-]{32,}(?![0-9A-Za-z])")
# Whatever number somebody looks for: of a person, an account, a telephone.
_LONG: Final = re.compile(r"[0-9]{7,}(?=[0-9Xx]{4})")


class About(Enum):
    """What a field tells of a person; numbers are shown masked, the rest to whoever handles it."""

    PHONE = "电话号码"
    IDENTITY = "公民身份号码"
    ACCOUNT = "银行账号"
    NAME = "姓名"
    ADDRESS = "住址"
    PARTICULARS = "个人情况"

    @property
    def is_masked(self) -> bool:
        """Whether it is a number, kept encrypted and shown in part."""
        return self in _MASKS

    def mask(self, value: str) -> str:
        """The value as pages, files and the history show it."""
        return _MASKS[self](value) if self in _MASKS else value


_MASKS: Mapping[About, Callable[[str], str]] = {
    About.PHONE: mask_phone,
    About.IDENTITY: mask_identity,
    About.ACCOUNT: mask_account,
}


@dataclass(frozen=True)
class Entry:
    """What the register says of one field.

    ``seen_by`` says in words who sees it (a number: masked); ``permission`` whoever may look at a
    number whole, for a reason. ``papers`` names the papers that lawfully carry it. ``through`` is
    the path to the row with an office where the model has none of its own.
    """

    kind: About
    purpose: str
    seen_by: str
    retention: str
    basis: str = HANDLING
    permission: str = ""
    papers: str = ""
    through: str = ""


def mask_text(text: str, *, is_query: bool = False) -> str:
    """Free text, mobile numbers and identity numbers in it masked: what somebody typed into a note.

    Only what is surely one is touched: eleven digits of a mobile, in one piece or as 3-4-4, that
    are part of no longer number; eighteen that are an identity number by date and check digit. Of
    what was looked for (``is_query``) every long number is: it may be that of an account.
    """
    if len(text) < 11:
        return text
    if is_query:
        text = _LONG.sub("****", text)
    kept = [found.span() for found in _DIGEST.finditer(text)]

    def mobile(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in kept):
            return found[0]
        return found[1] + mask_phone(re.sub("[- ]", "", found[2]))

    return _IDENTITY.sub(_identity_masked, _MOBILE.sub(mobile, text))


def _identity_masked(found: re.Match[str]) -> str:
    number = found[1].upper()
    return mask_identity(number) if ric.is_valid(number) else found[0]
