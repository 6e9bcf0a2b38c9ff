"""办理记录 and 访问记录: who did what; who came in, was refused, took or looked at what.

Law: 等保 2.0 (GB/T 22239-2019, 8.1.4.3) asks for an audit of every user and every act, kept safe;
网络安全法 art. 21 no. 3 (as numbered in 2016) for logs of six months at least.

Acts: remove_old_access (清理访问记录). Every other act calls ``record.record``; what is no act on a
record is noted by ``access.note_access``.

Start with ``record`` and ``access``. Its files:
    record.py      writing an event; reading and proving the chain
    models.py      the event, each holding the hash of the one before; the access record
    facts.py       before, after and details in the order in which they were entered
    access.py, floods.py  writing an access record; what is only counted
    entries.py     logins, their ends and failures
    tries.py       limits that count from the record
    retention.py   how long access records are kept
    shipping.py, syslog.py  both to a log server
    clock.py       acts are refused while the server's clock runs back
    origin.py, middleware.py  the address of the present request; refusals and files on record
    checks.py      what ``manage.py check`` says of the settings
    views.py       审计检索 and 访问记录, for auditors
    templatetags/history.py   the trail of a record on its own page
"""
