"""规则库: a bureau copies a book, edits the copy, proves it on examples, and publishes it.

What is published is frozen; a new version takes effect on its day and ends the one before it.
Nobody publishes what he has edited himself.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from fees.rule_books.columns import described
from fees.rule_books.steps import COPY, EDIT, END, PUBLISH, RETURN, SUBMIT
from fees.rule_books.trials import EXPECTED, run_examples
from renfang.acts import Incomplete, NotFound, Refused, act, require_text
from renfang.history.record import record
from renfang.organisations.models import Division, Organisation, User
from renfang.organisations.scope import Scope
from renfang.rules.book_checks import missing_rates, validate
from renfang.rules.books import SECTION_ROWS, RuleBook
from renfang.rules.editions import the_day_before
from renfang.rules.law import law_at, reach_of
from renfang.rules.models import BookEdition
from renfang.rules.rows import BookError, read_row, write_row
from renfang.rules.vocabulary import ALL_SECTIONS
from renfang.steps import Step

State = BookEdition.State
_SHORTEST_REASON = 5
_MOST_ROWS = 300
_MOST_EXAMPLES = 50


@act
def copy_book(
    source_id: int,
    *,
    organisation_id: int,
    version: str,
    title: str,
    effective_from: date,
    by: User,
) -> BookEdition:
    """复制: a draft of the bureau's own with all rows and examples of a published book.

    It is the law of the bureau's own division. Raises Incomplete for a version that exists.
    """
    scope = Scope(by)
    source = _seen(source_id, scope)
    COPY.require(source, by)
    scope.require(COPY.permission, organisation_id)
    office = Organisation.objects.select_related("division").get(pk=organisation_id)
    copy = BookEdition(
        organisation=office,
        code=office.division.code,
        version=version.strip(),
        title=title.strip(),
        jurisdiction=office.division.code,
        jurisdiction_name=office.division.name,
        effective_from=effective_from,
        prepared_by=by,
        **_taken_from(source),
    )
    try:
        with transaction.atomic():
            copy.save(force_insert=True)
    except IntegrityError:
        raise Incomplete(
            f"{office.division.name}已有版本 {version}。换一个版本号，例如“2026.2”", field="version"
        ) from None
    record(by, "复制规则库", copy, organisation=office, after={"复制自": str(source)})
    return copy


def _taken_from(source: BookEdition) -> dict[str, Any]:
    """All that a copy has from its source: the rows, what they rest on, and the examples.

    What the source's head says of its own first day is not taken: the copy has a day of its own.
    """
    of_its_day = ("first_day_unverified", "before")
    return {
        "basis": source.basis,
        "parent": source.parent,
        "copied_from": source,
        "content": {name: rows for name, rows in source.content.items() if name not in of_its_day},
        "cases": source.cases,
    }


# What the head of a book may say beside title, basis and dates; kept in its content.
HEAD_FACTS = (
    *("area_rounding", "area_mode", "outside_basis", "unlawful_basis"),
    *("gate_words", "gate_basis", "replaces"),
)


@act
def amend_head(book_id: int, values: dict[str, Any], *, revision: int, by: User) -> BookEdition:
    """修改基本信息: title, legal basis, dates, rounding, which sections replace the parent's."""
    book = _draft(book_id, revision, by)
    before = {"名称": book.title, "施行日期": str(book.effective_from), "法律依据": book.basis}
    for name in ("title", "basis", "effective_from", "effective_to"):
        setattr(book, name, values[name])
    if book.effective_to is not None and book.effective_to < book.effective_from:
        raise Incomplete("有效期至不能早于施行日期", field="effective_to")
    for name in HEAD_FACTS:
        if values[name]:
            book.content[name] = values[name]
        else:
            book.content.pop(name, None)
    after = {"名称": book.title, "施行日期": str(book.effective_from), "法律依据": book.basis}
    return _keep(book, by, "修改规则库基本信息", before=before, after=after)


@act
def save_row(
    book_id: int,
    section: str,
    position: int | None,
    values: dict[str, Any],
    *,
    revision: int,
    by: User,
) -> BookEdition:
    """登记或修改条目: one row of a section, checked as the engine reads it."""
    book = _draft(book_id, revision, by)
    place = f"{ALL_SECTIONS[section]}"
    try:
        row = write_row(read_row(SECTION_ROWS[section], values, place))
    except BookError as error:
        raise Incomplete("；".join(error.problems)) from None
    rows = list(book.content.get(section, []))
    if position is None:
        if len(rows) >= _MOST_ROWS:
            raise Refused(f"{place}已有 {_MOST_ROWS} 行，先合并或删除不用的条目")
        before, number = None, len(rows) + 1
        rows.append(row)
    else:
        before, number = _row_at(rows, position), position + 1
        rows[position] = row
    book.content[section] = rows
    told = _told(section, before) if before else None
    return _keep(book, by, f"修改{place}第 {number} 行", before=told, after=_told(section, row))


@act
def remove_row(
    book_id: int, section: str, position: int, *, revision: int, by: User
) -> BookEdition:
    """删除条目 of a draft."""
    book = _draft(book_id, revision, by)
    rows = list(book.content.get(section, []))
    before = _row_at(rows, position)
    del rows[position]
    book.content[section] = rows
    what = f"删除{ALL_SECTIONS[section]}第 {position + 1} 行"
    return _keep(book, by, what, before=_told(section, before))


@act
def save_example(
    book_id: int, position: int | None, example: dict[str, Any], *, revision: int, by: User
) -> BookEdition:
    """登记试算案例: facts, and what the office computed by hand."""
    book = _draft(book_id, revision, by)
    examples = list(book.cases)
    if position is None:
        if len(examples) >= _MOST_EXAMPLES:
            raise Refused(f"已有 {_MOST_EXAMPLES} 个试算案例，先删除不用的案例")
        examples.append(example)
    else:
        _row_at(examples, position)
        examples[position] = example
    book.cases = examples
    expected = {EXPECTED[name]: value for name, value in example["expected"].items()}
    return _keep(book, by, "登记试算案例", after={"案例": example["name"], **expected})


@act
def remove_example(book_id: int, position: int, *, revision: int, by: User) -> BookEdition:
    """删除试算案例."""
    book = _draft(book_id, revision, by)
    examples = list(book.cases)
    before = _row_at(examples, position)
    del examples[position]
    book.cases = examples
    return _keep(book, by, "删除试算案例", before={"案例": before["name"]})


@act
def submit_book(book_id: int, *, by: User) -> BookEdition:
    """送批: refused while the book has problems, no example, or one that comes out wrong."""
    book = _locked(SUBMIT, book_id, by)
    require_sound(book)
    book.state = State.SUBMITTED
    return _keep(book, by, "送批规则库", after={"状态": book.get_state_display()})


@act
def return_book(book_id: int, *, reason: str, by: User) -> BookEdition:
    """退回: back to editing, by who approves, with the reason."""
    book = _locked(RETURN, book_id, by)
    reason = require_text(reason, "写明退回的原因", least=_SHORTEST_REASON)
    book.state = State.DRAFT
    return _keep(book, by, "退回规则库", note=reason, edits=False)


@act
def publish_book(book_id: int, *, on: date, by: User) -> BookEdition:
    """批准发布: frozen from here on; the version that was in force ends the day before.

    Raises NotPermitted for a user who edited the book, Refused where the days of another published
    version of the jurisdiction overlap and it cannot be ended by this one.
    """
    book = _locked(PUBLISH, book_id, by)
    require_sound(book)
    for other in _others(book):
        _give_way(other, book, by)
    book.state, book.published_by, book.published_on = State.PUBLISHED, by, on
    return _keep(
        book,
        by,
        "批准发布规则库",
        after={"版本": book.version, "施行日期": str(book.effective_from)},
        edits=False,
    )


@act
def end_book(book_id: int, *, ended_on: date, reason: str, by: User) -> BookEdition:
    """停止施行: the last day of a published book, when nothing takes its place."""
    book = _locked(END, book_id, by)
    reason = require_text(reason, "写明停止施行的依据", least=_SHORTEST_REASON)
    if book.effective_from is not None and ended_on < book.effective_from:
        raise Incomplete("停止施行日期不能早于施行日期", field="ended_on")
    _end(book, ended_on, by, note=reason)
    return book


def read_book(book: BookEdition) -> tuple[RuleBook | None, list[str]]:
    """The engine's book and everything that is wrong with it, as sentences."""
    try:
        read = book.book()
    except BookError as error:
        return None, error.problems
    return read, validate(read)


def require_sound(book: BookEdition) -> None:
    """Raise Refused, naming the first problems, unless rows and examples are all right."""
    read, problems = read_book(book)
    if read is None or problems:
        raise Refused(f"规则库有 {len(problems)} 处需要修改：{'；'.join(problems[:3])}")
    require_rates_everywhere(book, read)
    results = run_examples(book, read)
    if not results:
        raise Refused("规则库没有试算案例。至少登记一个手工核对过的案例")
    wrong = [result.name for result in results if not result.passes]
    if wrong:
        raise Refused(f"试算案例与预期不符：{'、'.join(wrong[:5])}。核对规则或者案例的预期结果")


def require_rates_everywhere(book: BookEdition, read: RuleBook) -> None:
    """Raise Refused where an office that will apply the book would find a grade without a rate.

    ``validate`` asks whether there is a rate at all; here it is asked for the class of city and the
    level that each office has registered.
    """
    assert book.effective_from is not None
    assert book.organisation is not None
    below = Organisation.objects.filter(path__startswith=book.organisation.path).order_by("path")
    for reach in reach_of(book, below, book.effective_from):
        law = law_at(reach.office, book.effective_from) if reach.applies else None
        if law is None:
            continue
        place = law.practice
        gaps = missing_rates(read, city_class=place.city_class, division_level=place.division_level)
        if gaps:
            raise Refused(
                f"{reach.office}（{place.get_city_class_display()}，"
                f"{place.get_division_level_display()}）：{gaps[0].words}"
            )


def _others(book: BookEdition) -> list[BookEdition]:
    """Published versions of the same jurisdiction, locked against a rival publication.

    The division's row is the lock: two offices of one division may publish at the same moment.
    """
    Division.objects.select_for_update().get(code=book.jurisdiction)
    rows = BookEdition.objects.filter(
        organisation__isnull=False, jurisdiction=book.jurisdiction, state=State.PUBLISHED
    )
    return list(_for_update(rows))


def _for_update(rows: Any) -> Any:
    """Locked for the rest of the transaction, the joined rows left alone."""
    if connection.features.has_select_for_update_of:
        return rows.select_for_update(of=("self",))
    return rows.select_for_update()


def _give_way(other: BookEdition, book: BookEdition, by: User) -> None:
    """End an open version the day before the new one; refuse any other overlap."""
    assert other.effective_from is not None
    assert book.effective_from is not None
    ends_before = other.last_day is not None and other.last_day < book.effective_from
    starts_after = book.effective_to is not None and book.effective_to < other.effective_from
    if ends_before or starts_after:
        return
    is_ours = other.organisation_id == book.organisation_id
    if not is_ours or other.last_day is not None or other.effective_from >= book.effective_from:
        period = f"{other.effective_from} 至 {other.last_day or '今后'}"
        raise Refused(
            f"施行期间与已发布的{other}（{period}）重叠。退回后调整施行日期和有效期，再批准发布"
        )
    _end(other, the_day_before(book.effective_from), by, note=f"由{book}接替")


def _end(book: BookEdition, day: date, by: User, *, note: str) -> None:
    before = book.last_day
    book.ended_on = day
    book.save(update_fields=["ended_on"])
    record(
        by,
        "停止施行规则库",
        book,
        organisation=book.organisation,
        before={"停止施行日期": str(before) if before else "未定"},
        after={"停止施行日期": str(day)},
        note=note,
    )


def _seen(book_id: int, scope: Scope) -> BookEdition:
    book = BookEdition.objects.visible_to(scope).filter(pk=book_id).first()
    if book is None:
        raise NotFound("规则库")
    return book


def _locked(step: Step, book_id: int, by: User) -> BookEdition:
    """The bureau's own edition, locked for a step. Shipped ones are nobody's to change."""
    scope = Scope(by)
    _seen(book_id, scope)
    book = _for_update(BookEdition.objects.filter(pk=book_id)).get()
    if book.organisation_id is None:
        raise Refused("随程序发布的规则库不能修改。复制为本机构的规则库后编辑")
    scope.require(step.permission, book)
    step.require(book, by)
    return book


def _draft(book_id: int, revision: int, by: User) -> BookEdition:
    book = _locked(EDIT, book_id, by)
    if revision != book.revision:
        raise Refused(
            f"{book}在你填写期间已被他人修改。你填写的内容还在本页，刷新规则库页核对后重新提交"
        )
    return book


def _told(section: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as the history shows it."""
    told = described(section, row)
    return {"条目": told["head"], "内容": told["says"], "依据": told["basis"]}


def _row_at(rows: list[Any], position: int) -> Any:
    if not 0 <= position < len(rows):
        raise NotFound("条目")
    return rows[position]


def _keep(
    book: BookEdition,
    by: User,
    what: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
    edits: bool = True,
) -> BookEdition:
    """Save a draft and note who changed what."""
    book.revision += 1
    if edits:
        book.prepared_by = by
    book.save()
    record(by, what, book, organisation=book.organisation, before=before, after=after, note=note)
    return book
