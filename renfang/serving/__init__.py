"""送达: handing a paper over so that it counts, proven by a 送达回证, for the papers of every app.

Law: 民事诉讼法 arts 87-95, which 行政处罚法 art. 61 and 行政强制法 art. 38 name and which offices
follow for permits (行政许可法 art. 44: within ten working days).

Acts: none of its own. 制作送达回证, 登记送达 and 未能送达 are acts of the apps that issue the
papers, in engineering.approvals.acts.service and fees.collection.acts.service: they lock their
own rows, note their own history and draw their own consequences. What is the same for every paper
stands here.

Start with ``rules``. Its files:
    rules.py   the methods' proofs, and the day from which a paper counts as served
    models.py  the receipt, abstract: each app has a table of its own
    acts.py    filling a receipt in, not yet saved, for those acts
    papers.py  the sheet that is signed
    forms.py   the two forms of an app's pages
"""
