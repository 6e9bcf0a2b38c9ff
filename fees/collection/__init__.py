"""追缴: the lawful way from an unpaid fee to the court and out again, on two tracks.

Source: 行政处罚法, 行政强制法, 行政复议法, 行政诉讼法, 民事诉讼法. docs/collection.md tells
the whole.

Start with ``steps``: ``steps.table`` is the law as a table, ``steps.conditions`` says what is
missing, ``steps.effects`` what a step changes. ``rules`` counts the limits, ``acts.cases`` takes
the steps; ``acts`` also has service (送达), contacts, letters and omissions (应建未建).
Files beside the usual ones:
``penalties`` what delay adds and the lawful range of a fine, which papers, acts and pages share ·
``desk`` the rows of the 催缴台: it names the next step, so it stands above the steps.
"""
