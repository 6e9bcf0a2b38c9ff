"""What no page may have, whoever looks at it: asked of the page as the browser shows it."""

from __future__ import annotations

from tests.browser.harness import Visitor

# Words that tell people nothing and put the blame on them.
BANNED = ("非法", "抱歉", "系统异常", "无效请求")
_LOOK = """() => ({
    title: document.title,
    language: document.documentElement.lang,
    text: document.body.innerText,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""


def faults_of(visitor: Visitor, *, axe_within: str = "html") -> list[str]:
    """Everything wrong with the present page, in words; empty for a good page.

    axe looks at the part of the page that the selector ``axe_within`` names; at none when empty.
    """
    # Between two pages there is for a moment no document at all.
    visitor.page.wait_for_load_state("domcontentloaded")
    visitor.page.wait_for_function("document.body !== null")
    page = visitor.page.evaluate(_LOOK)
    faults = [f"says “{word}”" for word in BANNED if word in page["text"]]
    faults += [f"without a label: {control}" for control in visitor.unlabelled_controls()]
    if not page["title"].strip().removesuffix("- 人防管理系统").strip():
        faults.append("no title")
    if page["language"] != "zh-CN":
        faults.append(f"language {page['language']!r}")
    if page["overflow"] > 0:
        faults.append(f"scrolls sideways by {page['overflow']} px")
    if axe_within:
        faults += visitor.accessibility_violations(axe_within)
    return faults
