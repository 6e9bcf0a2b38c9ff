"""Every file that comes in: recognised by its content, checked, stripped, scanned, kept.

keeping         read_upload() lets a document in, keep_content() stores it, read_kept() reads it
pictures        photographs without what their cameras wrote into them
active_content  scripts, macros and viruses keep a document out

Files lie below MEDIA_ROOT under random names that only rows tell; no web server serves that folder.
Tables for what is read out of spreadsheets are renfang.exchange's.
"""
