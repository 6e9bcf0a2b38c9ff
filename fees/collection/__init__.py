"""追缴: the lawful way from an unpaid fee to the court and out again, on two tracks.

``lawful_steps`` is the law as a table: which step may follow, on what basis, with which paper.
``limits`` counts the days, ``conditions`` says what is missing, ``effects`` what a step changes,
``cases`` holds the acts. Source: 行政处罚法, 行政强制法, 行政复议法, 行政诉讼法, 民事诉讼法.
"""
