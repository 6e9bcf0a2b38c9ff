"""追缴: the lawful way from an unpaid fee to the court and out again, on two tracks.

docs/collection.md tells the whole.
Law: 行政处罚法, 行政强制法, 行政复议法, 行政诉讼法, 民事诉讼法; each step of ``steps.table`` names
its articles.

Acts: 立卷, 启动处罚程序, 办理下一步, 结案 (``acts.cases``); 登记联系, 暂缓催缴, 解除暂缓, 上传附件
(``acts.contacts``); 催缴, one debtor or many (``acts.letters``); 接收移送 (``acts.omissions``);
what follows from 送达, which is renfang.serving's (``acts.service``).

Start with ``steps``: ``table`` is the law as a table, ``conditions`` says what stands in the way,
``effects`` what a step changes. Beside the usual files:
    penalties.py  what is laid on the act, what a fine may be and what delay adds, which papers,
                  acts, conditions and pages share
    evidence.py   证据清单 as lines of a form and as data
    limits.py     the limits by the present calendar, and which day of a track rests on which; above
                  the steps, whose effects set them
    outcomes.py   what became of a decision (contested, upheld, changed, annulled), read from
                  its steps by papers, limits, conditions and the ledger's demands
    desk.py       the rows of the 催缴台: it names the next step, so it stands above the steps
"""
