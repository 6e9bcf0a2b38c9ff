"""What the database does by itself: it keeps protected rows as they are, and it is backed up.

A model declares its ``protection``; docs/architecture.md has the engines, docs/backup.md the
backup.
Law: 等保 2.0 (GB/T 22239-2019) asks for integrity and backup; accounts and history must not be
altered afterwards.

Acts: none.

Start with ``protection``. Its files:
    protection.py  what a model may declare: AppendOnly, FrozenFrom, FrozenWith
    triggers.py    installing and comparing what is declared, after each migrate
    checks.py      the system check that tells of a missing or altered trigger
    operations.py  the one operation that makes all tables of an app at once
    founding.py    an empty database at once, instead of migration by migration
    apart.py       another database in the place of ours, for one thread of a command
    moving.py      everything from one engine to the other
    backups.py     one file with database, papers and uploads, taken while people work
    presence.py    which of several queries find anything, asked in one statement
    models.py      the switch for planned maintenance
"""
