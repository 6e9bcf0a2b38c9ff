"""Codes of papers: which decide, which end a permit, which are served by which law.

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
# Papers whose service is proven with a 送达回证, and the law that has them served or told.
SERVED = {
    **dict.fromkeys((*DECISIONS, *ENDINGS), "《行政许可法》第四十四条"),
    "supplement_notice": "《行政许可法》第三十二条第一款第四项",
    "rejection_notice": "《行政许可法》第三十二条第二款",
    "extension_notice": "《行政许可法》第四十二条第一款",
    "special_procedure_notice": "《行政许可法》第四十五条",
}
