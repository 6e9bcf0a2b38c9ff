"""办理记录: who did what, when, from where, with before and after; append-only and chained.

Law: 等保 2.0 (GB/T 22239-2019) asks for an audit of every user and every act, kept safe.

Acts: none; every act calls ``record.record``.

Start with ``record``. Its files:
    record.py      writing an event; reading and proving the chain
    models.py      the event, each holding the hash of the one before
    clock.py       acts are refused while the server's clock runs back
    origin.py, middleware.py  from which address the present request comes
    views.py       审计检索, for auditors
    templatetags/history.py   the trail of a record on its own page
"""
