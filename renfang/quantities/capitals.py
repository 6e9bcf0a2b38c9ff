"""金额大写: amounts in the capital numerals of cheques and payment notices.

Source: 支付结算办法 附件一《正确填写票据和结算凭证的基本规定》 items 1–3. Where the rule leaves a
zero to choice (1,680.32 may be 壹仟陆佰捌拾元叁角贰分 or …元零叁角贰分) the house writes none, and
writes it where the rule demands it: inside the yuan figure, and between yuan and 分 without 角.
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
LIMIT = Decimal(10) ** 16


def capital_amount(amount: Decimal, *, prefix: str = "") -> str:
    """``Decimal("107000.53")`` yuan → ``壹拾万柒仟元伍角叁分``; ``prefix`` is usually 人民币.

    Raises ValueError for a negative or endless amount, for less than a 分, and from 10¹⁶ yuan on;
    TypeError for anything but a Decimal or int (a float would already have lost 分).
    """
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise TypeError(f"capital_amount needs a Decimal, not {type(amount).__name__}")
    yuan, jiao, fen = _parts(Decimal(amount))
    if not (yuan or jiao or fen):
        return f"{prefix}零元整"
    text = _integer(yuan) + "元" if yuan else ""
    if not jiao and not fen:
        return f"{prefix}{text}整"
    if jiao:
        text += DIGITS[jiao] + "角"
    elif yuan:
        text += "零"
    if fen:
        text += DIGITS[fen] + "分"
    return prefix + text


def _parts(amount: Decimal) -> tuple[int, int, int]:
    """Yuan, 角 and 分 of an amount that can be written."""
    if not amount.is_finite():
        raise ValueError("金额须为确定的数字，才能写成大写")
    if amount < 0:
        raise ValueError(f"金额 {amount} 为负数，不能写成大写。退费金额按正数填写")
    if amount >= LIMIT:
        raise ValueError(f"金额 {amount} 超过大写上限（须小于一亿亿元）")
    fen = amount.scaleb(2)
    if fen != fen.to_integral_value():
        raise ValueError(f"金额 {amount} 不足一分的部分未舍入，须最多两位小数")
    yuan, rest = divmod(int(fen), 100)
    return yuan, rest // 10, rest % 10


def _integer(number: int) -> str:
    """Capital numerals of a positive integer below 10¹⁶: 亿 is counted up to 玖仟玖佰…万亿."""
    high, low = divmod(number, 10**8)
    if not high:
        return _below_yi(low)
    text = _below_yi(high) + "亿"
    if low:
        text += ("零" if low < 10**7 else "") + _below_yi(low)
    return text


def _below_yi(number: int) -> str:
    """A positive integer below 10⁸."""
    wan, rest = divmod(number, 10_000)
    if not wan:
        return _group(rest)
    text = _group(wan) + "万"
    if rest:
        text += ("零" if rest < 1000 else "") + _group(rest)
    return text


def _group(group: int) -> str:
    """A positive integer below 10⁴, one 零 for each run of inner zeros."""
    text = ""
    zero_owed = False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if zero_owed and text else "") + DIGITS[digit] + _PLACES[place]
        zero_owed = not digit
    return text
