"""Lines of the table: establishment, training, assessment, the yearly reorganisation."""

from __future__ import annotations

from drills.models import TrainingSession
from tests.sweep import filled_schooling as filled
from tests.sweep.filled import exactly, mended, reason
from tests.sweep.lines import EVERYONE, HEAD, TRAINER, TRAINING, Page, imported, page, posts

_ONLY, _SECOND = posts(TRAINER), posts(HEAD)

# fmt: off
_TEAMS = (
    page("drills:team_kinds", get=TRAINING),
    page("drills:team_kind_new", get=_ONLY, post=_ONLY, sends=filled.kind,
         refers=("organisation",)),
    page("drills:team_kind_edit", "team_kind", get=_ONLY, post=_ONLY, sends=filled.own_kind),
    # One of the kinds that every office shares.
    page("drills:team_kind_practice", get=_ONLY, post=_ONLY, kwargs={"pk": 8},
         sends=filled.kind_practice, refers=("organisation",)),
    page("drills:team_kind_shared", "kind_practice", post=_ONLY),
    page("drills:team_units", "team_schooled", get=_ONLY, post=_ONLY, sends=filled.units),
    page("drills:team_posts", "team_schooled", get=_ONLY, post=_ONLY,
         sends=filled.establishment_posts),
    page("drills:team_equipment", "team_schooled", get=_ONLY, post=_ONLY, sends=filled.equipment),
    page("drills:equipment_import", "team_schooled", get=_ONLY, post=_ONLY,
         sends=filled.equipment_file),
    page("drills:equipment_export", "team_schooled", post=TRAINING),
    page("drills:team_expand", "team_reserve", get=_ONLY, post=_ONLY, sends=filled.expansion,
         refers=("members",)),
    page("drills:expansion_cancel", "expansion", get=_ONLY, post=_ONLY,
         sends=filled.expansion_end),
    page("drills:members_import", "team_schooled", get=_ONLY, post=_ONLY,
         sends=filled.roster_file),
    *imported(TRAINER, "batch_roster", mended("batch_roster_row", sex="女")),
    *imported(TRAINER, "batch_equipment", mended("batch_equipment_row", on_hand="5")),
)

_TRAINING = (
    page("drills:training_plans", get=TRAINING),
    page("drills:training_plan_new", get=_ONLY, post=_ONLY, sends=filled.plan,
         refers=("organisation", "copy_from")),
    page("drills:training_plan", "plan", get=TRAINING),
    page("drills:training_plan_subjects", "plan_draft", get=_ONLY, post=_ONLY,
         sends=filled.subjects),
    page("drills:training_plan_issue", "plan_draft", get=_ONLY, post=_ONLY, sends=filled.issuing),
    page("drills:training_plan_team", "plan_team", get=TRAINING, post=_ONLY,
         sends=filled.team_hours),
    page("drills:sessions", get=TRAINING),
    page("drills:session", "session", get=TRAINING),
    page("drills:session_new", "plan", get=_ONLY, post=_ONLY, sends=filled.session,
         refers=("subject", "teams")),
    page("drills:session_edit", "session", get=_ONLY, post=_ONLY, sends=filled.amended_session,
         refers=("subject", "teams")),
    page("drills:session_cancel", "session", get=_ONLY, post=_ONLY,
         sends=reason(TrainingSession, "session")),
    page("drills:session_conclude", "session_called", get=_ONLY, post=_ONLY,
         sends=filled.version_of(TrainingSession, "session_called")),
    page("drills:roll", "session_roll", get=_ONLY, post=_ONLY, sends=filled.roll,
         refers=("rest",)),
    page("drills:roll_import", "session_roll", get=_ONLY, post=_ONLY,
         sends=filled.attendance_file),
    *(
        line
        for thing in ("batch_roll", "batch_drill_roll", "batch_muster_roll")
        for line in imported(TRAINER, thing, mended(f"{thing}_row", status="请假"))
    ),
    page("drills:roll_export", "session_roll", post=TRAINING),
    page("drills:roll_print", "session_roll", get=TRAINING),
    page("drills:session_checkin", "session_checkin", get=_ONLY, post=_ONLY,
         sends=exactly(minutes="30")),
    page("drills:session_checkin_close", "session_checkin", get=_ONLY, post=_ONLY),
    page("drills:session_code", "session_checkin", get=_ONLY),
    # What a phone opens; a link that was never given out shows nothing.
    page("drills:checkin", kwargs={"token": "never-given-out"}, get=EVERYONE, post=EVERYONE,
         public=True),
)

_ASSESSMENT = (
    page("drills:grading_scales", get=TRAINING),
    page("drills:grading_scale_new", get=_ONLY, post=_ONLY, sends=filled.scale,
         refers=("organisation",)),
    page("drills:grading_scale_retire", "scale", get=_ONLY, post=_ONLY),
    page("drills:assessments", get=TRAINING),
    page("drills:assessment_new", "plan", get=_ONLY, post=_ONLY, sends=filled.assessment,
         refers=("scale", "subjects", "teams")),
    page("drills:assessment", "assessment_signed", get=TRAINING),
    page("drills:assessment_scores", "assessment_open", get=_ONLY, post=_ONLY,
         sends=filled.scores),
    page("drills:assessment_scores_import", "assessment_open", get=_ONLY, post=_ONLY,
         sends=filled.score_file),
    *imported(TRAINER, "batch_scores", mended("batch_scores_row", name="改正后的姓名")),
    # The trainer arranged and scored them: a second person signs.
    page("drills:assessment_sign", "assessment_scored", get=_SECOND, post=_SECOND,
         sends=filled.signing),
    page("drills:assessment_correct", "assessment_signed", get=_ONLY, post=_ONLY,
         sends=filled.correction),
    page("drills:correction_withdraw", "assessment_corrected", get=_ONLY, post=_ONLY,
         sends=filled.correction),
    page("drills:register_reissue", "assessment_unregistered", get=_SECOND, post=_SECOND,
         sends=filled.register),
    page("drills:assessment_eligible", "assessment_signed", get=TRAINING, post=_ONLY,
         sends=filled.eligible, refers=("results",)),
)

_REORGANISATION = (
    page("drills:campaigns", get=TRAINING),
    page("drills:campaign_new", get=_ONLY, post=_ONLY, sends=filled.campaign,
         refers=("organisation", "teams")),
    page("drills:campaign", "campaign", get=TRAINING),
    page("drills:campaign_audit", "campaign", get=_ONLY, post=_ONLY),
    page("drills:campaign_edit", "campaign", get=_ONLY, post=_ONLY, sends=filled.amended),
    page("drills:campaign_close", "campaign_ready", get=_ONLY, post=_ONLY, sends=filled.closing),
    page("drills:campaign_team", "campaign_team", get=TRAINING),
    page("drills:campaign_confirm", "campaign_team", get=_ONLY, post=_ONLY,
         sends=filled.confirmation),
    page("drills:finding_settle", "finding", get=_ONLY, post=_ONLY, sends=filled.settlement,
         refers=("keep",)),
    page("drills:muster_new", "campaign_team", get=_ONLY, post=_ONLY, sends=filled.muster),
    page("drills:muster", "muster", get=TRAINING),
    page("drills:roll", "muster_roll", get=_ONLY, post=_ONLY, sends=filled.roll,
         refers=("rest",)),
    page("drills:roll_export", "muster_roll", post=TRAINING),
    page("drills:roll_print", "muster_roll", get=TRAINING),
    page("drills:muster_result", "muster", get=_ONLY, post=_ONLY, sends=filled.muster_result),
    page("drills:muster_photo_new", "muster", get=_ONLY, post=_ONLY, sends=filled.photo),
    page("drills:muster_photo", "muster_photo", get=TRAINING),
)

SCHOOLING: tuple[Page, ...] = (*_TEAMS, *_TRAINING, *_ASSESSMENT, *_REORGANISATION)
