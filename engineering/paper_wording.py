"""文书用语: passages of papers that a bureau words itself, with a fixed set of placeholders.

The substitution knows ``{name}`` and nothing else: no attributes, no indexes, no formats, so that
an edited text can never reach into the program. What a paper printed stays in its snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from engineering.approval_limits import check
from engineering.models import Application, PaperWording
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

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
_MINIMUM = 10


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
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    texts = dict(BUILT_IN)
    rows = PaperWording.objects.filter(organisation__in=ids, effective_from__lte=day)
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


@act
def set_wording(
    organisation_id: int, *, passage: str, text: str, effective_from: date, by: User
) -> PaperWording:
    """修订文书用语: the text of a passage from a day on; issued papers keep what they said.

    Raises NotPermitted, or Incomplete naming the field.
    """
    Scope(by).require("configure_approvals", organisation_id)
    if len(text.strip()) < _MINIMUM:
        raise Incomplete(f"写明文字，至少 {_MINIMUM} 个字", field="text")
    require_known(text)
    organisation = Organisation.objects.get(pk=organisation_id)
    row = PaperWording(
        organisation=organisation,
        passage=passage,
        text=text.strip(),
        effective_from=effective_from,
    )
    check(row)
    before = wording_on(organisation, effective_from).get(passage, "")
    row.save(force_insert=True)
    label = row.get_passage_display()
    after = {label: row.text, "启用日期": effective_from}
    record(by, "修订文书用语", row, before={label: before}, after=after)
    return row
