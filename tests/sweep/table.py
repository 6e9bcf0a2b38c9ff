"""The table: a line for every address. tests/sweep/lines.py says how a line reads."""

from __future__ import annotations

from drills.models import Drill
from tests.sweep import filled
from tests.sweep.filled import exactly, on_application
from tests.sweep.lines import (
    AUDITOR,
    CASES,
    CLERK,
    EVERYONE,
    FEES,
    FINANCE,
    HEAD,
    KNOWN_TO,
    PEOPLE,
    PRINTER,
    READERS,
    REVIEWER,
    SECURITY,
    SYSTEM,
    TRAINER,
    TRAINING,
    WORKS,
    Page,
    imported,
    page,
    posts,
)
from tests.sweep.table_approvals import APPROVALS
from tests.sweep.table_assessments import ASSESSMENTS
from tests.sweep.table_collection import COLLECTION
from tests.sweep.table_payments import PAYMENTS
from tests.sweep.table_readiness import READINESS
from tests.sweep.table_schooling import SCHOOLING
from tests.sweep.table_shelters import SHELTERS
from tests.sweep.table_upkeep import UPKEEP

__all__ = ["EVERYONE", "KNOWN_TO", "PAGES", "READERS", "Page"]

# fmt: off
KERNEL = (
    page("workbench", get=EVERYONE),
    page("search", get=EVERYONE),
    page("health", get=EVERYONE, public=True),
    page("login", get=EVERYONE, post=EVERYONE, sends=filled.login, public=True, of_django=True),
    page("logout", post=EVERYONE, of_django=True),
    page("password_change", get=EVERYONE, post=EVERYONE, sends=filled.password_change,
         of_django=True),
    page("password_change_done", get=EVERYONE, of_django=True),
    page("own_sessions", get=EVERYONE, post=EVERYONE),
    page("verify_by_number", get=EVERYONE, public=True, logs_visits=True),
    page("verify", "token", get=EVERYONE, public=True, logs_visits=True),

    # Papers: each kind under its own duty. The list shows what the post may see, to some nothing.
    page("documents", get=EVERYONE, shows=CASES | WORKS | FEES | TRAINING),
    # How papers are worded is read by whoever reads some of them.
    page("wordings", get=EVERYONE, shows=CASES | WORKS | FEES | TRAINING, asks=("office",)),
    # How many papers still have no file, and making them; nothing of what they say.
    page("paper_files", get=posts(SYSTEM), post=posts(SYSTEM), sends=exactly()),
    page("document", "relocation_approval", get=CASES),
    page("document", "certificate", get=WORKS),
    page("document", "payment_notice", get=FEES),
    page("document", "drill_record", get=TRAINING),
    page("document_pdf", "relocation_approval", get=CASES),
    page("document_pdf", "certificate", get=WORKS),
    page("document_pdf", "payment_notice", get=FEES),
    page("document_pdf", "drill_record", get=TRAINING),
    # Papers with grades are masked on the screen; the rest of them is shown for a reason.
    page("document_whole", "certificate", post=posts(CLERK, REVIEWER, HEAD),
         sends=exactly(reason="核对抗力等级")),
    page("document_print", "relocation_approval", post=posts(CLERK, HEAD),
         sends=exactly(reason="")),
    page("document_print", "certificate", post=posts(PRINTER), sends=exactly(reason="")),
    page("document_print", "payment_notice", post=posts(FINANCE), sends=exactly(reason="")),
    page("document_print", "drill_record", post=TRAINING, sends=exactly(reason="")),
    page("document_void", "relocation_approval", post=posts(HEAD),
         sends=exactly(reason="内容有误，另行签发")),
    page("document_void", "certificate", post=posts(HEAD, PRINTER),
         sends=exactly(reason="内容有误，另行签发")),
    page("document_void", "payment_notice", post=posts(FINANCE),
         sends=exactly(reason="内容有误，另行签发")),
    page("document_void", "drill_record", post=posts(TRAINER),
         sends=exactly(reason="内容有误，另行签发")),

    page("events", get=posts(AUDITOR)),
    page("verification", get=posts(AUDITOR)),

    # Everybody may look at the calendar: it explains every deadline.
    page("calendar_now", get=EVERYONE),
    page("calendar", get=EVERYONE, kwargs={"year": 2026}),
    page("calendar_add_day", post=posts(SYSTEM), sends=filled.holiday,
         kwargs={"year": filled.BLANK_YEAR}),
    page("calendar_remove_day", post=posts(SYSTEM), sends=filled.known_holiday,
         kwargs={"year": 2026}),
    page("calendar_publish", post=posts(SYSTEM), kwargs={"year": filled.BLANK_YEAR},
         sends=exactly(source_document="国办发明电〔2089〕1号")),
    page("calendar_recount", post=posts(SYSTEM), kwargs={"year": filled.BLANK_YEAR},
         sends=exactly()),

    # One opens accounts and grants nothing, one grants and opens nothing, one looks on.
    page("offices", get=posts(SYSTEM)),
    page("office", "office", get=posts(SYSTEM)),
    page("office_new", "office", get=posts(SYSTEM), post=posts(SYSTEM), sends=filled.office),
    page("office_rename", "office", post=posts(SYSTEM),
         sends=exactly(name="新名称国防动员办公室", on="2035-01-01")),
    page("office_prefix", "office", post=posts(SYSTEM),
         sends=exactly(prefix="新动", on="2035-01-01")),
    page("office_decider", "office", post=posts(SYSTEM),
         sends=exactly(deciding_office="", on="2026-01-05", basis="市机构改革方案", reason="")),
    page("office_authority", "office", post=posts(SYSTEM),
         sends=exactly(body="suits", name="某市某区人民法院", address="", on="2035-01-01",
                       basis="高法〔2034〕5号")),
    page("office_practice", "office", post=posts(SYSTEM), sends=filled.practice),
    page("people", get=PEOPLE),
    page("posts", get=PEOPLE),
    page("person_new", get=posts(SYSTEM), post=posts(SYSTEM), sends=filled.person,
         refers=("organisation",)),
    page("person", "person", get=PEOPLE),
    page("person_grant", "person", post=posts(SECURITY), sends=filled.post,
         refers=("organisation",)),
    page("person_password", "person", post=posts(SYSTEM)),
    page("person_sessions", "person", post=posts(SYSTEM)),
    page("person_activity", "person", post=posts(SYSTEM), sends=exactly(active="0")),
    page("proposal_confirm", "role_proposal", post=posts(SYSTEM)),
    page("proposal_decline", "role_proposal", post=posts(SYSTEM)),
    page("password_confirm", "password_request", post=posts(SECURITY, AUDITOR)),
    page("password_decline", "password_request", post=posts(SECURITY, AUDITOR)),
    page("assignment_revoke", "assignment", post=posts(SECURITY)),
)

ENGINEERING = (
    # These lists show what the post may see, to some nothing.
    page("engineering:projects", get=EVERYONE, shows=CASES),
    page("engineering:applications", get=EVERYONE, shows=CASES),
    page("engineering:shelters", get=EVERYONE, shows=WORKS),
    page("engineering:ledger_export", get=CASES),

    page("engineering:register_project", get=posts(CLERK), post=posts(CLERK),
         sends=filled.project, refers=("organisation", "division")),
    page("engineering:required_area_preview", post=posts(CLERK), sends=filled.project,
         refers=("organisation",)),
    page("engineering:developer_lookup", post=posts(CLERK), sends=filled.project,
         refers=("organisation",)),
    page("engineering:project", "project", get=CASES),
    page("engineering:project", "granted_project", get=CASES),
    page("engineering:amend_project", "project", get=posts(CLERK), post=posts(CLERK),
         sends=filled.amended_project, refers=("division",)),
    page("engineering:amend_party", "project", get=posts(CLERK), post=posts(CLERK),
         sends=filled.party),
    page("engineering:submit_application", "project", get=posts(CLERK), post=posts(CLERK),
         sends=filled.plan),

    page("engineering:application", "received", get=CASES),
    page("engineering:request_correction", "received", get=posts(CLERK), post=posts(CLERK),
         sends=on_application("received", note="缺少岩土工程勘察报告")),
    page("engineering:accept_application", "received", get=posts(CLERK), post=posts(CLERK),
         sends=on_application("received")),
    page("engineering:not_accept_application", "received", get=posts(CLERK), post=posts(CLERK),
         sends=on_application("received", ground="not_ours", competent_office="某省主管部门",
                              reason="由省级机关审批")),
    page("engineering:withdraw_application", "received", get=posts(CLERK), post=posts(CLERK),
         sends=on_application("received", reason="建设单位调整规划方案")),
    page("engineering:resubmit_application", "correction", get=posts(CLERK), post=posts(CLERK),
         sends=filled.resubmission),
    page("engineering:pause_clock", "accepted", get=posts(CLERK), post=posts(CLERK),
         sends=on_application("accepted", day="starts_on", kind="appraisal", expected_days="5",
                              reason="岩土工程勘察报告鉴定")),
    page("engineering:note_procedure", "accepted", get=posts(CLERK), post=posts(CLERK),
         sends=filled.procedure),
    page("engineering:review_application", "accepted", get=posts(REVIEWER), post=posts(REVIEWER),
         sends=on_application("accepted", opinion="核定正确")),
    page("engineering:resume_clock", "paused", get=posts(CLERK), post=posts(CLERK),
         sends=on_application("paused", day="resumes_on")),
    page("engineering:grant_application", "reviewed", get=posts(HEAD), post=posts(HEAD),
         sends=on_application("reviewed", opinion="同意", wartime_function="personnel_second")),
    page("engineering:refuse_application", "reviewed", get=posts(HEAD), post=posts(HEAD),
         sends=on_application("reviewed", opinion="勘察报告不能证明不宜修建，应当就地修建")),
    page("engineering:return_application", "reviewed", get=posts(HEAD), post=posts(HEAD),
         sends=on_application("reviewed", reason="面积有疑问，重新核对")),
    page("engineering:decided", "granted", get=CASES),

    page("engineering:shelter", "shelter_certified", get=WORKS),
    page("engineering:shelter_start", "shelter_planned", get=posts(CLERK), post=posts(CLERK),
         sends=filled.start_of_works),
    page("engineering:shelter_accept", "shelter_started", get=posts(CLERK), post=posts(CLERK),
         sends=filled.acceptance_of_works),
    page("engineering:shelter_certify", "shelter_accepted", get=posts(CLERK, PRINTER),
         post=posts(CLERK, PRINTER)),
    # 换发 is voiding and issuing in one: the clerk may not void, the head may not issue.
    page("engineering:certificate_replace", "certificate", get=posts(PRINTER),
         post=posts(PRINTER), sends=exactly(reason="建设单位名称变更")),

    # A file belongs to the clerk who uploaded it.
    page("engineering:imports", get=posts(CLERK), post=posts(CLERK), sends=filled.project_table),
    *imported(CLERK, "batch", filled.mended("batch_row", storeys="18"),
              exactly(with_applications="on")),
)

MONEY = (
    page("fees:accounts", get=EVERYONE, shows=FEES),
    page("fees:pending", get=EVERYONE, shows=FEES),
    page("fees:account", "account", get=FEES),
    page("fees:new_payment", "account", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.payment),
    page("fees:reverse_entry", "entry", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.reversal),
    # Reads an amount back in words; there is nothing of anybody's in it.
    page("fees:amount_echo", post=EVERYONE, sends=exactly(amount="12.5万")),
    page("fees:assess", "granted_fee", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.assessed_fee),
    page("fees:assessment", "assessment", get=FEES),
    page("fees:issue_notice", "assessment_new", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.notice),
    page("fees:figures", get=EVERYONE, shows=FEES),
    page("fees:figures_export", get=EVERYONE, shows=FEES),
)

DRILLS = (
    page("drills:teams", get=TRAINING, asks=("organisation",)),
    page("drills:team_new", get=posts(TRAINER), post=posts(TRAINER), sends=filled.team,
         refers=("organisation",)),
    page("drills:team", "team", get=TRAINING),
    page("drills:team_edit", "team", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.amended_team),
    page("drills:team_dissolve", "team_idle", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.dissolution),
    page("drills:team_contacts", "team", post=posts(TRAINER)),
    page("drills:roster_export", "team", post=TRAINING),
    page("drills:member_new", "team", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.member),
    # Once with rows that were pasted, once (table_schooling) with a file.
    page("drills:members_import", "team", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.pasted_roster),
    page("drills:member_edit", "member", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.amended_member),
    page("drills:member_discharge", "member", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.discharge),
    page("drills:member_contact", "member", post=posts(TRAINER)),
    page("drills:drills", get=TRAINING, asks=("organisation",)),
    page("drills:calendar", get=TRAINING),
    page("drills:drill_new", get=posts(TRAINER), post=posts(TRAINER), sends=filled.drill,
         refers=("organisation", "calls-0-team"), asks=("copy",)),
    page("drills:drill", "drill_closed", get=TRAINING),
    page("drills:drill_edit", "drill_planned", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.amended_drill, refers=("calls-0-team",)),
    page("drills:drill_cancel", "drill_planned", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.reason(Drill, "drill_planned")),
    page("drills:drill_hold", "drill_called", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.outcome),
    page("drills:drill_close", "drill_held", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.closing),
    page("drills:drill_reopen", "drill_voided", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.reason(Drill, "drill_voided")),
    page("drills:roll", "drill_roll", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.roll_call, refers=("rest",)),
    page("drills:roll_import", "drill_roll", get=posts(TRAINER), post=posts(TRAINER),
         sends=filled.roll_sheet),
    page("drills:roll_export", "filed_roll", post=TRAINING),
    page("drills:roll_print", "filed_roll", get=TRAINING),
)
# fmt: on

PAGES: tuple[Page, ...] = (
    *KERNEL,
    *ENGINEERING,
    *APPROVALS,
    *SHELTERS,
    *UPKEEP,
    *MONEY,
    *ASSESSMENTS,
    *COLLECTION,
    *PAYMENTS,
    *DRILLS,
    *READINESS,
    *SCHOOLING,
)
