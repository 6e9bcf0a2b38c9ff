"""结建审批与人防工程: projects and their approvals, and a shelter from its works to its demolition.

Rooms, the lowest floor first, stand in ``apps.ROOMS``; what each is about says its ``__init__``.
Beside them: ``models`` names all tables, ``hooks`` is the seam for other apps, ``permissions`` what
posts may do here, ``templatetags`` words for its templates, ``demo`` the stories of the demo city.
"""
