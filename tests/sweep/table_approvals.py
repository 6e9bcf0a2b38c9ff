"""Lines of the table: what approvals add beyond the plain path."""

from __future__ import annotations

from renfang.serving.models import ServiceReceipt
from tests.sweep import filled_approvals as filled
from tests.sweep.filled import exactly, on_application, payment, reason, reversal
from tests.sweep.lines import (
    CASES,
    CLERK,
    EVERYONE,
    FEES,
    FINANCE,
    HEAD,
    PRINTER,
    REVIEWER,
    TRAINER,
    TRAINING,
    WORKS,
    Page,
    page,
    posts,
)

FACTS = "查明的事实与准予许可时不同，证据附卷"
HEARD = "被许可人未提出陈述、申辩"

# fmt: off
APPROVALS: tuple[Page, ...] = (
    page("engineering:applications_export", get=CASES),
    page("engineering:assign_cases", post=posts(CLERK, HEAD), sends=filled.assignment),
    # The head alone gives more time and ends a permit; the reviewer sends figures back.
    page("engineering:extend_deadline", "accepted", get=posts(HEAD), post=posts(HEAD),
         sends=on_application("accepted", reason="需要征求有关部门的意见")),
    page("engineering:return_to_clerk", "accepted", get=posts(REVIEWER), post=posts(REVIEWER),
         sends=on_application("accepted", reason="1#楼首层建筑面积与图纸不符，更正后重新核定")),
    page("engineering:retract_permit", "granted", get=posts(HEAD), post=posts(HEAD),
         sends=on_application("granted", ground="facts_changed", facts=FACTS,
                              begun="no", hearing_note=HEARD)),
    page("engineering:revoke_permit", "granted", get=posts(HEAD), post=posts(HEAD),
         sends=on_application("granted", ground="procedure", facts=FACTS, begun="no",
                              hearing_note=HEARD)),
    page("engineering:cancel_permit", "granted", get=posts(HEAD), post=posts(HEAD),
         sends=on_application("granted", ground="given_up", facts=FACTS, begun="no")),
    page("engineering:note_gate", "granted", get=posts(CLERK), post=posts(CLERK),
         sends=on_application("granted", number="建设工程规划许可证 建字第620102号")),
    page("engineering:settle_aftermath", "revoked", get=posts(CLERK), post=posts(CLERK),
         sends=on_application("revoked", reason="建设单位已停工，责令补办手续，移送查处")),

    page("engineering:application_materials", "received", get=CASES, post=posts(CLERK),
         sends=filled.materials, refers=("received",)),
    page("engineering:attach_file", "received", post=posts(CLERK), sends=filled.file,
         refers=("material",)),
    page("engineering:attachment", "attachment", get=CASES),
    page("engineering:attachment_view", "attachment", get=CASES),
    page("engineering:remove_attachment", "attachment", get=posts(CLERK), post=posts(CLERK),
         sends=exactly(reason="传错文件")),

    # Whoever issues a paper has it served; who may see the paper sees how it was.
    page("services", get=EVERYONE, shows=CASES | FEES | WORKS),
    page("service_receipts", get=EVERYONE, shows=CASES | FEES | WORKS),
    page("prepare_service", "paper_to_serve", get=posts(CLERK), post=posts(CLERK),
         sends=filled.service),
    page("service", "receipt", get=CASES),
    page("record_service", "receipt", get=posts(CLERK), post=posts(CLERK), sends=filled.served),
    page("fail_service", "receipt", get=posts(CLERK), post=posts(CLERK),
         sends=reason(ServiceReceipt, "receipt", failure="returned")),
    page("correct_service", "receipt_served", get=posts(CLERK), post=posts(CLERK),
         sends=filled.corrected),

    page("engineering:omissions", get=CASES),
    page("engineering:open_omission", get=posts(CLERK), post=posts(CLERK),
         sends=filled.new_clue, refers=("organisation",)),
    page("engineering:omission", "omission", get=CASES),
    page("engineering:verify_omission", "omission", get=posts(CLERK), post=posts(CLERK),
         sends=filled.verified),
    page("engineering:notify_omission", "omission_verified", get=posts(CLERK), post=posts(CLERK),
         sends=filled.on_omission("omission_verified", days="15")),
    page("engineering:close_omission", "omission", get=posts(CLERK), post=posts(CLERK),
         sends=filled.on_omission("omission", outcome="not_owed", note="该处为临时建筑，已拆除")),

    # Whoever handles cases reads by which rules; the head of the office sets them.
    page("engineering:approval_settings", get=CASES, asks=("organisation",)),
    page("engineering:set_limits", "approval_office", get=posts(HEAD), post=posts(HEAD),
         sends=filled.limits),
    page("set_wording", "worded_passage", get=posts(HEAD), post=posts(HEAD),
         sends=exactly(effective_from="2035-01-01",
                       text="不服{paper}的，可以向{government}申请行政复议，向{court}提起诉讼。")),
    page("engineering:set_materials", "material_list", get=posts(HEAD), post=posts(HEAD),
         sends=exactly(rows="结建申请表｜加盖公章\n总平面图（可选）")),

    page("fees:completions", get=FEES),
    # What a demolition owes instead of rebuilding.
    page("fees:compensations", get=FEES),
    page("fees:account", "compensation", get=FEES),
    page("fees:account_statement", "compensation", get=FEES),
    page("fees:new_payment", "compensation", get=posts(FINANCE), post=posts(FINANCE),
         sends=payment),
    page("fees:reverse_entry", "compensation_entry", get=posts(FINANCE), post=posts(FINANCE),
         sends=reversal),
    page("fees:completion", "completion", get=FEES, post=posts(FINANCE), sends=filled.completion),

    # Each post prints the papers of its own duty; the queue is closed to posts that print none.
    page("print_queue", get=posts(CLERK, HEAD, FINANCE, TRAINER, PRINTER)),
    page("print_batch", names="relocation_approval", post=posts(CLERK, HEAD),
         sends=filled.papers("relocation_approval"), refers=("document",)),
    page("print_batch", names="certificate", post=posts(PRINTER),
         sends=filled.papers("certificate"), refers=("document",)),
    page("print_batch", names="payment_notice", post=posts(FINANCE),
         sends=filled.papers("payment_notice"), refers=("document",)),
    page("print_batch", names="drill_record", post=TRAINING,
         sends=filled.papers("drill_record"), refers=("document",)),
)
# fmt: on
