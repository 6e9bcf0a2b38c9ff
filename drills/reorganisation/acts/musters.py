"""拉动点验: calling a team together, what was found, and the photographs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from drills.reorganisation.acts.campaigns import locked_for
from drills.reorganisation.models import Muster, MusterPhoto
from drills.reorganisation.queries import find_entry, find_muster
from drills.reorganisation.steps import CALL, CONCLUDE, PHOTOGRAPH
from drills.rollcall.acts import call_together
from drills.rollcall.models import OccasionKind
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.uploads.keeping import KeptFile, kept_first, require_new

MOST_PHOTOS = 20


@dataclass(frozen=True)
class MusterFacts:
    """When and where a team was called; instants are aware."""

    called_at: datetime
    due_at: datetime
    place: str
    leader: str


@act
def call_muster(entry_id: int, facts: MusterFacts, *, by: User) -> Muster:
    """下达拉动点验 for one team of an open campaign."""
    entry = find_entry(entry_id, Scope(by))
    campaign = locked_for(CALL, entry, by)
    if facts.due_at <= facts.called_at:
        raise Incomplete("规定到位时间须晚于下达集结命令时间", field="due_time")
    if timezone.localtime(facts.called_at).year != campaign.year:
        raise Incomplete(f"点验日期不在 {campaign.year} 年度内，改为该年度的日期", field="on")
    occasion = call_together(OccasionKind.MUSTER, (facts.called_at, facts.due_at))
    muster = Muster.objects.create(entry=entry, occasion=occasion, **vars(facts))
    record(
        by,
        "下达拉动点验",
        campaign,
        after={
            "专业队": entry.team.name,
            "集结地点": muster.place,
            "下达时间": f"{timezone.localtime(muster.called_at):%Y-%m-%d %H:%M}",
            "规定到位": f"{timezone.localtime(muster.due_at):%H:%M}",
            "带队人": muster.leader,
        },
    )
    return muster


@act
def conclude_muster(
    muster_id: int, *, by: User, roster_matches: bool, equipment_complete: bool, note: str
) -> Muster:
    """登记点验情况: whether people and roster agree, whether the equipment is complete."""
    muster = find_muster(muster_id, Scope(by))
    campaign = locked_for(CONCLUDE, muster, by)
    muster.roster_matches, muster.equipment_complete = roster_matches, equipment_complete
    muster.note = note.strip()
    muster.save()
    record(
        by,
        "登记点验情况",
        campaign,
        after={
            "专业队": muster.entry.team.name,
            "人册相符": "是" if roster_matches else "否",
            "装备齐全": "是" if equipment_complete else "否",
        },
        note=muster.note,
    )
    return muster


@kept_first
@act
def add_muster_photo(muster_id: int, file: KeptFile, *, by: User) -> MusterPhoto:
    """上传点验照片, given as the ``CheckedFile`` that a form drew anew.

    Raises Incomplete on ``file``.
    """
    muster = find_muster(muster_id, Scope(by))
    campaign = locked_for(PHOTOGRAPH, muster, by)
    if muster.photos.count() >= MOST_PHOTOS:
        raise Incomplete(f"本次点验已有 {MOST_PHOTOS} 张照片", field="file")
    require_new(file, muster.photos.all(), "这张照片")
    photo = MusterPhoto.objects.create(
        muster=muster,
        name=f"照片{muster.photos.count() + 1}",
        media_type="image/jpeg",
        size=file.size,
        sha256=file.sha256,
        path=file.path,
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )
    after = {"专业队": muster.entry.team.name, "校验值": file.sha256}
    record(by, "上传点验照片", campaign, after=after)
    return photo
