"""Tables that a person's page and his own pages show alike."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html

from renfang.organisations.models import LoginSession
from renfang.pages import columns as col
from renfang.pages.tables import Table


def login_table(
    rows: Iterable[LoginSession], *, here: str | None = None, has_buttons: bool = False
) -> Table:
    """登录: from where and on what; ``here`` is the key of the session that looks at it."""

    def ending(row: LoginSession) -> str:
        if row.session_key == here:
            return "本机"
        return format_html(
            '<button class="btn btn-small" type="submit" form="end-session" name="session" '
            'value="{}">结束<span class="visually-hidden">{} 的登录</span></button>',
            row.pk,
            row.address or "未知地址",
        )

    columns = (
        col.Moment("登录时间", "began_at"),
        col.Moment("最近操作", "seen_at"),
        col.Code("登录地址", "address"),
        col.Soft("浏览器", "device"),
        col.Short("结束", lambda row: row.get_end_display() or "未结束"),
    )
    if has_buttons:
        columns = (*columns[:-1], col.Short("办理", "", html=ending))
    return Table("登录", columns, rows, is_dense=True)
