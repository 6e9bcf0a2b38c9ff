"""办理记录: who did what, when, from where, with before and after; append-only and chained.

Law: 等保 2.0 (GB/T 22239-2019) asks for an audit of every user and every act, kept safe.

record      record() is what every act calls; reading and proving the chain: start here
models      the event, each holding the hash of the one before
origin, middleware   from which address the present request comes
views       审计检索, for auditors
templatetags/history   the trail of a record on its own page
"""
