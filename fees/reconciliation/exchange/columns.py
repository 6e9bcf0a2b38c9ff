"""The columns that tax bureaus, treasuries, banks and non-tax systems write, and their cells.

What could change the meaning of a row (direction, currency, state, unit) is understood or stops
the file: ``why_not_ignorable`` says which unknown columns may not be passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from fees.ledger.posting import why_rounded
from renfang.exchange.reading.headings import is_decisive, split_unit
from renfang.exchange.reading.spreadsheet import Sheet
from renfang.exchange.reading.table import UploadedTable
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import AmountWidget, CleaningWidget, DateWidget, TextWidget
from renfang.quantities.parsing import Unreadable, clean_text, normalise_digits

IN, OUT = "in", "out"


class CodeWidget(TextWidget):
    """A number as the source writes it, without blanks; half-width capitals."""

    def read(self, value: Any) -> str:
        if isinstance(value, Decimal) and abs(value) >= 10**15:
            raise Unreadable("号码被表格软件存成了数字，末位已丢失。按原件取得完整号码")
        text = "".join(normalise_digits(super().read(value)).upper().split())
        if reason := why_rounded(text):
            raise Unreadable(reason)
        return text


class WordWidget(CleaningWidget):
    """A word out of a few; any other stops the file and is named."""

    def __init__(self, words: Mapping[str, str], what: str, *, blank: str | None) -> None:
        super().__init__()
        self.words, self.what, self.blank = words, what, blank

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = "" if value is None else clean_text(value)
        key = "".join(normalise_digits(text).upper().split())
        if not key and self.blank is not None:
            return self.blank
        if key not in self.words:
            raise Unreadable(f"“{text}”不是能识别的{self.what}，不能判断该行是否缴款")
        return self.words[key]


_IN = ("贷 贷方 贷记 收 收入 收款 进 入 入账 进账 来账 转入 存入 C CR CREDIT +", IN)
_OUT = ("借 借方 借记 支 支出 付 付款 出 出账 往账 转出 支取 D DR DEBIT -", OUT)
_DIRECTIONS = {word: side for words, side in (_IN, _OUT) for word in words.split()}
_GOOD = "正常 有效 成功 交易成功 缴款成功 缴费成功 已缴款 已缴费 已入库 已入账 已到账 已记账 已完成"
_STATES = dict.fromkeys(_GOOD.split(), "ok")
_YUAN = "人民币 人民币元 CNY RMB 156 元 ¥ ￥ 01"
_CURRENCIES = dict.fromkeys(_YUAN.split(), "ok")
_UNITS = dict.fromkeys(["元", "人民币元"], "ok")


def _amount() -> AmountWidget:
    return AmountWidget(name="金额", signed=True)


class StatementResource(RegisterResource):
    """The columns that sources write. Which of them a file needs, ``missing_in`` says."""

    # A statement is matched and looked through at once, never by the queue.
    most_rows = 5_000

    booked_on = Heading(
        "入库日期", DateWidget(), ("入账日期", "记账日期", "到账日期", "入账日", "记账日")
    )
    paid_on = Heading("交易日期", DateWidget(), ("缴款日期", "缴费日期", "日期", "交易日"))
    amount = Heading(
        "实缴金额",
        _amount(),
        ("金额", "缴款金额", "缴费金额", "入库金额", "交易金额", "发生额", "交易发生额"),
    )
    credit = Heading(
        "贷方发生额",
        _amount(),
        (
            *("贷方金额", "贷方", "贷方发生额(收入)", "贷方(收入)", "贷方发生额/收入", "贷方/收入"),
            *(
                "收入金额",
                "收入",
                "收入发生额",
                "转入金额",
                "转入",
                "存入金额",
                "存入",
                "收入(贷方)",
            ),
            *("收入(贷)", "收入(贷方发生额)", "(收入)", "贷方(credit)", "credit"),
        ),
    )
    debit = Heading(
        "借方发生额",
        _amount(),
        (
            *("借方金额", "借方", "借方发生额(支出)", "借方(支出)", "借方发生额/支出", "借方/支出"),
            *(
                "支出金额",
                "支出",
                "支出发生额",
                "转出金额",
                "转出",
                "支取金额",
                "支取",
                "支出(借方)",
            ),
            *("借方发生额/支取", "借方发生额(支取)", "支出(借)", "支出(借方发生额)", "(支出)"),
            *("借方(debit)", "debit"),
        ),
    )
    direction = Heading(
        "借贷标志",
        WordWidget(_DIRECTIONS, "收支方向", blank=None),
        (
            *("收支标志", "借贷方向", "借贷标识", "收支标识", "收支方向", "借/贷", "收/支", "借贷"),
            *(
                "收支",
                "交易方向",
                "收付标志",
                "收付方向",
                "收支类型",
                "借贷类型",
                "资金方向",
                "方向",
            ),
        ),
    )
    state = Heading(
        "状态",
        WordWidget(_STATES, "状态", blank=None),
        ("交易状态", "缴款状态", "缴费状态", "入库状态", "税票状态", "入账状态", "记账状态"),
    )
    currency = Heading(
        "币种", WordWidget(_CURRENCIES, "人民币币种", blank="ok"), ("货币", "币别", "货币种类")
    )
    unit = Heading("金额单位", WordWidget(_UNITS, "以元为单位的金额", blank="ok"), ("货币单位",))
    voucher = Heading(
        "凭证号",
        CodeWidget(max_length=60),
        (
            *("税票号码", "电子税票号码", "完税证明号码", "缴款书号码", "缴款书编号", "凭证号码"),
            *("税票号", "缴款书号", "国库凭证号"),
        ),
    )
    serial = Heading(
        "交易流水号", CodeWidget(max_length=60), ("流水号", "银行流水号", "柜员流水号")
    )
    payment_code = Heading("缴款码", CodeWidget(max_length=60), ("缴款识别码", "缴款通知书号"))
    notice_number = Heading(
        "缴费通知书文号",
        CodeWidget(max_length=80),
        ("费源编号", "通知书文号", "核定文号", "文号", "应征凭证号"),
    )
    project_code = Heading("项目代码", CodeWidget(max_length=60), ("项目编号", "投资项目代码"))
    payer = Heading(
        "缴费人名称",
        TextWidget(max_length=200),
        (
            *("缴费人", "纳税人名称", "缴款人", "缴款单位", "付款人名称", "付款人"),
            *("付款单位", "付款户名", "付款人户名", "缴款人名称"),
        ),
    )
    other_side = Heading(
        "对方户名", TextWidget(max_length=200), ("对方名称", "对方单位", "对方账户名称", "交易对手")
    )
    payee = Heading(
        "收款人名称",
        TextWidget(max_length=200),
        ("收款人", "收款单位", "收款户名", "收款人户名", "收款单位名称"),
    )
    credit_code = Heading(
        "统一社会信用代码",
        CodeWidget(max_length=40),
        ("缴费人识别号", "纳税人识别号", "社会信用代码"),
    )
    remark = Heading("摘要", TextWidget(max_length=300), ("交易摘要",))
    postscript = Heading("附言", TextWidget(max_length=300), ("交易附言", "客户附言"))
    purpose = Heading("用途", TextWidget(max_length=300), ("交易用途", "资金用途"))
    note = Heading("备注", TextWidget(max_length=300))


def missing_in(table: UploadedTable) -> str:
    """The column that a statement cannot do without and that the table lacks; "" if none."""
    if not {"booked_on", "paid_on"} & table.columns.keys():
        return "入库日期"
    if not {"amount", "credit"} & table.columns.keys():
        return "实缴金额"
    return ""


# What turns the meaning of a row of money, beside what does so in every register.
_OF_MONEY = re.compile(
    r"收/支|标志|标识|转入|转出|存入|支取|支出|发生额|币|红字|退款|退库|百元|千元|万元|亿元|"
    r"^收入(?:金额|额)?$"
)
_FOREIGN = re.compile(
    r"(?:单位[:：]\s*[(（]?(?:人民币)?(?:百|千|万|亿|美|欧|港)元?)|(?:币[种别][:：]\s*(?!人民币|CNY|RMB)\S)"
)


def why_not_ignorable(sheet: Sheet, table: UploadedTable) -> str:
    """Why the file is stopped: a column, or a word above the table, that could change what its
    rows mean and is not understood. Nothing where all that is passed over carries no such fact."""
    columns = [name for name in table.unknown if is_decisive(name) or _OF_MONEY.search(name)]
    columns += [name for name in _flagged(sheet, table) if name not in columns]
    if columns:
        names = "、".join(f"“{name}”" for name in columns)
        return (
            f"工作表“{table.sheet}”的列{names}可能说明收支方向、币种、状态或单位，系统不能识别，"
            "没有导入。把列名和取值告诉系统管理员，或请出具单位按收款明细重新导出"
        )
    if converted := _in_other_units(sheet, table):
        return (
            f"工作表“{table.sheet}”的列“{converted}”不是以元为单位，金额可能已经四舍五入，没有导入。"
            "请出具单位按以元为单位的收款明细重新导出"
        )
    for row in sheet.rows:
        if row.number >= table.header_row:
            break
        said = " ".join(str(cell) for cell in row.cells if isinstance(cell, str))
        if found := _FOREIGN.search(said):
            return f"第 {row.number} 行写明“{found.group()}”，金额不是以人民币元为单位，没有导入"
    return ""


def _in_other_units(sheet: Sheet, table: UploadedTable) -> str:
    """The first recognised heading of sums in another unit than yuan: 万元 holds no cents."""
    header = next(row for row in sheet.rows if row.number == table.header_row)
    for place in sorted(table.columns.values()):
        heading = str(header.cell(place) or "").strip()
        if split_unit(heading)[1] not in ("", "元"):
            return heading
    return ""


def _flagged(sheet: Sheet, table: UploadedTable) -> Iterable[str]:
    """Headings of unknown columns whose cells are all words of direction."""
    header = next(row for row in sheet.rows if row.number == table.header_row)
    for place, heading in enumerate(header.cells):
        if not isinstance(heading, str) or heading.strip() not in table.unknown:
            continue
        cells = [row.cell(place) for row in sheet.rows if row.number > table.header_row]
        words = {"".join(str(cell).upper().split()) for cell in cells if cell not in (None, "")}
        if words and words <= _DIRECTIONS.keys():
            yield heading.strip()


def own_names(sheets: Sequence[Sheet], pairs: Sequence[tuple[str, str]]) -> set[str]:
    """Whose account the statement is of: named above the table, or on one side of every row.

    ``pairs`` are payer and payee of each row.
    """
    named = set()
    for sheet in sheets:
        for row in sheet.rows[:30]:
            for cell in row.cells:
                if isinstance(cell, str):
                    named |= set(re.findall(r"(?:户名|账户名称)[:：]\s*([^,，;；\s]+)", cell))
    if named:
        return named
    common = set.intersection(*({*pair} - {""} for pair in pairs)) if pairs else set()
    return common if len(common) == 1 else {name for name in common if _OFFICIAL.search(name)}


_OFFICIAL = re.compile(r"财政|国库|税务|专户|非税|人民防空|人防|国防动员|待报解|人民银行")


def side_of(payer: str, payee: str, own: set[str]) -> str:
    """Whether a row from payer to payee brings money in. Raises Unreadable where it is open."""
    if not payer or not payee:
        if payee in own or payer in own:
            return OUT if payer in own else IN
        return IN if payer else OUT
    for pays, gets in (
        (payer in own, payee in own),
        (bool(_OFFICIAL.search(payer)), bool(_OFFICIAL.search(payee))),
    ):
        if pays != gets:
            return OUT if pays else IN
    raise Unreadable(f"付款人“{payer}”、收款人“{payee}”，不能判断收支方向")
