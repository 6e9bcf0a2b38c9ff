"""What the database does by itself: it keeps protected rows as they are, and it is backed up.

Law: 等保 2.0 (GB/T 22239-2019) asks for integrity and backup; accounts and history must not be
altered afterwards. A model declares its ``protection``; docs/architecture.md has the engines.

protection  what a model may declare: AppendOnly, FrozenFrom, FrozenWith: start reading here
triggers    installing and comparing what is declared, after each migrate
checks      the system check that tells of a missing or altered trigger
operations  the one operation that makes all tables of an app at once
backups     one file with database, papers and uploads, taken while people work (docs/backup.md)
presence    which of several queries find anything, asked in one statement
models      the switch for planned maintenance
"""
