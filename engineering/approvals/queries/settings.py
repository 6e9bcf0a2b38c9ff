"""What an office has laid down for its approvals: limits by kind of application, wording of papers.

事项时限 are those in force on a day, the law's own where the office published none. 文书用语 are
passages with a fixed set of placeholders: the substitution knows ``{name}`` and nothing else, no
attributes, indexes or formats, so that an edited text can never reach into the program. What a
paper printed stays in its snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engineering.approvals.models.applications import Application
from engineering.approvals.models.settings import PaperWording, ServiceItem
from renfang.acts import Incomplete
from renfang.clocks.periods import Code, period
from renfang.organisations.models import Organisation


@dataclass(frozen=True)
class Limits:
    """Limits in working days; ``validity_months`` is None where permits have no term."""

    completeness_days: int
    statutory_days: int
    extension_days: int
    service_days: int
    renewal_notice_days: int
    promised_days: int | None = None
    validity_months: int | None = None
    accepts_late_renewal: bool = False
    legal_basis: str = "《中华人民共和国行政许可法》第三十二条、第四十二条、第四十四条"


def limits_on(organisation: Organisation, kind: str, day: date) -> Limits:
    """The limits in force: the organisation's own, else its nearest superior's, else the law's."""
    item = (
        ServiceItem.objects.filter(
            organisation__in=organisation.lineage, kind=kind, effective_from__lte=day
        )
        # Each path is a prefix of the next below it, so the nearest superior sorts last.
        .order_by("-organisation__path", "-effective_from")
        .first()
    )
    if item is None:
        return _limits_by_law(day)
    return Limits(**{name: getattr(item, name) for name in Limits.__dataclass_fields__})


def _limits_by_law(day: date) -> Limits:
    return Limits(
        completeness_days=period(Code.PERMIT_COMPLETENESS, day).count,
        statutory_days=period(Code.PERMIT_DECISION, day).count,
        extension_days=period(Code.PERMIT_EXTENSION, day).count,
        service_days=period(Code.PERMIT_SERVICE, day).count,
        renewal_notice_days=period(Code.PERMIT_RENEWAL, day).count,
    )


# Placeholder → what it stands for, as the editing page lists them.
PLACEHOLDERS: Mapping[str, str] = {
    "project": "项目名称",
    "project_code": "项目代码",
    "developer": "建设单位",
    "issuer": "签发机关名称",
    "paper": "文书的简称，例如“本意见书”",
}


# The law's own words: 人民防空法 art. 22; 行政复议法 art. 20, 行政诉讼法 art. 46.
BUILT_IN: Mapping[str, str] = {
    PaperWording.Passage.LEGAL_BASIS: (
        "根据《中华人民共和国人民防空法》第二十二条、《人民防空工程建设管理规定》"
        "（〔2003〕国人防办字第18号）和《中华人民共和国行政许可法》第三十八条第一款的规定"
    ),
    PaperWording.Passage.REMEDIES: (
        "如对{paper}不服，可以自收到{paper}之日起六十日内依法向本机关的本级人民政府申请行政复议，"
        "或者自收到之日起六个月内依法向有管辖权的人民法院提起行政诉讼。"
    ),
}


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each ``{name}`` replaced; what is put in is never read for placeholders.

    Raises Incomplete naming a placeholder that is not in PLACEHOLDERS, or a stray brace.
    """
    require_known(text)
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def require_known(text: str) -> None:
    """Raise Incomplete, naming it, where the text has a placeholder that no paper knows."""
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            known = "、".join(f"{{{known}}}" for known in PLACEHOLDERS)
            raise Incomplete(f"不认识占位符“{{{name}}}”。可以使用的有 {known}", field="text")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise Incomplete("花括号没有成对。占位符写作 {project}，前后各一个花括号", field="text")


def wording_on(organisation: Organisation, day: date) -> dict[str, str]:
    """Passage → text in force: the organisation's own, else its nearest superior's, else ours."""
    texts = dict(BUILT_IN)
    rows = PaperWording.objects.filter(
        organisation__in=organisation.lineage, effective_from__lte=day
    )
    # The nearest organisation's newest text comes last and stays.
    for row in rows.order_by("organisation__path", "effective_from"):
        texts[row.passage] = row.text
    return texts


def passages_for(
    application: Application, paper: str, on: date, issuer: Organisation
) -> dict[str, str]:
    """Every passage as the issuer's paper about the application prints it, dated ``on``."""
    project, organisation = application.project, issuer
    values = {
        "project": project.name,
        "project_code": project.code,
        "developer": project.developer.name,
        "issuer": organisation.style_on(on).name,
        "paper": paper,
    }
    return {passage: fill(text, values) for passage, text in wording_on(organisation, on).items()}
