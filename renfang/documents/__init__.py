"""文书: every paper that leaves the office: numbered, frozen, printed, verified, voided.

Law: form and numbers follow 党政机关公文格式 (GB/T 9704-2012); what is issued is never edited
(decision 2). An app's act calls issue_document() last; what a paper says is its room's ``papers``.

registry      issuing, producing, printing, voiding one paper: start reading here
kinds         the kinds of papers; each room registers its own
numbers       numbers without gaps or twins
printing      the door to typesetting, with the office's own fonts
wording       days, sentences and items as all papers write them
acts          printing many papers at once, and the queue of what waits for it
queries       looking at a paper on the screen, masked or whole
verification  the public page behind the QR code
models, forms, views, urls; workbench: its menu entry and search
"""
