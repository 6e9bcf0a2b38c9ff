"""What each post may do at each address: the security model, stated a second time.

Nothing here is computed from what the code declares: the posts stand here by name, so that a
right given by mistake in an app's permissions.py shows up as a difference.

A line says: at the address called so, about this thing, these posts may look (``get``) and these
may act (``post``) by sending a form filled in like ``sends``. Whoever may not:

* is told 403 where the thing's existence is no secret from them (``KNOWN_TO``),
* gets 404, the same answer as for an id that no row has, where it is,
* is sent to the login page when not logged in or disabled.

None means that the address does not know the method (405).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drills.registers.catalogue import REGISTERS
from tests.sweep.bureau import NO_POST, Bureau
from tests.sweep.filled import Filled, nothing

CLERK, REVIEWER, HEAD, FINANCE = "clerk", "reviewer", "head", "finance"
TRAINER, PRINTER = "trainer", "printer"
SYSTEM, SECURITY, AUDITOR = "system_administrator", "security_administrator", "auditor"

Posts = frozenset[str]


def posts(*names: str) -> Posts:
    """These posts and no others."""
    return frozenset(names)


NOBODY = posts()
EVERYONE = posts(
    CLERK, REVIEWER, HEAD, FINANCE, TRAINER, PRINTER, SYSTEM, SECURITY, AUDITOR, NO_POST
)
# Who reads what, in the words of the duties (screens and handbook), not of the permissions.
CASES = posts(CLERK, REVIEWER, HEAD, FINANCE)
WORKS = posts(CLERK, REVIEWER, HEAD, PRINTER)
UPKEEPING = posts(CLERK, REVIEWER, HEAD)
FEES = posts(FINANCE, HEAD)
TRAINING = posts(TRAINER, HEAD)
PEOPLE = posts(SYSTEM, SECURITY, AUDITOR)

_ROLLS = ("roll", "drill_roll", "muster_roll")
_REGISTERS = tuple(register.slug for register in REGISTERS)
# Thing (a name in the world) → the posts of its own bureau who may learn that it exists.
KNOWN_TO: Mapping[str, Posts] = {
    **dict.fromkeys(
        (
            "project", "granted_project", "received", "correction", "accepted", "paused",
            "reviewed", "granted", "revoked", "relocation_approval", "attachment", "receipt",
            "omission", "omission_verified", "approval_office", "material_list", "paper_to_serve",
            "receipt_served", "developer_number", "authority_record", "authority_clue",
        ),
        CASES,
    ),
    "worded_passage": CASES | WORKS | FEES | TRAINING,
    **dict.fromkeys(
        ("shelter_planned", "shelter_started", "shelter_accepted", "shelter_certified",
         "certificate", "shelter_supervised", "shelter_reportable", "shelter_standing",
         "shelter_rebuilt",
         "shelter_life", "rectification", "demolition_applied", "demolition_approved",
         "demolition_demolished"),
        WORKS,
    ),
    **dict.fromkeys(("shelter_in_use", "use", "use_request", "use_filing"), WORKS),
    **dict.fromkeys(
        ("shelter_kept_up", "inspector", "inspector_out", "inspection_plan", "inspection_task",
         "listed_unit", "listed_unit_out", "unit_task", "inspection", "hazard_open",
         "hazard_rectified"),
        UPKEEPING,
    ),
    **dict.fromkeys(
        ("account", "assessment", "assessment_new", "entry", "payment_notice", "completion",
         "compensation", "compensation_entry"),
        FEES,
    ),
    **dict.fromkeys(
        ("collection_account", "collection_case", "collection_block", "collection_file",
         "collection_verify", "collection_levy", "collection_change", "collection_paper",
         "collection_receipt",
         "collection_ended", "collection_unbuilt", "collection_foretell", "letter_batch"),
        FEES,
    ),
    "assessment_draft": FEES,
    "relief_file": FEES,
    "omission_fee": FEES,
    # Only who collects is shown what waits to be taken over.
    "omission_charged": posts(FINANCE),
    **dict.fromkeys(
        ("book_draft", "book_submitted", "book_published", "book_row", "book_section",
         "book_case"),
        CASES,
    ),
    **dict.fromkeys(
        ("account_paid_into", "account_surplus", "slip", "slip_mine",
         "frozen_statement", "month_closed",
         "slip_compensation", "account_same_payer", "reconciliation", "refund_requested",
         "refund_verified", "refund_approved", "refund_paid", "refund_application",
         "refund_letter", "write_off_requested", "write_off_approved", "write_off_form",
         "ledger_office", "statement_open", "statement_settled", "statement_submitted",
         "statement_mine", "line", "line_decided", "line_evidence"),
        FEES,
    ),
    # The fee of a decided application is assessed from it, by users who see fees.
    "granted_fee": FEES,
    **dict.fromkeys(
        ("team", "team_idle", "member", "drill_planned", "drill_called", "drill_held",
         "drill_closed", "drill_voided", "drill_record", "drill_roll", "filed_roll",
         "member_number"),
        TRAINING,
    ),
    **dict.fromkeys(
        ("drill_submitted", "drill_judged", "siren_test_coming", "siren_test_begun",
         "finding_open", "finding_mended", "photograph", "siren_entry", "shift_on",
         "shift_planned", "shift_next", "swap"),
        TRAINING,
    ),
    **dict.fromkeys(_REGISTERS, TRAINING),
    **{
        f"batch_{slug}{row}": posts(TRAINER)
        for slug in (*_REGISTERS, "shifts", "roster", "equipment", "scores", *_ROLLS)
        for row in ("", "_row")
    },
    **dict.fromkeys(
        ("team_schooled", "team_reserve", "expansion", "plan", "plan_draft", "plan_team",
         "session", "session_called", "session_checkin", "session_roll", "scale", "assessment_open",
         "assessment_scored", "assessment_signed", "assessment_corrected",
         "assessment_unregistered", "team_kind", "kind_practice", "score_register", "campaign",
         "campaign_ready", "campaign_team", "finding", "muster", "muster_photo", "muster_roll"),
        TRAINING,
    ),
    "training_certificate": posts(TRAINER, HEAD, PRINTER),
    "batch": posts(CLERK),
    "batch_row": posts(CLERK),
    "batch_in_queue": posts(CLERK),
    "batch_shelters": posts(CLERK),
    "batch_shelters_row": posts(CLERK),
    "batch_authority": posts(CLERK),
    "batch_authority_row": posts(CLERK),
    "office": posts(SYSTEM),
    "job": posts(SYSTEM),
    "job_file": posts(SYSTEM),
    "person": PEOPLE,
    "assignment": posts(SECURITY),
    "role_proposal": posts(SYSTEM),
    "password_request": posts(SECURITY, AUDITOR),
    "enrolled_person": PEOPLE,
    **dict.fromkeys(
        ("seen_project", "seen_shelter", "seen_account", "seen_team", "seen_paper",
         "seen_authority_record"),
        posts(HEAD, AUDITOR, SECURITY),
    ),
    "factor_request": posts(SECURITY, AUDITOR),
}  # fmt: skip

# Mark of a kind of record → the posts of its own bureau to whom a byte of it may be shown.
READERS: Mapping[str, Posts] = {
    "案": CASES | WORKS | posts(AUDITOR),
    "用": WORKS | posts(AUDITOR),
    "护": UPKEEPING | posts(AUDITOR),
    "费": FEES | posts(AUDITOR),
    "规": CASES | posts(AUDITOR),
    "队": TRAINING | posts(AUDITOR),
    "演": TRAINING | posts(AUDITOR),
    "训": TRAINING | posts(PRINTER, AUDITOR),
    "备": TRAINING | posts(AUDITOR),
    "账": posts(CLERK, AUDITOR),
    "人": PEOPLE,
}


@dataclass(frozen=True, eq=False)
class Page:
    """One line of the table."""

    name: str
    # Name of what stands in the address; empty where nothing does, or nothing of a bureau's.
    about: str = ""
    get: Posts | None = None
    post: Posts | None = None
    sends: Filled = nothing
    # What the address holds when it is about nobody's record, e.g. a year.
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    # Fields of the form that name another record: a stranger's is answered like an unknown one.
    refers: tuple[str, ...] = ()
    # The same in the query of a GET.
    asks: tuple[str, ...] = ()
    # Name of what the form is about where nothing stands in the address.
    names: str = ""
    # A list that opens for everybody and has something in it for these posts only.
    shows: Posts = NOBODY
    # Open to visitors who are not logged in.
    public: bool = False
    # A view class of Django's own, which also answers HEAD, OPTIONS and PUT.
    of_django: bool = False
    # Only who made it may open it: others of the post are refused in words.
    by_author: bool = False
    # Asks whoever sits there for a code, or for what he alone has: without it he is refused.
    proves: bool = False
    # Looking is itself written down, as a visit to the verification page is.
    logs_visits: bool = False

    def __str__(self) -> str:
        thing = self.about or self.names
        return f"{self.name}({thing})" if thing else self.name

    @property
    def known_to(self) -> Posts:
        """The posts who may learn that the thing exists; everybody where there is no thing."""
        thing = self.about or self.names
        if thing and thing not in KNOWN_TO:
            raise LookupError(
                f"{self.name}: say in KNOWN_TO (tests/sweep/lines.py) which posts of its own "
                f"bureau may learn that {thing!r} exists"
            )
        return KNOWN_TO[thing] if thing else EVERYONE

    def of(self, bureau: Bureau) -> dict[str, Any]:
        """What stands in the address of the bureau's own thing."""
        if not self.about:
            return dict(self.kwargs)
        thing = "granted" if self.about == "granted_fee" else self.about
        if thing not in bureau.things:
            raise LookupError(
                f"{self.name}: no bureau has a thing {thing!r}; make it by its acts in a "
                f'tests/sweep/casework*.py and name it there: bureau.keep("{thing}", row)'
            )
        return bureau.things[thing]


def page(name: str, about: str = "", **says: Any) -> Page:
    """A line of the table."""
    return Page(name, about, **says)


def imported(
    actor: str, thing: str, mended: Filled, confirmed: Filled = nothing
) -> tuple[Page, ...]:
    """The lines of a file that came in: it belongs to whoever uploaded it."""
    return (
        page("import", thing, get=posts(actor)),
        page("import_file", thing, get=posts(actor)),
        page("import_marked", thing, get=posts(actor)),
        page("import_mend", f"{thing}_row", get=posts(actor), post=posts(actor), sends=mended),
        page("import_arrange", thing, post=posts(actor), sends=nothing),
        page("import_confirm", thing, post=posts(actor), sends=confirmed),
        page("import_discard", thing, post=posts(actor)),
    )
