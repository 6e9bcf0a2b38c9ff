"""What people have typed and not sent: kept on the server, offered again on the page it was on.

The page's script (static/renfang/drafts.js) sends what stands in a form every few seconds while
somebody types, and asks for it when the page is opened again: after a lost line, a session that
ended, Back, another computer. Nothing else reads it, and it is no record of the office: it is
encrypted like personal numbers, seen by its author alone, gone when the form is accepted, put aside
by its author, or after ``keeping.KEPT_DAYS`` days. Passwords and files are never kept.

Start with ``keeping``. ``middleware`` drops what was accepted, ``views`` are what the script asks,
``workbench`` shows on the first page what was left unsent.
"""
