"""What can be done with a rule book: copied, edited, sent for approval, published, ended."""

from __future__ import annotations

from datetime import date

from renfang.acts import NotPermitted
from renfang.history.record import events_of
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.rules.models import BookEdition
from renfang.steps import Step, Steps, stops

_State = BookEdition.State
_EDITS, _PUBLISHES = "edit_rulebooks", "publish_rulebooks"
# Acts that do not change what a book says: whoever did only these may still publish it.
_WITHOUT_EDITING = ("退回规则库", "批准发布规则库", "停止施行规则库")


def _edited_it(book: BookEdition, by: User, on: date) -> str:
    edited = events_of(book).filter(actor=by).exclude(act__in=_WITHOUT_EDITING)
    if book.prepared_by_id != by.pk and not edited.exists():
        return ""
    return "编制、修改过本规则库的人员不能批准发布。由另一名负责人批准"


def _is_ended(book: BookEdition) -> str:
    return f"{book}已定于 {book.last_day} 后不再施行" if book.last_day else ""


SUBMIT = Step(
    label="送批规则库",
    press="送批",
    to="送批",
    url="fees:book_submit",
    permission=_EDITS,
    start=(_State.DRAFT,),
    end=(_State.SUBMITTED,),
    to_do="登记条目和试算案例，案例全部相符后送批，由另一名负责人批准发布。",
    is_main=True,
    at_once=True,
)
EDIT = Step(
    label="修改基本信息",
    press="保存",
    to="修改",
    url="fees:book_head",
    permission=_EDITS,
    start=(_State.DRAFT,),
)
PUBLISH = Step(
    label="批准发布规则库",
    press="批准发布",
    to="批准发布",
    url="fees:book_publish",
    permission=_PUBLISHES,
    start=(_State.SUBMITTED,),
    end=(_State.PUBLISHED,),
    to_do="编制、修改过的人员不能批准，由另一名负责人批准发布。",
    is_main=True,
    at_once=True,
    asks=Hook(stops(_edited_it, NotPermitted)),
)
RETURN = Step(
    label="退回规则库",
    press="退回",
    to="退回",
    url="fees:book_return",
    permission=_PUBLISHES,
    start=(_State.SUBMITTED,),
    end=(_State.DRAFT,),
)
END = Step(
    label="停止施行规则库",
    press="停止施行",
    to="停止施行",
    url="fees:book_end",
    permission=_PUBLISHES,
    start=(_State.PUBLISHED,),
    lead="登记后不能撤销。",
    is_danger=True,
    idle=_is_ended,
    ends=Ending.END,
)
STEPS = Steps(BookEdition, SUBMIT, EDIT, PUBLISH, RETURN, END)

# Whose permission counts is the office's that will have the copy.
COPY = Step(
    label="复制并编辑",
    to="复制",
    url="fees:book_copy",
    permission=_EDITS,
    start=(_State.PUBLISHED,),
)
COPY_STEPS = Steps(BookEdition, COPY)
