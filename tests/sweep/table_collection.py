"""Lines of the table: the collection desk, a case and its acts, batch letters, ageing."""

from __future__ import annotations

from tests.sweep import filled_collection as filled
from tests.sweep.filled import exactly
from tests.sweep.lines import EVERYONE, FEES, FINANCE, HEAD, Page, page, posts

# fmt: off
COLLECTION: tuple[Page, ...] = (
    # These lists show what the post may see, to some nothing.
    page("fees:collection", get=EVERYONE, shows=FEES),
    page("fees:ageing", get=EVERYONE, shows=FEES),
    page("fees:ageing_export", get=EVERYONE, shows=FEES),
    page("fees:ageing_print", get=FEES),
    page("fees:collection_letters", post=posts(FINANCE), sends=filled.letters,
         names="collection_account", refers=("account",)),
    page("fees:letter_batch", "letter_batch", get=FEES),

    page("fees:collection_open", "collection_account", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.opening),
    page("fees:collection_take_over", "omission_charged", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.taken_over),
    page("fees:collection_case", "collection_case", get=FEES),
    page("fees:collection_penalty", "collection_unbuilt", get=posts(FINANCE), post=posts(FINANCE),
         sends=exactly()),
    page("fees:collection_contact", "collection_case", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.contact),
    page("fees:collection_block", "collection_case", get=posts(FINANCE), post=posts(FINANCE),
         sends=exactly(kind="dispute", reason="面积有争议，正在复核")),
    page("fees:collection_unblock", "collection_block", get=posts(FINANCE), post=posts(FINANCE),
         sends=exactly(reason="已复核无误")),
    page("fees:collection_evidence", "collection_case", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.evidence),
    page("fees:collection_file", "collection_file", get=FEES),
    # Finance handles; what binds the debtor or gives up a right is the head's.
    page("fees:collection_step", "collection_verify", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.verification),
    page("fees:collection_step", "collection_levy", get=posts(HEAD), post=posts(HEAD),
         sends=filled.levy),
    page("fees:collection_step", "collection_foretell", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.foretold),
    page("prepare_service", "collection_paper", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.service),
    page("service", "collection_receipt", get=FEES),
    page("record_service", "collection_receipt", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.receipt),
    page("fail_service", "collection_receipt", get=posts(FINANCE), post=posts(FINANCE),
         sends=exactly(reason="住所已无人办公", failure="absent")),
    page("fees:collection_close", "collection_ended", get=posts(HEAD), post=posts(HEAD),
         sends=filled.closing),
)
# fmt: on
