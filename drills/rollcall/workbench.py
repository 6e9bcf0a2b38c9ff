"""What rolls add to rooms above and below: kinds of rolls with their sheets, the last on record."""

from __future__ import annotations

from django.urls import reverse

from drills.rollcall.hooks import RollKind, keeper_of, kind_of, register_roll
from drills.rollcall.models import Occasion, OccasionState
from drills.rollcall.queries import find_occasion, last_attendance
from drills.teams.hooks import LAST_ON_RECORD
from renfang.acts import require_state
from renfang.exchange.kinds import ImportKind, Subject, register_import


def register() -> None:
    """Tell the teams when somebody was last on a roll."""
    LAST_ON_RECORD.register(last_attendance)


def open_rolls(*kinds: RollKind) -> None:
    """Add kinds of occasions, when Django starts, and make their sheets known to imports."""
    for kind in kinds:
        register_roll(kind)
        register_import(_file_of(kind))


def _file_of(kind: RollKind) -> ImportKind:
    return ImportKind(
        code=kind.import_code,
        title="考勤",
        noun="队员",
        measure="人",
        permission=kind.permission,
        load=_resource,
        upload_name="drills:roll_import",
        trail=_trail,
        lead="可以先导出考勤，填写后上传；考勤填到、迟到、缺席、请假，“未点名”的不登记。",
        subject=Subject(find_occasion, keeper_of, _require_open),
    )


def _resource() -> type:
    from drills.rollcall.exchange import RollResource

    return RollResource


def _trail(occasion: Occasion) -> list[tuple[str, str]]:
    pages = kind_of(occasion).trail(occasion.owner)
    return [*pages, ("点名", reverse("drills:roll", args=[occasion.pk]))]


def _require_open(occasion: Occasion) -> None:
    require_state(occasion, OccasionState.OPEN, to="导入考勤")
