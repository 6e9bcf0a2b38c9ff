"""A handler's account is disabled: what he carries is told first, and waits for nobody."""

from __future__ import annotations

import pytest
from django.utils import timezone

from engineering.approvals.acts.handover import possible_handlers
from engineering.approvals.workbench import _to_assign, _without_handler
from renfang.acts import Incomplete
from renfang.administration.acts.people import set_active
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.applications import received

pytestmark = pytest.mark.django_db


def test_open_applications_are_told_before_and_assigned_after(office):
    application = received(office)
    clerk, head = application.handler, office.who(Role.HEAD)
    system = office.who(Role.SYSTEM_ADMINISTRATOR)
    today = timezone.localdate()
    assert not _without_handler(Scope(head), today).exists()
    with pytest.raises(
        Incomplete, match=r"名下有在办审批申请 1 件；停用后.*岗位无人担任。写明由谁接办"
    ):
        set_active(clerk.pk, False, by=system)
    set_active(clerk.pk, False, by=system, explanation="由王科长接办")
    (row,) = _without_handler(Scope(head), today)
    assert row == application
    assert _to_assign(row, today).note == f"原办理人{clerk}"
    assert clerk not in possible_handlers(Scope(head))
