"""对账: what tax bureau, treasury, bank or non-tax system say was paid, line by line.

Source: 财税〔2020〕58号 (the tax bureau collects and reports back). A file is taken whole or not at
all; whoever matched its lines does not post them.

Start with ``acts``: ``statements`` (import, accept, undo, set aside, submit) and ``posting`` (the
check by another person, which issues the 对账单). Files beside the usual ones:
``reading`` turns a file into lines; it is no exchange of columns, for the act reads with it ·
``matching`` decides which payment a line is: it sorts unsaved lines, neither query nor act.
"""
