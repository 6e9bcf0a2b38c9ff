"""Codes of papers: which decide, which end a permit, which are served.

They stand below everything else of the room, because queries ask them as well as ``papers``.
"""

from __future__ import annotations

# What answers an application; a permit's number is the number of one of these.
DECISIONS = (
    "build_approval",
    "relocation_approval",
    "exemption_approval",
    "refusal_decision",
    "change_decision",
    "renewal_decision",
)
ENDINGS = ("retraction_decision", "revocation_decision", "cancellation_decision")
# Papers whose service is proven with a 送达回证.
SERVED = (*DECISIONS, *ENDINGS, "supplement_notice", "rejection_notice", "extension_notice")
