"""The head asks the court to enforce: after a judgment, after silence, after a hearing.

How a case comes so far is told by ``court_cases``; the steps on the way have their own journeys.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from renfang.demo.stories import PASSWORD
from tests.browser.court_cases import CONTESTED, PENALISED, UNCONTESTED, bring_to_the_court
from tests.browser.harness import Site, Visitor, serving
from tests.browser.inspection import faults_of
from tests.builders.pursuit import COURT
from tests.kernel.documents.pdf import text_of

pytestmark = pytest.mark.browser
NEVER = "未申请行政复议、未提起行政诉讼"


@pytest.fixture(scope="module")
def site(demo_data: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo data with three cases more, each ready for the court."""
    data = tmp_path_factory.mktemp("court") / "data"
    shutil.copytree(demo_data[0], data)
    bring_to_the_court(data, demo_data[1])
    with serving(data, demo_data[1]) as served:
        yield served


@pytest.mark.parametrize(
    ("project", "given", "told", "untold"),
    [
        (CONTESTED, {}, ("被申请人提起行政诉讼", "第九十五条", "裁判文书生效证明"), (NEVER,)),
        (UNCONTESTED, {"人民法院": COURT}, (NEVER, "第一百五十七条", "催告书及送达回证"), ()),
        (
            PENALISED,
            {"人民法院": COURT},
            (NEVER, "执行罚款70,000.00元", "责令限期修建", "加处罚款"),
            ("生效证明",),
        ),
    ],
    ids=["judged", "uncontested", "penalty"],
)
def test_the_head_asks_the_court(
    visit: Callable[..., Visitor],
    project: str,
    given: dict[str, str],
    told: tuple[str, ...],
    untold: tuple[str, ...],
):
    head = visit("head", PASSWORD)
    head.go(f"/fees/collection/?name={project}")
    # The debtor comes first in its line.
    head.page.locator("main tbody a").first.click()
    head.says("下一步：申请法院强制执行")
    assert not faults_of(head)
    head.page.get_by_role("link", name="申请法院强制执行", exact=True).first.click()
    head.says("申请以后，执行的中止、终结、和解由人民法院处理")
    if project == CONTESTED:
        # Both days after a judgment, and the court that decided first is there already.
        head.says("以较早的一日为准办理")
        assert head.page.get_by_label("第一审人民法院").input_value() == COURT
    assert not faults_of(head)
    head.screenshot(f"court-{project}")
    head.fill({**given, "执行标的情况": "基本账户，名下商铺 3 间"})
    head.press("申请法院强制执行")
    head.says("已办理：申请法院强制执行")
    head.says("下一步：登记法院受理")
    # Once the court has the case, nothing on its page issues a paper about the execution.
    main = head.page.get_by_role("main")
    assert (
        main.get_by_role("link", name=re.compile("^签发|执行协议|^中止执行|^终结执行")).count() == 0
    )
    main.get_by_role("link", name=re.compile("强制执行申请书")).first.click()
    number = re.search(r"/documents/(\d+)/", head.page.url)
    assert number is not None, head.page.url
    words = text_of(head.fetch(f"/documents/{number[1]}/pdf/"))
    for each in told:
        assert each in words
    for each in untold:
        assert each not in words
