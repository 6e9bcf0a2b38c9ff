"""送达: handing a paper over so that it counts, proven by a 送达回证, for the papers of every app.

Law: 民事诉讼法 arts 87-95, which 行政处罚法 art. 61 and 行政强制法 art. 38 name and which offices
follow for permits (行政许可法 art. 44: within ten working days).

Acts: 制作送达回证, 登记送达, 更正送达登记, 未能送达.

Which papers are served, by which law and by whom, their kinds declare (``Service`` in
renfang.documents.kinds). What a paper is about and what follows from its service (the limits that
begin to run) the rooms that issue it say: ``hooks.MATTERS``.

Start with ``rules``, then ``acts``. Its files:
    rules.py      the methods' proofs, and the day from which a paper counts as served
    models.py     the receipt: one attempt to serve one paper
    hooks.py      what rooms say of the papers that they have served
    queries.py    what is to be served, and how a paper was served
    papers.py     the sheet that is signed, a kind of paper for each family of permissions
    acts.py, forms.py, views.py, urls.py
    workbench.py  待办, the menu, and the card on a paper's page
"""
