"""战勤值班: who can be on duty, the shifts, their log, call tests and swaps.

Nobody stands on two shifts at one time (``rules``). A swap is decided by somebody other than
the person who asked.
Acts: plan a shift, take over, hand over, log, record a call test, ask for and decide a swap; a
whole roster comes in from a spreadsheet (``exchange``).

Start with ``acts``; ``models`` describes the register of people on duty beside its table.
"""
