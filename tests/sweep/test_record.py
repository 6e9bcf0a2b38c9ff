"""What leaves the house is on record; every answer of the sweep is asked for it (asking.py).

Here that search itself is put to the proof. Files and prints of lists are asked for by
``test_lists``, all other files by ``test_sweep``.
"""

from __future__ import annotations

from unittest import mock

import pytest
from django.urls import reverse

from renfang.history import access
from renfang.history.floods import Floods
from tests.sweep.asking import Answer, Asking, unrecorded
from tests.sweep.judging import check
from tests.sweep.world import World

pytestmark = pytest.mark.django_db


def test_a_file_that_nobody_notes_is_found(world: World, ask: Asking) -> None:
    url = reverse("events") + "?format="
    for form in ("csv", "xlsx", "print"):
        check(ask(world.east, "auditor", "GET", url + form).faults)
        with mock.patch("renfang.history.middleware._note_leaving"):
            answer = ask(world.east, "auditor", "GET", url + form)
        assert [fault for fault in answer.faults if "0 access records" in fault], form


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/pdf"},
        {"Content-Type": "application/json"},
        {"Content-Type": "image/png"},
        {"Content-Type": "text/html", "Content-Disposition": "attachment"},
    ],
)
def test_what_counts_as_leaving(headers: dict[str, str]) -> None:
    assert unrecorded(Answer(200, b"", headers), "/fees/slips/1/image/", [])
    assert unrecorded(Answer(200, b"", headers), "/fees/slips/1/image/", ["one"]) == []
    assert unrecorded(Answer(404, b"", headers), "/fees/slips/1/image/", []) == []


def test_a_refusal_is_on_record_once(world: World, ask: Asking) -> None:
    with (
        mock.patch.object(access, "floods", Floods()),
        mock.patch.object(access.AccessRecord, "save", autospec=True) as saved,
    ):
        answer = ask(world.east, "clerk", "GET", reverse("events"))
    assert answer.status == 403
    assert saved.call_count == 1
