"""Every file that comes in: recognised by its content, checked, stripped, scanned, kept.

Files lie below MEDIA_ROOT under random names that only rows tell; no web server serves that folder.
No act reads an upload: a form's field does it before (``fields``), in a process of its own, and
the act is given what was found in order, on the disk already.
Tables for what is read out of spreadsheets are renfang.exchange's.
Law: none.

Acts: none; the apps' acts keep their files by these functions.

Start with ``keeping``. Its files:
    keeping.py      read_upload(), read_picture() let a file in, kept_first keeps it, read_kept()
    models.py       what a row has that names one file of its own
    fields.py       the fields of a form by which files come in
    confinement.py  the door to the process that reads strangers' bytes, and its limits
    confined/       what runs in that process
    viruses.py      the office's own scanner
"""
