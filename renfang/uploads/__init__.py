"""Every file that comes in: recognised by its content, checked, stripped, scanned, kept.

Files lie below MEDIA_ROOT under random names that only rows tell; no web server serves that folder.
Tables for what is read out of spreadsheets are renfang.exchange's.
Law: none.

Acts: none; the apps' acts keep their files by these functions.

Start with ``keeping``. Its files:
    keeping.py         read_upload() lets a document in, keep_content(), keep_picture(), read_kept()
    pictures.py        photographs without what their cameras wrote into them
    active_content.py  scripts, macros and viruses keep a document out
"""
