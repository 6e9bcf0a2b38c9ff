"""文书: every paper that leaves the office: numbered, frozen, printed, verified, voided.

An app's act calls ``issue_document`` after all its other locks; what a paper says is its room's
``papers``.
Law: form and numbers follow 党政机关公文格式 (GB/T 9704-2012); what is issued is never edited
(decision 2).

Acts: 打印, 作废 (``registry``), 批量打印, 修订文书用语 (``acts``), 查看全文 (``queries``).

Start with ``registry``. Beside the usual files:
    registry.py      issuing, producing, printing, voiding one paper
    kinds.py         the kinds of papers; each room registers its own
    storage.py       papers issued whose file is still to be made, for who keeps the system
    numbers.py       numbers without gaps or twins
    printing.py      the door to typesetting, with the office's own fonts
    frames.py        letter, sheet and certificate: what every paper states of its issuing
    passages.py      文书用语: passages in words of law, worded per office, frozen at issue
    wording.py       days, sentences, items and passages as papers write them
    verification.py  the public page behind the QR code
"""
