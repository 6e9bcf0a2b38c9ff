"""The menu marks the one entry that the present page belongs to."""

from __future__ import annotations

import pytest
from django.test import Client

from renfang.organisations.permissions import Role


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/", "我的待办"),
        ("/fees/desk/", "财务工作台"),
        ("/fees/collection/", "催缴台"),
        ("/fees/books/", "规则库"),
        # Below 规则库 by its address, and an entry of its own.
        ("/fees/books/what-if/", "试算比较"),
    ],
)
def test_most_specific_entry_alone_is_marked(office, client: Client, path: str, entry: str):
    client.force_login(office.who(Role.FINANCE))
    page = client.get(path)
    menu = [item for group in page.context["navigation"] for item in group["items"]]
    assert [item["label"] for item in menu if item["active"]] == [entry]
