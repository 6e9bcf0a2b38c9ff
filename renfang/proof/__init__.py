"""完整性核验: proof of every record that does not trust the database in which the records lie.

Chains of hashes show what was altered without care; whoever writes to the database can mend them.
So all rows that are only added to are put under seals: signed digests, chained to one another, made
by a key that lies outside of the database and listed in a file beside it. ``verify_all`` compares
the rows with the seals and with one another, every night, with each backup and in each archive.
Law: 等保 2.0 (GB/T 22239-2019) 8.1.4.7 integrity; 电子签名法 art. 5 (whole and unaltered).

Acts: none; the commands ``seal``, ``verify_all`` and ``nightly`` run as the system.

Start with ``verification``. Its files:
    sealing.py       putting under seal what was added since the last one; the list of all seals
    keys.py          the keys that sign, in a folder outside of the database
    rows.py          rows as bytes, the same on both engines
    watching.py      rows that may lawfully change: what they were at each seal, and what explains;
                     rows that are final
    proving.py       seals and watched rows against what stands in the database
    crosschecks.py   history, papers, files and rights against one another
    verification.py  all of it in one report, kept for the auditor's page
    hooks.py         what rooms above add: their checks, and the rows that are watched
    checks.py        settings that this machine cannot follow
"""
